# Every target only calls the project's own commands; `make help` lists them.
PYTHON ?= python3
BIN := .venv/bin
export PYTHONUTF8 := 1

.DEFAULT_GOAL := help
.PHONY: help setup setup-dev demo build test test-browser test-servers test-spark soak lint bench docs check-dbt-utils clean lock

help: ## list the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 20

.venv/.setup: requirements.lock pyproject.toml
	@test -x $(BIN)/python || $(PYTHON) -c "import sys; v = sys.version_info[:2]; (3, 11) <= v < (3, 14) or sys.exit('error: python3 is %d.%d, and this needs 3.11 to 3.13: make PYTHON=python3.12 ...' % v)"
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check uv
	$(BIN)/uv pip install --quiet --compile-bytecode --python $(BIN)/python -r requirements.lock
	$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --editable .
	@touch $@

.venv/.setup-dev: requirements-dev.lock .venv/.setup
	$(BIN)/uv pip install --quiet --compile-bytecode --python $(BIN)/python -r requirements-dev.lock
	@touch $@

setup: .venv/.setup ## create .venv with the locked default dependencies, and dbt_packages
	$(BIN)/dental-collections setup

setup-dev: setup .venv/.setup-dev ## everything that tests, lints and benchmarks need

demo: setup ## a sample practice from nothing to its key figures
	$(BIN)/dental-collections demo

build: setup ## build and test the warehouse over what is loaded
	$(BIN)/dental-collections build

test: setup-dev ## everything that needs no server
	$(BIN)/python -m pytest -n 3 --dist loadfile --no-loadscope-reorder -m "not servers and not spark and not browser"

test-browser: setup-dev ## the report of a whole practice, in Debian's Chromium too
	$(BIN)/python -m pytest -m browser

test-servers: setup-dev ## what needs PostgreSQL and MariaDB; starts them where nothing listens
	$(BIN)/python -m pytest -m servers

test-spark: setup-dev ## the whole build on Spark
	$(BIN)/python -m pytest -m spark

soak: export SOAK_ROUNDS := $(or $(ROUNDS),1)
soak: setup-dev ## balances of chance against the second ledger: every release with every setting, ROUNDS times (1)
	$(BIN)/python -m pytest python_helpers/tests/models/test_tie_out_random.py

lint: setup-dev ## ruff, mypy, sqlfluff, dbt-bouncer
	$(BIN)/ruff check python_helpers
	$(BIN)/ruff format --check python_helpers
	$(BIN)/mypy
	$(BIN)/dental-collections lint

bench: setup-dev ## rows, seconds, memory and growth of load and build at three sizes
	$(BIN)/dental-collections bench

docs: setup ## dbt's own documentation site, in target/duckdb
	$(BIN)/dental-collections docs

check-dbt-utils: setup-dev ## compare the dbt_utils stand-in with the real package where it can be had
	$(BIN)/dental-collections check-dbt-utils

lock: setup ## write the lock files anew from pyproject.toml
	$(BIN)/uv pip compile -q pyproject.toml --universal --python-version 3.11 --no-emit-index-url --no-annotate --no-header --all-extras -o requirements-dev.lock
	$(BIN)/uv pip compile -q pyproject.toml --universal --python-version 3.11 --no-emit-index-url --no-annotate --no-header --extra quality -c requirements-dev.lock -o requirements.lock

clean: ## remove what can be made again; data stays
	rm -rf target logs dbt_packages .pytest_cache .mypy_cache .ruff_cache
