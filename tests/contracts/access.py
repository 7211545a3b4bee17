"""Who may do what: every route of Haven, and what each kind of person is answered there.

The table is read by `test_routes.py`. A route that is not in it fails the tests, and so does one that is
gone. Actors and places are explained in `cast.py`.

Answers:

- `in`: the page, or what was asked is done;
- `door`: to the page for signing in;
- `again`: to the page that asks again who one is;
- `told`: back, with the reason why it was not done;
- a number: that status; 404 where one may not even know that there is something.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from tests.contracts.cast import ACTORS, ANONYMOUS, EXPORT, SIGNED_IN

NEWCOMER, ADMINISTRATOR, OFFICER = "newcomer", "administrator", "officer"
# Who sees the people of a place, as staff.
HERE = "contact officer campus_officer faculty housing teacher"
THERE = "officer housing teacher"
EMPLOYED = "officer hr housing teacher"
STAFF = f"{HERE} hr"
IMPORTERS = "officer hr"
OUTSIDERS = f"{NEWCOMER} {ADMINISTRATOR}"  # who is no such staff

Answers = dict[str, str]  # actor -> answer
Form = Callable[[dict[str, Any]], dict[str, Any]]  # what stands in the form, given what is asked about


def only(who: str, *, otherwise: str = "403", stranger: str = "door", **others: str) -> Answers:
    """`who` gets in; `others` names those who get a special answer: `told="contact"`, `s404="hr"`."""
    answers = dict.fromkeys(SIGNED_IN, otherwise) | {ANONYMOUS: stranger}
    for answer, names in {**others, "in": who}.items():
        answers |= dict.fromkeys(names.split(), answer.removeprefix("s"))
    assert answers.keys() == set(ACTORS), f"nobody is called {answers.keys() - set(ACTORS)}"
    return answers


def everybody(answer: str = "in", *, stranger: str | None = None) -> Answers:
    return dict.fromkeys(SIGNED_IN, answer) | {ANONYMOUS: stranger or answer}


SIGNED = everybody(stranger="door")
# A page without a form, and a form without a page.
NO_POST = NO_GET = everybody("405", stranger="door")
NEVER = everybody("405")


@dataclass(frozen=True)
class Route:
    """What each actor is answered; `about` is the kind of thing the route is about, by place."""

    get: Answers | dict[str, Answers]
    post: Answers | dict[str, Answers]
    about: str = ""
    in_form: bool = False  # what it is about stands in the form, and not in the address
    form: Form = field(default=lambda about: {})

    def answers(self, method: str, place: str) -> Answers:
        found: Any = self.get if method == "GET" else self.post
        return found.get(place, found)


def of_people(*, own: str = "", outsiders: str = "403", told: bool = False) -> dict[str, Answers]:
    """Staff reach the people of their place, and for the rest of staff there is nobody.

    `own`: who reaches it as the newcomer; `outsiders`: what those are answered who are no such staff;
    `told`: staff are told why they cannot do it.
    """
    reach = {"here": HERE, "there": THERE, "employed": EMPLOYED}
    found = {}
    for place, staff in reach.items():
        mine = own if place == "here" else ""
        special = {f"s{outsiders}": f"{NEWCOMER} {ADMINISTRATOR}"}
        allowed = {"told": staff} if told else {}
        found[place] = only(f"{mine} {'' if told else staff}", otherwise="404", **special, **allowed)
    return found


def of_files() -> dict[str, Answers]:
    """Officers reach every file, HR its own."""
    return {"officers": only("officer"), "hrs": only("officer hr")}


def of_keys() -> dict[str, Answers]:
    """One's own passkeys."""
    return {
        "newcomers": only("newcomer", otherwise="404"),
        "officers": only("officer", otherwise="404"),
    }


def chosen(step: dict[str, Any]) -> dict[str, Any]:
    """The box of a step, ticked on the desk."""
    return {"step": [step["pk"]]}


QUESTIONS = {"partner": "no", "children": "declined", "ground": "student", "municipality": "Leuven"}
NEW_ROLE = {"email": "an@staff.example", "name": "An Claes", "role": "officer"}

HAVEN: dict[str, Route] = {
    "front": Route(get=SIGNED, post=NEVER),
    # The one-click sign-in exists in a demo alone; these tests are of a real installation.
    "demo": Route(get=everybody("404"), post=NEVER),
    "demo_sign_in": Route(about="user", get=NEVER, post=everybody("404")),
    "health": Route(get=everybody(), post=NEVER),
    "set_language": Route(get=everybody(), post=everybody(), form=lambda _: {"language": "nl"}),
    "privacy:registry": Route(get=SIGNED, post=NO_POST),
    "privacy:mine": Route(get=NO_GET, post=SIGNED),
    "privacy:look_up": Route(get=only(ADMINISTRATOR), post=NO_POST),
    "privacy:person": Route(
        about="person",
        get=only(ADMINISTRATOR),
        post=only(ADMINISTRATOR),
        form=lambda _: {"reason": "asked"},
    ),
    "privacy:export": Route(about="person", get=NO_GET, post=only(ADMINISTRATOR)),
    "mail:preferences": Route(
        get=SIGNED,
        post=SIGNED,
        form=lambda _: {"welcome.steps": "weekly", "welcome.moved": "weekly", "welcome.asked": "never"},
    ),
    # Whoever has the letter has the link.
    "mail:stop": Route(about="letter", get=everybody(), post=everybody()),
    "audit:record": Route(get=only(ADMINISTRATOR), post=NO_POST),
    "organisation:roles": Route(get=only(ADMINISTRATOR), post=NO_POST),
    "organisation:campuses": Route(get=only(ADMINISTRATOR), post=NO_POST),
    "organisation:role_grant": Route(
        get=only(ADMINISTRATOR), post=only(ADMINISTRATOR), form=lambda _: NEW_ROLE
    ),
    "organisation:role_change": Route(
        about="grant",
        get=only(ADMINISTRATOR),
        post=only(ADMINISTRATOR),
        form=lambda _: {"phone": "+32 16 00 00 11"},
    ),
    "organisation:role_end": Route(about="grant", get=only(ADMINISTRATOR), post=only(ADMINISTRATOR)),
}

WELCOME: dict[str, Route] = {
    # What is the newcomer's own.
    "welcome:home": Route(get=SIGNED, post=NO_POST),
    "welcome:profile": Route(get=SIGNED, post=SIGNED, form=lambda _: {"language": "nl"}),
    "welcome:questions": Route(
        get=only(NEWCOMER, otherwise="404"), post=only(NEWCOMER, otherwise="404"), form=lambda _: QUESTIONS
    ),
    "welcome:arrival": Route(
        get=only(NEWCOMER, otherwise="404"),
        post=only(NEWCOMER, otherwise="404"),
        form=lambda _: {"arrives_on": "2026-09-10"},
    ),
    "welcome:asked": Route(
        about="asked",
        get=only(NEWCOMER, otherwise="404"),
        post=only(NEWCOMER, otherwise="404"),
        form=lambda _: {"next": "4", "help": "5", "hardest": "housing"},
    ),
    "welcome:asked_later": Route(about="asked", get=NO_GET, post=only(NEWCOMER, otherwise="404")),
    "welcome:step": Route(about="step", get=of_people(own=NEWCOMER, outsiders="404"), post=NO_POST),
    # The newcomer's own steps are ticked by the newcomer alone.
    "welcome:step_finish": Route(
        about="step", get=NO_GET, post=of_people(own=NEWCOMER, outsiders="404", told=True)
    ),
    "welcome:step_reopen": Route(
        about="step", get=NO_GET, post=of_people(own=NEWCOMER, outsiders="404", told=True)
    ),
    "welcome:step_cannot": Route(
        about="step",
        get=of_people(own=NEWCOMER, outsiders="404", told=True),
        post=of_people(own=NEWCOMER, outsiders="404", told=True),
        form=lambda _: {"text": "The counter was closed all week."},
    ),
    # What staff do for their people.
    "welcome:desk": Route(get=only(STAFF), post=NO_POST),
    "welcome:desk_weeks": Route(get=only(STAFF), post=NO_POST),
    "welcome:desk_done": Route(about="step", in_form=True, get=NO_GET, post=of_people(), form=chosen),
    "welcome:desk_give": Route(about="step", in_form=True, get=NO_GET, post=of_people(), form=chosen),
    # Handed on to where one writes to people.
    "welcome:desk_write": Route(about="step", in_form=True, get=NO_GET, post=of_people(), form=chosen),
    # Whoever did it.
    "welcome:desk_undo": Route(
        about="bulk", get=NO_GET, post=only("officer", otherwise="404", s403=OUTSIDERS)
    ),
    "welcome:list_keep": Route(
        get=NO_GET, post=only(STAFF), form=lambda _: {"page": "desk", "name": "Late", "query": "state=late"}
    ),
    "welcome:list_change": Route(
        about="list",
        get=only("officer", otherwise="404", s403=OUTSIDERS),
        post=only("officer", otherwise="404", s403=OUTSIDERS),
        form=lambda _: {"name": "Very late"},
    ),
    "welcome:people": Route(get=only(STAFF), post=NO_POST),
    "welcome:person": Route(about="person", get=of_people(), post=NO_POST),
    "welcome:address_works": Route(about="person", get=NO_GET, post=of_people()),
    "welcome:person_name": Route(
        about="person",
        get=of_people(),
        post=of_people(),
        form=lambda _: {"family_name": "Nguyễn", "given_name": "Lan"},
    ),
    "welcome:stay_arrival": Route(
        about="stay", get=of_people(), post=of_people(), form=lambda _: {"arrives_on": "2026-09-10"}
    ),
    # A change in the pathway: the newcomer here made it themself.
    "welcome:change_undo": Route(about="change", get=NO_GET, post=of_people(own=NEWCOMER, outsiders="404")),
    "welcome:change_read": Route(
        about="change", get=NO_GET, post=of_people(own=NEWCOMER, outsiders="404", told=True)
    ),
    "welcome:moved": Route(get=only(STAFF), post=NO_POST),
    "welcome:obstacles": Route(get=only(STAFF), post=NO_POST),
    "welcome:obstacle_answer": Route(
        about="obstacle", get=NO_GET, post=of_people(), form=lambda _: {"text": "It is open on Mondays."}
    ),
    "welcome:names": Route(
        about="person",
        in_form=True,
        get=only(STAFF),
        post=of_people(),
        form=lambda person: {"person": person["pk"], "family_name": "Nguyễn", "given_name": "Lan"},
    ),
    # Files name people of every campus.
    "welcome:imports": Route(get=only(IMPORTERS), post=NO_POST),
    "welcome:import_upload": Route(
        get=only(IMPORTERS),
        post=only(IMPORTERS),
        form=lambda _: {"file": SimpleUploadedFile("export.csv", EXPORT.encode())},
    ),
    "welcome:mapping_forget": Route(about="mapping", get=NO_GET, post=only(IMPORTERS)),
    "welcome:import_run": Route(about="done_file", get=of_files(), post=NO_POST),
    "welcome:import_columns": Route(about="file", get=of_files(), post=of_files()),
    "welcome:import_start": Route(about="ready_file", get=NO_GET, post=of_files()),
    "welcome:import_cancel": Route(about="ready_file", get=NO_GET, post=of_files()),
    "welcome:import_refused": Route(about="done_file", get=of_files(), post=NO_POST),
    "welcome:duplicates": Route(
        about="duplicate",
        in_form=True,
        get=only(OFFICER),
        post=only(OFFICER),
        form=lambda duplicate: {"other": duplicate["pk"]},
    ),
    "welcome:missing": Route(
        about="missing",
        in_form=True,
        get=only(OFFICER),
        post=only(OFFICER),
        form=lambda missing: {"records": [missing["pk"]], "source": "Registrar", "verdict": "keep"},
    ),
}

# Signing in is for those who are not signed in; whoever is goes to their own page.
DOOR = everybody()
# Pages of one's own account. They ask again who one is, unless one said so a moment ago (as here).
OWN = everybody(stranger="door")
WITH_KEY = "newcomer officer"  # who has a passkey

SIGN_IN: dict[str, Route] = {
    "account_login": Route(get=DOOR, post=DOOR),
    "account_request_login_code": Route(get=DOOR, post=DOOR),
    "account_confirm_login_code": Route(get=OWN, post=OWN),
    "account_logout": Route(get=OWN, post=everybody("door")),
    "account_inactive": Route(get=everybody(), post=NEVER),
    "account_signup": Route(get=DOOR, post=DOOR),
    "account_email": Route(get=OWN, post=OWN),
    "account_email_verification_sent": Route(get=everybody(), post=NEVER),
    "account_confirm_email": Route(about="confirmation", get=everybody(), post=everybody("404")),
    "account_set_password": Route(get=OWN, post=OWN),
    "account_change_password": Route(get=OWN, post=OWN),
    "account_reset_password": Route(get=everybody(), post=everybody()),
    "account_reset_password_done": Route(get=everybody(), post=NEVER),
    "account_reset_password_from_key": Route(about="reset", get=everybody(), post=everybody()),
    "account_reset_password_from_key_done": Route(get=everybody(), post=NEVER),
    # Nobody here has a password or an app for codes: there is nothing to ask them again by, but a passkey.
    "account_reauthenticate": Route(get=only("", again=WITH_KEY), post=only("", again=WITH_KEY)),
    "mfa_reauthenticate": Route(get=only("", again=WITH_KEY), post=only("", again=WITH_KEY)),
    "mfa_reauthenticate_webauthn": Route(get=only(WITH_KEY), post=only("", told=WITH_KEY)),
    "mfa_authenticate": Route(get=OWN, post=OWN),
    "mfa_index": Route(get=OWN, post=NO_POST),
    "mfa_activate_totp": Route(get=OWN, post=OWN),
    "mfa_deactivate_totp": Route(
        get=everybody("404", stranger="door"), post=everybody("404", stranger="door")
    ),
    "mfa_view_recovery_codes": Route(get=everybody("404", stranger="door"), post=NO_POST),
    "mfa_generate_recovery_codes": Route(get=OWN, post=OWN),
    "mfa_download_recovery_codes": Route(
        get=everybody("404", stranger="door"), post=everybody("404", stranger="door")
    ),
    "mfa_list_webauthn": Route(get=OWN, post=NO_POST),
    "mfa_add_webauthn": Route(get=OWN, post=OWN),
    "mfa_edit_webauthn": Route(about="key", get=of_keys(), post=of_keys(), form=lambda _: {"name": "mine"}),
    "mfa_remove_webauthn": Route(about="key", get=of_keys(), post=of_keys()),
    "mfa_login_webauthn": Route(get=OWN, post=everybody(stranger="told")),
    # No university is configured here: `tests/core/accounts/test_university.py` has one.
    "openid_connect_login": Route(about="provider", get=everybody("404"), post=everybody("404")),
    "openid_connect_callback": Route(about="provider", get=everybody("404"), post=everybody("404")),
    "socialaccount_login_cancelled": Route(get=everybody(), post=NEVER),
    "socialaccount_login_error": Route(get=everybody("401"), post=NEVER),
    "socialaccount_signup": Route(get=everybody("door"), post=everybody("door")),
    "socialaccount_connections": Route(get=OWN, post=OWN),
}

ROUTES: dict[str, Route] = HAVEN | WELCOME | SIGN_IN
# Addresses of allauth without a name lead on to those with one.
UNNAMED = {
    "account/social/login/cancelled/": "/account/3rdparty/login/cancelled/",
    "account/social/login/error/": "/account/3rdparty/login/error/",
    "account/social/signup/": "/account/3rdparty/signup/",
    "account/social/connections/": "/account/3rdparty/",
}
