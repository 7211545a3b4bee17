"""What others take for the same texts; runs in the peers' own environment, which has nothing of Haven.

python -I peers_once.py train FILE FOLDER    a stand-in for spaCy's Dutch model, from a CoNLL-U file
python -I peers_once.py lint FILE FOLDER     seconds of lint-ii with the stand-in that is in FOLDER
python -I peers_once.py textstat FILE        seconds of textstat

FILE of the last two holds one JSON string a line. Prints JSON on its last line.
"""

import json
import os
import random
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

MODEL = "nl_core_news_lg"  # lint-ii asks for it by this name, and for a version that it has coefficients for
VERSION = "3.7.0"
SECONDS = 60  # of training
TOGETHER = 5  # sentences that are learned from as one text, so that their borders are learned too
BATCH = 32
LEARNED = ("tagger", "morphologizer", "trainable_lemmatizer", "parser")
# Parts of lint-ii look for pieces of the tags of another set.
TAGS = {"NUM": "TW", "PRON": "VNW|pers", "PROPN": "SPEC|deeleigen", "NOUN": "N|soort", "ADJ": "ADJ|prenom"}
VERBS = {"Fin": "WW|pv", "Part": "WW|vd", "Inf": "WW|inf"}
Row = list[str]


def main() -> None:
    command, given, *rest = sys.argv[1:]
    if command == "train":
        answer = train(Path(given), Path(*rest))
    elif command == "lint":
        answer = lint(texts(Path(given)), Path(*rest))
    else:
        answer = textstat(texts(Path(given)))
    print(json.dumps(answer))


def texts(path: Path) -> list[str]:
    with path.open(encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def timed(found: Sequence[str], action: Callable[[str], object]) -> dict[str, float]:
    clock, processor = time.perf_counter(), time.process_time()
    for text in found:
        action(text)
    return {"cpu": time.process_time() - processor, "wall": time.perf_counter() - clock}


def lint(found: Sequence[str], folder: Path) -> dict[str, Any]:
    """`all` with what lint-ii tells of each sentence and word, `score` with the score of the text alone."""
    os.chdir(folder)  # spaCy takes a folder of that name for the model
    import_module("lint_ii.linguistic_data.nlp_model")
    analysis = import_module("lint_ii").ReadabilityAnalysis

    def score(text: str) -> object:
        return analysis.from_text(text).lint.score

    def everything(text: str) -> object:
        read = analysis.from_text(text)
        return read.lint.score, read.get_detailed_analysis()

    everything("Dit is een korte zin om mee te beginnen.")
    return {"all": timed(found, everything), "score": timed(found, score)}


def textstat(found: Sequence[str]) -> dict[str, float]:
    """One formula for each text."""
    library = import_module("textstat").textstat
    library.set_lang("nl")
    library.flesch_reading_ease("Dit is een korte zin om mee te beginnen.")
    return timed(found, library.flesch_reading_ease)


# ---------------------------------------------------------------- the stand-in


def train(path: Path, folder: Path) -> dict[str, Any]:
    """Parts of speech, lemmas and dependencies as spaCy's own models have them, without vectors and names,
    and with little training: as fast as a model can be, and not as good."""
    spacy = import_module("spacy")
    language = spacy.blank("nl")
    examples = list(_examples(language, path))
    _add_parts(language)
    language.initialize(lambda: examples)
    rounds = _learn(language, examples)
    language.meta["name"], language.meta["version"] = MODEL.removeprefix("nl_"), VERSION
    language.to_disk(folder / MODEL)
    return {"texts": len(examples), "rounds": rounds}


def _add_parts(language: Any) -> None:
    """All listen to one network that turns tokens into numbers, as in spaCy's models."""
    language.add_pipe("tok2vec")
    listener = {"@architectures": "spacy.Tok2VecListener.v1", "width": 96, "upstream": "*"}
    for name in LEARNED:
        language.add_pipe(name, config={"model": {"tok2vec": listener}})


def _learn(language: Any, examples: list[Any]) -> int:
    draw, rounds, end = random.Random(11), 0, time.perf_counter() + SECONDS
    optimizer = language.resume_training()
    while time.perf_counter() < end:
        draw.shuffle(examples)
        for at in range(0, len(examples), BATCH):
            language.update(examples[at : at + BATCH], sgd=optimizer)
            if time.perf_counter() >= end:
                break
        rounds += 1
    return rounds


def _examples(language: Any, path: Path) -> Iterator[Any]:
    example = import_module("spacy.training").Example
    sentences = list(_sentences(path))
    for at in range(0, len(sentences), TOGETHER):
        known = _document(language, sentences[at : at + TOGETHER])
        blank = import_module("spacy.tokens").Doc(language.vocab, words=[token.text for token in known])
        yield example(blank, known)


def _sentences(path: Path) -> Iterator[list[Row]]:
    for block in path.read_text(encoding="utf-8").split("\n\n"):
        rows = [line.split("\t") for line in block.splitlines() if not line.startswith("#")]
        rows = [row for row in rows if row[0].isdigit()]
        if rows:
            yield rows


def _document(language: Any, sentences: Sequence[list[Row]]) -> Any:
    rows: list[Row] = []
    heads: list[int] = []
    for sentence in sentences:
        start = len(rows)
        heads += [start + int(row[6] if row[6] != "0" else row[0]) - 1 for row in sentence]
        rows += sentence
    return import_module("spacy.tokens").Doc(
        language.vocab,
        words=[row[1] for row in rows],
        lemmas=[row[2] for row in rows],
        pos=[row[3] for row in rows],
        tags=[_tag(row) for row in rows],
        morphs=["" if row[5] == "_" else row[5] for row in rows],
        heads=heads,
        deps=["ROOT" if row[6] == "0" else row[7] for row in rows],
    )


def _tag(row: Row) -> str:
    if row[3] in {"VERB", "AUX"}:
        return next((tag for form, tag in VERBS.items() if f"VerbForm={form}" in row[5]), "WW")
    return TAGS.get(row[3], row[3])


if __name__ == "__main__":
    main()
