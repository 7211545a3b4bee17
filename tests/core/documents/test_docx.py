"""Word documents: what each of their parts becomes, and what is left out."""

import pytest

from tests.core.documents.making import W, docx, item, notes, paragraph, relations, run, table


def prose(*texts):
    return [("prose", text, 0) for text in texts]


def test_headings_by_outline_by_name_and_through_the_styles_they_are_based_on(told):
    content = docx(
        paragraph("Boek", "Titel"),
        paragraph("Een", "Kop1"),
        paragraph("Twee", "Kop2"),
        paragraph("Ook twee", "Vraag"),
        paragraph("Drie", "", '<w:outlineLvl w:val="2"/>'),
        paragraph("Geen", "Kop1", '<w:outlineLvl w:val="9"/>'),
        paragraph("Zonder stijl", "Onbekend"),
    )
    assert told(content) == [
        ("heading", "Boek", 1),
        ("heading", "Een", 1),
        ("heading", "Twee", 2),
        ("heading", "Ook twee", 2),
        ("heading", "Drie", 3),
        *prose("Geen", "Zonder stijl"),
    ]


@pytest.mark.parametrize("style", ["Kop3", "Heading3", "Titre3", "berschrift3", "Ttulo3"])
def test_a_heading_by_its_id_where_styles_are_missing(told, style):
    assert told(docx(paragraph("Kop", style), styles={})) == [("heading", "Kop", 3)]


def test_styles_that_are_based_on_each_other_in_a_circle(told):
    styles = {"A": '<w:basedOn w:val="B"/>', "B": '<w:basedOn w:val="A"/>'}
    assert told(docx(paragraph("Tekst", "A"), styles=styles)) == prose("Tekst")


def test_items_of_lists(told):
    content = docx(
        item("een"),
        item("dieper", depth=1),
        paragraph("van de stijl", "Lijstopsom2"),
        paragraph("afgezet", "Lijstopsom2", '<w:numPr><w:numId w:val="0"/></w:numPr>'),
        paragraph("genummerde kop", "Kop2", '<w:numPr><w:numId w:val="3"/></w:numPr>'),
    )
    assert told(content) == [
        ("list", "een", 1),
        ("list", "dieper", 2),
        ("list", "van de stijl", 2),
        *prose("afgezet"),
        ("heading", "genummerde kop", 2),
    ]


def test_a_table_is_one_block_and_a_frame_of_one_cell_is_none(told):
    content = docx(table(["Naam", "Punten"], ["An", "12"]), table(["In een kader"]))
    assert told(content) == [("table", "Naam | Punten\nAn | 12", 0), *prose("In een kader")]


def test_a_table_that_lays_out_a_page_is_read_cell_by_cell(told):
    cell = paragraph("Doelen", "Kop2") + paragraph("De student leest.")
    assert told(docx(table([cell, "Week 1"]))) == [
        ("heading", "Doelen", 2),
        *prose("De student leest.", "Week 1"),
    ]


def test_a_table_within_a_table(told):
    inner = table(["a", "b"], ["c", "d"])
    assert told(docx(table([inner + paragraph("na"), "naast"]))) == [
        ("table", "a | b\nc | d", 0),
        *prose("na", "naast"),
    ]


def test_notes_stand_at_the_end_and_only_those_that_are_referred_to(told):
    text = run("Zin") + '<w:r><w:footnoteReference w:id="1"/></w:r>' + run(" verder.")
    end = run("Slot") + '<w:r><w:endnoteReference w:id="2"/></w:r>'
    content = docx(
        paragraph(text),
        paragraph(end),
        more={
            "word/footnotes.xml": notes("footnote", "Voetnoot.", "Nergens genoemd."),
            "word/endnotes.xml": notes("endnote", "Nergens.", "Eindnoot."),
        },
    )
    assert told(content) == [
        *prose("Zin verder.", "Slot"),
        ("note", "Voetnoot.", 0),
        ("note", "Eindnoot.", 0),
    ]


def test_headers_and_tables_of_contents_are_left_out(told):
    gallery = '<w:sdtPr><w:docPartObj><w:docPartGallery w:val="Table of Contents"/></w:docPartObj></w:sdtPr>'
    content = docx(
        paragraph("Inleiding 3", "Inhopg1"),
        f"<w:sdt>{gallery}<w:sdtContent>{paragraph('Inhoud')}</w:sdtContent></w:sdt>",
        "<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr>"
        f"<w:sdtContent>{paragraph('Klik om te typen')}</w:sdtContent></w:sdt>",
        f"<w:sdt><w:sdtPr/><w:sdtContent>{paragraph('Ingevuld')}</w:sdtContent></w:sdt>",
    )
    assert told(content) == prose("Ingevuld")


def test_a_text_box_is_read_once_and_behind_its_paragraph(told):
    box = f"<w:txbxContent>{paragraph('In het kader')}{item('punt')}</w:txbxContent>"
    drawing = (
        f"<w:r><mc:AlternateContent><mc:Choice><wps:txbx>{box}</wps:txbx></mc:Choice>"
        f"<mc:Fallback><v:textbox>{box}</v:textbox></mc:Fallback></mc:AlternateContent></w:r>"
    )
    content = docx(paragraph(run("Voor ") + drawing + run("en na.")))
    assert told(content) == [*prose("Voor en na.", "In het kader"), ("list", "punt", 1)]


def test_tracked_insertions_are_in_and_deletions_out(read):
    inserted = f"<w:ins>{run('nieuw ')}</w:ins>"
    deleted = "<w:del><w:r><w:tab/><w:delText>oud</w:delText></w:r></w:del>"
    moved = f"<w:moveFrom>{run('weg')}</w:moveFrom><w:moveTo>{run(' hier')}</w:moveTo>"
    document = read(docx(paragraph(run("Een ") + inserted + deleted + run("woord") + moved)))
    assert document.text() == "Een nieuw woord hier"
    assert [str(warning) for warning in document.warnings] == [
        "Text that was deleted under tracked changes was left out."
    ]


def test_paragraphs_whose_parting_was_deleted_are_one(told):
    gone = "<w:rPr><w:del/></w:rPr>"
    assert told(docx(paragraph("Het begin ", "", gone), paragraph("en het eind.", "Kop1"))) == [
        ("heading", "Het begin en het eind.", 1)
    ]
    assert told(docx(paragraph("Het laatste.", "", gone))) == prose("Het laatste.")


def test_a_row_that_was_deleted(told):
    gone = "<w:trPr><w:del/></w:trPr>"
    kept, deleted = table(["a", "b"]), table(["c", "d"], before=gone)
    content = kept.removesuffix("</w:tbl>") + deleted.removeprefix("<w:tbl>").removesuffix("</w:tbl>")
    assert told(docx(content + table(["e", "f"]).removeprefix("<w:tbl>"))) == [("table", "a | b\ne | f", 0)]


def test_properties_before_a_tracked_change_do_not_count(told):
    before = '<w:pPrChange><w:pPr><w:pStyle w:val="Kop1"/></w:pPr></w:pPrChange>'
    assert told(docx(paragraph("Gewoon.", "", before))) == prose("Gewoon.")


def test_what_stands_within_a_line(told):
    text = (
        run("soft\xadhy")
        + "<w:r><w:softHyphen/><w:t>phen</w:t><w:tab/><w:t>na</w:t><w:br/><w:t>regel</w:t></w:r>"
        + run("verborgen", "<w:vanish/>")
        + run(" niet", '<w:vanish w:val="0"/>')
        + '<w:hyperlink r:id="x">' + run(" link") + "</w:hyperlink>"
        + "<w:r><w:instrText>PAGE</w:instrText><w:t> e</w:t><w:noBreakHyphen/><w:t>mail</w:t></w:r>"
    )  # fmt: skip
    tabs = '<w:tabs><w:tab w:val="left"/></w:tabs>'
    assert told(docx(paragraph(text, "", tabs))) == prose("softhyphen na regel niet link e-mail")


def test_a_formula_is_no_prose(told):
    formula = "<m:oMath><m:r><m:t>x=2</m:t></m:r></m:oMath>"
    content = docx(paragraph(formula), paragraph(run("Dus ") + formula))
    assert told(content) == [("code", "x=2", 0), *prose("Dus x=2")]


def test_captions_and_sources(told):
    content = docx(
        paragraph("Een school", "Bijschrift"),
        paragraph("Literatuurlijst", "Kop1"),
        paragraph("Boeken", "Kop2"),
        paragraph("Peeters, J. (2020). Lezen."),
        paragraph("Bijlage", "Kop1"),
        paragraph("Tekst."),
    )
    assert [kind for kind, _text, _level in told(content)] == [
        "caption",
        "heading",
        "heading",
        "reference",
        "heading",
        "prose",
    ]


def test_macros_are_left_alone_and_said(read):
    document = read(docx(paragraph("Tekst."), more={"word/vbaProject.bin": b"\0"}), "lijst.docm")
    assert document.text() == "Tekst."
    assert "macros" in str(document.warnings[0])


def test_a_document_that_stands_elsewhere_in_its_package(told):
    inside = f'<w:document xmlns:w="{W}"><w:body>{paragraph("Elders")}</w:body></w:document>'
    more = {"_rels/.rels": relations(r1="officeDocument /word/document2.xml"), "word/document2.xml": inside}
    assert told(docx(paragraph("Niet deze."), more=more)) == prose("Elders")


def test_a_relation_that_leads_nowhere_costs_what_it_led_to_and_no_more(told):
    more = {"word/_rels/document.xml.rels": '<Relationships><Relationship Id="x"/></Relationships>'}
    assert told(docx(paragraph("Tekst.", "Kop1"), more=more)) == [("heading", "Tekst.", 1)]


@pytest.mark.parametrize(
    "more",
    [
        {"word/document.xml": "<w:document"},
        {"word/document.xml": '<!DOCTYPE x [<!ENTITY a "b">]><w:document>&a;</w:document>'},
        {"word/document.xml": '<?xml version="1.0" encoding="unheard-of"?><a/>'},
        {"word/document.xml": "<a>" * 5_000 + "</a>" * 5_000},
        {"word/document.xml": f'<a b="{"c" * 6_000_000}"/>'},
        {"word/styles.xml": ""},
    ],
)
def test_parts_that_are_not_what_they_should_be(failure, more):
    assert failure(docx(paragraph("Tekst."), more=more)).code == "damaged"
