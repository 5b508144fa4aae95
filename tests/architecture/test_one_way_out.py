"""Bytes of documents leave by one step, which records them (B-13, L12)."""

from pathlib import Path

import strongroom

SOURCE = Path(strongroom.__file__).parent
STEP = "interfaces/common/documents/delivering.py"
WAY_OUT = "interfaces/common/answers/delivery.py"


def using(word: str) -> set[str]:
    return {
        path.relative_to(SOURCE).as_posix()
        for path in SOURCE.rglob("*.py")
        if word in path.read_text()
    }


def test_b13_no_page_hands_out_documents_without_the_step_that_records() -> None:
    assert using("content_response") == using("archive_response") == {STEP, WAY_OUT}


def test_b13_no_page_asks_for_where_bytes_are_but_through_the_step() -> None:
    interfaces = {path for path in using("documents.content(") if path.startswith("interfaces/")}
    assert interfaces == {STEP}
    assert {p for p in using("archive_members(") if p.startswith("interfaces/")} == {STEP}
