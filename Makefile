# `make` alone lists what can be made. Everything is installed into .venv and node_modules of this folder.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory
.PHONY: help run install test attack lint format draw lock bench clean

PORT ?= 5000
# Narrow the tests while you work: make test ARGS="tests/web/test_sign_in.py --database sqlite"
ARGS ?=
# How many requests `make attack` makes up on each database
REQUESTS ?= 100000
# How many times as many files and policies it makes up as a short run
TIMES ?= 50
JOBS ?= $(shell nproc 2>/dev/null || echo 2)

BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet --quiet
PYTEST := $(BIN)/python -m pytest -q --durations=5
RAN := build/ran

help: ## List what can be made
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-8s %s\n", $$1, $$2}'

install: .venv/.run node_modules/.run ## Install the service for production, as docs/running.md goes on
	@$(BIN)/python assets.py

run: .venv/.run node_modules/.run ## Start the service with fictional people at http://127.0.0.1:5000 (PORT=...)
	@$(BIN)/python assets.py
	@mkdir -p instance
	@CONFIG=demo $(BIN)/flask --app wsgi db upgrade
	@CONFIG=demo $(BIN)/flask --app wsgi demo load
	@echo "Open http://127.0.0.1:$(PORT) - stop with Ctrl+C"
	@CONFIG=demo CLOCK=beside BIND=127.0.0.1:$(PORT) exec $(BIN)/gunicorn wsgi:app

test: .venv/.test node_modules/.test ## Run every test: rules, pages on both databases, browsers, HTML checker, axe
	@scripts/test-tools
	@$(BIN)/python assets.py
	@$(BIN)/python -m journeys.draw
ifneq ($(ARGS),)
	@$(PYTEST) $(ARGS)
else
	@rm -rf build/pages $(RAN)
	@mkdir -p $(RAN)
	@echo "== Rules, forms, journeys and whatever is quick"
	@$(PYTEST) -n $(JOBS) --dist worksteal --ignore tests/web --ignore tests/attack --ignore tests/browser --junit-xml $(RAN)/quick.xml tests
	@echo "== Pages and moves, as the service answers them"
	@$(PYTEST) -n $(JOBS) --dist worksteal --junit-xml $(RAN)/web.xml tests/web tests/attack
	@echo "== Browsers, HTML checker and axe, over the pages which those tests were shown"
	@$(PYTEST) -n $(JOBS) --dist worksteal --junit-xml $(RAN)/browser.xml tests/browser
	@$(BIN)/python -m tests.support.ran
endif

attack: .venv/.test node_modules/.run ## Attack the service at length: kills, races, made-up files and requests (takes hours)
	@$(BIN)/python assets.py
	@mkdir -p build
	@ATTACK_TIMES=$(TIMES) $(PYTEST) -n $(JOBS) --dist worksteal -m attack -o faulthandler_timeout=0 --long --requests $(REQUESTS)
	@cat build/fuzzed.txt

lint: .venv/.test ## Check style, types and who imports whom
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

format: .venv/.test ## Put the code in its standard form
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

draw: .venv/.run ## Draw the journeys and the moves into the README and keep the names of pages (make test does too)
	@$(BIN)/python -m journeys.draw

LOCK := $(BIN)/pip-compile --quiet --generate-hashes --allow-unsafe --strip-extras \
	--no-emit-index-url --no-emit-find-links --no-emit-trusted-host

lock: .venv/.test ## Pin the Python packages anew after a change to requirements*.in
	@$(LOCK) --output-file requirements.txt requirements.in
	@$(LOCK) --output-file requirements-dev.txt requirements-dev.in

bench: .venv/.test node_modules/.run ## Measure what a request costs
	@$(BIN)/python assets.py
	@$(BIN)/python -m bench.smoke

clean: ## Remove everything that was installed or built, and the demo's data
	@rm -rf .venv node_modules build instance .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

# What is installed. Each stamp lies in the folder that it vouches for, and is older than the list it was made from
# when that list has changed. The packages of the tests include those of the service, at the same versions.

.venv/bin/python:
	@scripts/make-venv

.venv/.run: requirements.txt | .venv/bin/python
	@scripts/own-folder .venv
	@echo "Installing the service's Python packages"
	@$(PIP) install --require-hashes -r requirements.txt
	@touch $@

.venv/.test: requirements-dev.txt | .venv/bin/python
	@scripts/own-folder .venv
	@echo "Installing the tests' Python packages"
	@$(PIP) install --require-hashes -r requirements-dev.txt
	@touch $@

# A full install serves the service too: never remove the tests' packages from under them.
node_modules/.run: package.json package-lock.json
	@scripts/own-folder node_modules
	@if [ ! -e node_modules/.test ] || [ package-lock.json -nt node_modules/.test ]; then \
		echo "Installing the service's styles and scripts"; npm ci --omit=dev --no-audit --no-fund --loglevel=error; fi
	@touch $@

node_modules/.test: package.json package-lock.json
	@scripts/own-folder node_modules
	@echo "Installing styles, scripts and checkers"
	@npm ci --no-audit --no-fund --loglevel=error
	@touch node_modules/.run $@
