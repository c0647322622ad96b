from django.views.i18n import set_language

from prize import actions, languages


def language(request):
    """Kept in this browser for a year and, when signed in, with the account; addresses stay as they are."""
    code = request.POST.get("language")
    if request.user.is_authenticated and code in languages.codes():
        actions.choose_language(request.user, code)
    return set_language(request)
