from allauth.account import views as account
from allauth.mfa.webauthn import views as passkeys
from django.urls import path, reverse_lazy
from django.views.generic import RedirectView

from prize.views import account as own
from prize.views import call, language, propose, public

remove_passkey = passkeys.RemoveWebAuthnView.as_view(pk_url_kwarg="passkey_pk", success_url=reverse_lazy("account"))
OFFER = "vorschlag/einladung/<slug:invitation_token>"  # the link of an organisation that was proposed
to_sign_in = RedirectView.as_view(pattern_name="account_request_login_code", query_string=True)

# Of allauth only what people need here: a new address signs up by the same code, and a password is never reset by mail.
urlpatterns = [
    path("", public.home, name="home"),
    path("aufruf.ics", call.call_dates, name="call_dates"),
    path("aufruf/passt-das/", call.eligibility, name="eligibility"),
    path("erinnerung/", call.reminder, name="reminder"),
    path("erinnerung/angefragt/", call.reminder_requested, name="reminder_requested"),
    path("erinnerung/bestaetigen/<slug:reminder_token>/", call.reminder_confirm, name="reminder_confirm"),
    path("erinnerung/abbestellen/<str:reminder_signature>/", call.reminder_stop, name="reminder_stop"),
    path("vorschlag/", propose.proposal_new, name="proposal_new"),
    path("vorschlag/abgeschickt/", propose.proposal_sent, name="proposal_sent"),
    path("vorschlag/bestaetigen/<slug:confirm_token>/", propose.proposal_confirm, name="proposal_confirm"),
    path(f"{OFFER}/", propose.proposal_invitation, name="proposal_invitation"),
    path(f"{OFFER}/uebernehmen/", propose.proposal_take_over, name="proposal_take_over"),
    path(f"{OFFER}/zustimmen/", propose.proposal_agree, name="proposal_agree"),
    path(f"{OFFER}/ablehnen/", propose.proposal_decline, name="proposal_decline"),
    path("preistraeger/", public.winners, name="winners"),
    path("preistraeger/<slug:edition>/", public.winners_edition, name="winners_edition"),
    path("sprache/", language.language, name="language"),
    path("impressum/", public.imprint, name="imprint"),
    path("datenschutz/", public.privacy, name="privacy"),
    path("barrierefreiheit/", public.accessibility, name="accessibility"),
    path("konto/anmelden/", account.request_login_code, name="account_request_login_code"),
    path("konto/code/", account.confirm_login_code, name="account_confirm_login_code"),
    path("konto/abmelden/", account.logout, name="account_logout"),
    path("konto/gesperrt/", account.account_inactive, name="account_inactive"),
    path("konto/passwort-anmeldung/", account.login, name="password_sign_in"),
    path("konto/passkey-anmeldung/", passkeys.login_webauthn, name="mfa_login_webauthn"),
    path("konto/", own.account, name="account"),
    path("konto/passwort/", own.password, name="password"),
    path("konto/passwort/entfernen/", own.password_remove, name="password_remove"),
    path("konto/passkey/", own.fresh_only(passkeys.add_webauthn), name="mfa_add_webauthn"),
    path("konto/passkey/<int:passkey_pk>/entfernen/", own.fresh_only(remove_passkey), name="mfa_remove_webauthn"),
    # Other doors that allauth names lead to those there are.
    path("konto/anmeldung/", to_sign_in, name="account_login"),
    path("konto/neu/", to_sign_in, name="account_signup"),
    path("konto/passkeys/", RedirectView.as_view(pattern_name="account"), name="mfa_index"),
]
