# `make` alone lists what there is.  Every target makes the machine ready first.
.DEFAULT_GOAL := help
.PHONY: help demo demo-reset test test-long lint types migrations messages screens bench lock lock-check ready ready-to-test

BIN := .venv/bin
PYTEST := $(BIN)/pytest
UV = $(shell command -v uv || ls ~/.local/bin/uv .venv-uv/bin/uv 2>/dev/null | head -1)
COMPILE = $(UV) pip compile --quiet --universal --python-version 3.11 --group dev \
	--generate-hashes --no-header --no-annotate
MESSAGES := --locale es --no-location --no-wrap --no-obsolete --ignore .venv --ignore tests
OUR_PYTHON := fund applications disbursements reports tests manage.py

help:  ## this list
	@awk -F ':.*  ## ' '/^[a-z-]+:.*  ## / { printf "  make %-12s %s\n", $$1, $$2 }' Makefile

demo: ready  ## run everything on this machine, with a made-up year in it; Ctrl-C stops it
	@exec $(BIN)/python -m fund.supervisor

demo-reset: ready  ## the same, starting over: deletes what was entered
	@exec $(BIN)/python -m fund.supervisor --reset

test: ready-to-test lint types migrations lock-check  ## everything that must hold, browser journeys included
	$(PYTEST) -q -n 2 --dist loadfile

test-long: ready-to-test  ## tests that take minutes
	$(PYTEST) -q -m long

lint: ready  ## style, templates, and which room may import which
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/djlint --quiet --lint templates
	$(BIN)/lint-imports --no-cache

types: ready  ## mypy, strict
	$(BIN)/mypy $(OUR_PYTHON)

migrations: ready  ## no model has changed without its migration
	$(BIN)/python manage.py makemigrations --check --dry-run

messages: ready-to-test  ## gather the words to translate, and compile the translations
	$(BIN)/python manage.py makemessages $(MESSAGES)
	$(BIN)/python manage.py compilemessages --verbosity 0 --locale es --ignore .venv

screens: ready-to-test  ## a picture of every screen, narrow and wide, in docs/screens/
	$(BIN)/python -m tests.screens

bench: ready-to-test  ## how fast it is
	$(PYTEST) -q -m benchmark -s tests/benchmarks

lock: ready  ## choose versions anew for what pyproject.toml asks for
	$(COMPILE) --upgrade --output-file requirements.lock pyproject.toml

lock-check: ready  ## requirements.lock is what pyproject.toml asks for
	@mkdir -p .data && cp requirements.lock .data/checked.lock
	@if $(COMPILE) --output-file .data/checked.lock pyproject.toml; \
	then diff requirements.lock .data/checked.lock && echo "requirements.lock is up to date"; \
	else echo "No package index in reach: requirements.lock was not compared"; fi

ready:
	@deploy/bootstrap demo

ready-to-test:
	@deploy/bootstrap test
