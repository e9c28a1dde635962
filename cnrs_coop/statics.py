"""How static files are named: each by what it holds, so that a browser that keeps one never mixes two releases.

A module that another one of ours imports is named so too, in the text of whoever imports it. Django can do as much
(`support_js_module_import_aggregation`), but then reads the scripts of every app: some ship imports of files that they
do not ship.
"""

from __future__ import annotations

from django.contrib.staticfiles.storage import ManifestStaticFilesStorage
from whitenoise.storage import CompressedManifestStaticFilesStorage

IMPORTS = ("js/*.js", ((r"""(?P<matched>\b(?P<word>from|import) "(?P<url>\./[^"]+)";)""", '%(word)s "%(url)s";'),))


class Hashed(ManifestStaticFilesStorage):
    """Where the machine's own server sends them."""

    patterns = (*ManifestStaticFilesStorage.patterns, IMPORTS)


class HashedAndCompressed(CompressedManifestStaticFilesStorage):
    """In production: compressed once, when they are collected."""

    patterns = (*CompressedManifestStaticFilesStorage.patterns, IMPORTS)
