"""The production settings, plus a bare view to compare with and a count of queries in each answer's header."""

import os

os.environ.update(DEBUG="False", PRACTICE="False", HTTPS="False", SECRET_KEY="bench-" + "x" * 50)
os.environ.setdefault("CACHE_URL", "")

from config.settings import *  # noqa: F403 -- the environment has to be set first

ROOT_URLCONF = "bench.urls"
MIDDLEWARE = ["bench.urls.count_queries", *MIDDLEWARE]  # noqa: F405
