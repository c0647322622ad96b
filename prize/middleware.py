from django.shortcuts import render

from prize.actions import Conflict, MembershipEnded


class ConflictMiddleware:
    """A refused action becomes a clear 409 page; nothing was changed, and the way back is open."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_exception(self, request, exception):
        if isinstance(exception, MembershipEnded):
            return render(request, "prize/membership_ended.html", {"ended": exception}, status=403)
        if isinstance(exception, Conflict):
            return render(request, "409.html", {"conflict": exception}, status=409)
        return None
