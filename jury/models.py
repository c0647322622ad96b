from django.db.models import Q


def readable_applications(user):
    return Q(pk__in=[])
