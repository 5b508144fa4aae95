"""The streaming reader of multipart bodies: any cut of the stream gives the same parts."""

import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from strongroom.core.errors import TooLargeError
from strongroom.interfaces.common.answers.errors import BadRequestError
from strongroom.interfaces.rest.kit import multipart
from strongroom.interfaces.rest.kit.multipart import MultipartReader

BOUNDARY = "xYzZY"


def encode(parts: list[tuple[str, bytes]], end: bytes = b"--\r\n") -> bytes:
    body = b""
    for headers, data in parts:
        body += f"--{BOUNDARY}\r\n{headers}\r\n\r\n".encode() + data + b"\r\n"
    return body + f"--{BOUNDARY}".encode() + end


def disposition(name: str, filename: str | None = None) -> str:
    text = f'Content-Disposition: form-data; name="{name}"'
    return text + (f'; filename="{filename}"' if filename is not None else "")


class Slow:
    """Gives at most `step` bytes a read, as a network does."""

    def __init__(self, data: bytes, step: int) -> None:
        self._data, self._step = io.BytesIO(data), step

    def read(self, size: int) -> bytes:
        return self._data.read(min(size, self._step))


def read_all(data: bytes, step: int = 1 << 20) -> list[tuple[str, str | None, bytes]]:
    reader = MultipartReader(Slow(data, step), BOUNDARY)
    return [(part.name, part.filename, b"".join(part.body)) for part in reader]


nasty = st.lists(
    st.sampled_from(
        [b"\r\n", b"--", b"\r\n--", BOUNDARY.encode(), b"\r\n--xYzZ", b"a", b"\0", b"\n"]
    ),
    max_size=12,
).map(b"".join)


@settings(max_examples=300, deadline=None)
@given(st.lists(nasty, max_size=4), st.integers(1, 40))
def test_parts_come_out_as_they_went_in_however_the_stream_is_cut(bodies, step):
    clean = [body for body in bodies if f"\r\n--{BOUNDARY}".encode() not in b"\r\n" + body]
    parts = [(disposition(f"f{n}", f"{n}.bin"), body) for n, body in enumerate(clean)]
    found = read_all(encode(parts), step)
    assert found == [(f"f{n}", f"{n}.bin", body) for n, body in enumerate(clean)]


def test_parts_that_nobody_reads_are_skipped():
    data = encode([(disposition("a"), b"1" * 5000), (disposition("file", "ü.pdf"), b"2")])
    reader = MultipartReader(Slow(data, 7), BOUNDARY)
    assert [(part.name, part.filename) for part in reader] == [("a", None), ("file", "ü.pdf")]


@pytest.mark.parametrize("cut", [3, 5, 20, 60, 90])
def test_a_body_that_was_cut_off_is_refused(cut):
    data = encode([(disposition("file", "a.bin"), b"x" * 100)])
    with pytest.raises(BadRequestError, match="interrupted"):
        read_all(data[:-cut])


def test_memory_stays_within_a_block_for_a_long_part():
    class Endless:
        def __init__(self) -> None:
            self.sent = 0

        def read(self, size: int) -> bytes:
            if self.sent == 0:
                self.sent = 1
                return f"--{BOUNDARY}\r\n{disposition('file', 'a')}\r\n\r\n".encode()
            self.sent += 1
            end = f"\r\n--{BOUNDARY}--".encode() if self.sent == 50 else b""
            return b"z" * size if self.sent < 50 else end

    sizes = [len(piece) for part in MultipartReader(Endless(), BOUNDARY) for piece in part.body]
    assert sum(sizes) == 48 * multipart.BLOCK
    assert max(sizes) <= 2 * multipart.BLOCK


@pytest.mark.parametrize("boundary", ["", "x" * 71, "a\nb", 'a"b'])
def test_a_boundary_that_is_none_is_refused(boundary):
    with pytest.raises(BadRequestError):
        MultipartReader(io.BytesIO(b""), boundary)


def test_headers_without_end_are_refused():
    with pytest.raises(BadRequestError):
        read_all(f"--{BOUNDARY}\r\n".encode() + b"A: " + b"x" * 400_000)


def test_a_form_without_end_is_refused(settings):
    settings.UPLOAD_LIMIT = 1000

    class Endless:
        def __init__(self) -> None:
            self.sent = encode([(disposition("file", "a"), b"1")])

        def read(self, size: int) -> bytes:
            sent, self.sent = self.sent, b"z" * 1000
            return sent

    with pytest.raises(TooLargeError):
        list(MultipartReader(Endless(), BOUNDARY))


def test_a_name_may_be_written_for_any_script():
    data = encode(
        [("Content-Disposition: form-data; name=\"file\"; filename*=UTF-8''%C3%BC.pdf", b"")]
    )
    assert read_all(data) == [("file", "ü.pdf", b"")]
