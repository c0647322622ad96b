"""Who passes a page's door. Not signed in: to the sign-in. Signed in without the role: 404, as if it did not exist."""

from functools import wraps

from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.views.decorators.http import require_http_methods

from prize import rules


def only(question):
    """A decorator that lets those users in of whom the rule says yes."""

    def decorate(view):
        @login_required
        @wraps(view)
        def guarded(request, *args, **kwargs):
            if not question(request.user):
                raise Http404
            return view(request, *args, **kwargs)

        return guarded

    return decorate


get_and_post = require_http_methods(["GET", "HEAD", "POST"])
office_only = only(rules.is_office)
office_readers = only(rules.may_read_office)
lead_only = only(rules.is_lead)
