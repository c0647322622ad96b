def section(request, edition):
    return None


def application_section(request, application):
    return None
