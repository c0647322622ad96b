"""manage.py with the settings of a real site, whatever .env says: for checks that must not depend on the machine."""

import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.update(SECRET_KEY="bare-" + "".join(map(chr, range(48, 123))), DEBUG="False", PRACTICE="False", HTTPS="True")
os.environ.update(SITE_URL="https://preis.example", DATABASE_URL="", CACHE_URL="")
os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"

from django.core.management import execute_from_command_line  # after the environment

execute_from_command_line(sys.argv)
