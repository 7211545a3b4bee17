"""The smallest PDFs that have lines where a test wants them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

FONTS = ("Helvetica", "Helvetica-Bold", "Courier")
PICTURE = b"q 100 0 0 100 50 50 cm BI /W 1 /H 1 /CS /G /BPC 8 ID \x7f EI Q\n"


@dataclass(frozen=True)
class At:
    """A line of text, in points from the lower left corner of a page of 595 by 842."""

    x: float
    y: float
    text: str
    size: float = 10
    font: int = 0
    turned: bool = False


def lines(x: float, y: float, texts: Iterable[str], size: float = 10, step: float = 12) -> list[At]:
    return [At(x, y - step * number, text, size) for number, text in enumerate(texts)]


def pdf(*pages: Sequence[At] | bytes, encrypt: bool = False) -> bytes:
    """A page is lines, or the bytes of what draws it."""
    contents = [page if isinstance(page, bytes) else drawn(page) for page in pages]
    first = 3 + len(FONTS)
    kids = " ".join(f"{first + 2 * number} 0 R" for number in range(len(contents)))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(contents)} >>".encode(),
        *(
            f"<< /Type /Font /Subtype /Type1 /BaseFont /{name} /Encoding /WinAnsiEncoding >>".encode()
            for name in FONTS
        ),
    ]
    fonts = " ".join(f"/F{number} {3 + number} 0 R" for number in range(len(FONTS)))
    for number, content in enumerate(contents):
        objects += [
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {first + 2 * number + 1} 0 R "
            f"/Resources << /Font << {fonts} >> >> >>".encode(),
            b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content),
        ]
    locked = b""
    if encrypt:
        secret = b"<" + b"5a" * 32 + b">"
        objects.append(b"<< /Filter /Standard /V 1 /R 2 /P -4 /O %s /U %s >>" % (secret, secret))
        locked = b"/Encrypt %d 0 R /ID [<aa> <aa>] " % len(objects)
    return _file(objects, locked)


def grid(columns: Sequence[float], rows: Sequence[float], boxes: bool = False) -> bytes:
    """Lines around the cells of a table; or a rectangle around each."""
    if boxes:
        return b"".join(
            b"%g %g %g %g re S\n" % (left, bottom, right - left, top - bottom)
            for left, right in pairwise(columns)
            for bottom, top in pairwise(sorted(rows))
        )
    down = [(column, min(rows), column, max(rows)) for column in columns]
    across = [(columns[0], row, columns[-1], row) for row in rows]
    return b"0.5 w\n" + b"".join(b"%g %g m %g %g l S\n" % ends for ends in down + across)


def drawn(page: Sequence[At]) -> bytes:
    return b"".join(
        b"BT /F%d %g Tf %s %g %g Tm (%s) Tj ET\n"
        % (
            line.font, line.size, b"0 1 -1 0" if line.turned else b"1 0 0 1", line.x, line.y,
            line.text.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)").encode("cp1252"),
        )
        for line in page
    )  # fmt: skip


def _file(objects: Sequence[bytes], trailer: bytes) -> bytes:
    content, places = b"%PDF-1.4\n", []
    for number, inside in enumerate(objects, 1):
        places.append(len(content))
        content += b"%d 0 obj\n%s\nendobj\n" % (number, inside)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return content + (
        b"xref\n0 %d\n0000000000 65535 f \n%s" % (len(objects) + 1, table)
        + b"trailer << /Size %d /Root 1 0 R %s>>\nstartxref\n%d\n%%%%EOF\n"
        % (len(objects) + 1, trailer, len(content))
    )
