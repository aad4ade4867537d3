# Two commands matter: `make run` and `make test`. `make help` shows the others.
# Another Python: make run PYTHON=python3.13

PYTHON ?=
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
ARGS ?= demo

.DEFAULT_GOAL := help
.PHONY: help run test lint format e2e bench lock clean

help: ## show this
	@awk -F ':.*## ' '/^[a-z0-9]+:.*## / { printf "make %-8s %s\n", $$1, $$2 }' Makefile

run: $(READY) ## open the console on the demo's campaign day; ARGS="…" gives beredt other arguments
	@$(BIN)/beredt $(ARGS)

test: $(READY) ## all tests that need no server
	@$(BIN)/pytest $(ARGS_TEST)

lint: $(READY) ## ruff, mypy --strict and the rules for imports
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo

format: $(READY) ## let ruff put the code in order
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

e2e: $(READY) ## install a whole Bluesky under .e2e, start it on loopback and drive the console against it
	@$(BIN)/python -m tests.e2e.install
	@$(BIN)/python tests/e2e/install.py
	@$(BIN)/pytest -m e2e tests/e2e $(ARGS_TEST)

bench: $(READY) ## measure what the README claims
	@$(BIN)/python -m benchmarks $(ARGS_BENCH)

lock: ## pin the newest versions that fit pyproject.toml, for every Python at once (needs uv)
	uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
		--group dev --extra apprise --extra keyring --upgrade --quiet -o requirements.lock

clean: ## remove what make built
	rm -rf $(VENV) .e2e .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache dist build

$(READY): requirements.lock pyproject.toml scripts/venv.sh
	@bash scripts/venv.sh $(VENV) "$(PYTHON)"
	@touch $(READY)
