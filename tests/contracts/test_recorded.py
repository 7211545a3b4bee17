"""Whatever is put on the record is said in words on its page, and no words stand there for nothing."""

import ast
from collections.abc import Iterator
from pathlib import Path

import haven
from haven.core.audit import words

SOURCE = Path(haven.__file__).parent
# What puts something down, and which argument is the verb.
CALLS = {"record": 1, "record_read": 1, "Fact": 0, "_tell": 1}


def put_down(source: str) -> Iterator[str]:
    """Every verb that this source puts down, where it is written out."""
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name | ast.Attribute):
            continue
        name = node.func.id if isinstance(node.func, ast.Name) else node.func.attr
        position = CALLS.get(name)
        if position is None or len(node.args) <= position:
            continue
        for part in ast.walk(node.args[position]):
            if isinstance(part, ast.Constant) and isinstance(part.value, str):
                yield part.value


def texts() -> list[str]:
    return [path.read_text(encoding="utf-8") for path in SOURCE.rglob("*.py") if path.name != "recorded.py"]


def test_every_verb_has_words() -> None:
    verbs = {verb for text in texts() for verb in put_down(text)}
    assert len(verbs) > 10
    assert sorted(verb for verb in verbs if not words.is_said(verb)) == []


def test_no_words_for_what_is_never_put_down() -> None:
    everything = "\n".join(texts())
    assert [verb for verb, _words in words.verbs() if f'"{verb}"' not in everything] == []


def test_a_verb_without_words_would_be_found() -> None:
    source = (
        'record(actor, "teleported", person)\nFact("a" if yes else "b", "people.person", 1)\nrecord(1, verb)'
    )
    assert sorted(put_down(source)) == ["a", "b", "teleported"]
    assert not words.is_said("teleported")
