"""Texts in templates that nobody can translate: words outside {% translate %} and {% blocktranslate %}."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser

from django.template.base import Lexer, Token, TokenType

# Names, the same in every language.
NAMES = {"Haven", "Nederlands", "English"}
READ_ATTRIBUTES = {"title", "alt", "placeholder", "label", "abbr"} | {
    f"aria-{name}" for name in ("label", "description", "placeholder", "roledescription", "valuetext")
}
BUTTONS = {"submit", "button", "reset"}
# Elements whose content is code, not language.
CODE = {"script", "style", "kbd", "code", "samp", "pre"}
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
# Tags whose texts are names of templates, routes, fields or formats.
NAMING_TAGS = {
    "block", "endblock", "cache", "cycle", "elif", "extends", "get_current_language", "if", "ifchanged",
    "load", "now", "regroup", "static", "templatetag", "url",
}  # fmt: skip
_LITERAL = re.compile(r"""(_\(\s*)?("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')""")
_FORMAT = re.compile(r"""\|\s*(?:date|time|slice|join|cut|stringformat)\s*:\s*(?:"[^"]*"|'[^']*')""")
_SPOKEN_FILTER = re.compile(r"""\|\s*(default|default_if_none|yesno|pluralize)\s*:\s*("[^"]*"|'[^']*')""")
_LANGUAGE = re.compile(r"""lang="(?:nl|en)\"""")
_CLASSES = re.compile(r"block\s+(?:\w+_)?class$")
_WORD = re.compile(r"[^\W\d_]{2,}")
_PROSE = re.compile(r"^[A-ZÀ-Ý][^\W\d_]|[^\W\d_]\s+[^\W\d_]")
# Stands for a {{ variable }} in the text given to the HTML parser; private use, so in no text.
_MARK, _UNMARK = "\ue000", re.compile("\ue000(\\d+)\ue001")

Finding = tuple[int, str]  # line, what was found


def untranslated(source: str, *, html: bool = True) -> list[Finding]:
    """Line and text of everything a reader would see in one language only."""
    text, variables, findings = _masked(source)
    if html:
        both = {'lang="nl"', 'lang="en"'} <= set(_LANGUAGE.findall(text))
        reader = _Reader(variables, bilingual=both)
        reader.feed(text)
        reader.close()
        findings += reader.findings
    else:
        findings += _spoken(text, 1, variables)
    return sorted(set(findings))


def _masked(source: str) -> tuple[str, list[str], list[Finding]]:
    """The text without tags and translated blocks (lines kept); its variables; what tags say aloud."""
    parts: list[str] = []
    variables: list[str] = []
    findings: list[Finding] = []
    closing = ""
    for token in Lexer(source).tokenize():
        name = token.contents.split(maxsplit=1)[0] if token.contents.strip() else ""
        if closing:  # a block of classes holds no text: {% block main_class %}wide{% endblock %}
            parts.append("\n" * token.contents.count("\n"))
            closing = "" if token.token_type == TokenType.BLOCK and name == closing else closing
        elif token.token_type == TokenType.TEXT:
            parts.append(token.contents)
        elif token.token_type == TokenType.VAR:
            parts.append(f"{_MARK}{len(variables)}\ue001")
            variables.append(token.contents)
        elif token.token_type == TokenType.BLOCK:
            findings += _said_by_tag(token, name)
            silent = name in {"blocktranslate", "blocktrans", "comment"} or _CLASSES.match(token.contents)
            closing = f"end{name}" if silent else ""
    return "".join(parts), variables, findings


def _said_by_tag(token: Token, name: str) -> Iterator[Finding]:
    """Sentences handed to a tag as they are: {% include "…" with title="Your pathway" %}."""
    if name in NAMING_TAGS or name.startswith(("trans", "blocktrans")):
        return
    for marked, literal in _LITERAL.findall(_FORMAT.sub("", token.contents)):
        text = literal[1:-1]
        if not marked and _PROSE.search(text) and text not in NAMES:
            yield token.lineno or 1, text


def _spoken(text: str, line: int, variables: list[str]) -> Iterator[Finding]:
    """Words in a text node or attribute, and in the filters of the variables within it."""
    said = text
    for match in _UNMARK.finditer(text):
        for name, literal in _SPOKEN_FILTER.findall(variables[int(match[1])]):
            if _WORD.search(literal) or (name == "pluralize"):
                yield line + text.count("\n", 0, match.start()), f"|{name}:{literal}"
    for number, row in enumerate(_UNMARK.sub(" ", said).split("\n")):
        if any(word not in NAMES for word in _WORD.findall(row)):
            yield line + number, " ".join(row.split())


class _Reader(HTMLParser):
    """Walks over the page as a reader does: text nodes, and attributes that are shown or read aloud."""

    def __init__(self, variables: list[str], *, bilingual: bool) -> None:
        """`bilingual`: the page says everything twice itself, in elements with lang="nl" and lang="en"."""
        super().__init__(convert_charrefs=True)
        self.bilingual = bilingual
        self.variables = variables
        self.findings: list[Finding] = []
        self.silent: list[str] = []  # the element that silences, and those of its name within it

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if self.silent:
            self.silent += [tag] if tag == self.silent[0] else []
        elif tag not in VOID and self._is_silent(tag, values):
            self.silent = [tag]
        elif values.get("translate") != "no":
            self._hear_attributes(tag, values)

    def _is_silent(self, tag: str, values: dict[str, str]) -> bool:
        named = self.bilingual and values.get("lang") in {"nl", "en"}
        return tag in CODE or values.get("translate") == "no" or named

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if not self.silent:
            self._hear_attributes(tag, {name: value or "" for name, value in attrs})

    def handle_endtag(self, tag: str) -> None:
        if self.silent and tag == self.silent[0]:
            self.silent.pop()

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.findings += _spoken(data, self.getpos()[0], self.variables)

    def _hear_attributes(self, tag: str, values: dict[str, str]) -> None:
        for name, value in values.items():
            shown = name in READ_ATTRIBUTES or (name == "value" and values.get("type") in BUTTONS)
            shown = shown or (tag == "meta" and name == "content" and values.get("name") == "description")
            sentence = name.startswith("data-") and _PROSE.search(value) and " " in value.strip()
            if shown or sentence:
                self.findings += _spoken(value, self.getpos()[0], self.variables)
