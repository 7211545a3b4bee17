"""OpenDocument texts: what each of their parts becomes, and what is left out."""

from tests.core.documents.making import odt

AUTOMATIC = (
    '<style:style style:name="P1" style:parent-style-name="Heading_20_2"/>'
    '<style:style style:name="P2" style:parent-style-name="Bijschrift"/>'
    '<style:style style:name="P3" style:parent-style-name="Preformatted_20_Text"/>'
    '<style:style style:name="P4" style:parent-style-name="Contents_20_1"/>'
    '<style:style style:name="P5" style:parent-style-name="P6"/>'
    '<style:style style:name="P6" style:parent-style-name="P5"/>'
)


def test_headings_and_styles(told):
    body = (
        '<text:h text:outline-level="3">Drie</text:h><text:h>Een</text:h>'
        '<text:p text:style-name="Title">Titel</text:p>'
        + "".join(f'<text:p text:style-name="P{n}">p{n}</text:p>' for n in range(1, 6))
    )
    assert told(odt(body, AUTOMATIC)) == [
        ("heading", "Drie", 3),
        ("heading", "Een", 1),
        ("heading", "Titel", 1),
        ("heading", "p1", 2),
        ("caption", "p2", 0),
        ("code", "p3", 0),
        ("prose", "p5", 0),
    ]


def test_lists_tables_and_white_space(told):
    body = (
        "<text:list><text:list-item><text:p>een</text:p><text:list><text:list-item><text:p>diep</text:p>"
        "</text:list-item></text:list></text:list-item></text:list>"
        '<text:p>na<text:s text:c="3"/>spaties<text:tab/>tab<text:line-break/>regel'
        "<text:span> en </text:span><text:a>link</text:a></text:p>"
        "<table:table><table:table-row><table:table-cell><text:p>a</text:p></table:table-cell>"
        "<table:table-cell><text:p>b</text:p></table:table-cell></table:table-row></table:table>"
    )
    assert told(odt(body)) == [
        ("list", "een", 1),
        ("list", "diep", 2),
        ("prose", "na spaties tab regel en link", 0),
        ("table", "a | b", 0),
    ]


def test_notes_boxes_and_comments(told):
    body = (
        "<text:p>Zin<text:note><text:note-citation>1</text:note-citation><text:note-body>"
        "<text:p>Noot.</text:p></text:note-body></text:note> verder<office:annotation><text:p>weg</text:p>"
        "</office:annotation>.<draw:frame><svg:title>weg</svg:title><draw:text-box><text:p>Kader</text:p>"
        "</draw:text-box></draw:frame> Einde.</text:p>"
    )
    assert told(odt(body)) == [
        ("prose", "Zin verder. Einde.", 0),
        ("prose", "Kader", 0),
        ("note", "Noot.", 0),
    ]


def test_contents_are_left_out_and_sources_told(told):
    body = (
        "<text:table-of-content><text:p>Inhoud</text:p></text:table-of-content><text:p>Tekst.</text:p>"
        "<text:bibliography><text:index-body><text:p>Peeters (2020).</text:p></text:index-body>"
        "</text:bibliography>"
    )
    assert told(odt(body)) == [("prose", "Tekst.", 0), ("reference", "Peeters (2020).", 0)]


def test_tracked_deletions_are_out(read):
    body = (
        "<text:tracked-changes><text:changed-region><text:deletion><office:change-info>An"
        "</office:change-info><text:p>weg</text:p></text:deletion></text:changed-region>"
        "</text:tracked-changes><text:p>Blijft.</text:p>"
    )
    document = read(odt(body))
    assert document.text() == "Blijft."
    assert "tracked changes" in str(document.warnings[0])


def test_macros_are_left_alone_and_said(read):
    assert "macros" in str(read(odt("<text:p>x</text:p>", more={"Basic/script-lc.xml": "<x/>"})).warnings[0])


def test_a_password(failure):
    manifest = "<manifest><file-entry><encryption-data/></file-entry></manifest>"
    assert failure(odt("<text:p>x</text:p>", more={"META-INF/manifest.xml": manifest})).code == "encrypted"


def test_other_kinds_of_open_document(failure):
    sheet = {"mimetype": "application/vnd.oasis.opendocument.spreadsheet"}
    assert failure(odt("", more=sheet)).code == "other_document"
