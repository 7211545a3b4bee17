from collections.abc import Sequence
from typing import Any

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.db.models import QuerySet
from django.utils import timezone

from haven.core.privacy.subjects import Subject


def sessions_of(subjects: Sequence[Subject]) -> QuerySet[Any]:
    """Where these people are signed in. A session says so in its sealed text alone: each is opened."""
    wanted = {str(subject.user_id) for subject in subjects if subject.user_id is not None}
    going_on = Session.objects.filter(expire_date__gt=timezone.now()) if wanted else Session.objects.none()
    sessions = going_on.iterator(chunk_size=2000)
    keys = [one.pk for one in sessions if one.get_decoded().get(SESSION_KEY) in wanted]
    return Session.objects.filter(pk__in=keys)
