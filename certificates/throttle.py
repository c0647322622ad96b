"""Slows down who guesses codes. Only wrong ones count: a hall full of guests behind one address may look up theirs."""

from allauth.account.adapter import get_adapter
from django.core.cache import cache

MISSES_A_MINUTE = 30


def key(request, at):
    """One counter for each address and minute. Whose address it is behind a proxy, allauth's settings say."""
    return f"certificate_check:{get_adapter(request).get_client_ip(request)}:{int(at.timestamp() // 60)}"


def is_over(request, at):
    return cache.get(key(request, at), 0) >= MISSES_A_MINUTE


def count_miss(request, at):
    cache.set(key(request, at), cache.get(key(request, at), 0) + 1, timeout=120)
