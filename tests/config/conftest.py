from contextlib import contextmanager

import pytest
from django.db import transaction
from django.test import override_settings


@pytest.fixture(scope="module")
def stage(django_db_setup, django_db_blocker, tmp_path_factory):
    """A practice site, filled once for a module and rolled back at its end: `with stage() as media_root: …`.

    All tests of such a module see the filled database, also those that do not ask for it.
    """
    with django_db_blocker.unblock():
        block = transaction.atomic()
        block.__enter__()

    @contextmanager
    def filling():
        folder = tmp_path_factory.mktemp("files")
        with django_db_blocker.unblock(), override_settings(PRACTICE=True, MEDIA_ROOT=folder):
            yield folder

    yield filling
    with django_db_blocker.unblock():
        transaction.set_rollback(True)
        block.__exit__(None, None, None)
