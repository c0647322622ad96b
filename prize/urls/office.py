from django.urls import path

from prize.views import contact, decisions, late_codes, letters, office, proposals, remarks, thread

urlpatterns = [
    path("buero/", office.cockpit, name="cockpit"),
    path("buero/bewerbungen/", office.register, name="register"),
    path("buero/bewerbungen/tabelle/", office.register_export, name="register_export"),
    path("buero/bewerbungen/<int:application_pk>/", office.application_office, name="application_office"),
    path(
        "buero/bewerbungen/<int:application_pk>/send_back/", remarks.application_send_back, name="application_send_back"
    ),
    path("buero/bewerbungen/<int:application_pk>/nachrichten/", thread.thread_office, name="thread_office"),
    path("buero/bewerbungen/<int:application_pk>/erledigt/", thread.thread_put_aside, name="thread_put_aside"),
    path("buero/bewerbungen/<int:application_pk>/ansprechperson/", contact.contact_office, name="contact_office"),
    path("buero/bewerbungen/<int:application_pk>/<slug:step>/", decisions.application_step, name="application_step"),
    path("buero/kandidatur/<int:candidacy_pk>/pruefliste/", decisions.checklist, name="checklist"),
    path("buero/kandidatur/<int:candidacy_pk>/vorschlagen/", decisions.nominate, name="nominate"),
    path("buero/kandidatur/<int:candidacy_pk>/vorschlag-zuruecknehmen/", decisions.unnominate, name="unnominate"),
    path("buero/kandidatur/<int:candidacy_pk>/<slug:step>/", decisions.candidacy_step, name="candidacy_step"),
    path("buero/vorschlaege/", proposals.proposals, name="proposals"),
    path("buero/vorschlaege/<int:proposal_pk>/", proposals.proposal, name="proposal"),
    path("buero/vorschlaege/<int:proposal_pk>/<slug:step>/", proposals.proposal_step, name="proposal_step"),
    path("buero/preise/", decisions.awards, name="awards"),
    path("buero/preise/<int:award_pk>/abschliessen/", decisions.close_award, name="close_award"),
    path("buero/bekanntgabe/", decisions.announce, name="announce"),
    path("buero/nachrichten/", thread.thread_list, name="thread_list"),
    path("buero/schreiben/", letters.outbox, name="outbox"),
    path("buero/schreiben/<int:letter_pk>/", letters.letter, name="letter"),
    path("buero/schreiben/freigeben/", letters.release_letters, name="release_letters"),
    path("buero/schreiben/erneut-senden/", letters.retry_letters, name="retry_letters"),
    path("buero/nachfristen/", late_codes.late_codes, name="late_codes"),
    path("buero/nachfristen/neu/", late_codes.late_code_new, name="late_code_new"),
    path("buero/nachfristen/<int:late_code_pk>/", late_codes.late_code, name="late_code"),
    path("buero/nachfristen/<int:late_code_pk>/zuruecknehmen/", late_codes.late_code_revoke, name="late_code_revoke"),
    path("buero/verlauf/", office.history, name="history"),
]
