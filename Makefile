# make run    set everything up and serve the dashboard        PORT=8050 HOST=127.0.0.1 DATA=data
# make test   set everything up, a browser and LibreOffice too, and run all tests
# make bench  set everything up and measure how fast it is, in 20 minutes      QUICK=1 for 3 minutes
# make data   check the deliveries and build their release
# make check  check the deliveries only
# make lint   style and types
# make lock   write the exact versions now installed to requirements.lock
# make clean  remove the environment and everything built

DATA ?= data
HOST ?= 127.0.0.1
PORT ?= 8050
PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do \
	command -v $$p >/dev/null 2>&1 && $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' && { echo $$p; break; }; done)
BIN := .venv/bin

.DEFAULT_GOAL := help
.PHONY: help run test bench data check lint lock clean browser

help:
	@sed -n 's/^# make/make/p' Makefile

run: .venv/ready
	@$(BIN)/python -m dashboard.ingest build --keep-served --data "$(DATA)"
	@HOST="$(HOST)" PORT="$(PORT)" DATA="$(DATA)" exec $(BIN)/python app.py

data: .venv/ready
	@$(BIN)/python -m dashboard.ingest build --data "$(DATA)"

check: .venv/ready
	@$(BIN)/python -m dashboard.ingest check --data "$(DATA)"

test: .venv/ready-dev browser
	@$(BIN)/python -m pytest

bench: .venv/ready-dev
	@$(BIN)/python tests/chromium.py
	@$(BIN)/python -m bench $(if $(QUICK),--quick)

browser: .venv/ready-dev
	@$(BIN)/python tests/chromium.py
	@$(BIN)/python tests/office.py

lint: .venv/ready-dev
	@$(BIN)/ruff check .
	@$(BIN)/mypy

lock: .venv/ready-dev
	@$(BIN)/pip freeze > requirements.lock

clean:
	rm -rf .venv bench/.work data/warehouse examples/*/warehouse .pytest_cache .ruff_cache .mypy_cache test-results

.venv/made:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed and was not found; install it, or name it: make run PYTHON=/path/to/python3"; exit 1; }
	@echo "Setting up the environment (once) ..."
	@$(PYTHON) -m venv .venv || { echo "Python's venv module is needed (on Debian and Ubuntu: apt install python3-venv)"; rm -rf .venv; exit 1; }
	@touch $@

.venv/ready: .venv/made requirements.txt requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt -c requirements.lock
	@touch $@

.venv/ready-dev: .venv/ready requirements-dev.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt -c requirements.lock
	@touch $@
