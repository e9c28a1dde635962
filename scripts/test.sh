#!/bin/sh
# test.sh [pytest arguments]: the whole suite on PostgreSQL and Redis, then what is marked `both` on the embedded
# default (SQLite), which must pass through every branch of the engine; one closing line adds the two. Fails when any fails.
set -u
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export COVERAGE_FILE="$work/coverage"
# migrated once per kind of database; every process copies it (tests/harness/template.py)
export TEST_TEMPLATE="$work/template"
status=0
chosen=no
[ $# = 0 ] || chosen=yes
part() { # part KIND NAME TITLE command…
  kind=$1 name=$2
  printf '\n— %s\n' "$3"
  shift 3
  code=0
  TEST_DATABASE=$kind TEST_COUNTS="$work/$name.json" .venv/bin/python "$@" || code=$?
  # a part of the suite may hold nothing that is marked for both: pytest then ends with 5
  [ "$code" = 0 ] || [ "$kind$code$chosen" = sqlite5yes ] || status=1
}
# three processes, each with a database of its own, on two cores: one of them always waits for a page, a mail or a lock
part postgresql postgresql "PostgreSQL and Redis" -m pytest -n "${WORKERS:-3}" --dist loadfile --no-loadscope-reorder "$@"
counts="$work/postgresql.json $work/sqlite.json"
engine="tests/workflow tests/proposals/test_filing.py"
# part of the tests passes through part of the engine: only the whole is judged, and only its own tests are measured
if [ $# = 0 ]; then
  counts="$counts $work/engine.json"
  # one process, beside the rest: its words are shown once it is done
  (
    part sqlite engine "SQLite: the engine, branch by branch" \
      -m coverage run --branch --include=workflow/engine.py -m pytest -m both $engine
    exit "$status"
  ) >"$work/engine.txt" 2>&1 &
  beside=$!
  part sqlite sqlite "SQLite: what else is marked for both" -m pytest -n "${WORKERS:-3}" --dist loadfile --no-loadscope-reorder -m both \
    $(printf ' --ignore=%s' $engine)
  wait "$beside" || status=1
  cat "$work/engine.txt"
  printf '\n— Branches of the engine\n'
  .venv/bin/python -m coverage report --show-missing --fail-under=100 || status=1
else
  part sqlite sqlite "SQLite: what is marked for both" -m pytest -m both "$@"
fi
.venv/bin/python scripts/closing_line.py $counts || status=1
exit "$status"
