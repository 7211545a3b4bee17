"""Office documents as packages of parts that refer to each other (Open Packaging Conventions)."""

from collections.abc import Iterator
from posixpath import basename, dirname, join, normpath
from typing import NamedTuple

from haven.core.files.archives import Archive
from haven.core.files.elements import tags
from haven.core.files.problems import BadFile

_MOST_RELATIONS = 20_000


class Relation(NamedTuple):
    """`kind` is the last word of the relationship's type: "styles", "slide"."""

    kind: str
    part: str


class Package:
    """An archive, and which of its parts refers to which."""

    def __init__(self, archive: Archive) -> None:
        self.archive = archive

    def main(self, usual: str) -> str:
        """The part that is the document itself."""
        related = (found.part for found in self.relations("").values() if found.kind == "officeDocument")
        part = next((part for part in related if part in self.archive), usual)
        if part not in self.archive:
            raise BadFile("damaged")
        return part

    def relations(self, part: str) -> dict[str, Relation]:
        """What a part refers to, by the ids that it uses; only parts that are there."""
        where = join(dirname(part), "_rels", f"{basename(part)}.rels")
        found: dict[str, Relation] = {}
        for tag, attributes in tags(self.read(where)):
            if tag == "Relationship" and attributes.get("TargetMode") != "External":
                target = normpath(join("/", dirname(part), attributes.get("Target", ""))).lstrip("/")
                if target in self.archive and len(found) < _MOST_RELATIONS:
                    kind = attributes.get("Type", "").rpartition("/")[2]
                    found[attributes.get("Id", "")] = Relation(kind, target)
        return found

    def related(self, part: str, kind: str) -> str:
        """The first part of this kind that a part refers to; empty where there is none."""
        return next((found.part for found in self.relations(part).values() if found.kind == kind), "")

    def read(self, part: str) -> Iterator[bytes]:
        """A part's bytes; of one that is not there, an empty element's."""
        return self.archive.read(part) if part in self.archive else iter([b"<none/>"])

    def has_macros(self) -> bool:
        return any(basename(name).lower() == "vbaproject.bin" for name in self.archive.members)
