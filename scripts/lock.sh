#!/bin/sh
# lock.sh: write requirements/*.txt again from pyproject.toml: exact versions, hashes, no address.
# psycopg2 is declared in pyproject.toml: production builds it from its source; the others take the wheel of the same
# version, which needs no compiler.
set -eu
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
.venv/bin/python - "$work" <<'PY'
import re, sys, tomllib
from pathlib import Path

project = tomllib.loads(Path("pyproject.toml").read_text())
run = [re.sub(r"^psycopg2(?=[<>=])", "psycopg2-binary", line) for line in project["project"]["dependencies"]]
groups = project["dependency-groups"]
wanted = {
    "installer": ["uv"],
    "run": run,
    "production": project["project"]["dependencies"],
    "test": run + groups["test"],
    "dev": run + groups["test"] + groups["dev"],
}
for name, lines in wanted.items():
    Path(sys.argv[1], f"{name}.in").write_text("\n".join(lines) + "\n")
PY
for name in installer run production test dev; do
  .venv/bin/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
    --no-emit-index-url --no-emit-find-links "$work/$name.in" -o "requirements/$name.txt" "$@"
done
