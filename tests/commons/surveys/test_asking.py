"""Who is asked when, once; and an answer is nobody's as soon as it is given."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from haven.commons.organisation.models import Campus
from haven.commons.surveys.actions import (
    answer,
    close_batches,
    forget_words,
    load_surveys,
    open_invitations,
    put_away,
    remove_words,
)
from haven.commons.surveys.content import SurveyError
from haven.commons.surveys.models import Batch, Invitation, Result, Survey, Tally, Words
from haven.commons.surveys.periods import period_of
from haven.commons.surveys.policy import answerable_by, can_answer, words_visible_to
from haven.commons.surveys.queries import asked
from haven.config.setup import CONTENT
from haven.core.access import SYSTEM, Actor, Grant, Refused
from haven.core.audit.models import Entry
from tests.commons.surveys.answering import ARRIVED, FINE, WEEK_2, account, close, say
from tests.commons.surveys.conftest import MakePerson

OFFICER = Actor(user_id=None, grants=frozenset({Grant("officer")}))


def test_asked_from_day_14_for_three_weeks_once(survey: Survey, make_person: MakePerson) -> None:
    make_person()
    assert open_invitations(WEEK_2 - timedelta(days=1)) == 0
    assert open_invitations(WEEK_2 + timedelta(days=21)) == 0
    assert open_invitations(WEEK_2 + timedelta(days=3)) == 1
    assert open_invitations(WEEK_2 + timedelta(days=4)) == 0
    invitation = Invitation.objects.get()
    assert invitation.closes_on == WEEK_2 + timedelta(days=21)
    assert (invitation.batch.starts_on, invitation.batch.ends_on) == (date(2026, 8, 15), date(2026, 10, 31))
    assert open_invitations(ARRIVED + timedelta(days=56)) == 1
    assert set(Invitation.objects.values_list("wave__key", flat=True)) == {"week-2", "week-8"}


def test_who_is_not_asked(survey: Survey, make_person: MakePerson) -> None:
    make_person(email=None)
    gone = make_person()
    gone.affiliations.update(withdrawn_at=timezone.now())
    make_person(arrives_on=None, starts_on=None)
    make_person(ends_on=WEEK_2 - timedelta(days=1), starts_on=ARRIVED)
    assert open_invitations(WEEK_2) == 0


def test_without_an_arrival_the_start_counts(survey: Survey, make_person: MakePerson) -> None:
    make_person(arrives_on=None, starts_on=ARRIVED)
    assert open_invitations(WEEK_2) == 1


def test_with_two_stays_one_is_asked_once(
    survey: Survey, make_person: MakePerson, other_campus: Campus
) -> None:
    person = make_person()
    stay = person.affiliations.get()
    stay.pk, stay.campus = None, other_campus
    stay.save()
    assert open_invitations(WEEK_2) == 1


def test_an_answer_leaves_no_trace_to_the_person(survey: Survey, make_person: MakePerson) -> None:
    person, entries = make_person(), Entry.objects.count()
    open_invitations(WEEK_2)
    say(person, FINE | {"words": "The counter is always closed."})
    assert Tally.objects.count() == 3 * 5
    assert set(Tally.objects.values_list("count", flat=True)) == {1}
    columns = {field.name for model in (Tally, Words, Result) for field in model._meta.get_fields()}
    assert not columns & {"person", "affiliation", "invitation", "user", "at", "created_at"}
    assert Entry.objects.count() == entries, "the record's moment would tell whose answer came in"


def test_once_and_only_ones_own(survey: Survey, make_person: MakePerson) -> None:
    person, other = make_person(), make_person()
    open_invitations(WEEK_2)
    invitation = say(person)
    with pytest.raises(Refused, match="answered already"):
        answer(account(person), invitation_id=invitation.pk, answers=FINE)
    with pytest.raises(Refused, match="somebody else"):
        answer(account(person), invitation_id=Invitation.objects.get(person=other).pk, answers=FINE)
    assert set(Tally.objects.values_list("count", flat=True)) == {1}


@pytest.mark.parametrize("wrong", [{"next": "6"}, {"help": ""}, {"hardest": "aliens"}])
def test_an_answer_that_is_none_changes_nothing(
    survey: Survey, make_person: MakePerson, wrong: dict[str, str]
) -> None:
    person = make_person()
    open_invitations(WEEK_2)
    with pytest.raises(Refused, match="Answer every question"):
        say(person, FINE | wrong)
    assert not Tally.objects.exists()
    assert Invitation.objects.get().state == "open"


def test_policy_and_its_twin_agree(survey: Survey, make_person: MakePerson) -> None:
    people = [make_person() for _ in range(4)]
    open_invitations(WEEK_2)
    actors = [account(person) for person in people] + [SYSTEM, OFFICER]
    say(people[0])
    Invitation.objects.filter(person__in=people[1:]).update(closes_on=WEEK_2 + timedelta(days=21))
    put_away_by = Invitation.objects.filter(person=people[1])
    put_away_by.update(state="declined")
    Invitation.objects.filter(person=people[2]).update(state="closed")
    for day in (WEEK_2, WEEK_2 + timedelta(days=22)):
        for actor in actors:
            for invitation in Invitation.objects.select_related("person"):
                one = bool(can_answer(actor, invitation, day))
                assert one == answerable_by(actor, day).filter(pk=invitation.pk).exists()


def test_not_now_and_never(survey: Survey, make_person: MakePerson) -> None:
    person = make_person()
    today = timezone.localdate()
    open_invitations(WEEK_2)
    Invitation.objects.update(closes_on=today + timedelta(days=9))
    invitation, actor = Invitation.objects.get(), account(person)
    assert asked(person.pk) == invitation
    put_away(actor, invitation_id=invitation.pk, for_good=False)
    assert asked(person.pk) is None
    assert asked(person.pk, today + timedelta(days=4)) == invitation
    put_away(actor, invitation_id=invitation.pk, for_good=True)
    assert asked(person.pk, today + timedelta(days=4)) is None
    close_batches(SYSTEM, date(2027, 3, 1))
    assert open_invitations(ARRIVED + timedelta(days=56)) == 0, "never is never"


def test_closing_keeps_what_may_be_shown_and_no_more(survey: Survey, make_person: MakePerson) -> None:
    people = [make_person() for _ in range(6)]
    batch = close([(person, {"words": f"Words {at}"}) for at, person in enumerate(people)])
    assert batch.closed_at is not None
    assert not Tally.objects.exists()
    assert set(Invitation.objects.values_list("state", flat=True)) == {"closed"}
    assert sorted(words_visible_to(OFFICER).values_list("text", flat=True)) == [
        f"Words {n}" for n in range(6)
    ]
    assert not words_visible_to(Actor(1, grants=frozenset({Grant("officer", campus_id=1)}))).exists()
    results = Result.objects.count()
    assert close_batches(SYSTEM, date(2027, 3, 1)) == 0
    assert Result.objects.count() == results


def test_words_of_fewer_than_five_are_deleted(survey: Survey, make_person: MakePerson) -> None:
    people = [make_person() for _ in range(6)]
    close([(person, {"words": "Mine"} if at < 4 else {}) for at, person in enumerate(people)])
    assert not Words.objects.exists()


def test_words_are_removed_by_hand_and_after_a_year(survey: Survey, make_person: MakePerson) -> None:
    close([(make_person(), {"words": f"Words {at}"}) for at in range(6)])
    first = Words.objects.first()
    assert first is not None
    with pytest.raises(Refused):
        remove_words(Actor(1, grants=frozenset({Grant("contact_person", 1)})), words_id=str(first.pk))
    remove_words(OFFICER, words_id=str(first.pk))
    assert Words.objects.count() == 5
    today = timezone.localdate()
    assert forget_words(today + timedelta(days=300)) == 0
    assert forget_words(today + timedelta(days=367)) == 5


def test_nothing_closes_while_somebody_can_answer(survey: Survey, make_person: MakePerson) -> None:
    make_person()
    open_invitations(WEEK_2)
    last = date(2026, 10, 31) + timedelta(days=21)
    assert close_batches(SYSTEM, last) == 0
    assert close_batches(SYSTEM, last + timedelta(days=1)) == 1


def test_loading_again_makes_a_version_only_when_a_question_changed(
    survey: Survey, make_person: MakePerson, tmp_path: Path
) -> None:
    assert load_surveys(SYSTEM, folder=CONTENT / "surveys") == 0
    text = (CONTENT / "surveys" / "welcome.toml").read_text()
    (tmp_path / "welcome.toml").write_text(text.replace("What is hardest for you?", "What is hard?"))
    make_person()
    open_invitations(WEEK_2)
    assert load_surveys(SYSTEM, folder=tmp_path) == 1
    survey.refresh_from_db()
    assert survey.current is not None
    assert survey.current.number == 2
    assert set(Batch.objects.values_list("version__number", flat=True)) <= {1}, (
        "an open round goes on as it was"
    )


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ('kind = "scale"', 'kind = "stars"', "stars"),
        ('"02-01"', '"02-29"', "day"),
        ("open_days = 21", "", "open_days"),
        ('kind = "text"', 'kind = "choice"', "options"),
    ],
)
def test_a_wrong_file_is_refused(survey: Survey, tmp_path: Path, before: str, after: str, said: str) -> None:
    text = (CONTENT / "surveys" / "welcome.toml").read_text()
    (tmp_path / "wrong.toml").write_text(text.replace(before, after))
    with pytest.raises(SurveyError, match=said):
        load_surveys(SYSTEM, folder=tmp_path)


@pytest.mark.parametrize(
    ("day", "first", "last"),
    [
        (date(2026, 9, 1), date(2026, 8, 15), date(2026, 10, 31)),
        (date(2026, 1, 31), date(2025, 11, 1), date(2026, 1, 31)),
        (date(2026, 11, 1), date(2026, 11, 1), date(2027, 1, 31)),
    ],
)
def test_every_day_lies_in_one_period(day: date, first: date, last: date) -> None:
    assert period_of(day, ["02-01", "05-01", "08-15", "11-01"]) == (first, last)
