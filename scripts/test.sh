#!/bin/sh
# test.sh [pytest arguments]: the whole suite on PostgreSQL and Redis, then what is marked `both` on the embedded
# default (SQLite); one closing line adds the two. Fails when either part fails.
set -u
cd "$(dirname "$0")/.."
counts=$(mktemp -d)
trap 'rm -rf "$counts"' EXIT
status=0
part() { # part KIND TITLE [pytest arguments]
  kind=$1
  printf '\n— %s\n' "$2"
  shift 2
  TEST_DATABASE=$kind TEST_COUNTS="$counts/$kind.json" .venv/bin/python -m pytest "$@" || status=1
}
part postgresql "PostgreSQL and Redis" "$@"
part sqlite "SQLite: what is marked for both" -m both "$@"
.venv/bin/python scripts/closing_line.py "$counts/postgresql.json" "$counts/sqlite.json" || status=1
exit "$status"
