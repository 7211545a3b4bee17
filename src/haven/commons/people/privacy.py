from django.utils.translation import gettext_lazy as _

from haven.commons.people import subjects
from haven.commons.people.countries import country_name
from haven.commons.people.languages import language_name
from haven.core.privacy.registry import Basis, Erasure, personal, plain, subject
from haven.core.privacy.subjects import People, register_ends, register_people
from haven.core.text import current

TWO_YEARS = 2 * 365

personal(
    "people.Person",
    "family_name",
    "given_name",
    purpose=_("Staff know who you are, and write your name as it is."),
    basis=Basis.PUBLIC_TASK,
    retention_days=TWO_YEARS,
)
personal(
    "people.Person",
    "birth_date",
    purpose=_("Two people with the same name are not mistaken for each other."),
    basis=Basis.PUBLIC_TASK,
    retention_days=TWO_YEARS,
)
personal(
    "people.Person",
    "gender",
    purpose=_("It comes with the university's file. It tells staff how to address you."),
    basis=Basis.PUBLIC_TASK,
    retention_days=TWO_YEARS,
    erasure=Erasure.BLANK,
)
personal(
    "people.Person",
    "nationality",
    purpose=_("It decides which steps you need: a visa, a residence permit, or neither."),
    basis=Basis.PUBLIC_TASK,
    retention_days=TWO_YEARS,
)
personal(
    "people.Person",
    "email",
    purpose=_("You sign in with it, and staff can write to you."),
    basis=Basis.PUBLIC_TASK,
    retention_days=TWO_YEARS,
)
personal(
    "people.Person",
    "mother_tongue",
    "dutch_level",
    "language",
    purpose=_("You are helped in a language that you understand, and offered the right course."),
    basis=Basis.PUBLIC_TASK,
    retention_days=TWO_YEARS,
)
personal(
    "people.Person",
    "search",
    "sort_name",
    "name_damaged",
    label=_("the name in the form in which it is found and sorted"),
    purpose=_("Staff find you however they type your name."),
    basis=Basis.PUBLIC_TASK,
    retention_days=TWO_YEARS,
)
personal(
    "people.Person",
    "user",
    label=_("which account is yours"),
    purpose=_("You see your own pathway when you sign in."),
    basis=Basis.PUBLIC_TASK,
    retention_days=TWO_YEARS,
    erasure=Erasure.BLANK,
)
plain("people.Person", "id", "created_at")

personal(
    "people.Affiliation",
    "person",
    "status",
    "campus",
    "faculty",
    label=_("what you come to do, and where"),
    purpose=_("It decides which steps you get, and which staff help you."),
    basis=Basis.PUBLIC_TASK,
    retention_days=TWO_YEARS,
)
personal(
    "people.Affiliation",
    "admitted_on",
    "arrives_on",
    "starts_on",
    "ends_on",
    purpose=_("The days of your steps are counted from these days."),
    basis=Basis.PUBLIC_TASK,
    retention_days=TWO_YEARS,
)
personal(
    "people.Affiliation",
    "withdrawn_at",
    label=_("that you do not come after all"),
    purpose=_("Nobody waits for you or writes to you for nothing."),
    basis=Basis.PUBLIC_TASK,
    retention_days=TWO_YEARS,
)
plain("people.Affiliation", "id")

personal(
    "people.SourceRecord",
    "person",
    "affiliation",
    "number",
    "values",
    label=_("your student or staff number, and what the university's last file said of you"),
    purpose=_("The next file changes what changed there, and leaves alone what you or staff corrected."),
    basis=Basis.PUBLIC_TASK,
    retention_days=TWO_YEARS,
)
personal(
    "people.SourceRecord",
    "state",
    "state_since",
    "seen_in",
    label=_("whether you are still in the university's file"),
    purpose=_("Staff see who is gone from the file, and ask what happened."),
    basis=Basis.PUBLIC_TASK,
    retention_days=TWO_YEARS,
)
plain("people.SourceRecord", "id", "source")

personal(
    "people.Circumstances",
    "partner",
    "children",
    "ground",
    purpose=_("You get the steps for your family and your papers, if you choose to tell it."),
    basis=Basis.CONSENT,
    retention_days=0,
    sensitive=True,
)
personal(
    "people.Circumstances",
    "municipality",
    purpose=_("You get the address and the rules of your own town hall, if you choose to tell it."),
    basis=Basis.CONSENT,
    retention_days=0,
)
personal(
    "people.Circumstances",
    "family_declined",
    "ground_declined",
    "municipality_declined",
    "answered_at",
    label=_("what you would rather not say, and when you answered"),
    purpose=_("You are not asked again."),
    basis=Basis.CONSENT,
    retention_days=0,
)
plain("people.Circumstances", "person")

subject(
    "people.Person",
    words={
        "nationality": lambda person: country_name(person.nationality, current()),
        "mother_tongue": lambda person: language_name(person.mother_tongue, current()),
        "name_damaged": lambda person: _("the name came in damaged"),
    },
)
subject(
    "people.Circumstances",
    words={
        "family_declined": lambda told: _("would rather not say: family"),
        "ground_declined": lambda told: _("would rather not say: ground of stay"),
        "municipality_declined": lambda told: _("would rather not say: municipality"),
    },
)
register_people(
    People(
        model="people.Person",
        find=subjects.found_under,
        subjects=subjects.subjects,
        of_account=subjects.person_of,
    )
)
register_ends(subjects.stay_ends)
