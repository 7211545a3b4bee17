"""Keys of people's apps for codes, unreadable in a copy of the database alone."""

import base64
import hashlib

from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings


def _ring() -> MultiFernet:
    """The installation's key first, then those it had before."""
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    digests = (hashlib.sha256(b"haven.core.accounts.secrets\n" + key.encode()).digest() for key in keys)
    return MultiFernet([Fernet(base64.urlsafe_b64encode(digest)) for digest in digests])


def encrypt(text: str) -> str:
    return _ring().encrypt(text.encode()).decode()


def decrypt(text: str) -> str:
    """Raises cryptography's InvalidToken for a text that none of the keys has made."""
    return _ring().decrypt(text.encode()).decode()
