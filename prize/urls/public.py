from allauth.account import views as account
from django.urls import path
from django.views.generic import RedirectView

from prize.views import call, public

to_sign_in = RedirectView.as_view(pattern_name="account_request_login_code", query_string=True)

# Of allauth only what people need here: there are no passwords, and a new address signs up by the same code.
urlpatterns = [
    path("", public.home, name="home"),
    path("aufruf.ics", call.call_dates, name="call_dates"),
    path("aufruf/passt-das/", call.eligibility, name="eligibility"),
    path("erinnerung/", call.reminder, name="reminder"),
    path("erinnerung/angefragt/", call.reminder_requested, name="reminder_requested"),
    path("erinnerung/bestaetigen/<slug:reminder_token>/", call.reminder_confirm, name="reminder_confirm"),
    path("erinnerung/abbestellen/<str:reminder_signature>/", call.reminder_stop, name="reminder_stop"),
    path("preistraeger/", public.winners, name="winners"),
    path("preistraeger/<slug:edition>/", public.winners_edition, name="winners_edition"),
    path("impressum/", public.imprint, name="imprint"),
    path("datenschutz/", public.privacy, name="privacy"),
    path("barrierefreiheit/", public.accessibility, name="accessibility"),
    path("konto/anmelden/", account.request_login_code, name="account_request_login_code"),
    path("konto/code/", account.confirm_login_code, name="account_confirm_login_code"),
    path("konto/abmelden/", account.logout, name="account_logout"),
    path("konto/gesperrt/", account.account_inactive, name="account_inactive"),
    # Other doors that allauth names lead to the one there is.
    path("konto/", to_sign_in, name="account_login"),
    path("konto/neu/", to_sign_in, name="account_signup"),
]
