from functools import partial

from django.utils.translation import gettext_lazy as _

from haven.core.accounts.sessions import sessions_of
from haven.core.privacy.registry import Basis, personal, plain, subject

AFTER = 365  # days in which somebody may still look something up, or come back

personal(
    "accounts.User",
    "email",
    purpose=_("You sign in with it, and letters go to it."),
    basis=Basis.PUBLIC_TASK,
    retention_days=AFTER,
)
personal(
    "accounts.User",
    "name",
    "language",
    purpose=_("Pages and letters speak to you by your name, in your language."),
    basis=Basis.PUBLIC_TASK,
    retention_days=AFTER,
)
personal(
    "accounts.User",
    "password",
    purpose=_("You sign in with it, if you chose one. Nobody can read it: only a digest is kept."),
    basis=Basis.PUBLIC_TASK,
    retention_days=AFTER,
    secret=("password",),
)
personal(
    "accounts.User",
    "last_login",
    "date_joined",
    label=_("first and last sign-in"),
    purpose=_("Accounts that nobody uses any more are found and closed."),
    basis=Basis.PUBLIC_TASK,
    retention_days=AFTER,
)
plain("accounts.User", "id", "is_active", "is_demo")

# The tables of the parts that Haven signs people in with.
_way_in = partial(
    personal, basis=Basis.PUBLIC_TASK, retention_days=AFTER, about=_("ways to sign in"), domain="accounts"
)

_way_in(
    "account.EmailAddress",
    "user",
    "email",
    label=_("e-mail address"),
    purpose=_("It tells that the address is yours, because you typed a code that was sent to it."),
)
plain("account.EmailAddress", "id", "verified", "primary")
_way_in(
    "account.EmailConfirmation",
    "email_address",
    "created",
    "sent",
    "key",
    label=_("question whether an address is yours"),
    purpose=_("It tells that the address is yours, because you clicked on a link that was sent to it."),
    secret=("key",),
)
plain("account.EmailConfirmation", "id")
_way_in(
    "mfa.Authenticator",
    "user",
    "type",
    "data",
    "created_at",
    "last_used_at",
    label=_("passkeys, app for codes, spare codes"),
    purpose=_("You sign in safely with them. Your finger or your face stays on your own device."),
    secret=("data",),
)
plain("mfa.Authenticator", "id")
_way_in(
    "socialaccount.SocialAccount",
    "user",
    "uid",
    "provider",
    "extra_data",
    "last_login",
    "date_joined",
    label=_("your account at the university, and what it told of you"),
    purpose=_("You sign in with the account that you have at the university."),
)
plain("socialaccount.SocialAccount", "id")
_way_in(
    "socialaccount.SocialToken",
    "account",
    "token",
    "token_secret",
    "expires_at",
    label=_("key to your account at the university"),
    purpose=_("Haven keeps none: the place for it belongs to the part that signs you in."),
    secret=("token", "token_secret"),
)
plain("socialaccount.SocialToken", "id", "app")
plain(
    "socialaccount.SocialApp",
    "id",
    "provider",
    "provider_id",
    "name",
    "client_id",
    "secret",
    "key",
    "settings",
)
_way_in(
    "sessions.Session",
    "session_key",
    "session_data",
    "expire_date",
    label=_("that you are signed in on a device"),
    purpose=_("You stay signed in for a month, until you sign out."),
    secret=("session_key", "session_data"),
)
subject("account.EmailConfirmation", "email_address__user")
subject("socialaccount.SocialToken", "account__user")
subject("sessions.Session", rows=sessions_of, own_clock=True)
