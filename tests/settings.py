"""The settings of the house in MODE=test, made hostile."""

import os

from cnrs_coop.settings import *  # the star is how Django settings extend one another
from cnrs_coop.settings import CACHES, DATA_DIR, DATABASES, IS_EMBEDDED, REDIS_URL, STORAGES, TEMPLATES
from tests.hostile.templates import Refusal

if IS_EMBEDDED:
    # a file, as the house has it: in memory, two writers do not wait for each other
    DATABASES["default"]["TEST"] = {"NAME": str(DATA_DIR / "suite.sqlite3")}
# one round of hashing is enough to prove what a password does
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
TEMPLATES[0]["OPTIONS"]["string_if_invalid"] = Refusal("%s")
# no collectstatic before the tests: files are found where they stand, under their own names
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
STATIC_ROOT = None
# each test has a cache of its own, whichever server keeps it
CACHES["default"]["KEY_FUNCTION"] = "tests.isolation.cache_key"
if REDIS_URL:
    CELERY_BROKER_TRANSPORT_OPTIONS = {"global_keyprefix": f"coopinteer-tests-{os.getpid()}-"}
