def entries(request):
    return []


def start_page(user):
    return None
