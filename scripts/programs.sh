#!/bin/sh
# programs.sh run|test|dev: what the system must have. All that is missing is installed at once when root, else named in
# one line to paste. Libraries for PDF files may wait when the house is only run; everything else must be there.
set -eu
cd "$(dirname "$0")/.."
needed="" later=""
has() { command -v "$1" >/dev/null 2>&1; }
library() { # library FILE PACKAGE
  [ -n "$(find /usr/lib /lib -name "$1*" -print -quit 2>/dev/null)" ] || later="$later $2"
}

# Debian's python3 lacks what makes a virtual environment
[ -x .venv/bin/python ] || { has python3 && python3 -c 'import ensurepip' 2>/dev/null; } || needed=" python3-venv"
if [ "$1" != dev ]; then
  library libpango-1.0.so.0 libpango-1.0-0
  library libpangoft2-1.0.so.0 libpangoft2-1.0-0
  library libharfbuzz-subset.so.0 libharfbuzz-subset0
fi
if [ "$1" = test ]; then
  has "${CHROMIUM:-chromium}" || needed="$needed chromium"
  has java || needed="$needed default-jre-headless"
  # a running Redis (REDIS_URL) is used when there is one
  has redis-server || [ -n "${REDIS_URL:-}" ] || needed="$needed redis-server"
  needed="$needed$later" later=""
fi

[ -n "$needed$later" ] || exit 0
if [ "$(id -u)" = 0 ] && has apt-get; then
  printf '· Installing:%s\n' "$needed$later"
  apt-get update -qq
  # shellcheck disable=SC2086
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $needed $later >/dev/null
elif [ -n "$needed" ]; then
  printf 'Programs are missing here. Paste: sudo apt-get install -y --no-install-recommends%s\n' "$needed$later" >&2
  exit 1
else
  printf '! PDF files need a few libraries. Everything else works without. Paste: sudo apt-get install -y --no-install-recommends%s\n' "$later" >&2
fi
