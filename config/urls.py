from allauth.account.decorators import secure_admin_login
from allauth.mfa.models import Authenticator
from django.contrib import admin
from django.urls import include, path

admin.site.site_header = admin.site.site_title = "Niedersächsischer Integrationspreis – technische Verwaltung"
# The admin's own sign-in form would be a second door beside the mailed code.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign] # as allauth's manual has it
# Passkeys open accounts: people add and remove their own, nobody else does.
admin.site.unregister(Authenticator)

urlpatterns = [
    path("", include("prize.urls")),
    path("", include("jury.urls")),
    path("", include("certificates.urls")),
    path("technik/", admin.site.urls),
]
handler403 = "prize.views.errors.forbidden"
handler404 = "prize.views.errors.not_found"
handler500 = "prize.views.errors.server_error"
