# A newcomer types `make demo` or `make test`; a developer also `make check`, `make soak`, `make messages` and `make lock`.

SHELL := /bin/bash
PYTHON ?= python3
PORT ?= 8000
TESTS ?=
BIN := .venv/bin
UV := $(BIN)/uv

export PATH := $(CURDIR)/$(BIN):$(PATH)
export DJANGO_SETTINGS_MODULE := lec.settings
# Behind an office's proxy, uv and npm trust whom the machine trusts.
export UV_SYSTEM_CERTS := 1
export NODE_USE_SYSTEM_CA := 1

.PHONY: setup demo test soak check rules messages pot lock
.DELETE_ON_ERROR:

# --- Set-up: pip, npm and Debian's own packages; nothing is done again while nothing has changed.

SYNCED := .venv/.synced
VENDOR := lec/web/static/vendor/.copied
CATALOGS := $(patsubst %.po,%.mo,$(wildcard locale/*/LC_MESSAGES/*.po))

setup: $(SYNCED) $(VENDOR) $(CATALOGS)
	@:

$(UV):
	setup/debian.sh venv "$(PYTHON)"
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check uv==0.13.9

$(SYNCED): $(UV) requirements/dev.lock pyproject.toml
	$(UV) pip sync --quiet --require-hashes --python $(BIN)/python requirements/dev.lock
	$(UV) pip install --quiet --no-deps --no-build-isolation --python $(BIN)/python --editable .
	touch $@

node_modules/.package-lock.json: package-lock.json .npmrc | $(SYNCED)
	npm ci --loglevel=error
	touch $@

$(VENDOR): node_modules/.package-lock.json setup/vendor.py
	$(BIN)/python setup/vendor.py
	touch $@

%.mo: %.po | $(SYNCED)
	$(BIN)/pybabel --quiet compile --input-file=$< --output-file=$@

# --- Work

demo: setup
	$(BIN)/lec demo --port $(PORT)

# TESTS="tests/students -k leave" runs only those.
test: setup
	@setup/debian.sh tests
	LEC_TEST_DATABASE=sqlite $(BIN)/pytest $(TESTS)
	@if setup/debian.sh has-postgresql; then \
	    set -x; LEC_TEST_DATABASE=postgresql $(BIN)/pytest $(TESTS); fi

# Everybody at work at once on PostgreSQL, and server and database killed under them: some five minutes.
soak: setup
	$(BIN)/python -m tests.soak

check: setup
	$(BIN)/ruff format --check --quiet
	$(BIN)/ruff check --quiet --output-format=concise
	$(BIN)/mypy
	$(BIN)/djlint lec/web/templates --lint --quiet
	LEC_DATABASE_URL=sqlite://:memory: $(BIN)/django-admin makemigrations --check --dry-run
	$(BIN)/pytest -n0 -q tests/architecture

# The page of the rules, from the rules; the architecture tests hold the two against each other.
rules: setup
	$(BIN)/python setup/rules.py

messages: $(SYNCED) pot
	$(BIN)/pybabel --quiet update --domain=django --input-file=$(POT) --output-dir=locale --locale=en \
	    --init-missing --no-fuzzy-matching --ignore-obsolete --ignore-pot-creation-date --no-wrap
	@$(MAKE) --no-print-directory setup

# The Thai sentences of Python and templates; the architecture tests hold the English catalog against them.
POT := locale/django.pot

pot:
	@mkdir -p locale
	$(BIN)/pybabel --quiet extract --mapping-file=babel.cfg --output-file=$(POT) \
	    --keywords=gettext_lazy --keywords=gettext_noop --keywords=ngettext_lazy:1,2 \
	    --keywords=pgettext_lazy:1c,2 --keywords=npgettext_lazy:1c,2,3 \
	    --add-location=file --sort-by-file --no-wrap --project=LEC --version=1 --msgid-bugs-address=- .

COMPILE := $(UV) pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-header --no-emit-index-url --no-emit-find-links

# UPGRADE=--upgrade takes the newest versions that requirements/*.in allows.
lock: $(UV)
	$(COMPILE) $(UPGRADE) requirements/prod.in --output-file requirements/prod.lock
	$(COMPILE) $(UPGRADE) requirements/dev.in --output-file requirements/dev.lock
	npm install --package-lock-only
