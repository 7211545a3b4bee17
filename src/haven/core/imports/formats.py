"""How a workbook shows its numbers: as dates, as times of day, with leading zeros."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, time, timedelta

from haven.core.files.elements import tags

_BUILT_IN_DATES = frozenset([*range(14, 18), 22, *range(27, 37), *range(50, 59)])
_BUILT_IN_TIMES = frozenset([*range(18, 22), 45, 46, 47])
_NO_PART_OF_A_DATE = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|_.|\*.')
_ZEROS = re.compile(r"0{2,}")
_DATE_LETTERS = re.compile(r"[dy]|(?<![hs:])m+(?![:.s])", re.IGNORECASE)
_TIME_LETTERS = re.compile(r"[hs]", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class NumberFormat:
    """What a cell's style makes of a number: a date, a time, leading zeros, or nothing."""

    date: bool = False
    time: bool = False
    zeros: int = 0


PLAIN = NumberFormat()


def number_format(number: int, code: str) -> NumberFormat:
    """From a format's number (below 164 they are built in) and code."""
    if number in _BUILT_IN_DATES:
        return NumberFormat(date=True)
    if number in _BUILT_IN_TIMES:
        return NumberFormat(time=True)
    if _ZEROS.fullmatch(code):
        return NumberFormat(zeros=len(code))
    letters = _NO_PART_OF_A_DATE.sub("", code.partition(";")[0])
    if letters.lower() == "general":
        return PLAIN
    is_date = bool(_DATE_LETTERS.search(letters))
    return NumberFormat(date=is_date, time=not is_date and bool(_TIME_LETTERS.search(letters)))


def read_formats(chunks: Iterable[bytes]) -> list[NumberFormat]:
    """The number format of each cell style, in the order that cells refer to."""
    codes: dict[int, str] = {}
    formats: list[NumberFormat] = []
    inside = False
    for tag, attributes in tags(chunks):
        if tag == "numFmt":
            codes[int(attributes["numFmtId"])] = attributes.get("formatCode", "")
        elif tag in ("cellXfs", "cellStyles", "cellStyleXfs", "dxfs"):
            inside = tag == "cellXfs"
        elif tag == "xf" and inside:
            number = int(attributes.get("numFmtId", 0))
            formats.append(number_format(number, codes.get(number, "")))
    return formats


def number_text(raw: str, shown: NumberFormat, epoch_1904: bool) -> str:
    """A number as text: 47586.0 as 47586, a date as 2030-04-13, 612345 shown as 0612345 likewise."""
    number = float(raw)
    if shown.date or shown.time:
        moment = _moment(number, shown, epoch_1904)
        if moment:
            return moment
    if raw.isdigit():
        return raw.zfill(shown.zeros)
    if number.is_integer() and abs(number) < 1e21:
        return str(int(number)).zfill(shown.zeros)
    return repr(number)


def _moment(serial: float, shown: NumberFormat, epoch_1904: bool) -> str:
    """The ISO date (and time, if not midnight) of Excel's day number; empty where there is none."""
    days, seconds = divmod(round(serial * 86_400), 86_400)
    clock = time(seconds // 3600, seconds // 60 % 60, seconds % 60)
    if shown.time and not days:
        return clock.isoformat("minutes")
    # Excel believes in 29 February 1900, its day 60: days before it are one further from the epoch.
    first = date(1904, 1, 1) if epoch_1904 else date(1899, 12, 30 if days > 60 else 31)
    if days < 0 or (days in (0, 60) and not epoch_1904) or days > 2_958_465:  # year 9999
        return ""
    day = (first + timedelta(days=days)).isoformat()
    return f"{day}T{clock.isoformat()}" if seconds else day
