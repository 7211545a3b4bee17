"""What newcomers read is found, made plain, and named when it is too hard."""

from collections.abc import Sequence
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog

from haven.engines.reading import Reader
from tools import check, check_reading, newcomer_texts
from tools.check_reading import problems
from tools.messages import SOURCE
from tools.newcomer_texts import Text, all_texts, is_for_newcomers, neutral, without_markdown

PLAIN = "Je gaat naar het loket van je gemeente. Je neemt je paspoort en een foto mee. "
HARD = (
    "De beoordelingsprocedure wordt, onverminderd de toepasselijke reglementaire bepalingen inzake "
    "verblijfsdocumentatie, door de bevoegde administratieve instanties geïnitieerd."
)

STEP = """
[[step]]
key = "town-hall"
[step.title]
nl = "Ga naar de gemeente"
en = "Go"
[step.text]
nl = "Ga er **zelf** naartoe."
en = "Go"
[step.bring]
nl = ["paspoort", "foto"]
en = ["passport"]
[[step.variant]]
municipality = ["Gent", "Brugge"]
[step.variant.where]
nl = "Online"
en = "Online"
"""
TEMPLATE = 'steps = ["town-hall"]\n[title]\nnl = "Een diploma"\n[summary]\nnl = "Voor jou."\n'
CAMPUS = (
    '[[campus]]\ncode = "gent"\n[campus.name]\nnl = "Campus Gent Zuid"\n[campus.help]\nnl = "Kom binnen."\n'
)


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader(terms=["beoordelingsprocedure"])


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """A small Haven: one step, one template, one campus, two pages."""
    files = {
        "community/welcome/content/steps/town-hall.toml": STEP,
        "community/welcome/content/templates/degree.toml": TEMPLATE,
        "community/welcome/content/terms.txt": "# What it is\n\nwijkagent\ngecombineerde vergunning\n",
        "commons/organisation/content/organisation.toml": CAMPUS,
        "commons/organisation/content/municipalities.toml": '[[municipality]]\nname = "Kuurne"\n',
        "ui/templates/page.html": '{% translate "Two" %}<p>{% translate "One" %}</p>',
        "core/audit/templates/record.html": '{% translate "Desk" %}',
    }
    for name, text in files.items():
        path = tmp_path / "src" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return tmp_path / "src"


@pytest.fixture
def catalogue() -> Catalog:
    made = Catalog(locale="nl")
    page, record, form = (
        "src/ui/templates/page.html",
        "src/core/audit/templates/record.html",
        "src/x/forms.py",
    )
    made.add("One", "Een <b>%(name)s</b>", locations=[(page, None)])  # type: ignore[list-item]
    made.add("Two", "Twee", locations=[(page, None)])  # type: ignore[list-item]
    made.add("Desk", "Balie", locations=[(record, None)])  # type: ignore[list-item]
    made.add(("A", "B"), ("Een dag", "{count} dagen"), locations=[(form, None), (record, None)])  # type: ignore[list-item]
    return made


def test_everything_that_newcomers_read_is_found_with_its_place(source: Path, catalogue: Catalog) -> None:
    step = "Ga naar de gemeente\n\nGa er zelf naartoe.\n\n- paspoort\n\n- foto"
    steps = "src/community/welcome/content/steps/town-hall.toml, step “town-hall”"
    assert all_texts(catalogue, source, source.parent) == [
        Text(steps, step),
        Text(f"{steps} for Gent", f"{step}\n\nOnline"),
        Text("src/community/welcome/content/templates/degree.toml", f"Een diploma\n\nVoor jou.\n\n{step}"),
        Text("src/commons/organisation/content/organisation.toml, campus “gent”", "Kom binnen."),
        Text("src/ui/templates/page.html", "Een Jana"),
        Text("src/ui/templates/page.html", "Twee"),
        Text("src/x/forms.py", "Een dag"),
        Text("src/x/forms.py", "3 dagen"),
        Text("src/ui/templates/page.html", "Twee\n\nEen Jana"),
    ]


def test_terms_and_places_are_known(source: Path) -> None:
    known = newcomer_texts.known_words(source)
    assert known == ["wijkagent", "gecombineerde vergunning", "Kuurne", "Campus Gent Zuid"]


@pytest.mark.parametrize(
    ("place", "theirs"),
    [
        ("ui/templates/404.html", True),
        ("community/welcome/templates/welcome/step.html", True),
        ("community/welcome/templates/welcome/people.html", False),
        ("community/welcome/importing/rows.py", False),
        ("core/imports/dates.py", False),
        ("core/imports/privacy.py", True),
        ("community/welcome/recorded.py", False),
        ("community/buddies/templates/buddies/new.html", True),
    ],
)
def test_a_file_is_for_newcomers_unless_it_is_of_the_desk(place: str, theirs: bool) -> None:
    assert is_for_newcomers(place) is theirs


def test_a_desk_that_is_no_more_is_named(source: Path) -> None:
    assert "core/audit/*" not in newcomer_texts.stale(source)
    assert "core/imports/*" in newcomer_texts.stale(source)
    assert newcomer_texts.stale(SOURCE) == []


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("Dag %(name)s. Nog %(number)s dagen.", "Dag Jana. Nog 3 dagen."),
        ("Er zijn {count} van de {}.", "Er zijn 3 van de Jana."),
        ('Zeg het aan <a href="mailto:%(email)s">%(name)s</a>.', "Zeg het aan Jana."),
        ("Dat is 50%% van\nalles.", "Dat is 50% van alles."),
    ],
)
def test_what_is_filled_in_becomes_a_name_or_a_number(text: str, plain: str) -> None:
    assert neutral(text) == plain


def test_markdown_becomes_paragraphs_and_items() -> None:
    text = "Doe dit **nu**,\n[hier](https://x.example):\n\n1. Kies een *kot*.\n2. je `paspoort`\n\nKlaar."
    assert list(without_markdown(text)) == [
        "Doe dit nu, hier:", "Kies een kot.", "- je paspoort", "Klaar.",
    ]  # fmt: skip


def found(reader: Reader, *texts: str) -> Sequence[str]:
    return problems([Text(f"place {number}", text) for number, text in enumerate(texts, 1)], reader)


def test_plain_texts_pass(reader: Reader) -> None:
    assert found(reader, PLAIN, PLAIN * 10, "Kort") == []


def test_a_hard_sentence_is_named_once_with_place_level_and_what_to_do(reader: Reader) -> None:
    (problem,) = found(reader, PLAIN, f"{PLAIN}{HARD}", HARD)
    assert problem.startswith(f"place 2: “{HARD}” is C1–C2 (")
    assert "passive: say who does it" in problem
    assert "“reglementaire” is " in problem
    assert "“bevoegde” is formal, say “" in problem
    assert "“beoordelingsprocedure” is" not in problem


def test_few_words_are_no_sentence(reader: Reader) -> None:
    assert (
        found(
            reader, "Gecoördineerde subsidiëringsprocedures impliceren reglementaire verantwoordelijkheden."
        )
        == []
    )


def test_a_sentence_may_be_half_a_level_above_the_border(
    reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    sentence = "De gemeente kan je aanvraag voor een kaart dan weigeren."
    score = check_reading.read_sentences([Text("x", sentence)], reader)[sentence].sentence.score
    monkeypatch.setattr(check_reading, "_ABOVE", score + 0.01)
    assert found(reader, sentence) == []
    monkeypatch.setattr(check_reading, "_ABOVE", score)
    assert len(found(reader, sentence)) == 1


def test_a_text_that_is_hard_all_over_is_named_with_its_hardest_sentences(reader: Reader) -> None:
    sentences = [HARD, *[HARD.replace("De ", f"{word} ") for word in ("Deze", "Die", "Elke")]]
    *single, whole = found(reader, " ".join([*sentences, "Dat is het."]))
    first, *hardest = whole.splitlines()
    assert len(single) == 4
    assert first.startswith("place 1: as a whole is C1–C2 (")
    assert len(hardest) == 3
    assert all(line.startswith("    “") and "beoordelingsprocedure wordt" in line for line in hardest)


def test_a_text_in_another_language_is_named(reader: Reader) -> None:
    english = "You go to the town hall and they give you a card. With it you may stay here for a year. " * 3
    assert found(reader, PLAIN * 9, english) == ["place 2: this does not read as Dutch. Translate it."]


def test_the_check_is_one_of_make_check_and_fails_when_something_is_hard(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert "reading" in check.CHECKS
    monkeypatch.setattr(check_reading, "all_texts", lambda *_: [Text("a page", HARD)])
    assert check_reading.main() == 1
    assert "1 problems. Words that newcomers must learn go into src/haven/" in capsys.readouterr().out
    monkeypatch.setattr(check_reading, "all_texts", lambda *_: [Text("a page", PLAIN)])
    assert check_reading.main() == 0
