"""The gate: what a file is by its content, and whether it is let in (issue, Bad input)."""

from lec.uploads.workbook import biff, ooxml
from lec.uploads.workbook.refused import MAX_BYTES, NotAWorkbook

_KINDS = (
    (b"%PDF", "PDF"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"\x89PNG", "PNG"),
    (b"{\\rtf", "RTF"),
    (b"Rar!", "RAR"),
    (b"7z\xbc\xaf", "7z"),
)


def inspect(data: bytes) -> dict[str, frozenset[int]]:
    """Let a workbook in, and say which rows of which sheet are hidden. The name of a file is no evidence."""
    if not data:
        raise NotAWorkbook("empty")
    if len(data) > MAX_BYTES:
        raise NotAWorkbook("too-large")
    if data.startswith(biff.SIGNATURE):
        return biff.inspect(data)
    if data.startswith(b"PK"):
        return ooxml.inspect(data)
    for mark, kind in _KINDS:
        if data.startswith(mark):
            raise NotAWorkbook("other-type", kind=kind)
    beginning = data[:4096].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if beginning.startswith((b"<html", b"<!doctype html", b"<table", b"<meta")):
        raise NotAWorkbook("other-type", kind="HTML")
    if b"," in beginning and b"\0" not in beginning and b"\n" in beginning:
        raise NotAWorkbook("other-type", kind="CSV")
    raise NotAWorkbook("not-a-workbook")


def is_xls(data: bytes) -> bool:
    """Whether the workbook is of the old kind."""
    return data.startswith(biff.SIGNATURE)
