"""The Dutch that newcomers read: steps and pathways, campuses, pages, letters, and what forms and views say.

What a text of the catalogue is, its places tell: it is a newcomer's unless every file that says it belongs to
the staff's desk. So a new page counts until somebody puts it in DESK.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from markdown_it import MarkdownIt
from markdown_it.token import Token

from tools.messages import SOURCE, in_template, strings

CONTENT = SOURCE / "community" / "welcome" / "content"
TERMS = CONTENT / "terms.txt"
ORGANISATION = SOURCE / "commons" / "organisation" / "content"

# Files below src/haven that speak to staff only. A privacy.py never does: everybody may read what it says.
DESK = (
    "*/recorded.py",  # the names of what stands in the record
    "commons/organisation/actions.py",
    "commons/organisation/forms.py",
    "commons/organisation/policy.py",
    "commons/organisation/templates/*",
    "commons/organisation/views.py",
    "commons/pathways/checking.py",
    "commons/pathways/diffs.py",
    "commons/pathways/drafts.py",
    "commons/pathways/publishing.py",
    "commons/pathways/reviews.py",
    "commons/pathways/terms.py",
    "commons/pathways/words.py",
    "commons/people/countries.py",  # what is wrong with a row of a file
    "commons/people/languages.py",
    "commons/pathways/bulk.py",
    "community/welcome/desk/*",
    "community/welcome/importing/*",
    "community/welcome/digest.py",
    "community/welcome/queries/moved.py",
    "community/welcome/queries/people.py",
    "community/welcome/tasks.py",
    "community/welcome/templates/welcome/desk/*",
    "community/welcome/templates/welcome/imports/*",
    "community/welcome/templates/welcome/late_confirm.html",
    "community/welcome/templates/welcome/moved.html",
    "community/welcome/templates/welcome/names.html",
    "community/welcome/templates/welcome/obstacles.html",
    "community/welcome/templates/welcome/parts/desk_step.html",
    "community/welcome/templates/welcome/parts/stuck.html",
    "community/welcome/templates/welcome/people.html",
    "community/welcome/templates/welcome/person.html",
    "community/welcome/templates/welcome/person_name.html",
    "community/welcome/templates/welcome/stay_arrival.html",
    "community/welcome/views/people.py",
    "core/audit/*",
    "core/imports/*",
    "ui/templates/ui/keys.html",
    "core/documents/*",  # teachers’ files
)
_MARKDOWN = MarkdownIt("commonmark").enable("table")
_PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]|(?<!\{)\{(\w*)\}(?!\})|%[sd]")
_COUNTED = re.compile(r"count|number|limit|total|rows|line|year|month|day")
_TAG = re.compile(r"<[^>]+>")
_ENDS = re.compile(r"[.!?:…][\"'”’)]*$")


@dataclass(frozen=True, slots=True)
class Text:
    """What is read as one: `text` is plain, a paragraph to a block, with empty lines between them."""

    where: str
    text: str


def all_texts(catalogue: Catalog, source: Path, root: Path) -> list[Text]:
    """Every text that newcomers read, the smaller before the larger that repeats it."""
    content = source / CONTENT.relative_to(SOURCE)
    places = source / ORGANISATION.relative_to(SOURCE)
    return [
        *step_texts(content, root),
        *pathway_texts(content, root),
        *survey_texts(content, root),
        *campus_texts(places, root),
        *said_texts(catalogue, source, root),
        *page_texts(catalogue, source, root),
    ]


# ---------------------------------------------------------------- content


def step_texts(content: Path, root: Path) -> Iterator[Text]:
    """Each step as one text, and again for each of its variants."""
    for path, step in _steps(content):
        yield Text(f"{path.relative_to(root)}, step “{step['key']}”", _step(step))
        for variant in step.get("variant", []):
            where = f"step “{step['key']}” for {variant['municipality'][0]}"
            yield Text(f"{path.relative_to(root)}, {where}", _step(step | variant))


def pathway_texts(content: Path, root: Path) -> Iterator[Text]:
    """Each template with all its steps, as whoever had every one of them would read it."""
    steps = {step["key"]: step for _, step in _steps(content)}
    for path in sorted((content / "templates").glob("*.toml")):
        table = _load(path)
        parts = [table["title"]["nl"], table["summary"]["nl"], *[_step(steps[key]) for key in table["steps"]]]
        yield Text(str(path.relative_to(root)), "\n\n".join(parts))


def survey_texts(content: Path, root: Path) -> Iterator[Text]:
    """Each survey with all its questions and answers."""
    for path in sorted((content / "surveys").glob("*.toml")):
        table = _load(path)
        parts = [table["title"]["nl"], table["intro"]["nl"]]
        for question in table["question"]:
            ends = [question[end]["nl"] for end in ("low", "high") if end in question]
            parts += [question["title"]["nl"], *ends, *(one["nl"] for one in question.get("options", []))]
        yield Text(str(path.relative_to(root)), "\n\n".join(parts))


def campus_texts(organisation: Path, root: Path) -> Iterator[Text]:
    path = organisation / "organisation.toml"
    for campus in _load(path)["campus"]:
        yield Text(f"{path.relative_to(root)}, campus “{campus['code']}”", campus["help"]["nl"])


def place_names(organisation: Path) -> Iterator[str]:
    """Names of municipalities and campuses: words that nobody can put more plainly."""
    for path in sorted(organisation.glob("*.toml")):
        table = _load(path)
        yield from (one["name"] for one in table.get("municipality", []))
        yield from (one["name"]["nl"] for one in table.get("campus", []))


def _steps(content: Path) -> Iterator[tuple[Path, dict[str, Any]]]:
    for path in sorted((content / "steps").glob("*.toml")):
        yield from ((path, step) for step in _load(path).get("step", []))


def _load(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))


def _step(step: Mapping[str, Any]) -> str:
    """All that one step says, as the page does."""

    def said(name: str) -> Any:
        return step.get(name, {}).get("nl", "")

    things = [f"- {thing}" for thing in said("bring")]
    parts = [said("title"), said("why"), *without_markdown(said("text")), *things, said("where")]
    return "\n\n".join(part for part in parts if part)


def without_markdown(text: str) -> Iterator[str]:
    """Paragraphs and items; an item keeps its dash when it is no sentence."""
    in_item = False
    for token in _MARKDOWN.parse(text):
        if token.type in {"list_item_open", "list_item_close"}:
            in_item = token.type == "list_item_open"
        elif token.type == "inline":
            plain = "".join(_spoken(child) for child in token.children or ())
            yield f"- {plain}" if in_item and not _ENDS.search(plain) else plain


def _spoken(token: Token) -> str:
    return " " if token.type in {"softbreak", "hardbreak"} else token.content


# ---------------------------------------------------------------- the catalogue


def is_for_newcomers(place: str) -> bool:
    """`place`: a file, from src/haven."""
    return place.endswith("/privacy.py") or not any(fnmatchcase(place, desk) for desk in DESK)


def stale(source: Path) -> list[str]:
    """What of DESK is not there any more."""
    files = [path.relative_to(source).as_posix() for path in source.rglob("*.*")]
    return [desk for desk in DESK if not any(fnmatchcase(file, desk) for file in files)]


def said_texts(catalogue: Catalog, source: Path, root: Path) -> Iterator[Text]:
    """Each translation that newcomers read, by itself."""
    inside = f"{source.relative_to(root).as_posix()}/"
    for entry in catalogue:
        places = [name.removeprefix(inside) for name, _ in entry.locations] if entry.id else []
        theirs = [place for place in places if is_for_newcomers(place)]
        if theirs:
            yield from (Text(inside + theirs[0], neutral(form)) for form in strings(entry) if form)


def page_texts(catalogue: Catalog, source: Path, root: Path) -> Iterator[Text]:
    """Each page, part of a page and letter as one text, in the order of its template."""
    for path in sorted(source.glob("**/templates/**/*.*")):
        if path.suffix in {".html", ".txt"} and is_for_newcomers(path.relative_to(source).as_posix()):
            found = in_template(path.read_text(encoding="utf-8"), str(path))
            entries = [catalogue.get(one.message.id, one.message.context or None) for one in found]
            said = [neutral(strings(entry)[-1]) for entry in entries if entry]
            yield Text(str(path.relative_to(root)), "\n\n".join(said))


def neutral(text: str) -> str:
    """A name or a number where something is filled in, and no markup."""
    filled = _PLACEHOLDER.sub(_filled, _TAG.sub("", text))
    return " ".join(filled.replace("%%", "%").split())


def _filled(match: re.Match[str]) -> str:
    name = next(filter(None, match.groups()), "")
    return "3" if _COUNTED.search(name) else "Jana"


def terms(path: Path) -> list[str]:
    """One to a line; what begins with # explains."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return [line.strip() for line in lines if line.strip() and not line.startswith("#")]


def known_words(source: Path) -> list[str]:
    """What never counts as hard for newcomers: the terms that they must learn, and places."""
    found = terms(source / TERMS.relative_to(SOURCE))
    return [*found, *place_names(source / ORGANISATION.relative_to(SOURCE))]
