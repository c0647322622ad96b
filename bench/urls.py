from django.contrib.auth.decorators import login_required
from django.db import connection
from django.http import HttpResponse
from django.urls import include, path


@login_required
def floor(request):
    """The bare Django view: session and user, the whole middleware, nothing else."""
    return HttpResponse(f"<!doctype html><title>floor</title><p>{request.user.pk}</p>")


def count_queries(get_response):
    """Middleware: how many queries an answer took, in its header; the floor carries it as well."""

    def middleware(request):
        count = 0

        def counted(execute, *args):
            nonlocal count
            count += 1
            return execute(*args)

        with connection.execute_wrapper(counted):
            response = get_response(request)
        response["X-Queries"] = str(count)
        return response

    return middleware


urlpatterns = [path("floor/", floor), path("", include("config.urls"))]
