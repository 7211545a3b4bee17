"""Files for the tests of reading tables, made on the spot."""

import csv
import io
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

KNOWN = frozenset(
    {
        "nr",
        "familienaam",
        "voornaam",
        "e mail",
        "land",
        "begin",
        "number",
        "last name",
        "first name",
        "country",
    }
)
HEADERS = ["Nr", "Familienaam", "E-mail", "Begin"]
PEOPLE = [
    ["1", "Kučerová", "jana@example.org", "14/09/2026"],
    ["2", "De Smet", "an@example.org", "15/09/2026"],
    ["3", "O'Brien", "mary@example.org", "16/09/2026"],
]


def as_text(rows: Iterable[Sequence[str]], delimiter: str = ";", line_end: str = "\r\n") -> str:
    target = io.StringIO()
    csv.writer(target, delimiter=delimiter, lineterminator=line_end).writerows(rows)
    return target.getvalue()


def raw_workbook(
    path: Path,
    sheet: str,
    more: Mapping[str, str | bytes] | None = None,
    compression: int = zipfile.ZIP_DEFLATED,
) -> Path:
    """A workbook of the fewest parts, with this XML for its only sheet."""
    relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    parts: dict[str, str | bytes] = {
        "xl/workbook.xml": (
            f'<workbook xmlns:r="{relations}"><sheets><sheet name="S" r:id="r1"/></sheets></workbook>'
        ),
        "xl/_rels/workbook.xml.rels": (
            '<Relationships><Relationship Id="r1" Target="worksheets/sheet1.xml"/>'
            '<Relationship Id="r2" Target="/xl/sharedStrings.xml"/></Relationships>'
        ),
        "xl/sharedStrings.xml": "<sst/>",
        "xl/worksheets/sheet1.xml": sheet,
    }
    with zipfile.ZipFile(path, "w", compression) as archive:
        for name, content in (parts | dict(more or {})).items():
            archive.writestr(name, content)
    return path


def sheet_xml(rows: Iterable[Sequence[str]]) -> str:
    cells = ["".join(f'<c t="inlineStr"><is><t>{text}</t></is></c>' for text in row) for row in rows]
    return (
        "<worksheet><sheetData>" + "".join(f"<row>{row}</row>" for row in cells) + "</sheetData></worksheet>"
    )
