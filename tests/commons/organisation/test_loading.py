"""The organisation as a file: loaded twice it is there once."""

from pathlib import Path

import pytest
from django.db import IntegrityError, transaction

from haven.commons.organisation.actions import load_organisation
from haven.commons.organisation.content import FOLDER, municipalities, municipality_names
from haven.commons.organisation.models import Alias, Campus, RoleGrant, Term, Unit, University
from haven.core.access import SYSTEM
from haven.core.accounts.models import User

pytestmark = pytest.mark.django_db


def counts() -> dict[str, int]:
    return {kind.__name__: kind.objects.count() for kind in (University, Campus, Unit, Alias, Term)}


def test_what_is_shipped(organisation: University) -> None:
    assert (Campus.objects.count(), Unit.objects.filter(kind="faculty").count()) == (14, 16)
    cities = set(Campus.objects.values_list("city_nl", flat=True))
    assert len(cities) == 10
    mains = list(Campus.objects.filter(is_main=True).values_list("city_nl", flat=True))
    assert sorted(mains) == sorted(cities)
    assert set(Campus.objects.values_list("model", flat=True)) == set(Campus.Model.values)


def test_everything_is_said_in_both_languages(organisation: University) -> None:
    for campus in Campus.objects.all():
        assert all((campus.name_nl, campus.name_en, campus.offer_nl, campus.offer_en, campus.address_nl))
    assert not Unit.objects.filter(name_nl="").exists()
    assert not Unit.objects.filter(name_en="").exists()


def test_loading_twice_makes_nothing_twice(organisation: University) -> None:
    before = counts()
    ids = set(Campus.objects.values_list("pk", flat=True))
    assert load_organisation(SYSTEM) == organisation
    assert counts() == before
    assert set(Campus.objects.values_list("pk", flat=True)) == ids


def test_a_changed_file_changes_what_is_there(organisation: University, tmp_path: Path) -> None:
    text = (FOLDER / "organisation.toml").read_text(encoding="utf-8")
    path = tmp_path / "organisation.toml"
    path.write_text(text.replace("Zevenbruggenkaai 7", "Zevenbruggenkaai 9"), encoding="utf-8")
    before = counts()
    load_organisation(SYSTEM, path=path)
    assert Campus.objects.get(code="leuven").address_nl == "Zevenbruggenkaai 9, Leuven"
    assert counts() == before


def test_a_campus_gone_from_the_file_stays(organisation: University, tmp_path: Path) -> None:
    text = (FOLDER / "organisation.toml").read_text(encoding="utf-8")
    head, *blocks = text.split("[[campus]]")
    path = tmp_path / "organisation.toml"
    path.write_text("[[campus]]".join([head, *blocks[1:]]), encoding="utf-8")
    load_organisation(SYSTEM, path=path)
    assert Campus.objects.count() == 14


def test_a_real_installation_becomes_no_demo(organisation: University) -> None:
    load_organisation(SYSTEM, demo=True)
    assert not University.objects.get().is_demo


def test_a_city_has_one_main_campus(organisation: University) -> None:
    second = Campus.objects.filter(city_nl="Leuven", is_main=False).get()
    with pytest.raises(IntegrityError), transaction.atomic():
        Campus.objects.filter(pk=second.pk).update(is_main=True)


def test_a_spelling_means_one_campus(organisation: University) -> None:
    alias = Alias.objects.filter(campus__isnull=False).first()
    assert alias is not None
    with pytest.raises(IntegrityError), transaction.atomic():
        Alias.objects.create(alias=alias.alias, campus=Campus.objects.exclude(pk=alias.campus_id).first())


def test_there_is_one_university(organisation: University) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        University.objects.create(name_nl="Andere", name_en="Other", domain="other.example")


def test_a_role_is_held_in_one_place(organisation: University) -> None:
    user = User.objects.create_user("griet@staff.example")
    with pytest.raises(IntegrityError), transaction.atomic():
        RoleGrant.objects.create(
            user=user, role="officer", campus=Campus.objects.first(), unit=Unit.objects.first()
        )


@pytest.mark.parametrize(
    ("spelling", "name"), [("leuven", "Leuven"), ("louvain", "Leuven"), ("gand", "Gent"), ("ghent", "Gent")]
)
def test_a_municipality_is_known_by_its_spellings(spelling: str, name: str) -> None:
    assert municipalities()[spelling] == name
    assert name in municipality_names()
