"""The project's settings for tests: nothing of anybody's .env, only DATABASE_URL and CACHE_URL of the environment."""

import os
import tempfile

os.environ.update(SECRET_KEY="test-" + "x" * 40, PRACTICE="False", HTTPS="False", DEBUG="False")
os.environ.update(SITE_URL="http://localhost:8000", EMAIL_URL="smtp://localhost:25")
for name in ("DATABASE_URL", "CACHE_URL"):
    os.environ.setdefault(name, "")
os.environ.setdefault("TRUST_REQUEST_START", "False")

from config.settings import *  # noqa: E402, F403 -- the environment has to be set first

if DATABASES["default"]["ENGINE"].endswith("sqlite3"):  # noqa: F405
    # A file, as in life: threads of a test share an in-memory database without its locks.
    DATABASES["default"]["TEST"] = {  # noqa: F405
        "NAME": os.path.join(tempfile.gettempdir(), f"integrationspreis-test-{os.getpid()}.sqlite3")  # noqa: PTH118
    }

STATIC_ROOT = VAR_DIR / "test-static"  # noqa: F405
STATIC_ROOT.mkdir(
    exist_ok=True
)  # a fresh clone has collected nothing, and WhiteNoise warns of a folder that is missing
# A server that a test starts (tests/prize/test_last_second.py) knows nothing of its fixtures: no manifest there either.
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}  # noqa: F405
