"""Look through an .xls before any parser opens it: the same care as for .xlsx (research, stack 3).

An .xls is a small file system ([MS-CFB]) whose stream "Workbook" or "Book" holds records ([MS-XLS]). Only
what is needed is read: which sheets there are, how far their filled cells reach, which rows are hidden.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from lec.uploads.workbook.ooxml import MAX_COLUMN, MAX_GRID, MAX_TEXT, column_name
from lec.uploads.workbook.refused import NotAWorkbook

SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
MAX_RECORDS = 4_000_000

_BOUNDSHEET, _EOF, _FILEPASS, _SST, _CONTINUE, _ROW = 0x85, 0x0A, 0x2F, 0xFC, 0x3C, 0x208
_MULRK, _LABELSST = 0xBD, 0xFD
_FILLED = frozenset(
    {0x02, 0x03, 0x04, 0x05, 0x06, 0x203, 0x204, 0x205, 0x206, 0x406, 0x27E, 0xD6, _MULRK, _LABELSST}
)
_HIDDEN = 0x20
_FREE, _MACRO_SHEET = 0xFFFFFFFA, 1


def inspect(data: bytes) -> dict[str, frozenset[int]]:
    """Refuse what is no workbook or a hostile one; else the hidden rows, in Excel's numbers, by sheet."""
    try:
        streams = CompoundFile(data).streams()
        _refuse_other_types(streams)
        hidden: dict[str, frozenset[int]] = {}
        for name in ("Workbook", "Book"):
            if name in streams:
                hidden |= _look(streams[name])
        return hidden
    except (struct.error, IndexError) as error:
        raise NotAWorkbook("truncated") from error


def _refuse_other_types(streams: dict[str, bytes]) -> None:
    if "EncryptedPackage" in streams:
        raise NotAWorkbook("encrypted")
    if "_VBA_PROJECT_CUR" in streams:
        raise NotAWorkbook("macros")
    for name, kind in (("WordDocument", "Word"), ("PowerPoint Document", "PowerPoint")):
        if name in streams:
            raise NotAWorkbook("other-type", kind=kind)
    if not {"Workbook", "Book"} & streams.keys():
        raise NotAWorkbook("not-a-workbook")


class CompoundFile:
    """The file system inside the file: sectors, chains of sectors, named streams."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.size = 1 << struct.unpack_from("<H", data, 30)[0]
        self.small_size = 1 << struct.unpack_from("<H", data, 32)[0]
        if not (self.size in (512, 4096) and self.small_size == 64):
            raise NotAWorkbook("not-a-workbook")
        fat_sectors = [sector for sector in self._fat_sectors() if sector < _FREE]
        self.fat = [link for sector in fat_sectors for link in self._numbers(sector)]

    def streams(self) -> dict[str, bytes]:
        """The content of each stream that may be a workbook, b"" for the rest, by name."""
        start, _fats, small_start = *struct.unpack_from("<I", self.data, 48), 0, self._at(60)
        directory = self._chain(start)
        entries = [directory[at : at + 128] for at in range(0, len(directory) - 127, 128)]
        small_fat = [link for sector in self._links(small_start) for link in self._numbers(sector)]
        small = self._chain(struct.unpack_from("<I", entries[0], 116)[0]) if entries else b""
        found: dict[str, bytes] = {}
        for entry in entries:
            length, first, size = *struct.unpack_from("<H", entry, 64), *struct.unpack_from("<II", entry, 116)
            name = entry[: max(0, min(length, 64) - 2)].decode("utf-16-le", "replace")
            if name in ("Workbook", "Book"):
                small_one = size < self._at(56)
                content = self._small_chain(first, small, small_fat) if small_one else self._chain(first)
                if len(content) < size:
                    raise NotAWorkbook("truncated")
                found[name] = content
            elif name:
                found[name] = b""
        return found

    def _at(self, offset: int) -> int:
        number: int = struct.unpack_from("<I", self.data, offset)[0]
        return number

    def _fat_sectors(self) -> Iterator[int]:
        yield from struct.unpack_from("<109I", self.data, 76)
        following, most = self._at(68), len(self.data) // self.size
        while following < _FREE and most > 0:
            *sectors, following = self._numbers(following)
            most -= 1
            yield from sectors

    def _numbers(self, sector: int) -> tuple[int, ...]:
        return struct.unpack_from(f"<{self.size // 4}I", self.data, (sector + 1) * self.size)

    def _links(self, sector: int, fat: list[int] | None = None) -> list[int]:
        """The sectors of a chain; one that bites its tail or leaves the file is broken."""
        links = self.fat if fat is None else fat
        chain: list[int] = []
        while sector < _FREE:
            if len(chain) > len(links):
                raise NotAWorkbook("truncated")
            chain.append(sector)
            sector = links[sector]
        return chain

    def _chain(self, sector: int) -> bytes:
        return b"".join(self.data[(at + 1) * self.size : (at + 2) * self.size] for at in self._links(sector))

    def _small_chain(self, sector: int, small: bytes, small_fat: list[int]) -> bytes:
        links = self._links(sector, small_fat)
        return b"".join(small[at * self.small_size : (at + 1) * self.small_size] for at in links)


@dataclass
class SheetScan:
    """How far the filled cells of a sheet reach, how much text they come to, and which rows are hidden."""

    texts: list[int]
    row: int = 0
    column: int = 0
    text: int = 0
    hidden: set[int] = field(default_factory=set)


def _look(stream: bytes) -> dict[str, frozenset[int]]:
    sheets, texts, records = _globals(stream)
    grid = 0
    hidden: dict[str, frozenset[int]] = {}
    for name, start in sheets:
        scan = SheetScan(texts)
        for kind, at, length in _records(stream, start):
            records += 1
            _take(scan, kind, stream, at, length)
            too_far = grid + scan.row * scan.column > MAX_GRID or scan.column > MAX_COLUMN
            if too_far or records > MAX_RECORDS:
                raise NotAWorkbook("grid-bomb", row=f"{scan.row:,}", column=column_name(scan.column - 1))
        if scan.text > MAX_TEXT:
            raise NotAWorkbook("zip-bomb")
        grid += scan.row * scan.column
        hidden[name] = frozenset(scan.hidden)
    return hidden


def _records(stream: bytes, at: int) -> Iterator[tuple[int, int, int]]:
    """Kind, offset of the content and its length, up to the end of the substream."""
    unpack, end = struct.Struct("<HH").unpack_from, len(stream) - 3
    while at < end:
        kind, length = unpack(stream, at)
        yield kind, at + 4, length
        if kind == _EOF:
            return
        at += 4 + length


def _take(scan: SheetScan, kind: int, stream: bytes, at: int, length: int) -> None:
    if kind in _FILLED and length >= 6:
        row, column = struct.unpack_from("<HH", stream, at)
        if kind == _MULRK:
            column = struct.unpack_from("<H", stream, at + length - 2)[0]
        scan.row, scan.column = max(scan.row, row + 1), max(scan.column, column + 1)
        if kind == _LABELSST and length >= 10:
            number = struct.unpack_from("<I", stream, at + 6)[0]
            scan.text += scan.texts[number] if number < len(scan.texts) else 0
    elif kind == _ROW and length >= 14 and struct.unpack_from("<H", stream, at + 12)[0] & _HIDDEN:
        scan.hidden.add(struct.unpack_from("<H", stream, at)[0] + 1)


def _globals(stream: bytes) -> tuple[list[tuple[str, int]], list[int], int]:
    """Sheets with where they start, the lengths of the shared texts in bytes, and the records read."""
    sheets: list[tuple[str, int]] = []
    shared: list[bytes] = []
    records, previous = 0, 0
    wide = struct.unpack_from("<H", stream, 4)[0] >= 0x0600 if len(stream) > 6 else True
    for kind, at, length in _records(stream, 0):
        records += 1
        if kind == _FILEPASS:
            raise NotAWorkbook("encrypted")
        if kind == _BOUNDSHEET:
            if stream[at + 5] == _MACRO_SHEET:
                raise NotAWorkbook("macros")
            sheets.append(
                (_sheet_name(stream[at + 6 : at + length], wide), struct.unpack_from("<I", stream, at)[0])
            )
        elif kind == _SST or (kind == _CONTINUE and previous == _SST and shared):
            shared.append(stream[at : at + length])
        previous = kind if kind != _CONTINUE else previous
    return sheets, _text_lengths(shared), records


def _sheet_name(text: bytes, wide: bool) -> str:
    """A length, in Excel 97 and later a flag for two bytes a letter, the letters; before that in cp874."""
    length, letters = text[0], text[2:] if wide else text[1:]
    if not wide:
        return letters[:length].decode("cp874", "replace")
    return (
        letters[: 2 * length].decode("utf-16-le", "replace")
        if text[1] & 1
        else letters[:length].decode("latin-1")
    )


def _text_lengths(shared: list[bytes]) -> list[int]:
    """Bytes of each shared text; one that is broken over records begins anew there with a flag."""
    lengths: list[int] = []
    count = struct.unpack_from("<I", shared[0], 4)[0] if shared else 0
    part, at = 0, 8
    while part < len(shared) and len(lengths) < count:
        if at + 3 > len(shared[part]):
            part, at = part + 1, 0
            continue
        letters, flags = struct.unpack_from("<HB", shared[part], at)
        at += 3
        runs = struct.unpack_from("<H", shared[part], at)[0] if flags & 8 else 0
        at += 2 if flags & 8 else 0
        extra = struct.unpack_from("<I", shared[part], at)[0] if flags & 4 else 0
        at += 4 if flags & 4 else 0
        lengths.append(3 * letters)
        part, at = _skip_letters(shared, part, at, letters, flags & 1)
        part, at = _skip_bytes(shared, part, at, 4 * runs + extra)
    return lengths


def _skip_letters(shared: list[bytes], part: int, at: int, letters: int, wide: int) -> tuple[int, int]:
    while part < len(shared):
        room = (len(shared[part]) - at) >> wide
        if letters <= room:
            return part, at + (letters << wide)
        letters -= room
        part, at = part + 1, 1
        wide = shared[part][0] & 1 if part < len(shared) and shared[part] else wide
    return part, at


def _skip_bytes(shared: list[bytes], part: int, at: int, count: int) -> tuple[int, int]:
    while part < len(shared) and at + count > len(shared[part]):
        count -= len(shared[part]) - at
        part, at = part + 1, 0
    return part, at + count
