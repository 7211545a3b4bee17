"""PDF: words on pages back to paragraphs."""

import json

import pytest

from haven.core.documents.pdf import process, reading
from tests.core.documents.pdfs import PICTURE, At, drawn, grid, lines, pdf

PROSE = [
    "De student leest elke week een tekst over het",
    "onderwijs in de stad en schrijft daarna op wat",
    "daarin nieuw was, en wat al bekend was uit de",
    "eerste les.",
]
WHOLE = " ".join(PROSE)


def column(x, y, count=4):
    """Paragraphs with a blank line between."""
    return [line for number in range(count) for line in lines(x, y - 60 * number, PROSE)]


def test_lines_are_put_together_to_paragraphs(told):
    page = [At(72, 780, "Lesgeven", 20), *lines(72, 750, PROSE), *lines(72, 690, PROSE)]
    assert told(pdf(page)) == [("heading", "Lesgeven", 1), ("prose", WHOLE, 0), ("prose", WHOLE, 0)]


def test_paragraphs_that_are_told_by_their_indent_alone(told):
    page = [
        At(90, 762, PROSE[0]),
        *lines(72, 750, PROSE[1:]),
        At(90, 714, PROSE[0]),
        *lines(72, 702, PROSE[1:]),
    ]
    assert told(pdf(page)) == [("prose", WHOLE, 0), ("prose", WHOLE, 0)]


def test_headings_by_their_size_and_by_their_weight(told):
    page = [
        At(72, 780, "Deel een", 20),
        At(72, 750, "Hoofdstuk een: een titel die zo lang is dat", 15),
        At(72, 732, "hij op twee regels staat", 15),
        *lines(72, 700, PROSE),
        At(72, 630, "Vet", 10, 1),
        *lines(72, 615, PROSE),
        At(72, 550, "Vet en met een punt is een zin.", 10, 1),
    ]
    assert [block for block in told(pdf(page)) if block[0] == "heading"] == [
        ("heading", "Deel een", 1),
        ("heading", "Hoofdstuk een: een titel die zo lang is dat hij op twee regels staat", 2),
        ("heading", "Vet", 3),
    ]


def test_a_word_that_was_parted_is_whole_again(told):
    page = lines(
        72, 750, ["De student schrijft na de les een verant-", "woording van wat hij in- en uitsluit."]
    )
    assert told(pdf(page)) == [
        ("prose", "De student schrijft na de les een verantwoording van wat hij in- en uitsluit.", 0)
    ]


def test_lists(told):
    page = [
        *lines(72, 750, PROSE),
        At(80, 690, "\x95 eerste punt, dat op de volgende regel doorgaat"),
        At(90, 678, "en daar ophoudt"),
        At(80, 666, "\x95 tweede punt"),
        At(80, 654, "3. derde punt"),
    ]
    page = [At(line.x, line.y, line.text.replace("\x95", "•")) for line in page]
    assert told(pdf(page))[1:] == [
        ("list", "eerste punt, dat op de volgende regel doorgaat en daar ophoudt", 1),
        ("list", "tweede punt", 1),
        ("list", "derde punt", 1),
    ]


def test_two_columns_are_read_one_after_the_other(told):
    page = [At(72, 790, "Een titel die over de hele breedte van beide kolommen staat", 18)]
    for number in range(4):  # line by line across both, as some programs write them
        for left, right in zip(
            lines(72, 750 - 60 * number, PROSE), lines(320, 750 - 60 * number, PROSE), strict=True
        ):
            page += [left, At(right.x, right.y, right.text.replace("De student", "De lezer"))]
    texts = [text for _kind, text, _level in told(pdf(page))]
    assert texts == [page[0].text, *[WHOLE] * 4, *[WHOLE.replace("De student", "De lezer")] * 4]


def test_tables(told):
    rows = [("Naam", "Punten", "Groep"), ("An", "12", "A"), ("Jan", "14", "B")]
    page = [
        *lines(72, 750, PROSE),
        *(
            At(72 + 90 * place, 680 - 15 * number, cell)
            for number, row in enumerate(rows)
            for place, cell in enumerate(row)
        ),
        At(162, 635, "met vraagteken"),
        At(72, 600, "Tabel 1: Punten per groep"),
    ]
    assert told(pdf(page))[1:] == [
        ("table", "Naam | Punten | Groep\nAn | 12 | A\nJan | 14 met vraagteken | B", 0),
        ("caption", "Tabel 1: Punten per groep", 0),
    ]


CELLS = [
    At(75, 690, "Week"), At(125, 690, "Opdracht"), At(75, 675, "Een"), At(99, 675, "met"),
    At(125, 675, "Lees dit en schrijf"), At(125, 663, "een verslag"), At(75, 648, "2"), At(125, 648, "Rust"),
]  # fmt: skip


@pytest.mark.parametrize("boxes", [False, True])
def test_a_table_that_is_drawn_keeps_its_cells_together(told, boxes):
    lines_around = grid([72, 122, 240], [702, 687, 660, 645], boxes)
    page = drawn([*lines(72, 760, PROSE), *CELLS, *lines(72, 620, PROSE)]) + lines_around
    assert told(pdf(page)) == [
        ("prose", WHOLE, 0),
        ("table", "Week | Opdracht\nEen met | Lees dit en schrijf een verslag\n2 | Rust", 0),
        ("prose", WHOLE, 0),
    ]


def test_a_frame_and_an_underline_are_no_table(told):
    frame = grid([70, 330], [765, 715]) + grid([72, 200], [598])
    assert told(pdf(drawn([*lines(72, 750, PROSE), *lines(72, 600, PROSE)]) + frame)) == [
        ("prose", WHOLE, 0),
        ("prose", WHOLE, 0),
    ]


def test_code_in_its_own_letters(told):
    page = [*lines(72, 750, PROSE), At(72, 690, "x = 1", 10, 2), At(72, 678, "y = x + 2", 10, 2)]
    assert told(pdf(page))[1:] == [("code", "x = 1\ny = x + 2", 0)]


def test_what_stands_on_every_page_is_left_out(told):
    pages = [
        [
            At(72, 810, "Cursus Pedagogiek"),
            *(At(72, line.y, f"{'abcd'[number]} {line.text}") for line in lines(72, 750, PROSE)),
            At(72, 40, f"Hoofdstuk {'een' if number < 2 else 'twee'}"),
            At(500, 40, str(number + 4)),
        ]
        for number in range(4)
    ]
    assert told(pdf(*pages)) == [
        ("prose", " ".join(f"{page} {text}" for text in PROSE), 0) for page in "abcd"
    ]


def test_page_numbers_and_contents_are_left_out(told):
    pages = [
        [At(72, 780, "Inhoud", 20), At(72, 750, "Inleiding ................ 3"), At(290, 40, "1")],
        [*column(72, 750, 2), At(290, 40, "Pagina 2 van 2")],
    ]
    assert told(pdf(*pages)) == [("heading", "Inhoud", 1), ("prose", WHOLE, 0), ("prose", WHOLE, 0)]


def test_a_paragraph_goes_on_over_the_page(told):
    assert told(pdf(lines(72, 100, PROSE[:2]), lines(72, 750, PROSE[2:]))) == [("prose", WHOLE, 0)]


def test_notes_at_the_foot_of_a_page_stand_at_the_end(told):
    feet = ["1 Een noot die doorgaat", "op een tweede regel.", "2 Nog een."]
    pages = [
        [*lines(72, 300, PROSE[:2]), *lines(72, 80, feet, 8, 10)],
        lines(72, 750, PROSE[2:]),
    ]
    assert told(pdf(*pages)) == [
        ("prose", WHOLE, 0),
        ("note", "Een noot die doorgaat op een tweede regel.", 0),
        ("note", "Nog een.", 0),
    ]


def test_sources_hang(told):
    page = [
        *lines(72, 750, PROSE),
        At(72, 680, "Referenties", 14),
        At(72, 660, "Peeters, J. (2020). Lezen in de klas: een boek voor"),
        At(90, 648, "wie er werk van maakt. Leuven: Acco."),
        At(72, 636, "Smet, A. de (2021). Schrijven in de klas: een boek"),
        At(90, 624, "dat daarop volgt. Leuven: Acco."),
    ]
    assert [(kind, text[:7], text[-12:]) for kind, text, _level in told(pdf(page))[2:]] == [
        ("reference", "Peeters", "euven: Acco."),
        ("reference", "Smet, A", "euven: Acco."),
    ]


def test_a_page_that_is_turned_and_a_mark_across_it(told):
    turned = [At(100 + 12 * number, 72, text, turned=True) for number, text in enumerate(PROSE)]
    assert told(pdf([*turned, At(300, 400, "CONCEPT", 30)])) == [("prose", WHOLE, 0)]


# ---------------------------------------------------------------- what cannot be read


def test_a_password(failure):
    assert failure(pdf(lines(72, 750, PROSE), encrypt=True)).code == "encrypted"


def test_pictures_of_pages(failure, read):
    error = failure(pdf(PICTURE, PICTURE))
    assert error.code == "scanned"
    assert "OCR" in str(error)
    document = read(pdf(lines(72, 750, PROSE), PICTURE, b""))
    assert document.text() == WHOLE
    assert [str(warning) for warning in document.warnings] == [
        "Pages that are only pictures were left out: 1."
    ]


def test_a_page_that_is_damaged(read):
    content = pdf(lines(72, 750, PROSE), lines(72, 750, ["Weg."]))
    document = read(content.replace(b"[6 0 R 8 0 R]", b"[6 0 R 3 0 R]"))  # a font is no page
    assert document.text() == WHOLE
    assert [str(warning) for warning in document.warnings] == ["Pages that are damaged were left out: 1."]


@pytest.mark.parametrize("content", [b"%PDF-1.7\n", b"%PDF-1.7\n" + b"\0" * 5_000])
def test_damage(failure, content):
    assert failure(content).code == "damaged"


@pytest.mark.parametrize(
    "program",
    [
        ["-c", "import os, signal; os.kill(os.getpid(), signal.SIGSEGV)"],
        ["-c", "print('{\"words\": [')"],
        ["-c", "print('[]')"],
        ["-c", 'print(\'{"words": [], "cut": false}\', flush=True); raise SystemExit(3)'],
    ],
)
def test_a_program_that_breaks_down_takes_nobody_with_it(failure, monkeypatch, program):
    monkeypatch.setattr(process, "PROGRAM", program)
    assert failure(pdf(lines(72, 750, PROSE))).code == "damaged"


def test_the_program_knows_no_secrets(monkeypatch):
    monkeypatch.setenv("HAVEN_SECRET_KEY", "geheim")
    monkeypatch.setenv("DATABASE_URL", "geheim")
    assert "geheim" not in process._environment().values()


def test_letters_that_cannot_be_told(failure, monkeypatch):
    answer = {"words": [["\ue001\ue002\ufffd", 72, 90, 700, 10, False, False, 0]], "cut": False}
    monkeypatch.setattr(process, "PROGRAM", ["-c", f"print({json.dumps(answer)!r})"])
    assert failure(pdf(lines(72, 750, PROSE))).code == "garbled"


def test_more_pages_than_are_read(read, monkeypatch):
    monkeypatch.setattr(reading, "MOST_PAGES", 1)
    document = read(pdf(lines(72, 750, PROSE), lines(72, 750, ["Weg."])))
    assert document.text() == WHOLE
    assert "only its first" in str(document.warnings[0])
