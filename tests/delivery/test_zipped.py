"""The form of an archive (A-14), as those who unpack it read it: by its directory, and as a stream."""

import datetime as dt
import io
import random
import shutil
import struct
import subprocess
import zipfile
import zlib
from zoneinfo import ZoneInfo

import pytest

from strongroom.interfaces.common.answers.zipped import Entry, Zip

LONDON = ZoneInfo("Europe/London")
SUMMER = dt.datetime(2026, 7, 1, 14, 30, 6, tzinfo=LONDON)
FILES = {
    "Plans/Ground floor.pdf": b"%PDF-1.4 " * 9000,
    "Plans/Grundriß, Küche 图.txt": "Küche".encode(),
    "Plans/Empty/": b"",
    "nothing.txt": b"",
    "PK.bin": b"PK\3\4PK\7\x08PK\1\2" * 50,
}
BLOCK = 4096
HUGE = 5 * 1024**3

JAVA = """
import java.util.zip.*;
public class Z { public static void main(String[] a) throws Exception {
  ZipInputStream z = new ZipInputStream(System.in); ZipEntry e;
  while ((e = z.getNextEntry()) != null)
    System.out.println(e.getName().length() + " " + z.readAllBytes().length + " " + e.getSize());
} }
"""


def entry(path, data, at=SUMMER):
    return Entry(path, len(data), at, lambda: zlib.crc32(data), lambda: io.BytesIO(data))


def packed(files=FILES):
    archive = Zip([entry(*each) for each in files.items()])
    data = b"".join(archive.read(0, archive.size, BLOCK))
    assert len(data) == archive.size
    return data


def streamed(stream):
    """Read an archive as a stream does: what stands before a file is all that is known of it."""
    found = {}
    while (signature := stream.read(4)) == b"PK\3\4":
        (version, flags, method, _time, _day, crc32, packed_size, size, names, extras) = (
            struct.unpack("<5H3L2H", stream.read(26))
        )
        name, extra = stream.read(names).decode(), stream.read(extras)
        assert (flags, method) == (0x800, 0)
        if size == 0xFFFFFFFF:
            kind, _, size, packed_size = struct.unpack("<2H2Q", extra[:20])
            assert (kind, version) == (1, 45)
        assert size == packed_size
        data = stream.read(size)
        assert zlib.crc32(data) == crc32
        found[name] = data
    assert signature == b"PK\1\2"
    return found


def test_a14_a_stream_is_read_from_a_pipe():
    with subprocess.Popen(["cat"], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as pipe:
        assert pipe.stdin
        assert pipe.stdout
        pipe.stdin.write(packed({"a.txt": b"words", "b/": b""}))
        pipe.stdin.close()
        assert streamed(pipe.stdout) == {"a.txt": b"words", "b/": b""}
    assert streamed(io.BytesIO(packed())) == FILES


def test_a14_pythons_zipfile_reads_it_with_names_folders_and_the_firms_time():
    archive = zipfile.ZipFile(io.BytesIO(packed()))
    assert archive.testzip() is None
    assert {name: archive.read(name) for name in archive.namelist()} == FILES
    for info in archive.infolist():
        assert info.date_time == (2026, 7, 1, 14, 30, 6)
        assert info.is_dir() == info.filename.endswith("/")
        assert not info.flag_bits & 8


@pytest.mark.skipif(not shutil.which("unzip"), reason="unzip is not installed")
def test_a14_unzip_unpacks_it(tmp_path):
    (tmp_path / "a.zip").write_bytes(packed())
    done = subprocess.run(
        ["unzip", "-q", "a.zip", "-d", "out"],
        cwd=tmp_path,
        env={"TZ": "America/New_York", "LC_ALL": "C.UTF-8", "PATH": "/usr/bin:/bin"},
        check=True,
        capture_output=True,
    )
    assert (done.stdout, done.stderr) == (b"", b"")
    for name, data in FILES.items():
        path = tmp_path / "out" / name
        assert path.is_dir() if name.endswith("/") else path.read_bytes() == data
    assert (tmp_path / "out" / "PK.bin").stat().st_mtime == SUMMER.timestamp()


@pytest.mark.slow
@pytest.mark.skipif(not shutil.which("java"), reason="Java is not installed")
def test_a14_javas_reader_of_streams_reads_it(tmp_path):
    (tmp_path / "Z.java").write_text(JAVA)
    done = subprocess.run(
        ["java", "Z.java"],
        cwd=tmp_path,
        input=packed(),
        capture_output=True,
        check=True,
        timeout=60,
    )
    told = [f"{len(name)} {len(data)} {len(data)}" for name, data in FILES.items()]
    assert done.stdout.decode().splitlines() == told


def test_l30_any_part_is_the_same_as_that_part_of_the_whole():
    archive, whole, chance = (
        Zip([entry(*each) for each in FILES.items()]),
        packed(),
        random.Random(7),
    )
    spans = [sorted(chance.choices(range(len(whole) + 1), k=2)) for _ in range(300)]
    for start, stop in [*spans, [0, 1], [len(whole) - 1, len(whole)]]:
        assert b"".join(archive.read(start, stop, 777)) == whole[start:stop]


def test_an_archive_of_nothing_is_one():
    assert zipfile.ZipFile(io.BytesIO(packed({}))).namelist() == []


def test_a_file_that_is_short_breaks_off():
    short = Entry("a", 10, SUMMER, lambda: 0, lambda: io.BytesIO(b"123"))
    with pytest.raises(EOFError):
        b"".join(Zip([short]).read(0, 100, BLOCK))


@pytest.mark.parametrize(
    ("at", "shown"),
    [
        (dt.datetime(1969, 1, 1, tzinfo=dt.UTC), (1980, 1, 1, 0, 0, 0)),
        (dt.datetime(2200, 1, 1, tzinfo=dt.UTC), (2107, 12, 31, 23, 59, 58)),
        (dt.datetime(2026, 1, 31, 23, 59, 59, tzinfo=LONDON), (2026, 1, 31, 23, 59, 58)),
    ],
)
def test_a_moment_that_the_form_has_no_room_for_is_the_nearest(at, shown):
    archive = Zip([entry("a", b"1", at)])
    data = b"".join(archive.read(0, archive.size, BLOCK))
    assert zipfile.ZipFile(io.BytesIO(data)).infolist()[0].date_time == shown


class Seeking(io.RawIOBase):
    """The archive as a file of which only what is asked for is made."""

    def __init__(self, archive):
        self.archive, self.at = archive, 0

    def seekable(self):
        return True

    def readable(self):
        return True

    def tell(self):
        return self.at

    def seek(self, offset, whence=0):
        self.at = offset + (0, self.at, self.archive.size)[whence]
        return self.at

    def read(self, size=-1):
        stop = self.archive.size if size < 0 else min(self.archive.size, self.at + size)
        data = b"".join(self.archive.read(self.at, stop, BLOCK))
        self.at = stop
        return data


def test_beyond_4_gb_sizes_and_places_are_written_in_the_long_form(tmp_path):
    sparse = tmp_path / "film.mov"
    with sparse.open("wb") as file:
        file.truncate(HUGE)
    film = Entry("film.mov", HUGE, SUMMER, lambda: 123, lambda: sparse.open("rb"))
    archive = Zip([entry("first.txt", b"1"), film, entry("last.txt", b"after it")])
    read = zipfile.ZipFile(Seeking(archive))
    assert [info.file_size for info in read.infolist()] == [1, HUGE, 8]
    assert read.read("last.txt") == b"after it"
    start = archive.read(len(b"".join(archive.read(0, 30, BLOCK))) + 19, 200, BLOCK)
    assert struct.pack("<2Q", HUGE, HUGE) in b"".join(start)


def test_more_files_than_the_short_form_counts():
    files = [entry(f"{number}", b"") for number in range(65_536)]
    read = zipfile.ZipFile(Seeking(Zip(files)))
    assert len(read.infolist()) == 65_536
