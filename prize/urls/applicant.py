from django.urls import path

from prize.views import applicant, members

urlpatterns = [
    path("start/", applicant.start, name="start"),
    path("bewerbung/", applicant.my_applications, name="my_applications"),
    path("bewerbung/organisation/", applicant.organisation_new, name="organisation_new"),
    path("bewerbung/organisation/<int:organisation_pk>/", applicant.organisation_edit, name="organisation_edit"),
    path("bewerbung/organisation/<int:organisation_pk>/mitglieder/", members.members, name="members"),
    path("bewerbung/mitglied/<int:membership_pk>/", members.member, name="member"),
    path("bewerbung/mitglied/<int:membership_pk>/entfernen/", members.member_remove, name="member_remove"),
    path("bewerbung/mitglied/<int:membership_pk>/uebergeben/", members.hand_over, name="hand_over"),
    path("bewerbung/einladung/<slug:token>/", members.invitation, name="invitation"),
    path("bewerbung/einladung/<int:invitation_pk>/zuruecknehmen/", members.invitation_revoke, name="invitation_revoke"),
    path("bewerbung/neu/", applicant.application_new, name="application_new"),
    path("bewerbung/<int:application_pk>/", applicant.application_status, name="application_status"),
    path("bewerbung/<int:application_pk>/bearbeiten/", applicant.application_edit, name="application_edit"),
    path("bewerbung/<int:application_pk>/einreichen/", applicant.application_file, name="application_file"),
    path("bewerbung/<int:application_pk>/zurueckziehen/", applicant.application_withdraw, name="application_withdraw"),
    path("anlage/<int:attachment_pk>/", applicant.attachment, name="attachment"),
    path("anlage/<int:attachment_pk>/entfernen/", applicant.attachment_remove, name="attachment_remove"),
]
