# The commands of this project. `make` alone prints them.
.DEFAULT_GOAL := help
.PHONY: help run dev demo test bench eval hammer check lock clean

PORT ?= 8000
HOST ?= 127.0.0.1
EVALUATE ?= ../shared/data/foryou/evaluate.py
STREAM ?= ../shared/data/foryou/plain.jsonl.gz
# The first Python on this machine that is new enough; `make run PYTHON=/path/to/python` chooses another.
PYTHON ?= $(firstword $(foreach name,python3 python3.14 python3.13 python3.12 python3.11,$(shell \
	$(name) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $(name))))
BIN := .venv/bin
MANAGE := $(BIN)/python manage.py
PIP_INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-input
# What production needs, with values that only serve to check it.
PRODUCTION := DJANGO_SETTINGS_MODULE=newsroom.settings.production \
	SECRET_KEY=only-for-checking-0123456789-abcdefghijklmnopqrstuvwxyz-ABCDEFG \
	ALLOWED_HOSTS=news.example.org DATABASE_URL=sqlite:///var/check.sqlite3 EMAIL_HOST=mail.example.org \
	DEFAULT_FROM_EMAIL=news@example.org MFA_ENCRYPTION_KEYS=MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=

help:  ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: .venv/installed  ## start the site here: everything from an empty folder to http://127.0.0.1:8000
	@exec $(MANAGE) serve --host $(HOST) --port $(PORT)

dev: .venv/installed  ## the same with debug pages and auto-reload
	@DJANGO_SETTINGS_MODULE=newsroom.settings.dev $(MANAGE) serve --prepare-only
	@DJANGO_SETTINGS_MODULE=newsroom.settings.dev exec $(MANAGE) runserver $(HOST):$(PORT)

demo: .venv/installed  ## load the demonstration newsroom into this site (again: adds nothing twice)
	@$(MANAGE) serve --prepare-only --no-demo
	@$(MANAGE) load_demo

test: .venv/tested  ## everything from scratch to a green suite, browser journeys included
	@$(BIN)/python -m tests.browser
	@$(BIN)/python -m pytest -n auto --dist loadfile --no-loadscope-reorder $(ARGS)

bench: .venv/installed  ## measure the site at 1,000, 100,000 and 1,000,000 stories into docs/performance.md (SIZES="1000" for fewer)
	@$(BIN)/python -m tests.benches

eval: .venv/installed  ## score For You on recorded streams beside simple rankings (EVALUATE=evaluate.py STREAM="a.jsonl.gz b.jsonl.gz")
	@$(BIN)/python $(EVALUATE) $(STREAM) --cmd "$(MANAGE) foryou_replay" --checks $(ARGS)

hammer: .venv/tested  ## 64 connections ask while stories and comments change; what was stale, and for how long (ARGS="--help")
	@$(BIN)/python -m tests.benches.hammer $(ARGS)

check: .venv/tested  ## lint, format, templates, import contracts, types, deploy checks, missing migrations
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	git ls-files -z 'templates/*.html' | xargs -0 $(BIN)/djade --target-version 5.2 --check
	$(BIN)/lint-imports
	$(BIN)/mypy
	$(PRODUCTION) $(MANAGE) check --deploy --fail-level WARNING
	$(MANAGE) makemigrations --check --dry-run

lock: .venv/tested  ## compile the locked requirements from requirements.in and tests/requirements.in
	@for name in requirements tests/requirements; do \
		$(BIN)/uv pip compile --quiet --universal --python-version 3.11.0 --generate-hashes --no-emit-index-url \
		--custom-compile-command "make lock" $$name.in -o $$name.txt; done

clean:  ## remove the virtual environment and caches; data in var/ stays
	rm -rf .venv .pytest_cache .mypy_cache .ruff_cache .hypothesis

.venv/installed: requirements.txt
	@test -n "$(PYTHON)" || { echo "Newsroom needs Python 3.11 or newer, and none is on the path: install it (Debian: apt-get install python3 python3-venv), or name one: make run PYTHON=/path/to/python3"; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Newsroom needs Python 3.11 or newer; $(PYTHON) is older. Name another: make run PYTHON=/path/to/python3"; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { echo "$(PYTHON) has no venv module: install it first (Debian and Ubuntu: apt-get install python3-venv)."; exit 1; }
	@echo "• Making the virtual environment .venv with $$($(PYTHON) --version)"
	@$(PYTHON) -m venv .venv
	@echo "• Installing requirements.txt (a minute or so the first time)"
	@$(PIP_INSTALL) -r requirements.txt
	@touch $@

.venv/tested: .venv/installed tests/requirements.txt
	@echo "• Installing tests/requirements.txt"
	@$(PIP_INSTALL) -r tests/requirements.txt
	@touch $@
