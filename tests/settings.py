"""The project's settings as tests need them: nothing of anybody's .env, only DATABASE_URL and CACHE_URL of the environment."""

import os

os.environ.update(SECRET_KEY="test-" + "x" * 40, PRACTICE="False", HTTPS="False", DEBUG="False")
os.environ.update(SITE_URL="http://localhost:8000", EMAIL_URL="smtp://localhost:25")
for name in ("DATABASE_URL", "CACHE_URL"):
    os.environ.setdefault(name, "")

from config.settings import *  # noqa: E402, F403 -- the environment has to be set first
