#!/bin/sh
# provision-tests.sh: everything the tests need. PostgreSQL and the HTML checker come with the lock (wheels); Chromium,
# Java, Redis and the libraries of PDF files are Debian's.
set -eu
cd "$(dirname "$0")/.."
scripts/environment.sh test
scripts/catalogues.sh
