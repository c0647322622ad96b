"""Addresses by audience, as the views are. Arguments are named after the noun they identify."""

from . import applicant, office, practice, public

urlpatterns = public.urlpatterns + applicant.urlpatterns + office.urlpatterns + practice.urlpatterns
