"""Which column is which: headings as universities write them, in Dutch and English."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

from django.utils.translation import gettext_lazy as _

from haven.core.search.folding import fold

LONGEST_SOURCE = 100  # as many as the database holds


@dataclass(frozen=True, slots=True)
class Field:
    name: str
    label: Any
    headings: tuple[str, ...]  # folded
    required: bool = False


# fmt: off
FIELDS = (
    Field(
        "number",
        _("student or staff number"),
        (
            "stamnr", "stamnummer", "studentennummer", "student nr", "studentnr", "personeelsnummer",
            "personeelsnr", "student staff no", "student staff number", "student number", "student no",
            "student id", "staff number", "staff no", "staff id", "employee number", "employee id",
            "registration number", "number", "nummer", "id", "nr", "u nummer", "r nummer",
        ),
        required=True,
    ),
    Field(
        "family_name",
        _("family name"),
        ("familienaam", "achternaam", "naam", "last name", "family name", "surname", "name"),
        required=True,
    ),
    Field(
        "given_name",
        _("given name"),
        ("voornaam", "voornamen", "roepnaam", "first name", "given name", "given names", "forename"),
    ),
    Field(
        "birth_date",
        _("date of birth"),
        (
            "geb datum", "geboortedatum", "geboren", "geboren op", "date of birth", "birth date", "birthdate",
            "dob",
        ),
    ),
    Field("gender", _("gender"), ("gesl", "geslacht", "gender", "sex", "m v x")),
    Field(
        "nationality",
        _("nationality"),
        ("nationaliteit", "nat", "nationality", "citizenship", "country of nationality", "land"),
        required=True,
    ),
    Field(
        "email",
        _("e-mail"),
        (
            "e mailadres", "e mail adres", "emailadres", "e mail", "email", "mail", "mailadres",
            "email address", "e mail address",
        ),
        required=True,
    ),
    Field(
        "status",
        _("status"),
        ("statuut", "status", "type", "soort", "personeelscategorie", "categorie", "category", "profile"),
        required=True,
    ),
    Field("faculty", _("faculty"), ("faculteit", "fac", "faculty", "department", "eenheid", "unit")),
    Field("campus", _("campus"), ("campus", "vestiging", "locatie", "location", "site"), required=True),
    Field(
        "admitted_on",
        _("admitted or contract signed"),
        (
            "toelating", "toegelaten op", "datum toelating", "admission date", "admitted on", "admitted",
            "contract getekend", "contract signed", "contractdatum", "contract date",
        ),
    ),
    Field(
        "arrives_on",
        _("arrival"),
        ("aankomst", "aankomstdatum", "datum aankomst", "arrival", "arrival date", "date of arrival"),
    ),
    Field(
        "starts_on",
        _("start"),
        (
            "begin", "start", "begindatum", "startdatum", "van", "start date", "begin date", "from",
            "datum in dienst", "in dienst", "contract start",
        ),
        required=True,
    ),
    Field(
        "ends_on",
        _("end"),
        (
            "einde", "eind", "einddatum", "tot", "end", "end date", "until", "to", "datum uit dienst",
            "uit dienst", "contract end",
        ),
    ),
    Field(
        "mother_tongue",
        _("mother tongue"),
        ("moedertaal", "taal", "mother tongue", "native language", "first language", "language"),
    ),
    Field(
        "dutch_level",
        _("Dutch"),
        (
            "niv nl", "niveau nl", "niveau nederlands", "nederlands", "nt2", "dutch level", "dutch",
            "level of dutch", "level dutch",
        ),
    ),
)
# fmt: on
BY_NAME = {field.name: field for field in FIELDS}
REQUIRED = tuple(field.name for field in FIELDS if field.required)
KNOWN_HEADINGS = frozenset(heading for field in FIELDS for heading in field.headings)
_BY_HEADING = {heading: field.name for field in FIELDS for heading in field.headings}


def propose(headings: Sequence[str], remembered: Mapping[str, str] | None = None) -> dict[str, str]:
    """Heading -> field, for every heading that is understood; each field at most once.

    `remembered` (folded heading -> field, "" for: leave out) goes before what Haven knows itself.
    """
    columns: dict[str, str] = {}
    remembered = remembered or {}
    for heading in headings:
        folded = fold(heading)
        field = remembered[folded] if folded in remembered else _BY_HEADING.get(folded, "")
        if field and field not in columns.values():
            columns[heading] = field
    return columns


def missing_fields(columns: Mapping[str, str]) -> list[Field]:
    """The required fields that no column is given to."""
    given = set(columns.values())
    return [BY_NAME[name] for name in REQUIRED if name not in given]


def source_of(headings: Sequence[str]) -> str:
    """A name for the kind of file, when nobody gave one: files with the same headings are one source."""
    name = " · ".join(fold(heading) for heading in headings if heading)
    if len(name) <= LONGEST_SOURCE:
        return name
    mark = blake2b(name.encode(), digest_size=6).hexdigest()
    return f"{name[: LONGEST_SOURCE - len(mark) - 1]} {mark}"
