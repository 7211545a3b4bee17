"""Markdown, with tables, front matter and footnotes."""

import re
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.token import Token

from haven.core.documents.blocks import Kind
from haven.core.documents.building import MOST_CHARACTERS, Builder, Full
from haven.core.documents.webpages import read_markup
from haven.core.files.encodings import BOM, find_encoding

_SLICE = 100_000  # characters that are parsed at a time
_MOST_SLICE = 3 * _SLICE  # even where a block goes on
_LONGEST_INLINE = 5_000  # characters; marks within a longer paragraph stay as they are written
_MOST_BRACKETS = 100  # likewise: each unclosed one costs a look to the paragraph's end
_FRONT_MATTER = re.compile(r"(---|\+\+\+)[ \t]*\n(.*?)\n(?:\1|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
_MOST_FRONT_MATTER = 50_000
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_DEFINITION = re.compile(r" {0,3}\[(?!\^)[^\]\n]{1,200}\]:[ \t]*\S.{0,2000}")
_MOST_DEFINITIONS = 5_000
_NOTE = re.compile(r" {0,3}\[\^[^\]\s]{1,50}\]:[ \t]*")
_BETWEEN_NOTES = re.compile(r"\n(?= {0,3}\[\^[^\]\s]{1,50}\]:)")
_LISTS = ("bullet_list_open", "ordered_list_open", "bullet_list_close", "ordered_list_close")
_NOTE_MARK = re.compile(r"\[\^[^\]\s]{1,50}\]")


def read_markdown(path: Path, builder: Builder) -> None:
    """Put a Markdown file's text into the builder. Raises BadFile and Full."""
    with path.open(encoding=find_encoding(path), errors="replace") as file:
        text = file.read(MOST_CHARACTERS).removeprefix(BOM)
        rest = file.read(1)
    reader = _Markdown(builder)
    reader.read(reader.front_matter(text))
    if rest:
        raise Full


class _Markdown:
    """Blocks are told first, a slice of the text at a time; marks within them one block at a time."""

    def __init__(self, builder: Builder) -> None:
        self.builder = builder
        self._blocks = MarkdownIt("commonmark").enable("table").disable(["inline", "text_join"])
        self._inline = MarkdownIt("commonmark").enable("strikethrough")
        self._env: dict[str, Any] = {}
        self._lists = self._heading = 0
        self._in_table = False

    def front_matter(self, text: str) -> str:
        """Put in what stands above the text for programs; returns the text."""
        match = _FRONT_MATTER.match(text[:_MOST_FRONT_MATTER])
        if not match:
            return text
        self.builder.add(Kind.code, match[2])
        return text[match.end() :]

    def read(self, text: str) -> None:
        lines = text.splitlines()
        definitions = (line for line in lines if _DEFINITION.fullmatch(line))
        self._blocks.parse("\n".join(islice(definitions, _MOST_DEFINITIONS)), self._env)
        for part in slices(lines):
            for token in self._blocks.parse(part, self._env):
                self._take(token)

    def _take(self, token: Token) -> None:
        if token.type == "inline":
            self._put(token.content)
        elif token.type in ("fence", "code_block"):
            self.builder.add(Kind.code, token.content)
        elif token.type == "html_block":
            read_markup(token.content, self.builder)
        elif token.type in _LISTS:
            self._lists += token.nesting
        elif token.type in ("heading_open", "heading_close"):
            self._heading = int(token.tag[1:]) if token.nesting > 0 else 0
        else:
            self._take_table(token.type)

    def _take_table(self, name: str) -> None:
        if name == "table_open":
            self._in_table = True
            self.builder.open_table()
        elif name == "tr_open":
            self.builder.open_row()
        elif name in ("th_open", "td_open"):
            self.builder.open_cell()
        elif name == "table_close":
            self._in_table = False
            self.builder.close_table()

    def _put(self, content: str) -> None:
        if _NOTE.match(content):
            self._put_notes(content)
        elif self._heading:
            self.builder.add(Kind.heading, self._plain(content), self._heading)
        elif self._lists and not self._in_table:
            self.builder.add(Kind.list, self._plain(content), self._lists)
        else:
            self.builder.add(Kind.prose, self._plain(content))

    def _put_notes(self, content: str) -> None:
        self.builder.open_aside()
        for note in _BETWEEN_NOTES.split(content):
            self.builder.add(Kind.note, self._plain(_NOTE.sub("", note, count=1)))
        self.builder.keep_notes(self.builder.close_aside())

    def _plain(self, content: str) -> str:
        """The words, without the marks that make them bold or a link."""
        content = _NOTE_MARK.sub("", content)
        if len(content) > _LONGEST_INLINE or content.count("[") > _MOST_BRACKETS:
            return content
        [parsed] = self._inline.parseInline(content, self._env)
        return "".join(map(_words, parsed.children or ()))


def _words(token: Token) -> str:
    if token.type in ("text", "code_inline", "text_special"):
        return token.content
    is_break = token.type in ("softbreak", "hardbreak") or token.content.startswith("<br")
    return " " if is_break else ""


def slices(lines: list[str]) -> Iterator[str]:
    """The text in parts that can be parsed one by one: between blocks, and not within code."""
    begin = size = 0
    fence = ""
    for number, line in enumerate(lines):
        size += len(line) + 1
        if match := _FENCE.match(line):
            mark = match[1]
            fence = mark if not fence else "" if mark.startswith(fence) else fence
        follows = lines[number + 1][:1] if number + 1 < len(lines) else ""
        between = not line.strip() and not fence and not follows.isspace()
        if size > (_SLICE if between else _MOST_SLICE):
            yield "\n".join(lines[begin : number + 1])
            begin, size = number + 1, 0
    yield "\n".join(lines[begin:])
