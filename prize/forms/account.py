from django import forms
from django.contrib.auth.forms import SetPasswordMixin
from django.utils.translation import gettext_lazy as _

from prize.models import User

from .text import LineField


class NameForm(forms.ModelForm):
    class Meta:
        model = User
        fields = ["name"]
        field_classes = {"name": LineField}
        labels = {"name": _("Ihr Name")}
        help_texts = {"name": _("So steht er bei den Mitgliedern Ihrer Organisation und in Einladungen.")}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["name"].required = True
        self.fields["name"].widget.attrs["autocomplete"] = "name"


class PasswordForm(SetPasswordMixin, forms.Form):
    """A new password, typed twice; whether it is good enough say settings.AUTH_PASSWORD_VALIDATORS."""

    password1, password2 = SetPasswordMixin.create_password_fields(label1=_("Passwort"), label2=_("Noch einmal"))

    def __init__(self, user, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.user = user
        self.fields["password1"].help_text = _(
            "Mindestens 10 Zeichen, nicht nur Ziffern, kein häufiges Passwort. Ein ganzer Satz ist gut."
        )
        self.fields["password2"].help_text = ""

    def clean(self):
        self.validate_passwords("password1", "password2")
        self.validate_password_for_user(self.user, "password1")
        return super().clean()
