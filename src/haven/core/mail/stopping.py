"""The link that stops one kind of letter, without signing in: good as long as its letter is kept."""

from urllib.parse import urljoin

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.urls import reverse

from haven.core.mail.kinds import Kind, kind_of
from haven.core.mail.models import Letter

# The mark alone will not do: whoever answers a letter passes its Message-ID on.
_signer = Signer(sep=".", salt="haven.mail.stop")


def stop_url(mark: str) -> str:
    return urljoin(settings.BASE_URL, reverse("mail:stop", args=[_signer.sign(mark)]))


def stopped_by(token: str) -> tuple[Kind, str] | None:
    """The kind of letter, and the address, that this link is about; None for a link that is no good."""
    try:
        mark = _signer.unsign(token)
    except BadSignature:
        return None
    letter = Letter.objects.filter(mark=mark).first()
    kind = kind_of(letter.kind) if letter else None
    return (kind, letter.to) if letter and kind and kind.may_stop else None
