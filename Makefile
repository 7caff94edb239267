# Every target sets up what it needs; `make help` lists them.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-builtin-rules --no-print-directory
.DELETE_ON_ERROR:

PYTHON ?= python3
VENV := .venv
# The venv's Node comes before any other, and uv never fetches a Python.
export PATH := $(CURDIR)/$(VENV)/bin:$(PATH)
export UV_PYTHON_DOWNLOADS := never

PY := $(VENV)/.stamp-py

.PHONY: help
help: ## List the targets.
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sort | awk -F ':.*## ' '{printf "  %-12s %s\n", $$1, $$2}'

.PHONY: install
install: $(PY) ## Make .venv with everything the project needs, and nothing else.

$(VENV)/bin/python:
	$(PYTHON) -m venv $(VENV)

# uv is faster; without it pip does the same from the same lock.
$(VENV)/.stamp-uv: $(VENV)/bin/python
	@$(VENV)/bin/pip install --quiet --disable-pip-version-check 'uv>=0.13,<1' \
		|| echo 'uv cannot be had: pip will do its work'
	@touch $@

$(PY): $(VENV)/.stamp-uv requirements.lock pyproject.toml
	@if [ -x $(VENV)/bin/uv ]; then \
		$(VENV)/bin/uv pip sync --quiet --require-hashes requirements.lock; \
		$(VENV)/bin/uv pip install --quiet --no-deps --no-build-isolation --editable .; \
	else \
		$(VENV)/bin/pip install --quiet --require-hashes --requirement requirements.lock; \
		$(VENV)/bin/pip install --quiet --no-deps --no-build-isolation --editable .; \
	fi
	@touch $@

.PHONY: lock
lock: $(VENV)/.stamp-uv ## Resolve pyproject.toml anew into requirements.lock (pins and hashes, no addresses).
	$(VENV)/bin/uv lock --quiet --upgrade
	$(VENV)/bin/uv export --quiet --locked --all-groups --no-emit-project --no-header --output-file requirements.lock
