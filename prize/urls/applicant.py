from django.urls import path

from prize.views import applicant

urlpatterns = [
    path("start/", applicant.start, name="start"),
    path("bewerbung/", applicant.my_applications, name="my_applications"),
    path("bewerbung/organisation/", applicant.organisation_new, name="organisation_new"),
    path("bewerbung/organisation/<int:organisation_pk>/", applicant.organisation_edit, name="organisation_edit"),
    path("bewerbung/neu/", applicant.application_new, name="application_new"),
    path("bewerbung/<int:application_pk>/", applicant.application_status, name="application_status"),
    path("bewerbung/<int:application_pk>/bearbeiten/", applicant.application_edit, name="application_edit"),
    path("bewerbung/<int:application_pk>/einreichen/", applicant.application_file, name="application_file"),
    path("bewerbung/<int:application_pk>/zurueckziehen/", applicant.application_withdraw, name="application_withdraw"),
    path("anlage/<int:attachment_pk>/", applicant.attachment, name="attachment"),
    path("anlage/<int:attachment_pk>/entfernen/", applicant.attachment_remove, name="attachment_remove"),
]
