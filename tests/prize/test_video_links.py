"""A video may be a link, to the sites that the question allows and to no other that only looks like one of them."""

import pytest

from prize.models import Question

HOSTS = ("youtube.com", "youtu.be", "vimeo.com")


def question(hosts=HOSTS):
    return Question(kind="url", label="Video", options=[{"key": host, "label": host} for host in hosts])


@pytest.mark.parametrize(
    "address",
    [
        "https://youtube.com/watch?v=abc",
        "https://www.youtube.com/watch?v=abc#t=10",
        "https://m.youtube.com/watch?v=abc",
        "HTTPS://WWW.YouTube.COM/watch?v=abc",
        "http://youtu.be/abc",
        "https://player.vimeo.com:443/video/1",
        "https://vimeo.com./1",
        "https://vimeo.com?clip=1",
        "https://vimeo.com/1?at=10:30@mid",
    ],
)
def test_addresses_that_are_allowed(address):
    assert question().wrong(address) == ""


@pytest.mark.parametrize(
    "address",
    [
        "https://youtube.com.evil.example/watch",
        "https://evil.example/youtube.com",
        "https://evil.example?youtube.com",
        "https://evil.example#.youtube.com",
        "https://evil.example?.youtube.com",
        "https://evil.example#@youtube.com/",
        "https://notyoutube.com/",
        "https://www.youtube.com.de/",
        "https://youtu\u0432e.com/",  # a Cyrillic letter
        "https://xn--yutube-wqf.com/",
        "https://vimeo.com\uff0eevil.example/",
        "https://127.0.0.1/youtube.com",
        "https://[::1]/",
    ],
)
def test_addresses_elsewhere(address):
    assert question().wrong(address) != ""


@pytest.mark.parametrize(
    "address",
    [
        "https://evil@youtube.com/",
        "https://youtube.com@evil.example/",
        "https://youtube.com:pw@evil.example/",
        "javascript:alert(1)//youtube.com/",
        "ftp://youtube.com/",
        "https://youtube.com\\@evil.example/",
        "https://youtube.com\n.evil.example/",
        "//youtube.com/",
        "youtube",
    ],
)
@pytest.mark.parametrize("hosts", [HOSTS, ()])
def test_what_hides_where_it_leads_is_no_address(address, hosts):
    assert question(hosts).wrong(address).startswith("Das ist keine Internetadresse.")


def test_the_sites_that_are_allowed_are_named():
    words = question().wrong("https://peertube.example/v")
    assert words == "Erlaubt sind nur Adressen bei: youtube.com, youtu.be, vimeo.com."
