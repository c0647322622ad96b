from django.urls import path

from jury.views import juror, office

urlpatterns = [
    path("jury/", juror.juror_list, name="juror_list"),
    path("jury/<int:panel_pk>/<int:application_pk>/", juror.score_sheet, name="score_sheet"),
    path("jury/<int:panel_pk>/<int:application_pk>/naechste-offene/", juror.next_open, name="next_open"),
    path("jury/<int:panel_pk>/<int:application_pk>/befangen/", juror.recuse, name="recuse"),
    path("buero/jury/", office.panels, name="panels"),
    path("buero/jury/<int:panel_pk>/oeffnen/", office.open_scoring, name="open_scoring"),
    path("buero/jury/<int:panel_pk>/schliessen/", office.close_scoring, name="close_scoring"),
    path("buero/jury/<int:panel_pk>/wieder-oeffnen/", office.reopen_scoring, name="reopen_scoring"),
    path("buero/jury/rangliste/<int:award_pk>/", office.ranking, name="ranking"),
    path("buero/jury/rangliste/<int:award_pk>/unter-quorum/", office.below_quorum, name="below_quorum"),
    path(
        "buero/jury/kandidatur/<int:candidacy_pk>/abschliessen/", office.score_below_quorum, name="score_below_quorum"
    ),
    path("buero/jury/bogen/<int:juror_pk>/<int:application_pk>/oeffnen/", office.reopen_sheet, name="reopen_sheet"),
    path(
        "buero/jury/befangenheit/<int:juror_pk>/<int:application_pk>/aufheben/",
        office.lift_recusal,
        name="lift_recusal",
    ),
]
