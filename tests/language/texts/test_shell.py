"""`haven read`: what it prints, what its options do, and what it says of files that cannot be read."""

import os
from pathlib import Path

import pytest

from haven.core.documents import SUFFIXES, read_document
from haven.engines.reading import LEVELS, Reader, read
from haven.language.texts import shell
from tests.core.documents.making import docx, item, paragraph
from tests.core.documents.pdfs import lines, pdf
from tests.engines.reading.samples import (
    ACADEMIC,
    CODE,
    ENGLISH,
    EVERYDAY,
    GERMAN,
    OFFICIAL,
    PLAIN,
    SHOPPING,
    TABLE,
)
from tests.language.texts.running import HARD, Texts, answers, run

EXAM = (
    "Vraag 1 (4 punten)\nWelk gebouw is het oudste van de stad?\na) Het oude stadhuis.\nb) De grote kerk.\n\n"
    "Vraag 2 (C1)\nLeg uit waarom dat zo is.\n"
)
KEYS = {
    "file", "language", "word_count", "level", "probabilities", "score", "interval", "abstained",
    "mode", "text", "asked", "target",
    "method", "formulas", "sentences", "words", "warnings",
}  # fmt: skip


# ---------------------------------------------------------------- lines for people


def test_a_line_for_each_file(texts: Texts) -> None:
    paths = texts(PLAIN, ACADEMIC)
    result = run(*paths)
    assert result.exit_code == 0
    first, second = result.stdout.splitlines()
    assert first.startswith(f"{paths[0]}: A1 (A1 9")
    assert first.endswith("; 62 words; above B1: 0 of 13 sentences; 0 hard words")
    assert second.startswith(f"{paths[1]}: C1–C2 (C1–C2 100%); 64 words; above B1: 3 of 3 sentences; ")


def test_of_one_file_the_hard_sentences_and_words_are_shown(texts: Texts) -> None:
    result = run(*texts(HARD))
    line, *details = result.stdout.splitlines()
    assert line.endswith("a.txt: too short for a level: fewer than 40 words of prose (8 words)")
    assert "De xylofonist beoogt een analyse." in details[0]
    assert "      · xylofonist (rare)" in details
    assert "      · verstrekken (formal) → geven" in details


def test_the_reasons_of_a_sentence_are_shown_with_their_limits(texts: Texts) -> None:
    result = run(*texts("De brief over de inschrijving wordt door de faculteit geschreven."))
    assert "passive 1 (limit 0)" in result.stdout


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (SHOPPING, "no level: mostly a list (41 words)"),
        (TABLE.replace("\t", " | "), "no level: mostly a table (63 words)"),
        (GERMAN, "no level: neither Dutch nor English (50 words)"),
        ("12 + 7", "no level: no words (0 words)"),
        (ENGLISH, "B1 (score 3.06, a simpler reading for English); 52 words; above B1: "),
    ],
    ids=["list", "table", "other", "signs", "english"],
)
def test_what_is_said_of_a_text_that_gets_no_level_or_a_simpler_one(
    texts: Texts, text: str, said: str
) -> None:
    assert f"a.txt: {said}" in run(*texts(text)).stdout


def test_every_abstention_has_words(texts: Texts) -> None:
    given = ["", "Te kort.", SHOPPING, TABLE, CODE, GERMAN]
    assert {Reader().read(text).abstained for text in given} == set(shell.ABSTAINED)


# ---------------------------------------------------------------- JSON


def test_one_object_for_each_file(texts: Texts) -> None:
    paths = texts(OFFICIAL, GERMAN)
    first, second = answers(*paths)
    assert set(first) == set(second) == KEYS
    assert [first["file"], second["file"]] == [str(path) for path in paths]
    wanted = read(OFFICIAL)
    assert (first["level"], first["score"], first["word_count"]) == (wanted.level, wanted.score, 68)
    assert first["probabilities"] == dict(wanted.probabilities)
    assert first["interval"] == [*(wanted.interval or ())]
    assert (second["level"], second["abstained"], second["language"]) == (None, "language", "other")


def test_sentences_and_words_of_the_object(texts: Texts) -> None:
    (found,) = answers(*texts(HARD))
    assert [HARD[one["start"] : one["end"]] for one in found["sentences"]] == [
        "De xylofonist beoogt een analyse.",
        "Wij verstrekken informatie.",
    ]
    assert set(found["sentences"][0]) == {"start", "end", "kind", "level", "score", "reasons"}
    assert {one["level"] for one in found["sentences"]} <= set(LEVELS)
    (word,) = [one for one in found["words"] if one["word"] == "verstrekken"]
    assert word == {
        "start": 38, "end": 49, "word": "verstrekken", "reason": "formal",
        "alternatives": ["geven"], "sense": "",
    }  # fmt: skip


def test_the_structure_of_a_document_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "syllabus.docx"
    path.write_bytes(
        docx(paragraph("De xylofonist", "Kop1"), paragraph(OFFICIAL), *[item("brood en kaas")] * 2)
    )
    (found,) = answers(path)
    assert [one["kind"] for one in found["sentences"]] == ["heading", *["prose"] * 4, "list", "list"]
    assert found["score"] == read(OFFICIAL).score


def test_warnings_of_a_document_are_told(tmp_path: Path) -> None:
    path = tmp_path / "macros.docx"
    path.write_bytes(docx(paragraph(PLAIN), more={"word/vbaProject.bin": b"x"}))
    (found,) = answers(path)
    assert found["warnings"] == ["This document has macros. They were left alone; only its text was read."]


# ---------------------------------------------------------------- options


def test_target(texts: Texts) -> None:
    paths = texts(EVERYDAY)
    easy, usual = answers(*paths, "--target", "A1")[0], answers(*paths)[0]
    assert (easy["target"], usual["target"]) == ("A1", "B1")
    assert len(easy["words"]) > len(usual["words"])
    assert easy["score"] == usual["score"]


def test_exam(texts: Texts) -> None:
    paths = texts(EXAM)
    (found,) = answers(*paths, "--mode", "exam")
    assert [(one["label"], one["marks"], one["target"]) for one in found["questions"]] == [
        ("Vraag 1", 4.0, "B1"),
        ("Vraag 2", None, "C"),
    ]
    text = read_document(paths[0]).text()
    assert [[text[a:b] for a, b in one["options"]] for one in found["questions"]] == [
        ["Het oude stadhuis.", "De grote kerk."], [],
    ]  # fmt: skip
    assert "questions" not in answers(*paths)[0]


def test_a_text_without_questions_can_be_read_as_an_exam(texts: Texts) -> None:
    (found,) = answers(*texts(OFFICIAL), "--mode", "exam")
    assert found["score"] == read(OFFICIAL).score
    assert "questions" not in found


def test_terms(texts: Texts, tmp_path: Path) -> None:
    terms = tmp_path / "terms.list"
    terms.write_text("\ufeffxylofonist\r\n\r\nanalyse\r\n", encoding="utf-8")
    (found,) = answers(*texts(HARD), "--terms", terms)
    assert [one["word"] for one in found["words"]] == ["beoogt", "verstrekken"]


def test_own_words_go_first(texts: Texts, tmp_path: Path) -> None:
    words = tmp_path / "words.tsv"
    words.write_text("# ours\nverstrekken\tv\tuit|delen; bezorgen\tformal\tons woord\n", encoding="utf-8")
    (found,) = answers(*texts(HARD), "--words", words)
    (word,) = [one for one in found["words"] if one["word"] == "verstrekken"]
    assert word["sense"] == "ons woord"
    assert "geven" not in word["alternatives"]


@pytest.mark.parametrize(
    ("option", "content", "said"),
    [
        (
            "--words",
            b"zeggen\tv\tpraten\nzaak\tn.de\tding\n",
            "Row 2: give each plainer noun its article",
        ),
        ("--words", b"verstrekken\n", "Row 1 has 1 columns, not 6"),
        ("--words", b"tafel\tv\tzetten\n", "Row 1: “tafel” does not end in an infinitive"),
        ("--words", b"zetten\tv\tzitten; stoel\n", "Row 1: “stoel” does not end in an infinitive"),
        ("--terms", "coöperatie".encode("latin-1"), "is not text in UTF-8. Save it as UTF-8"),
        ("--words", b"PK\x03\x04\xff\xfe", "is not text in UTF-8. Save it as UTF-8"),
    ],
)
def test_a_wrong_list_is_refused_before_anything_is_read(
    texts: Texts, reads: list[str], tmp_path: Path, option: str, content: bytes, said: str
) -> None:
    given = tmp_path / "list.tsv"
    given.write_bytes(content)
    result = run(*texts(HARD), option, given)
    assert result.exit_code == 2
    assert said in result.stderr
    assert result.stdout == ""
    assert reads == []


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["x.txt", "--target", "B9"],
        ["x.txt", "--mode", "poem"],
        ["x.txt", "--backend", "alpino"],
        ["x.txt", "--terms", "nowhere.txt"],
        ["x.txt", "--jobs", "0"],
        ["x.txt", "--out", "no/such/folder/x.jsonl"],
    ],
)
def test_a_wrong_call(arguments: list[str]) -> None:
    result = run(*arguments)
    assert result.exit_code == 2
    assert "Usage:" in result.stderr
    assert result.stdout == ""


def test_a_parser_that_is_not_installed_is_named(texts: Texts, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    result = run(*texts(PLAIN), "--backend", "frog")
    assert result.exit_code == 2
    assert "Frog is not installed here" in result.stderr


# ---------------------------------------------------------------- folders


def test_folders_are_read_through(tmp_path: Path) -> None:
    names = [
        "b.txt", "a.md", "deep/er/c.HTML", "skip.csv", "~$a.docx", ".hidden.txt", "deep/picture.png", "z.txt",
    ]  # fmt: skip
    for name in names:
        path = tmp_path / "courses" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(PLAIN, encoding="utf-8")
    (tmp_path / "courses" / "folder.txt").mkdir()
    found = answers(tmp_path / "courses", tmp_path / "courses" / "z.txt")
    assert [str(Path(one["file"]).relative_to(tmp_path / "courses")) for one in found] == [
        "a.md", "b.txt", "deep/er/c.HTML", "z.txt",
    ]  # fmt: skip


def test_a_folder_without_documents(tmp_path: Path) -> None:
    result = run(tmp_path)
    assert result.exit_code == 1
    assert result.stdout == ""
    assert "There is nothing to read there." in result.stderr
    assert all(suffix in result.stderr for suffix in SUFFIXES)


# ---------------------------------------------------------------- files that cannot be read


BAD: dict[str, tuple[bytes, str]] = {
    "empty.txt": (b"", "This file is empty."),
    "spaces.txt": (b" \n \n", "There is no text in this document"),
    "locked.pdf": (pdf(lines(50, 700, ["Hallo"]), encrypt=True), "is protected with a password."),
    "binary.txt": (bytes(range(256)) * 40, "This file holds no text."),
    "picture.docx": (b"\x89PNG\r\n\x1a\n" + bytes(200), "This is an image."),
    "bomb.docx": (docx(paragraph("x"), more={"word/x.xml": b"0" * 31_500_000}), "becomes far too large"),
    "half.docx": (docx(paragraph(PLAIN))[:-300], "This document is damaged."),
    "half.pdf": (b"%PDF-1.7\n1 0 obj\n<<", "This document is damaged."),
}  # fmt: skip


def test_each_bad_file_gets_its_own_answer_and_the_rest_is_read(tmp_path: Path) -> None:
    for name, (content, _) in BAD.items():
        (tmp_path / name).write_bytes(content)
    (tmp_path / "zz.txt").write_text(PLAIN, encoding="utf-8")
    result = run(tmp_path, tmp_path / "nowhere.txt", "--jobs", "1")
    assert result.exit_code == 1
    said = {
        Path(line.partition(": ")[0]).name: line.partition(": ")[2] for line in result.stdout.splitlines()
    }
    assert set(said) == {*BAD, "zz.txt", "nowhere.txt"}
    assert {name: said[name] for name, (_, words) in BAD.items() if words not in said[name]} == {}
    assert said["nowhere.txt"].startswith("There is no such file.")
    assert said["zz.txt"].startswith("A1 (")
    assert "Traceback" not in result.output


def test_an_unreadable_file_as_an_object(tmp_path: Path) -> None:
    path = tmp_path / "empty.txt"
    path.touch()
    assert answers(path, status=1) == [
        {"file": str(path), "error": "This file is empty. Check that it was saved, and choose it again."}
    ]


@pytest.mark.parametrize(
    "line", ["a" * 1_000_000, "taal en recht, " * 2_000, "." * 10_000], ids=["letter", "words", "points"]
)
def test_a_line_without_end(tmp_path: Path, line: str) -> None:
    path = tmp_path / "long.txt"
    path.write_text(f"{OFFICIAL}\n\n{line}", encoding="utf-8")
    (found,) = answers(path)
    assert found["level"] in LEVELS
    assert found["sentences"][-1]["end"] > len(line)


def test_a_name_that_is_no_text(tmp_path: Path) -> None:
    folder, out = tmp_path / "old", tmp_path / "out.jsonl"
    folder.mkdir()
    try:
        Path(os.fsdecode(os.fsencode(folder) + b"/caf\xe9.txt")).write_text(PLAIN, encoding="utf-8")
    except OSError:
        pytest.skip("this file system takes no such names")
    result = run(folder, "--out", out)
    assert result.exit_code == 0, result.output
    assert r"caf\xe9.txt: A1" in result.stdout
    assert "1 of 1 files were read before" in run(folder, "--out", out).stderr
