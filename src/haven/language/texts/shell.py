"""`haven read`: files and folders from the shell, many at once, going on where it was stopped."""

import hashlib
import json
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import click

from haven import __version__
from haven.core.documents import SUFFIXES, UnreadableDocument, read_document
from haven.engines.reading import (
    NAMES,
    BackendError,
    ListError,
    Reader,
    Reading,
    backend_named,
    read_list,
)

WAITING = 4  # files that are handed out for each process: a stop loses no more than these
CRASHED = "Reading this file ended the process that read it. Save it in another format and try again."
BLOCKS = {"caption": "heading"}  # kinds of a document that the engine has no name for
Answer = dict[str, Any]
WrongSettings = (BackendError, ListError)
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Settings:
    """How to read; the same for all files of one run."""

    target: str = "B1"
    mode: str = "text"
    backend: str = "embedded"
    terms: tuple[str, ...] = ()
    plainer: tuple[str, ...] = ()  # rows of the university's own list


def settings_of(*, target: str, mode: str, backend: str, terms: Path | None, words: Path | None) -> Settings:
    return Settings(target, mode, backend, _lines(terms), _lines(words))


def _lines(path: Path | None) -> tuple[str, ...]:
    try:
        return tuple(path.read_text(encoding="utf-8-sig").splitlines()) if path else ()
    except UnicodeDecodeError as error:
        raise click.UsageError(f"{path} is not text in UTF-8. Save it as UTF-8 and try again.") from error


def name_of(path: Path) -> str:
    """As it is written down; bytes that are no text (names from old systems) as \\xe9."""
    return os.fsencode(path).decode("utf-8", "backslashreplace")


def files_of(paths: Iterable[Path]) -> list[Path]:
    """Files as they are named, and those that can be read of every folder, in the order of their names."""
    found: dict[Path, None] = {}
    for path in paths:
        if path.is_dir():
            inside = sorted(
                one for one in path.rglob("*") if one.suffix.lower() in SUFFIXES and one.is_file()
            )
            found.update(dict.fromkeys(one for one in inside if not one.name.startswith(("~$", "."))))
        else:
            found[path] = None
    return list(found)


@cache
def reader_for(settings: Settings) -> Reader:
    return Reader(
        terms=settings.terms,
        target=settings.target,
        mode=settings.mode,
        backend=backend_named(settings.backend),
        plainer=read_list(settings.plainer),
    )


def read_file(path: Path, settings: Settings) -> Answer:
    """What a file is, as one object; a file that cannot be read has an "error" with what to do."""
    try:
        document = read_document(path)
    except UnreadableDocument as error:
        return {"file": name_of(path), "error": str(error.reason)}
    spans = [(start, end, BLOCKS.get(kind.value, kind.value)) for start, end, kind in document.spans()]
    text = document.text()
    try:
        reading = reader_for(settings).read(text, spans=spans)
    except BackendError as error:
        return {"file": name_of(path), "error": str(error)}
    return {
        "file": name_of(path),
        **as_json(reading),
        "mode": settings.mode,
        "asked": asked(path, settings),
        "warnings": [str(one) for one in document.warnings],
        "text": text,
    }


def asked(path: Path, settings: Settings) -> str:
    """Tells the same file, unchanged, read in the same way: an answer with another one is not to be kept."""
    try:
        state = path.stat()
    except OSError:
        return ""
    told = repr((__version__, settings, state.st_size, state.st_mtime_ns))
    return hashlib.sha256(told.encode("utf-8", "backslashreplace")).hexdigest()[:16]


def as_json(reading: Reading) -> Answer:
    answer: Answer = {
        "language": reading.language,
        "word_count": reading.word_count,
        "level": reading.level,
        "probabilities": dict(reading.probabilities),
        "score": reading.score,
        "interval": list(reading.interval) if reading.interval else None,
        "abstained": reading.abstained,
        "target": reading.target,
        "method": reading.method,
        "formulas": dict(reading.formulas),
        "sentences": [
            {
                "start": one.start, "end": one.end, "kind": one.kind, "level": one.level, "score": one.score,
                "reasons": [{"code": r.code, "value": r.value, "limit": r.limit} for r in one.reasons],
            }
            for one in reading.sentences
        ],
        "words": [
            {
                "start": one.start, "end": one.end, "word": one.word, "reason": one.reason,
                "alternatives": list(one.alternatives), "sense": one.sense,
            }
            for one in reading.words
        ],
    }  # fmt: skip
    if reading.questions:
        answer["questions"] = [
            {
                "label": one.label, "start": one.start, "end": one.end, "marks": one.marks,
                "target": one.target, "level": one.level, "score": one.score,
                "options": [list(option) for option in one.options],
            }
            for one in reading.questions
        ]  # fmt: skip
    return answer


def read_files(paths: Sequence[Path], settings: Settings, *, processes: int = 1) -> Iterator[Answer]:
    """Answers as they come: with one process in the order of the files, with several as each is done."""
    if processes == 1 or len(paths) < 2:
        for path in paths:
            yield read_file(path, settings)
        return
    left = list(paths)
    while left:
        done: set[Path] = set()
        try:
            for path, answer in _side_by_side(left, settings, processes):
                done.add(path)
                yield answer
            return
        except BrokenProcessPool:
            # Who of those that were under way did it cannot be told: each of them is tried alone.
            left = [path for path in left if path not in done]
            suspects, left = left[: processes * WAITING], left[processes * WAITING :]
            yield from (_alone(path, settings) for path in suspects)


def _side_by_side(paths: Sequence[Path], settings: Settings, processes: int) -> Iterator[tuple[Path, Answer]]:
    with ProcessPoolExecutor(processes) as pool:
        ahead = iter(paths)
        under_way: dict[Future[Answer], Path] = {}
        for path in ahead:
            under_way[pool.submit(read_file, path, settings)] = path
            if len(under_way) < processes * WAITING:
                continue
            yield from _finished(under_way)
        while under_way:
            yield from _finished(under_way)


def _finished(under_way: dict[Future[Answer], Path]) -> Iterator[tuple[Path, Answer]]:
    for future in wait(under_way, return_when=FIRST_COMPLETED).done:
        answer = future.result()
        yield under_way.pop(future), answer


def _alone(path: Path, settings: Settings) -> Answer:
    try:
        with ProcessPoolExecutor(1) as pool:
            return pool.submit(read_file, path, settings).result()
    except BrokenProcessPool:
        return {"file": name_of(path), "error": CRASHED}


# ---------------------------------------------------------------- the command


def run(
    paths: Sequence[Path],
    settings: Settings,
    *,
    as_json: bool,
    out: Path | None,
    jobs: int | None,
    bar: Callable[[], Any],
) -> int:
    """Read everything, say what it is, and return the exit status."""
    if out and not out.parent.is_dir():
        raise click.UsageError(f"There is no folder {out.parent} to write {out.name} in. Make it first.")
    files = files_of(paths)
    wanted = {name_of(path): asked(path, settings) for path in files}
    done = remembered(out, wanted) if out else set()
    left = [path for path in files if name_of(path) not in done]
    if done:
        click.echo(f"{len(files) - len(left)} of {len(files)} files were read before.", err=True)
    failed = 0
    with bar() as progress:
        for number, answer in enumerate(
            read_files(left, settings, processes=jobs or processes_for(len(left))), 1
        ):
            _say(answer, as_json=as_json, out=out, details=len(files) == 1)
            failed += "error" in answer
            if len(left) > 1:
                progress(number, len(left))
    if not files:
        click.echo("There is nothing to read there. These are read: " + ", ".join(sorted(SUFFIXES)), err=True)
    return 1 if failed or not files else 0


def _say(answer: Answer, *, as_json: bool, out: Path | None, details: bool) -> None:
    whole = json.dumps(answer, ensure_ascii=False)
    if out:
        with out.open("a", encoding="utf-8") as file:
            file.write(whole + "\n")
    if as_json:
        click.echo(whole)
        return
    click.echo(line_of(answer))
    if details and "error" not in answer:
        click.echo("\n".join(details_of(answer, answer["text"])))


# ---------------------------------------------------------------- going on


def remembered(out: Path, wanted: Mapping[str, str]) -> set[str]:
    """The files of which `out` has what is `wanted` (what is asked, by name); its other lines stay.

    Of the wanted ones go answers to something else, and those of files that could not be read, as somebody
    may have mended them; and a last line that was cut off. Raises UsageError for a file with anything else
    in it, which is nobody's to write over."""
    if not out.exists():
        return set()
    kept: list[bytes] = []
    names: set[str] = set()
    lines = out.read_bytes().split(b"\n")
    for number, line in enumerate(lines, 1):
        answer = _answer(line)
        if answer is None and number < len(lines):
            raise click.UsageError(f"Line {number} of {out} is none of haven read's. Name another file.")
        if answer is None or wanted.get(answer["file"], answer.get("asked")) != answer.get("asked"):
            continue
        kept.append(line + b"\n")
        names.add(answer["file"])
    temporary = out.with_name(out.name + ".part")
    temporary.write_bytes(b"".join(kept))
    temporary.replace(out)
    return names & wanted.keys()


def _answer(line: bytes) -> Answer | None:
    """One line of an earlier run, or None."""
    try:
        answer = json.loads(line)
    except ValueError:
        return None
    is_one = isinstance(answer, dict) and isinstance(answer.get("file"), str)
    return answer if is_one and ("error" in answer or isinstance(answer.get("asked"), str)) else None


def processes_for(files: int) -> int:
    """As many as there are processors, and one for a handful of files: a process takes a second to start."""
    return min(len(os.sched_getaffinity(0)), max(1, files // 4))


# ---------------------------------------------------------------- lines for people

ABSTAINED = {
    "short": "too short for a level: fewer than 40 words of prose",
    "list": "no level: mostly a list",
    "table": "no level: mostly a table",
    "code": "no level: mostly code",
    "language": "no level: neither Dutch nor English",
    "empty": "no level: no words",
}


def line_of(answer: Answer) -> str:
    """One line for one file."""
    if "error" in answer:
        return f"{answer['file']}: {answer['error']}"
    words = f"{answer['word_count']:,} words"
    if answer["level"] is None:
        return f"{answer['file']}: {ABSTAINED[answer['abstained']]} ({words})"
    chances = " · ".join(
        f"{NAMES.get(level, level)} {share:.0%}"
        for level, share in answer["probabilities"].items()
        if share >= 0.05
    )
    above = sum(one["level"] > answer["target"] for one in answer["sentences"])
    simple = ", a simpler reading for English" if answer["method"] == "simple" else ""
    return (
        f"{answer['file']}: {NAMES.get(answer['level'], answer['level'])}"
        f" ({chances or 'score ' + str(answer['score'])}{simple}); {words};"
        f" above {answer['target']}: {above} of {len(answer['sentences'])} sentences;"
        f" {len(answer['words'])} hard words"
    )


def details_of(answer: Answer, text: str) -> Iterator[str]:
    """The sentences that are above the target, and the hard words with plainer ones."""
    for one in answer["sentences"]:
        is_above = one["level"] > answer["target"]
        words = [word for word in answer["words"] if one["start"] <= word["start"] < one["end"]]
        if not is_above and not words:
            continue
        sentence = " ".join(text[one["start"] : one["end"]].split())
        yield f"  {NAMES.get(one['level'], one['level'])}  {sentence}"
        if is_above:
            reasons = ", ".join(f"{r['code']} {r['value']:g} (limit {r['limit']:g})" for r in one["reasons"])
            yield f"      {reasons or 'its words, taken together'}"
        for word in words:
            plainer = " / ".join(word["alternatives"])
            yield f"      · {word['word']} ({word['reason']})" + (f" → {plainer}" if plainer else "")
