# Meritline: every verb a person needs. Each works as the first command on a machine with Python 3.11+ and make.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
export PATH := $(CURDIR)/$(BIN):$(PATH)
export DO_NOT_TRACK := 1
PIP    := $(BIN)/python -m pip --disable-pip-version-check --quiet install --require-hashes --no-deps

.PHONY: help demo test test-engines test-databases test-office lint ui bench lock clean
help:            ## List the verbs.
	@grep -hE '^[a-z-]+: .*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*##/\t/' | expand -t 16

$(VENV)/.installed: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit("Meritline needs Python 3.11, 3.12 or 3.13; $(PYTHON) is " + sys.version.split()[0] + ". Set PYTHON=python3.11.") if not (3, 11) <= sys.version_info < (3, 14) else 0'
	@echo "Installing into $(VENV) (once, about a minute) ..."
	@$(PYTHON) -m venv $(VENV)
	@$(PIP) -r requirements.lock
	@$(BIN)/python -m pip --disable-pip-version-check --quiet install --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.engines: requirements-engines.lock $(VENV)/.installed
	@$(PIP) -r requirements-engines.lock
	@touch $@

demo: $(VENV)/.installed  ## Build everything for the invented company and deliver it under var/.
	@$(BIN)/meritline demo

test: $(VENV)/.installed  ## Run the tests, in two processes.
	@$(BIN)/python -m pytest --numprocesses 2

test-engines: $(VENV)/.engines  ## Build on Spark too and compare every mart row by row with DuckDB (needs Java 17).
	@$(BIN)/python -m pytest tests/engines

test-databases: $(VENV)/.installed  ## Load from a PostgreSQL of the tests' own (needs its programs, package postgresql).
	@$(BIN)/python -m pytest tests/databases

test-office: $(VENV)/.installed  ## Decide in LibreOffice and read it back (needs its program, package libreoffice-calc).
	@$(BIN)/python -m pytest tests/office

lint: $(VENV)/.installed  ## ruff, import-linter, mypy, sqlfluff and the shared-SQL check.
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/lint-imports --no-cache
	@$(BIN)/mypy --no-incremental
	@$(BIN)/python -m tests.architecture.shared_sql
	@MERITLINE_WAREHOUSE=:memory: $(BIN)/sqlfluff lint --disable-progress-bar --processes 2 dbt_project/models dbt_project/tests

ui: $(VENV)/.installed  ## Dagster's web UI.
	@$(BIN)/meritline ui

bench: $(VENV)/.installed  ## Seconds and memory of each stage, of landing, of the people model, of a compensation cycle, of goals and of succession.
	@$(BIN)/python -m benchmarks.stages
	@$(BIN)/python -m benchmarks.landing
	@$(BIN)/python -m benchmarks.people
	@$(BIN)/python -m benchmarks.compensation
	@$(BIN)/python -m benchmarks.goals
	@$(BIN)/python -m benchmarks.succession

lock:            ## Renew the lock files from pyproject.toml (needs uv).
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --no-emit-index-url --group dev --group ui --group remote pyproject.toml -o requirements.lock
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --no-emit-index-url --group engines -c requirements.lock -o requirements-engines.lock

clean:           ## Remove what a run leaves behind.
	rm -rf var dbt_project/target dbt_project/logs
