"""Addresses by audience, as the views are. Arguments are named after the noun they identify."""

from django.urls import path

from certificates.views import office, public, receipts

OFFICE = "buero/urkunden/"

urlpatterns = [
    path("urkunde/", public.certificate_check_form, name="certificate_check_form"),
    path("urkunde/<slug:code>/", public.certificate_check, name="certificate_check"),
    path("beleg/", receipts.receipt_check_form, name="receipt_check_form"),
    path("beleg/<slug:receipt_code>/", receipts.receipt_check, name="receipt_check"),
    path("bewerbung/beleg/<int:receipt_pk>/", receipts.receipt, name="receipt"),
    path("buero/belege/neu-anstossen/", receipts.receipts_retry, name="receipts_retry"),
    path(OFFICE, office.certificates, name="certificates"),
    path(OFFICE + "<int:certificate_pk>/", office.certificate_download, name="certificate_download"),
    path(OFFICE + "<int:certificate_pk>/widerrufen/", office.certificate_revoke, name="certificate_revoke"),
    path(OFFICE + "preistraeger/<int:laureate_pk>/vorschau/", office.certificate_preview, name="certificate_preview"),
    path(OFFICE + "preistraeger/<int:laureate_pk>/ausstellen/", office.certificate_issue, name="certificate_issue"),
    path(OFFICE + "ausgabe/<slug:edition>/ausstellen/", office.certificate_issue_all, name="certificate_issue_all"),
    path(OFFICE + "ausgabe/<slug:edition>/mappe/", office.certificates_folder, name="certificates_folder"),
    path(OFFICE + "ausgabe/<slug:edition>/angaben/", office.certificate_design, name="certificate_design"),
]
