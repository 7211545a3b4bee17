"""One measurement of the reading engine in a process of its own; prints JSON. Run by bench_reading_speed.

python -m tests.bench.reading_once all FILE               words, seconds by processor and clock
python -m tests.bench.reading_once short FILE             seconds of new texts, and of changed ones
python -m tests.bench.reading_once files FOLDER PROCESSES seconds of `read_files`

FILE holds one JSON string a line. Imports nothing of the bench: what this process holds is measured too.
"""

import json
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from haven.engines.reading import Reader, Reading

WARMING = "Dit is een korte zin om mee te beginnen."
MEASURED = 5  # texts, the last of the file; those before them are read to warm up
EVERY = 10  # how many-th sentence is changed


def main() -> None:
    command, given, *rest = sys.argv[1:]
    if command == "files":
        answer: dict[str, Any] = of_files(Path(given), int(rest[0]))
    else:
        with Path(given).open(encoding="utf-8") as file:
            texts = [json.loads(line) for line in file]
        answer = of_all(texts) if command == "all" else of_short(texts)
    print(json.dumps(answer))


def of_all(texts: Sequence[str]) -> dict[str, Any]:
    """Tables are loaded before the clock starts; the words of the texts are not known yet."""
    Reader().read(WARMING)
    reader = Reader()
    clock, processor = time.perf_counter(), time.process_time()
    sentences = sum(len(reader.read(text).sentences) for text in texts)
    used = {"cpu": time.process_time() - processor, "wall": time.perf_counter() - clock}
    words = sum(len(text.split()) for text in texts)
    return {"words": words, "sentences": sentences, "read": reader.sentences_read, **used}


def of_short(texts: Sequence[str]) -> dict[str, Any]:
    """Seconds of texts that are new to the process, each with those of the same once a tenth of its sentences
    has changed; and both again for a fresh reader, that knows their words by then."""
    reader = Reader()
    for text in texts[:-MEASURED]:
        reader.read(text)
    of_interest = texts[-MEASURED:]
    return {
        "again": [twice(reader, text) for text in of_interest],
        "known": [twice(Reader(), text) for text in of_interest],
    }


def twice(reader: Reader, text: str) -> tuple[float, float]:
    first, reading = timed(reader, text)
    second, _ = timed(reader, changed(text, reading))
    return first, second


def timed(reader: Reader, text: str) -> tuple[float, Reading]:
    begun = time.perf_counter()
    reading = reader.read(text)
    return time.perf_counter() - begun, reading


def changed(text: str, reading: Reading) -> str:
    """With a word more at the end of every tenth sentence."""
    made, at = [], 0
    for sentence in reading.sentences[::EVERY]:
        made += [text[at : sentence.end - 1], " nu", text[sentence.end - 1 : sentence.end]]
        at = sentence.end
    return "".join([*made, text[at:]])


def of_files(folder: Path, processes: int) -> dict[str, Any]:
    """Every answer is taken and thrown away."""
    from haven.language.texts.shell import Settings, read_files

    paths = sorted(folder.iterdir())
    begun = time.perf_counter()
    read = sum("error" not in answer for answer in read_files(paths, Settings(), processes=processes))
    return {"seconds": time.perf_counter() - begun, "read": read}


if __name__ == "__main__":
    main()
