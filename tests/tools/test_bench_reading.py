"""The arithmetic of the reading engine's benches: texts, pairs, suggestions, scores that stand alone."""

import json
import random
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from haven.engines.reading import Reader
from tests.bench import bench_reading_words, one_feature, reading_once, reading_texts, reading_words
from tests.bench.bench_reading_quality import MEASURES, figure, interval_of, prior_score, said
from tests.bench.registry import Measured, Setting, Skipped
from tools.reading import fitting
from tools.reading.fitting import Ints, Predictions, Texts

LEVELS = np.repeat(np.arange(5), 6)
SENTENCE = "Deze {} zin telt zeven woorden, denk ik."


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Samples of a few different paragraphs."""
    for name in ("pairs", "cefr", "ud"):
        tmp_path.joinpath(name).mkdir()
    rows = [{"complex": f"Zin {number} is lang.", "simple": f"Zin {number}."} for number in range(20)]
    lines = "".join(json.dumps(row) + "\n" for row in rows)
    tmp_path.joinpath(reading_texts.ENCYCLOPEDIC).write_text(lines)
    tmp_path.joinpath(reading_texts.MUNICIPAL).write_text(
        "document,complex,simple\n1,Een besluit.,Dit mag.\n"
    )
    tmp_path.joinpath(reading_texts.LEVELLED).write_text("file,level,source,genre\na.txt,A1,one,\n")
    tmp_path.joinpath("cefr/a.txt").write_text("Ik ben Anna.")
    tmp_path.joinpath(reading_texts.TREEBANK).write_text("# one\n1\tHij\thij\n2\tkwam\tkomen\n3\t.\t.\n\n")
    return tmp_path


# ---------------------------------------------------------------- texts


def test_documents_have_their_words_and_then_other_sentences(folder: Path) -> None:
    found = reading_texts.documents(folder, 10, words=50)
    assert len(found) == 10
    assert all(50 <= len(text.split()) < 60 for text in found)
    paragraphs = [one for text in found for one in text.split("\n\n")]
    real = reading_texts.real_paragraphs(folder)
    assert {"Een besluit. Dit mag.", "Ik ben Anna.", "Hij kwam.", "Zin 3."} < set(real)
    assert paragraphs[: len(real)] == real
    assert not set(paragraphs[len(real) :]) & set(real)
    assert found == reading_texts.documents(folder, 10, words=50)


def test_without_samples_there_are_no_documents(folder: Path, tmp_path: Path) -> None:
    folder.joinpath(reading_texts.LEVELLED).unlink()
    with pytest.raises(Skipped, match="reading/"):
        reading_texts.samples(Setting(tmp_path))


def test_marks_are_glued_to_words() -> None:
    words = ["Hij", "(", "of", "zij", ")", "kwam", ",", "toch", "?"]
    assert reading_texts.glued(words) == "Hij (of zij) kwam, toch?"


def test_a_varied_sentence_begins_and_ends_as_it_did() -> None:
    made = reading_texts.varied("De kat slaapt. Zij droomt!", ["nooit"], random.Random(1))
    assert made.count("nooit") == 2
    assert made.startswith("De ")
    assert made.replace(" nooit", "") == "De kat slaapt. Zij droomt!"


def test_one_sentence_in_ten_changes() -> None:
    text = " ".join(SENTENCE.format(number) for number in range(20))
    reader = Reader()
    changed = reading_once.changed(text, reader.read(text))
    assert changed == text.replace(
        "Deze 0 zin telt zeven woorden, denk ik.", SENTENCE.format(0)[:-1] + " nu."
    ).replace(SENTENCE.format(10), SENTENCE.format(10)[:-1] + " nu.")
    before = reader.sentences_read
    reader.read(changed)
    assert reader.sentences_read == before + 2


# ---------------------------------------------------------------- pairs and suggestions


@pytest.mark.parametrize(
    ("harder", "plainer", "expected"),
    [(4.0, 3.0, 1), (3.0, 3.0, 0.5), (3.0, 4.0, 0), (None, 3.0, 0.25), (3.0, None, 0.25), (0.5, 0.0, 1)],
)
def test_pairs_are_told_apart(harder: float | None, plainer: float | None, expected: float) -> None:
    assert reading_words.told(harder, plainer, missing=0.25) == expected


@pytest.mark.parametrize(
    ("given", "expected"),
    [("stelt … op", "stelt op"), ("maken (van iets)", "maken"), ("(alleen) nu", "nu"), ("gewoon", "gewoon")],
)
def test_surfaces(given: str, expected: str) -> None:
    assert reading_words.surface(given) == expected


def test_more_frequent_is_strict() -> None:
    assert reading_words.is_more_frequent("aanvangen", "beginnen (met)")
    assert not reading_words.is_more_frequent("beginnen", "beginnen")


def test_a_judged_sample_is_needed_and_counted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "checked.tsv"
    monkeypatch.setattr(bench_reading_words, "CHECKED", path)
    for measure in (bench_reading_words.form, bench_reading_words.sense):
        with pytest.raises(Skipped, match="judged"):
            measure(Setting())
    head = "sentence\tword\talternative\tform\tsense\n"
    path.write_text(head + "A\tb\tc\tyes\tno\nA\tb\td\tno\tno\nA\tb\te\tno\tno\n")
    monkeypatch.setattr(bench_reading_words, "still_given", lambda rows: rows[:2])
    still = "2 of the 3 that were judged are still given"
    note = f"95 % by Wilson's interval 0.095 to 0.905; {still}; b → d"
    assert bench_reading_words.form(Setting()) == Measured(0.5, note=note)
    note = f"95 % by Wilson's interval 0.000 to 0.658; {still}; b → c; b → d"
    assert bench_reading_words.sense(Setting()) == Measured(0.0, note=note)
    monkeypatch.setattr(bench_reading_words, "still_given", lambda rows: [])
    with pytest.raises(RuntimeError, match="of the 3 suggestions"):
        bench_reading_words.sense(Setting())


@pytest.mark.parametrize(("form", "sense", "named"), [("ja", "no", "form: “ja”"), ("no", "", "sense: “”")])
def test_a_judgement_is_yes_or_no(tmp_path: Path, form: str, sense: str, named: str) -> None:
    path = tmp_path / "checked.tsv"
    path.write_text(f"sentence\tword\talternative\tform\tsense\nA\tb\tc\t{form}\t{sense}\n")
    with pytest.raises(ValueError, match=f"line 2, {named}"):
        reading_words.checked(path)


def test_the_sample_that_is_kept_can_be_read() -> None:
    rows = reading_words.checked(bench_reading_words.CHECKED)
    assert len(rows) == 200
    assert len({tuple(row.values()) for row in rows}) == 200
    assert max(Counter(row["sentence"] for row in rows).values()) <= 6


@given(of=st.integers(1, 500), data=st.data())
def test_the_interval_of_a_share_holds_it(of: int, data: st.DataObject) -> None:
    hits = data.draw(st.integers(0, of))
    low, high = reading_words.binomial_interval(hits, of)
    assert 0 <= low <= hits / of + 1e-9
    assert hits / of - 1e-9 <= high <= 1
    other_low, other_high = reading_words.binomial_interval(of - hits, of)
    assert (other_low, other_high) == pytest.approx((1 - high, 1 - low))


def test_the_interval_is_wilsons() -> None:
    """Newcombe (1998), 81 of 263: 0.2553 to 0.3662."""
    assert reading_words.binomial_interval(81, 263) == pytest.approx((0.2553, 0.3662), abs=5e-5)


def test_what_is_not_given_any_more_does_not_count() -> None:
    reading = Reader().read("Wij zullen de procedure evalueren en het resultaat communiceren.")
    word = next(one for one in reading.words if one.alternatives)
    row = {"sentence": "Wij zullen de procedure evalueren en het resultaat communiceren.", "word": word.word}
    rows = [row | {"alternative": word.alternatives[0]}, row | {"alternative": "nooit gegeven"}]
    assert reading_words.still_given(rows) == rows[:1]


# ---------------------------------------------------------------- levels


def test_folds_are_those_of_the_model(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: list[Ints] = []

    def keep(texts: Texts, folds: Ints) -> Predictions:
        drawn.append(folds)
        return _predictions(texts.levels)

    monkeypatch.setattr(fitting, "left_out", keep)
    texts = Texts(np.zeros((0, 1)), np.zeros(0, dtype=np.intp), LEVELS, np.repeat(["a", "b"], 15), ("",) * 30)
    list(fitting.ten_fold(texts, 3))
    fitting.by_source(texts)
    own = [*one_feature.ten_folds(LEVELS, 3), one_feature.source_folds(texts)]
    assert [one.tolist() for one in drawn] == [one.tolist() for one in own]


def test_a_score_that_tells_levels_apart_does_so_alone() -> None:
    values = LEVELS * 10.0 + np.tile([-1.0, 0.5, 1.0], 10)
    folds = next(one_feature.ten_folds(LEVELS, 1))
    found = one_feature.said(-values, LEVELS, folds)
    assert MEASURES["qwk"](found) > 0.95
    assert MEASURES["auc"](found) == 1
    assert MEASURES["rps"](found) < prior_score(LEVELS) / 2
    assert np.allclose(found.shares.sum(1), 1, atol=0.001)


def test_a_score_that_is_missing_is_a_middling_one() -> None:
    texts = Texts(np.zeros((2, 50)), np.arange(2), np.arange(2), np.array(["a", "b"]), ("", ""))
    given = iter([4.0, None])
    assert one_feature.values_of(texts, lambda counts: next(given)).tolist() == [4.0, 4.0]


def test_the_prior_is_worse_than_knowing() -> None:
    assert prior_score(LEVELS) == pytest.approx(0.2)
    assert MEASURES["rps"](_predictions(LEVELS)) == 0
    assert interval_of("qwk", [_predictions(LEVELS)]) == (1, 1)


def test_without_samples_there_is_no_figure() -> None:
    with pytest.raises(Skipped, match=r"cefr/index\.csv"):
        figure(Setting(), "sources", "qwk")
    assert callable(said)


def _predictions(levels: Ints) -> Predictions:
    return Predictions(levels, levels.astype(float), np.eye(5)[levels])
