#!/bin/sh
# libraries.sh: what PDF files need from the system. Installed when root, else named in one line to paste.
set -eu
needed=""
for pair in libpango-1.0.so.0=libpango-1.0-0 libpangoft2-1.0.so.0=libpangoft2-1.0-0 libharfbuzz-subset.so.0=libharfbuzz-subset0; do
  [ -n "$(find /usr/lib /lib -name "${pair%%=*}*" -print -quit 2>/dev/null)" ] || needed="$needed ${pair#*=}"
done
[ -z "$needed" ] && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
  printf '· Installing for PDF files:%s\n' "$needed"
  apt-get update -qq
  # shellcheck disable=SC2086
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $needed >/dev/null
else
  printf '! PDF files need a few libraries. Everything else works without. Paste: sudo apt-get install -y%s\n' "$needed" >&2
fi
