"""Texts to read for speed: documents of 3,000 words from the sample files, every sentence another one.

First come all different paragraphs that there are, then the same ones with a word more in each sentence:
what was read before is remembered, and reading it again would measure nothing.
"""

import csv
import json
import random
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from tests.bench.registry import Setting

WORDS = 3_000
ENCYCLOPEDIC, MUNICIPAL, LEVELLED = "pairs/encyclopedic.jsonl", "pairs/municipal.csv", "cefr/index.csv"
TREEBANK = "ud/train.conllu"
TOGETHER = 6  # sentences that are made one paragraph
_SENTENCE_END = re.compile(r"(?<=[.!?]) +")
_GLUED = re.compile(r" (?=[.,;:?!)\]…])|(?<=[(\[]) ")
_PLAIN = re.compile(r"[a-zà-ÿ]+")


def samples(setting: Setting) -> Path:
    """The folder of the sample files; skipped where one of them is missing."""
    for name in (ENCYCLOPEDIC, MUNICIPAL, LEVELLED, TREEBANK):
        setting.file(f"reading/{name}")
    return setting.file("reading")


def pairs(path: Path) -> list[tuple[str, str]]:
    """(harder, plainer) texts of a file of JSON lines or a CSV with the columns complex and simple."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = map(json.loads, file) if path.suffix == ".jsonl" else csv.DictReader(file)
        return [(row["complex"], row["simple"]) for row in rows]


def levelled(folder: Path) -> list[str]:
    """The texts that have a level."""
    with (folder / "index.csv").open(encoding="utf-8", newline="") as file:
        return [(folder / row["file"]).read_text(encoding="utf-8") for row in csv.DictReader(file)]


def treebank(path: Path) -> Iterator[str]:
    """The sentences of a CoNLL-U file, marks glued to the words that they follow."""
    for block in path.read_text(encoding="utf-8").split("\n\n"):
        rows = (line.split("\t") for line in block.splitlines() if not line.startswith("#"))
        words = [row[1] for row in rows if row[0].isdigit()]
        if words:
            yield glued(words)


def glued(words: Sequence[str]) -> str:
    return _GLUED.sub("", " ".join(words))


def real_paragraphs(folder: Path) -> list[str]:
    """All different paragraphs of the sample files."""
    found = [text for pair in pairs(folder / ENCYCLOPEDIC) for text in pair]
    found += _joined([text for pair in pairs(folder / MUNICIPAL) for text in pair])
    found += levelled(folder / "cefr")
    # What is in two files of the treebank counts once.
    parsed = (sentence for path in sorted((folder / "ud").glob("*.conllu")) for sentence in treebank(path))
    found += _joined(list(dict.fromkeys(parsed)))
    return list(dict.fromkeys(found))


def _joined(sentences: Sequence[str]) -> list[str]:
    return [" ".join(sentences[at : at + TOGETHER]) for at in range(0, len(sentences), TOGETHER)]


def paragraphs(folder: Path) -> Iterator[str]:
    """Without end: the real ones, and then the same again and again, each sentence changed."""
    found = real_paragraphs(folder)
    yield from found
    vocabulary = sorted({word for one in found for word in one.split() if _PLAIN.fullmatch(word)})
    draw = random.Random(11)
    while vocabulary:
        for one in found:
            yield varied(one, vocabulary, draw)


def varied(paragraph: str, vocabulary: Sequence[str], draw: random.Random) -> str:
    """With one word of the vocabulary put into each sentence, never first."""
    return " ".join(_with_a_word(one, vocabulary, draw) for one in _SENTENCE_END.split(paragraph))


def _with_a_word(sentence: str, vocabulary: Sequence[str], draw: random.Random) -> str:
    words = sentence.split()
    at = draw.randint(1, max(1, len(words) - 1))
    return " ".join([*words[:at], draw.choice(vocabulary), *words[at:]])


def documents(folder: Path, count: int, words: int = WORDS) -> list[str]:
    """So many documents of at least so many words, by white space."""
    found: list[str] = []
    held: list[str] = []
    size = 0
    for paragraph in paragraphs(folder):
        held.append(paragraph)
        size += len(paragraph.split())
        if size >= words:
            found.append("\n\n".join(held))
            held, size = [], 0
        if len(found) == count:
            break
    return found


def write_lines(path: Path, texts: Sequence[str]) -> Path:
    """One JSON string a line."""
    path.write_text("".join(json.dumps(text, ensure_ascii=False) + "\n" for text in texts), encoding="utf-8")
    return path
