"""Documents for the tests, made on the spot from the fewest parts that they can have."""

import io
import zipfile
from collections.abc import Mapping, Sequence

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"

Parts = Mapping[str, str | bytes]


def packed(parts: Parts, compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", compression) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return target.getvalue()


def relations(**targets: str) -> str:
    """Relationships by id; a target is written as "kind part"."""
    rows = (
        f'<Relationship Id="{name}" Type="{R}/{kind}" Target="{part}"/>'
        for name, (kind, part) in ((name, target.split()) for name, target in targets.items())
    )
    return f'<Relationships xmlns="{RELATIONS}">{"".join(rows)}</Relationships>'


# ---------------------------------------------------------------- Word

STYLES = {
    "Kop1": '<w:name w:val="heading 1"/><w:pPr><w:outlineLvl w:val="0"/></w:pPr>',
    "Kop2": '<w:name w:val="heading 2"/>',
    "Vraag": '<w:name w:val="Vraag"/><w:basedOn w:val="Onder"/>',
    "Onder": '<w:name w:val="Onder"/><w:basedOn w:val="Kop2"/>',
    "Titel": '<w:name w:val="Title"/>',
    "Bijschrift": '<w:name w:val="caption"/>',
    "Inhopg1": '<w:name w:val="toc 1"/>',
    "Lijstopsom2": '<w:name w:val="List Bullet 2"/><w:pPr><w:numPr><w:numId w:val="4"/></w:numPr></w:pPr>',
}


def paragraph(text: str, style: str = "", properties: str = "") -> str:
    """`text` may hold runs of its own."""
    named = f'<w:pStyle w:val="{style}"/>' if style else ""
    runs = text if text.startswith("<") else run(text)
    return f"<w:p><w:pPr>{named}{properties}</w:pPr>{runs}</w:p>"


def run(text: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def item(text: str, depth: int = 0, number: int = 1) -> str:
    return paragraph(text, "", f'<w:numPr><w:ilvl w:val="{depth}"/><w:numId w:val="{number}"/></w:numPr>')


def table(*rows: Sequence[str], before: str = "") -> str:
    """A table of cells that are text, or paragraphs of their own; `before` stands at each row's head."""
    made = (
        before + "".join(f"<w:tc>{cell if cell.startswith('<') else paragraph(cell)}</w:tc>" for cell in row)
        for row in rows
    )
    return f"<w:tbl>{''.join(f'<w:tr>{row}</w:tr>' for row in made)}</w:tbl>"


def docx(*body: str, styles: Mapping[str, str] = STYLES, more: Parts | None = None) -> bytes:
    made = "".join(f'<w:style w:styleId="{name}">{inside}</w:style>' for name, inside in styles.items())
    parts: dict[str, str | bytes] = {
        "[Content_Types].xml": "<Types/>",
        "_rels/.rels": relations(r1="officeDocument word/document.xml"),
        "word/_rels/document.xml.rels": relations(
            s="styles styles.xml", f="footnotes footnotes.xml", e="endnotes endnotes.xml"
        ),
        "word/styles.xml": f'<w:styles xmlns:w="{W}">{made}</w:styles>',
        "word/header1.xml": f'<w:hdr xmlns:w="{W}">{paragraph("Kopregel")}</w:hdr>',
        "word/document.xml": (
            f'<w:document xmlns:w="{W}" xmlns:m="m" xmlns:mc="mc" xmlns:wps="wps" xmlns:v="v" xmlns:r="{R}">'
            f"<w:body>{''.join(body)}</w:body></w:document>"
        ),
    }
    return packed(parts | dict(more or {}))


def notes(kind: str, *texts: str) -> str:
    """Footnotes or endnotes numbered from 1, and the line that parts them from the text."""
    made = "".join(
        f'<w:{kind} w:id="{number}">{paragraph(text)}</w:{kind}>' for number, text in enumerate(texts, 1)
    )
    line = f'<w:{kind} w:type="separator" w:id="0">{paragraph("lijn")}</w:{kind}>'
    return f'<w:{kind}s xmlns:w="{W}">{line}{made}</w:{kind}s>'


# ---------------------------------------------------------------- OpenDocument


def odt(body: str, automatic: str = "", more: Parts | None = None) -> bytes:
    spaces = " ".join(
        f'xmlns:{name}="{name}"' for name in ("office", "text", "style", "table", "draw", "svg")
    )
    parts: dict[str, str | bytes] = {
        "mimetype": "application/vnd.oasis.opendocument.text",
        "styles.xml": (
            f"<office:document-styles {spaces}><office:styles>"
            '<style:style style:name="Heading_20_2" style:parent-style-name="Heading"/>'
            '<style:style style:name="Bijschrift" style:parent-style-name="Caption"/>'
            "</office:styles><office:master-styles><text:p>Kopregel</text:p></office:master-styles>"
            "</office:document-styles>"
        ),
        "content.xml": (
            f"<office:document-content {spaces}><office:automatic-styles>{automatic}"
            f"</office:automatic-styles><office:body><office:text>{body}</office:text></office:body>"
            "</office:document-content>"
        ),
    }
    return packed(parts | dict(more or {}))


# ---------------------------------------------------------------- slides


def shape(kind: str | None, *paragraphs: str) -> str:
    """A shape; `kind` is that of its placeholder, None where it is none."""
    holder = (
        ""
        if kind is None
        else f'<p:nvPr><p:ph type="{kind}"/></p:nvPr>'
        if kind
        else "<p:nvPr><p:ph/></p:nvPr>"
    )
    inside = "".join(
        text if text.startswith("<") else f"<a:p><a:r><a:t>{text}</a:t></a:r></a:p>" for text in paragraphs
    )
    return (
        f'<p:sp><p:nvSpPr><p:cNvPr id="1" name="x"/>{holder}</p:nvSpPr><p:txBody>{inside}</p:txBody></p:sp>'
    )


def slide(*shapes: str, attributes: str = "") -> str:
    return f'<p:sld xmlns:p="p" xmlns:a="a" {attributes}><p:cSld>{"".join(shapes)}</p:cSld></p:sld>'


def pptx(*slides: str, order: Sequence[int] = (), more: Parts | None = None) -> bytes:
    """Slides numbered from 1; shown in this order."""
    order = order or range(1, len(slides) + 1)
    ids = "".join(f'<p:sldId id="{255 + number}" r:id="s{number}"/>' for number in order)
    parts: dict[str, str | bytes] = {
        "_rels/.rels": relations(r1="officeDocument ppt/presentation.xml"),
        "ppt/presentation.xml": (
            f'<p:presentation xmlns:p="p" xmlns:r="{R}"><p:sldIdLst>{ids}</p:sldIdLst></p:presentation>'
        ),
        "ppt/_rels/presentation.xml.rels": relations(
            **{f"s{number}": f"slide slides/slide{number}.xml" for number in range(1, len(slides) + 1)}
        ),
    }
    parts |= {f"ppt/slides/slide{number}.xml": content for number, content in enumerate(slides, 1)}
    return packed(parts | dict(more or {}))
