from typing import Any

from allauth.account import forms as allauth_forms

from haven.core.accounts.admission import admit


class RequestLoginCodeForm(allauth_forms.RequestLoginCodeForm):
    """Gives somebody whom a domain vouches for an account when they first ask for a code."""

    def clean_email(self) -> Any:
        admit(self.cleaned_data["email"])
        return super().clean_email()
