from django.urls import path

from prize.views import applicant, contact, files, filing, late, members, propose, remarks, thread

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
    path("bewerbung/nachfrist/", late.late_code_redeem, name="late_code_redeem"),
    path("bewerbung/neu/", filing.application_new, name="application_new"),
    path("bewerbung/<int:application_pk>/", applicant.application_status, name="application_status"),
    path("bewerbung/<int:application_pk>/bearbeiten/", filing.application_edit, name="application_edit"),
    path("bewerbung/<int:application_pk>/bearbeiten/<slug:page>/", filing.application_page, name="application_page"),
    path("bewerbung/<int:application_pk>/anmerkungen/", remarks.remarks, name="remarks"),
    path("bewerbung/<int:application_pk>/einreichen/", filing.application_file, name="application_file"),
    path("bewerbung/<int:application_pk>/zurueckziehen/", applicant.application_withdraw, name="application_withdraw"),
    path("bewerbung/<int:application_pk>/dateien/<slug:question>/", files.file_upload, name="file_upload"),
    path("bewerbung/<int:application_pk>/nachrichten/", thread.thread, name="thread"),
    path("bewerbung/<int:application_pk>/ansprechperson/", contact.contact, name="contact"),
    path("bewerbung/<int:application_pk>/vorschlag/", propose.application_proposal, name="application_proposal"),
    path("anlage/<int:attachment_pk>/", files.attachment, name="attachment"),
    path("anlage/<int:attachment_pk>/vorschau/", files.attachment_preview, name="attachment_preview"),
    path("anlage/<int:attachment_pk>/entfernen/", files.attachment_remove, name="attachment_remove"),
]
