"""Addresses by audience, as the views are. Arguments are named after the noun they identify."""

from django.urls import path

from certificates.views import office, public

OFFICE = "buero/urkunden/"

urlpatterns = [
    path("urkunde/", public.certificate_check_form, name="certificate_check_form"),
    path("urkunde/<slug:code>/", public.certificate_check, name="certificate_check"),
    path(OFFICE, office.certificates, name="certificates"),
    path(OFFICE + "<int:certificate_pk>/", office.certificate_download, name="certificate_download"),
    path(OFFICE + "<int:certificate_pk>/widerrufen/", office.certificate_revoke, name="certificate_revoke"),
    path(OFFICE + "preistraeger/<int:laureate_pk>/vorschau/", office.certificate_preview, name="certificate_preview"),
    path(OFFICE + "preistraeger/<int:laureate_pk>/ausstellen/", office.certificate_issue, name="certificate_issue"),
    path(OFFICE + "ausgabe/<slug:edition>/ausstellen/", office.certificate_issue_all, name="certificate_issue_all"),
    path(OFFICE + "ausgabe/<slug:edition>/mappe/", office.certificates_folder, name="certificates_folder"),
    path(OFFICE + "ausgabe/<slug:edition>/angaben/", office.certificate_design, name="certificate_design"),
]
