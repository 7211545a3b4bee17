"""Presentations: slides in the order in which they are shown."""

from tests.core.documents.making import pptx, relations, shape, slide


def test_slides_come_in_the_order_of_the_show(told):
    content = pptx(slide(shape("title", "Een")), slide(shape("ctrTitle", "Twee")), order=(2, 1))
    assert told(content) == [("heading", "Twee", 1), ("heading", "Een", 1)]


def test_shapes(told):
    deep = '<a:p><a:pPr lvl="1"><a:tabLst><a:tab/></a:tabLst></a:pPr><a:r><a:t>diep</a:t></a:r></a:p>'
    plain = (
        "<a:p><a:pPr><a:buNone/></a:pPr><a:r><a:t>zonder</a:t></a:r><a:br/><a:r><a:t>punt</a:t></a:r></a:p>"
    )
    dotted = '<a:p><a:pPr><a:buChar char="•"/></a:pPr><a:r><a:t>met</a:t></a:r></a:p>'
    content = pptx(
        slide(
            shape("body", "punt", deep, plain),
            shape(None, "los", dotted),
            shape("title", "Titel"),
            shape("subTitle", "Onder"),
            shape("sldNum", "7"),
            shape("ftr", "Voet"),
        )
    )
    assert told(content) == [
        ("heading", "Titel", 1),
        ("heading", "Onder", 2),
        ("list", "punt", 1),
        ("list", "diep", 2),
        ("prose", "zonder punt", 0),
        ("prose", "los", 0),
        ("list", "met", 1),
    ]


def test_fields_hidden_shapes_and_old_drawings_are_left_out(told):
    number = '<a:p><a:r><a:t>Dia </a:t></a:r><a:fld type="slidenum"><a:t>7</a:t></a:fld></a:p>'
    hidden = shape(None, "weg").replace('name="x"', 'name="x" hidden="1"')
    twice = f"<mc:Fallback xmlns:mc='mc'>{shape(None, 'weg')}</mc:Fallback>"
    assert told(pptx(slide(shape(None, number), hidden, twice))) == [("prose", "Dia", 0)]


def test_a_table(told):
    cells = [f"<a:tc><a:txBody><a:p><a:r><a:t>{text}</a:t></a:r></a:p></a:txBody></a:tc>" for text in "abcd"]
    frame = f"<a:tbl><a:tr>{''.join(cells[:2])}</a:tr><a:tr>{''.join(cells[2:])}</a:tr></a:tbl>"
    assert told(pptx(slide(shape("body", "punt"), frame))) == [
        ("list", "punt", 1),
        ("table", "a | b\nc | d", 0),
    ]


def test_notes_of_the_speaker_and_drawings_stand_behind_their_slide(told):
    drawing = "<d:pt xmlns:d='d' xmlns:a='a'><a:p><a:r><a:t>stap</a:t></a:r></a:p></d:pt>"
    content = pptx(
        slide(shape("title", "Een")),
        slide(shape("title", "Twee")),
        more={
            "ppt/slides/_rels/slide1.xml.rels": relations(
                n="notesSlide ../notesSlides/n1.xml", d="diagramData ../diagrams/data1.xml"
            ),
            "ppt/slides/_rels/slide2.xml.rels": relations(n="notesSlide ../notesSlides/n1.xml"),
            "ppt/notesSlides/n1.xml": slide(
                shape("sldImg", "beeld"), shape("body", "Zeg dit."), shape("sldNum", "1")
            ),
            "ppt/diagrams/data1.xml": drawing,
        },
    )
    assert told(content) == [
        ("heading", "Een", 1),
        ("list", "stap", 1),
        ("note", "Zeg dit.", 0),
        ("heading", "Twee", 1),
    ]


def test_hidden_slides_are_left_out_and_said(read):
    document = read(pptx(slide(shape("title", "Een")), slide(shape("title", "Weg"), attributes='show="0"')))
    assert document.text() == "Een"
    assert [str(warning) for warning in document.warnings] == ["Hidden slides were left out: 1."]


def test_slides_that_are_missing_or_named_twice(told):
    assert told(pptx(slide(shape("title", "Een")), order=(1, 1, 9))) == [("heading", "Een", 1)]
