#!/bin/sh
# environment.sh run|test|dev: what the system lacks (programs.sh), then the virtual environment `.venv` with exactly what
# the lock of that name says, hashes checked. Uses uv when it can be had, pip otherwise: the lock is the same.
set -eu
cd "$(dirname "$0")/.."
lock="requirements/$1.txt"
unset PYTHONDONTWRITEBYTECODE
say() { printf '%s\n' "· $*"; }

scripts/programs.sh "$1"
fingerprint=$(sha256sum "$lock" | cut -c1-16)
# a larger lock holds the smaller ones: test holds run
for larger in "$1" test dev; do
  if [ -e ".venv/.installed-$larger-$(sha256sum "requirements/$larger.txt" | cut -c1-16)" ]; then
    case "$1-$larger" in run-run|run-test|run-dev|test-test|test-dev|dev-dev) exit 0 ;; esac
  fi
done

# the system's Python before one compiled on this machine, which runs a quarter slower without the profile of its makers
fit() { "$1" -c 'import ensurepip, sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; }
if [ ! -x .venv/bin/python ]; then
  python=python3
  ! fit /usr/bin/python3 || python=/usr/bin/python3
  if ! fit "$python"; then
    echo "python3 is $(python3 -V | cut -d" " -f2): the house needs Python 3.11 or later." >&2
    exit 1
  fi
  say "Making the virtual environment .venv"
  rm -rf .venv
  "$python" -m venv .venv
fi
[ -x .venv/bin/uv ] || .venv/bin/python -m pip install -q --disable-pip-version-check --require-hashes \
  -r requirements/installer.txt 2>/dev/null || say "uv cannot be had: pip installs, more slowly"
say "Installing $lock (hashes checked)"
# uv knows neither pip's settings nor the certificates of a company's network: pip is asked when it fails
.venv/bin/uv pip install -q --python .venv/bin/python --require-hashes -r "$lock" 2>/dev/null ||
  .venv/bin/python -m pip install -q --disable-pip-version-check --require-hashes -r "$lock"
rm -f .venv/.installed-*
touch ".venv/.installed-$1-$fingerprint"
