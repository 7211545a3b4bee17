"""What is held of somebody, to take along: all of it, theirs alone, and that it was handed out."""

from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.apps import apps
from django.test import Client
from django.urls import reverse

from haven.commons.organisation.models import Campus
from haven.commons.people.models import Person
from haven.core.access import Actor, Refused
from haven.core.accounts.models import User
from haven.core.audit.models import Entry
from haven.core.privacy import registry
from haven.core.privacy.actions import hand_out
from haven.core.privacy.export import SECRET
from haven.core.privacy.hanging import mentions, rows_of
from haven.core.privacy.subjects import of_person
from tests.community.welcome.making import AsRole
from tests.core.privacy.making import fill, imported, opened

pytestmark = pytest.mark.django_db


@pytest.fixture
def person(templates: int, tmp_path: Path, client: Client) -> Person:
    made = imported(tmp_path)
    fill(made, client)
    made.refresh_from_db()
    return made


def download(client: Client) -> tuple[str, dict[str, Any]]:
    return opened(client.post(reverse("privacy:mine")))


def test_every_declared_field_that_has_a_value_is_in_it(person: Person, client: Client) -> None:
    _page, data = download(client)
    subject = of_person(person.pk)
    assert subject is not None
    told = {one["model"]: one for one in data["held"]}
    for label in registry.personal_models():
        kind = apps.get_model(label)
        rows = rows_of(kind, (subject,), shown=True)
        if not rows:
            assert label not in told or told[label]["named_in"], label
            continue
        ordered = [row for row in rows.order_by("pk") if getattr(row, "verb", "") != "data_handed_out"]
        for row, in_file in zip(ordered, told[label]["rows"], strict=True):
            assert in_file.get("id", row.pk) == row.pk
            for field in registry.fields_of(label):
                column: Any = kind._meta.get_field(field.field)
                if getattr(row, column.attname) not in (None, ""):
                    assert in_file[field.field] not in (None, ""), f"{label}.{field.field}"
        assert set(told[label]["fields"]) == {field.field for field in registry.fields_of(label)}
    empty = {label for label in registry.personal_models() if label not in told}
    # What nobody here has, or what is about several people at once.
    assert empty.isdisjoint(
        {"people.Circumstances", "pathways.Obstacle", "imports.RefusedRow", "mail.Letter"}
    )


def test_dates_are_iso_and_what_opens_something_is_not_told(person: Person, client: Client) -> None:
    page, data = download(client)
    told = {one["model"]: one["rows"] for one in data["held"]}
    assert told["people.Person"][0]["birth_date"] == "1987-11-23"
    assert told["accounts.User"][0]["password"] == SECRET
    session = client.cookies["haven_session"].value
    for text in (page, str(data)):
        assert session not in text
        assert "a secret" not in text


def test_it_says_nothing_of_others(person: Person, client: Client) -> None:
    page, data = download(client)
    for text in (page, str(data)):
        for other in ("Nováková", "jana2", "r0002", "other@students.example"):
            assert other not in text
    told = {one["model"]: one["rows"] for one in data["held"]}
    verbs = {row["verb"]: row["actor_id"] for row in told["audit.Entry"]}
    assert verbs["circumstances_told"] == "self"
    assert verbs["imported"] is None


@pytest.mark.parametrize(
    ("language", "heading", "word"),
    [("en", "What is held of you", "What for"), ("nl", "Wat er van je bewaard wordt", "Waarvoor")],
)
def test_the_page_reads_in_the_readers_language(
    person: Person, client: Client, language: str, heading: str, word: str
) -> None:
    client.cookies["haven_language"] = language
    page = BeautifulSoup(download(client)[0], "html.parser")
    assert page.html is not None
    assert page.html["lang"] == language
    assert page.h1 is not None
    assert page.h1.text == heading
    assert word in [dt.text for dt in page.select("dt")]
    assert "Zwartjes" in page.text
    assert {section.h2.text for section in page.select("section") if section.h2} != set()


def test_that_it_was_handed_out_is_on_the_record(person: Person, client: Client) -> None:
    download(client)
    last = Entry.objects.latest("seq")
    assert (last.verb, last.actor_id, last.is_read) == ("data_handed_out", person.user_id, True)
    assert (last.kind, last.subject_id) == ("people.person", person.pk)


def test_one_gets_ones_own_and_nobody_elses(person: Person) -> None:
    subject = of_person(person.pk)
    assert subject is not None
    with pytest.raises(Refused):
        hand_out(Actor(987654, "another"), subject=subject)


def test_an_administrator_makes_it_in_the_persons_language(
    person: Person, client: Client, as_role: AsRole
) -> None:
    User.objects.filter(pk=person.user_id).update(language="nl")
    admin = as_role("administrator")
    client.cookies["haven_language"] = "en"
    page, _data = opened(client.post(reverse("privacy:export", args=(person.pk,))))
    assert "Wat er van je bewaard wordt" in page
    assert Entry.objects.latest("seq").actor_id == admin.pk


def test_staff_get_theirs_too(client: Client, as_role: AsRole, campus: Campus) -> None:
    user = as_role("officer", campus=campus)
    page, data = download(client)
    told = {one["model"]: one["rows"] for one in data["held"]}
    assert told["organisation.RoleGrant"][0]["role"] == "officer"
    assert told["accounts.User"][0]["email"] == user.email
    assert "officer" in page


def test_keys_that_name_somebody_are_told_as_a_number_of_places(person: Person, client: Client) -> None:
    from haven.commons.pathways.models import Step

    assert "done_by" in mentions(Step)
    _page, data = download(client)
    steps = next(one for one in data["held"] if one["model"] == "pathways.Step")
    assert steps["named_in"]["done_by"] >= 1


def test_the_number_of_queries_does_not_grow_with_what_is_held(
    person: Person, django_assert_num_queries: Any
) -> None:
    from django.utils import timezone

    from haven.commons.engagement.models import Participation
    from haven.core.privacy.export import all_held, as_data
    from haven.core.privacy.reading import as_page
    from tests.community.welcome.making import queries

    subject = of_person(person.pk)
    assert subject is not None
    with queries() as few:
        held = all_held(subject)
        as_page(held, subject), as_data(held, subject)
    for number in range(50):
        Participation.objects.create(person=person, kind="lesson", at=timezone.now(), source=f"a:{number}")
    with django_assert_num_queries(len(few)):
        held = all_held(subject)
        as_page(held, subject), as_data(held, subject)
