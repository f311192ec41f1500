# Two commands: `make timelines` and `make test`. Both make .venv the first time; uv is used where it is on the PATH.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

.PHONY: timelines test lint lock start docs

timelines: $(READY)
	$(BIN)/timeline build data/articles build/html --edits data/events.csv

test: $(READY)
	$(BIN)/python -m pytest -n auto -q

# JupyterLab on the first notebook.
start: $(READY)
	$(BIN)/jupyter lab notebooks/01-read-one-article.ipynb

# The notebooks as pages, for people who only read; they run on a copy, so that data/events.csv stays as it is.
docs: $(READY)
	rm -rf build/docs build/docs-run && mkdir -p build/docs-run && cp -r notebooks data build/docs-run
	PLOTLY_RENDERER=notebook $(BIN)/jupyter nbconvert --to html --execute --output-dir build/docs build/docs-run/notebooks/*.ipynb

lint: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

# Versions for every platform and Python, without the address of an index.
lock:
	uv pip compile pyproject.toml --all-extras --universal --python-version 3.11 --no-emit-index-url --no-header \
	  --upgrade --quiet --output-file requirements.lock

$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Python 3.11 or later is needed; $(PYTHON) is older. Say which to use: make PYTHON=python3.12 timelines"; exit 2; }
	@if command -v uv >/dev/null 2>&1; then \
	  test -x $(BIN)/python || uv venv --quiet --python "$$(command -v $(PYTHON))" $(VENV); \
	  uv pip install --quiet --python $(BIN)/python -r requirements.lock && \
	  uv pip install --quiet --python $(BIN)/python --no-deps --editable .; \
	else \
	  test -x $(BIN)/python || $(PYTHON) -m venv $(VENV); \
	  $(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.lock && \
	  $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --editable .; \
	fi
	@touch $@
