# CoopIntEer. `make` alone lists what can be done.
.DEFAULT_GOAL := help
SHELL := /bin/sh
PYTHON := .venv/bin/python
unexport PYTHONDONTWRITEBYTECODE

# a recipe reads it; SEED= on the command line plays the same life again
export SEED ACTIONS MONTHS

.PHONY: help run lock messages test check audit tour bench bench-life

help: ## this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1\t/' | awk -F'\t' '{printf "  make %-10s %s\n", $$1, $$2}'

run: ## the whole house on this machine, with a demonstration (PORT and DATA_DIR choose where)
	@scripts/environment.sh run
	@scripts/catalogues.sh
	@exec $(PYTHON) manage.py serve --prepare

lock: ## write the hashed locks again from pyproject.toml (UPGRADE=1 takes newer versions)
	@scripts/environment.sh dev
	@scripts/lock.sh $(if $(UPGRADE),--upgrade,)

messages: ## read the texts of the code into the French catalogue (needs gettext)
	@scripts/environment.sh dev
	@scripts/messages.sh

test: ## the whole suite: PostgreSQL, Redis, Chromium; then what is marked for both on SQLite (ARGS="-k word")
	@scripts/provision-tests.sh
	@scripts/test.sh $(ARGS)

check: ## lint, types, layers, migrations, translations, settings of production, documents up to date
	@scripts/environment.sh dev
	@scripts/catalogues.sh
	@$(PYTHON) scripts/check.py

audit: ## every page × role × language × theme × width through axe, each journey in both languages, more walks (long)
	@scripts/provision-tests.sh
	@EVERY_LANGUAGE=1 WALKS=30 $(PYTHON) -m pytest tests/audit.py tests/journeys/test_whole_path.py tests/journeys/test_results.py tests/proposals/test_machine.py $(ARGS)

tour: ## pictures of every page into docs/tour/
	@scripts/provision-tests.sh
	@$(PYTHON) scripts/tour.py

bench: ## the floor and each page's multiple of it, with query counts (ONLY=name for one)
	@scripts/provision-tests.sh
	@$(PYTHON) -m benchmarks $(ONLY)

bench-life: ## ten years of 500 actions, the laws asked at each step (half an hour; SEED= plays one again, ACTIONS= fewer)
	@scripts/provision-tests.sh
	@$(PYTHON) -m benchmarks.life
