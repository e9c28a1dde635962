#!/bin/sh
# programs.sh run|test|dev: what the system must have. All that is missing is installed at once when root, else named in
# one line to paste. Libraries for PDF files may wait when the house is only run; everything else must be there.
set -eu
cd "$(dirname "$0")/.."
needed="" later="" faster=""
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
  # Chromium without its window halves what the browser's tests cost; with it, they prove the same
  if ! has "${CHROMIUM:-chromium-headless-shell}"; then
    if has chromium; then faster=" chromium-headless-shell"; else needed="$needed chromium-headless-shell"; fi
  fi
  has java || needed="$needed default-jre-headless"
  # a running Redis (REDIS_URL) is used when there is one
  has redis-server || [ -n "${REDIS_URL:-}" ] || needed="$needed redis-server"
  needed="$needed$later" later=""
fi

[ -n "$needed$later$faster" ] || exit 0
if [ "$(id -u)" = 0 ] && has apt-get; then
  install="apt-get install -y -qq --no-install-recommends"
  export DEBIAN_FRONTEND=noninteractive
  printf '· Installing:%s\n' "$needed$later$faster"
  if [ -n "$needed$later" ]; then
    apt-get update -qq
    # shellcheck disable=SC2086
    $install $needed $later >/dev/null
  fi
  # shellcheck disable=SC2086
  [ -z "$faster" ] || { apt-get update -qq && $install $faster >/dev/null; } ||
    printf '! The tests go on without%s, and take longer.\n' "$faster"
elif [ -n "$needed" ]; then
  printf 'Programs are missing here. Paste: sudo apt-get install -y --no-install-recommends%s\n' "$needed$later" >&2
  exit 1
elif [ -n "$faster" ]; then
  printf '! The tests take less time with: sudo apt-get install -y --no-install-recommends%s\n' "$faster"
else
  printf '! PDF files need a few libraries. Everything else works without. Paste: sudo apt-get install -y --no-install-recommends%s\n' "$later" >&2
fi
