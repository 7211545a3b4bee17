"""Asking and closing, every day (see welcome/tasks.py). Safe to run twice."""

from django.utils import timezone
from django_tasks import task

from haven.commons.surveys import actions
from haven.community.welcome.asking.letters import write_letters
from haven.core.access import SYSTEM


@task()
def ask_newcomers() -> int:
    """Invite whoever's moment has come, and tell them; return how many letters."""
    actions.open_invitations(timezone.localdate())
    return write_letters()


@task()
def close_answers() -> int:
    """Make results of what is over, and forget what was written long ago; return how many rounds closed."""
    today = timezone.localdate()
    actions.forget_words(today)
    return actions.close_batches(SYSTEM, today)
