#!/bin/sh
# catalogues.sh: compile the translations when a catalogue is newer than what was compiled from it.
set -eu
cd "$(dirname "$0")/.."
for po in locale/*/LC_MESSAGES/django.po; do
  [ -e "$po" ] || exit 0
  if [ ! -e "${po%.po}.mo" ] || [ "$po" -nt "${po%.po}.mo" ]; then
    echo "· Compiling $po"
    .venv/bin/pybabel -q compile -i "$po" -o "${po%.po}.mo"
  fi
done
