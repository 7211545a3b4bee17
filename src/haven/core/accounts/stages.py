from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.models import Authenticator
from allauth.mfa.stages import AuthenticateStage
from django.http import HttpRequest

STRONG_ALONE = frozenset({"code", "socialaccount"})


class SecondFactor(AuthenticateStage):
    """Asked of whoever has an app for codes, and after every password.

    A passkey is a way in of its own, and no second lock on the others: somebody whose phone is lost
    still gets in with a code by e-mail.
    """

    def _should_handle(self, request: HttpRequest) -> bool:
        if not super()._should_handle(request):
            return False
        has_app = Authenticator.objects.filter(user=self.login.user, type=Authenticator.Type.TOTP).exists()
        records = get_authentication_records(request, self.login.user)
        return has_app or not records or records[-1]["method"] not in STRONG_ALONE
