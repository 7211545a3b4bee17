"""The letter that asks: once, in the person's language, to whoever is still asked."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from haven.commons.surveys.models import Invitation, Survey
from haven.community.welcome.asking import tasks
from haven.core.mail.models import Letter
from tests.commons.surveys.conftest import survey  # noqa: F401 - a fixture
from tests.community.welcome.making import MakePerson, in_days, queries


def arrived(make_person: MakePerson, **values: Any) -> Any:
    stay = {"arrives_on": in_days(-14), "starts_on": in_days(-10), "ends_on": in_days(100)}
    return make_person(**stay | values)


def test_each_once_in_their_language(
    survey: Survey,  # noqa: F811
    make_person: MakePerson,
    settings: Any,
) -> None:
    settings.BASE_URL = "https://haven.example"
    arrived(make_person, language="nl")
    arrived(make_person, given_name="Ana")
    assert tasks.ask_newcomers.func() == 2
    assert tasks.ask_newcomers.func() == 0
    dutch, english = Letter.objects.order_by("pk")
    assert (dutch.subject, english.subject) == ("Hoe gaat het met jou?", "How are you doing?")
    assert english.text.startswith("Hello Ana,")
    last = Invitation.objects.order_by("pk").last()
    assert last is not None
    assert f"https://haven.example/welcome/asked/{last.pk}/" in english.text


def test_who_answered_or_is_too_late_gets_none(
    survey: Survey,  # noqa: F811
    make_person: MakePerson,
) -> None:
    for _ in range(2):
        arrived(make_person)
    from haven.commons.surveys.actions import open_invitations

    open_invitations(timezone.localdate())
    first, last = Invitation.objects.order_by("pk")
    Invitation.objects.filter(pk=first.pk).update(state="answered")
    Invitation.objects.filter(pk=last.pk).update(closes_on=timezone.localdate() - timedelta(days=1))
    assert tasks.ask_newcomers.func() == 0
    assert not Letter.objects.exists()


def test_as_many_queries_for_many(
    survey: Survey,  # noqa: F811
    make_person: MakePerson,
) -> None:
    arrived(make_person)
    tasks.ask_newcomers.func()  # makes the round
    counts = []
    for number in (1, 3, 50):
        for _ in range(number):
            arrived(make_person)
        with queries() as asked:
            assert tasks.ask_newcomers.func() == number
        counts.append(len(asked))
    assert len(set(counts)) == 1, counts
