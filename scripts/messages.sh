#!/bin/sh
# messages.sh: gather the texts of the code into the French catalogue; guesses are emptied, so that a person writes them,
# and no-break spaces are put before the signs.
set -eu
cd "$(dirname "$0")/.."
MODE=test .venv/bin/python manage.py makemessages -l fr --no-wrap --no-obsolete --add-location file \
  -i .venv -i var -i node_modules -i tests -i static
.venv/bin/python - <<'PY'
import polib

path = "locale/fr/LC_MESSAGES/django.po"
catalogue = polib.pofile(path, wrapwidth=0)
catalogue.metadata = {
    "MIME-Version": "1.0",
    "Content-Type": "text/plain; charset=UTF-8",
    "Content-Transfer-Encoding": "8bit",
    "Language": "fr",
    "Plural-Forms": "nplurals=2; plural=(n > 1);",
}
for entry in catalogue:
    if entry.fuzzy:
        entry.flags.remove("fuzzy")
        entry.msgstr, entry.msgstr_plural = "", {key: "" for key in entry.msgstr_plural}
        entry.previous_msgid = entry.previous_msgid_plural = entry.previous_msgctxt = None
catalogue.save(path)
missing = catalogue.untranslated_entries()
print(f"{len(catalogue)} texts, {len(missing)} without French.")
for entry in missing:
    print(" ", entry.msgid)
PY
.venv/bin/python -m scripts.check_translations --mend
scripts/catalogues.sh
