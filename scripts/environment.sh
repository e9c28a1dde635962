#!/bin/sh
# environment.sh LOCK: the virtual environment `.venv` with exactly what requirements/LOCK.txt names, hashes checked.
# Does nothing when it is there already. Uses uv when it can be had, pip otherwise: the lock is the same.
set -eu
cd "$(dirname "$0")/.."
lock="requirements/$1.txt"
unset PYTHONDONTWRITEBYTECODE
say() { printf '%s\n' "· $*"; }

fingerprint=$(sha256sum "$lock" | cut -c1-16)
# a larger lock holds the smaller ones: test holds run
for larger in "$1" test dev; do
  if [ -e ".venv/.installed-$larger-$(sha256sum "requirements/$larger.txt" | cut -c1-16)" ]; then
    case "$1-$larger" in run-run|run-test|run-dev|test-test|test-dev|dev-dev) exit 0 ;; esac
  fi
done

if [ ! -x .venv/bin/python ]; then
  say "Making the virtual environment .venv"
  if ! python3 -m venv .venv 2>/dev/null; then
    rm -rf .venv
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
      apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq python3-venv >/dev/null
      python3 -m venv .venv
    else
      echo "Python cannot make virtual environments here. Paste: sudo apt-get install -y python3-venv" >&2
      exit 1
    fi
  fi
fi
[ -x .venv/bin/uv ] || .venv/bin/python -m pip install -q --disable-pip-version-check uv 2>/dev/null || true
say "Installing $lock (hashes checked)"
if [ -x .venv/bin/uv ]; then
  .venv/bin/uv pip install -q --python .venv/bin/python --require-hashes -r "$lock"
else
  .venv/bin/python -m pip install -q --disable-pip-version-check --require-hashes -r "$lock"
fi
rm -f .venv/.installed-*
touch ".venv/.installed-$1-$fingerprint"
