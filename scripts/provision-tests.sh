#!/bin/sh
# provision-tests.sh: everything the tests need. PostgreSQL and the HTML checker come with the lock (wheels); Chromium,
# Java and Redis are Debian's: installed when root, else named in one line to paste.
set -eu
cd "$(dirname "$0")/.."
scripts/environment.sh "${1:-test}"
scripts/libraries.sh
scripts/catalogues.sh

needed=""
has() { command -v "$1" >/dev/null 2>&1; }
has "${CHROMIUM:-chromium}" || needed="$needed chromium"
has java || needed="$needed default-jre-headless"
# a running Redis (REDIS_URL) is used when there is one
has redis-server || [ -n "${REDIS_URL:-}" ] || needed="$needed redis-server"
[ -z "$needed" ] && exit 0
if [ "$(id -u)" = 0 ] && has apt-get; then
  printf '· Installing for the tests:%s\n' "$needed"
  apt-get update -qq
  # shellcheck disable=SC2086
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $needed >/dev/null
else
  printf 'The tests need programs that are not here. Paste: sudo apt-get install -y --no-install-recommends%s\n' "$needed" >&2
  exit 1
fi
