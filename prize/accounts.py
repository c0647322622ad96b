"""Sign-in by a mailed code: the same two pages for people we know and people we do not."""

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.forms import ConfirmLoginCodeForm, RequestLoginCodeForm

from prize.actions.people import user_for_sign_in


class Adapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request):
        return False  # the code page signs up as well


class SignInForm(RequestLoginCodeForm):
    def clean_email(self):
        email = self.cleaned_data["email"]
        user_for_sign_in(email)
        return super().clean_email()


class CodeForm(ConfirmLoginCodeForm):
    pass
