def entries(request):
    return []
