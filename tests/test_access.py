"""Who gets what from every address: one literal table (tests/access/*.txt), and an address missing there fails."""

import pytest
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from tests.world import CAST, TABLE, address, build_world


def url_names(patterns, namespace=""):
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            if (
                pattern.namespace != "admin"
            ):  # Django's own tests look after the admin; ours are in tests/prize/test_admin.py
                yield from url_names(pattern.url_patterns, namespace)
        elif isinstance(pattern, URLPattern):
            yield pattern.name


def test_every_address_stands_in_the_table():
    told = {words[1] for _, _, words in TABLE if words[0] == "GET"}
    assert set(url_names(get_resolver().url_patterns)) - told == set()
    assert told - set(url_names(get_resolver().url_patterns)) == set()


def test_every_row_is_whole():
    broken = [f"{part}:{number}" for part, number, words in TABLE if len(words) != 2 + len(CAST)]
    assert not broken


@pytest.mark.django_db
@pytest.mark.parametrize("part", sorted({part for part, _, _ in TABLE}))
def test_access(part):
    """One world for all rows of a part; what a row changes is taken back before the next."""
    cast, things = build_world()
    faults = [
        f"{part}.txt:{number} {method} {name}: {who} got {got}, not {expected}"
        for found_in, number, (method, name, *statuses) in TABLE
        if found_in == part
        for who, expected, got in answers(method, name, statuses, cast, things)
        if got != expected
    ]
    assert not faults, "\n".join(faults)


def answers(method, name, statuses, cast, things):
    """(who, expected status, status) for each of the cast, who act one after the other on the same thing."""
    with transaction.atomic():
        for who, expected in zip(CAST, statuses, strict=True):
            yield who, expected, status(method, address(name, things), cast[who])
        transaction.set_rollback(True)


def status(method, path, user):
    client = Client()
    if user:
        client.force_login(user)
    response = getattr(client, method.lower())(path)
    assert isinstance(b"".join(response), bytes)  # a file is read to its end, or it stays open
    return str(response.status_code)
