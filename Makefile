# `make help` says what there is. Needs nothing but make and Python 3.11 to 3.13.

.DEFAULT_GOAL := help
SHELL := /bin/sh
.PHONY: up test check bench shots messages lock environment environment-dev clean help

SUPPORTED := import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))
# The first Python on this machine that Haven supports; `make up PYTHON=…` names another.
ifndef PYTHON
PYTHON := $(shell for python in python3 python3.13 python3.12 python3.11; do \
	$$python -c '$(SUPPORTED)' 2>/dev/null && echo $$python && break; done)
endif
VENV := .venv/bin

up: environment ## Build what is missing, prepare var/ with a demo university, start Haven [PORT=8000]
	@exec $(VENV)/haven up $(if $(PORT),--port $(PORT))

test: environment-dev ## Run the tests [ARGS='tests/core -k mail'] [JOBS=2] [QUICK=1]
	OPENBLAS_NUM_THREADS=1 $(VENV)/python -m pytest -n $(or $(JOBS),2) $(if $(QUICK),-m "not slow and not browser") $(ARGS)

check: environment-dev ## Lint, types, imports, migrations, translations, host names [ONLY=types]
	@$(VENV)/python -m tools.check $(ONLY)

bench: environment-dev ## Measure what is promised; prints JSON lines [ONLY=house.] [DATA=folder]
	@$(VENV)/python -m tests.bench $(if $(ONLY),--only $(ONLY)) $(if $(DATA),--data $(DATA))

shots: environment-dev ## Picture every page in both languages and widths into var/shots [ONLY=sign-in]
	@$(VENV)/python -m tests.e2e.shots $(if $(ONLY),--only $(ONLY))

messages: environment-dev ## Bring src/haven/locale/nl up to date with the texts in the code
	@$(VENV)/python -m tools.messages

LOCK := compile --universal --python-version 3.11 --generate-hashes --no-header --quiet $(if $(UPGRADE),--upgrade)
lock: environment-dev ## Make the locks again after a change in requirements*.in [UPGRADE=1]
	$(VENV)/uv pip $(LOCK) requirements.in -o requirements.lock
	$(VENV)/uv pip $(LOCK) requirements-dev.in -o requirements-dev.lock

environment environment-dev:
	@if ! "$(PYTHON)" -c '$(SUPPORTED)' 2>/dev/null; then \
		echo "Haven needs Python 3.11, 3.12 or 3.13$(if $(PYTHON), and $(PYTHON) is none of these)." \
			"Install one or name it: make up PYTHON=/path/to/python3.12" >&2; exit 1; fi
	@$(PYTHON) tools/environment.py $(if $(findstring dev,$@),--dev)

clean: ## Remove the environment and all caches; var/ (your data) stays
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis build dist
	find src tests tools -name __pycache__ -type d -prune -exec rm -rf {} +
	find src -name '*.mo' -delete

help:
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)
