"""The ground floor's parts of the office's cockpit."""


def section(request, edition):
    return None
