"""The practice site that tools/take_pictures.py photographs: whatever it writes lies in the folder PICTURES_FOLDER."""

import os
from pathlib import Path

FOLDER = Path(os.environ["PICTURES_FOLDER"])
os.environ.update(SECRET_KEY="pictures-" + "x" * 50, PRACTICE="True", HTTPS="False", DEBUG="False")
os.environ.update(DATABASE_URL=f"sqlite:///{FOLDER / 'db.sqlite3'}", CACHE_URL="", ALLOWED_HOSTS="127.0.0.1")

from config.settings import *  # noqa: E402, F403 -- the environment has to be set first

STATIC_ROOT = FOLDER / "static"
MEDIA_ROOT = FOLDER / "files"
EMAIL_FILE_PATH = FOLDER / "practice_mail"
