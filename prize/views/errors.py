from django.http import HttpResponseServerError
from django.shortcuts import render
from django.template.loader import render_to_string

from .signed_out import after_csrf_failure


def forbidden(request, exception):
    return render(request, "403.html", status=403)


def csrf_failure(request, reason=""):
    if answer := after_csrf_failure(request):
        return answer
    return render(request, "403.html", {"is_csrf_failure": True}, status=403)


def not_found(request, exception):
    return render(request, "404.html", status=404)


def server_error(request):
    """Without context: what failed may have been the database, the sign-in or a context processor."""
    return HttpResponseServerError(render_to_string("500.html"))
