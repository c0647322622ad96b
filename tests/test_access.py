"""Who gets what from every address: one literal table (tests/access/*.txt), and an address missing there fails."""

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from tests.world import CAST, TABLE, address, build_world


def url_names(patterns, namespace=""):
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            if pattern.namespace != "admin":  # Django's own tests look after the admin; ours are in tests/prize/test_admin.py
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


@pytest.fixture
def world(db):
    return build_world()


@pytest.mark.parametrize(
    ("method", "name", "expected"),
    [pytest.param(w[0], w[1], w[2:], id=f"{w[0]}-{w[1]}") for _, _, w in TABLE],
)
def test_access(world, client, method, name, expected):
    cast, things = world
    got = []
    for who in CAST:
        client.logout()
        if cast[who]:
            client.force_login(cast[who])
        response = getattr(client, method.lower())(address(name, things))
        assert isinstance(b"".join(response), bytes)  # a file is read to its end, or it stays open
        got.append(str(response.status_code))
    assert dict(zip(CAST, got, strict=True)) == dict(zip(CAST, expected, strict=True))
