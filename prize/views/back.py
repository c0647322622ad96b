"""Where one came from: carried along as `next`, and believed only if it is a path of this site."""

from django.utils.http import url_has_allowed_host_and_scheme


def way_back(request, default):
    """The page that led here, or the default; neither another host nor a scheme gets through."""
    url = request.POST.get("next") or request.GET.get("next") or ""
    is_path = url.startswith("/") and url_has_allowed_host_and_scheme(url, allowed_hosts=None)
    return url if is_path else default
