# The two commands of the README: `make run` and `make test`.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt
LOST_SOULS := build/lost-souls

.PHONY: run test check bench releases clean

$(VENV)/.installed: pyproject.toml constraints.txt
	$(PYTHON) -m venv $(VENV)
	$(INSTALL) hatchling editables
	$(INSTALL) --no-build-isolation -e .
	touch $@

$(VENV)/.installed-tests: $(VENV)/.installed
	$(INSTALL) --no-build-isolation -e '.[test]'
	touch $@

run: $(VENV)/.installed
	$(BIN)/recovery-atlas serve

test: $(VENV)/.installed-tests
	PATH="$(CURDIR)/$(BIN):$$PATH" tests/browser/install-chromium.sh
	$(BIN)/python -m pytest

check: $(VENV)/.installed-tests
	$(BIN)/ruff check
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: $(VENV)/.installed-tests
	$(BIN)/python -m benchmarks.lookup

# The release that `make run` shows. Build it anew when the rules, the regions or the pages change, and commit it.
releases: $(VENV)/.installed
	rm -rf $(LOST_SOULS) && mkdir -p $(LOST_SOULS) dashboard/releases
	$(BIN)/recovery-atlas example operation-lost-souls \
	  --out $(LOST_SOULS)/records.csv --operations-out $(LOST_SOULS)/operations.csv
	$(BIN)/recovery-atlas publish $(LOST_SOULS)/records.csv --operations $(LOST_SOULS)/operations.csv \
	  --policy internal --out $(LOST_SOULS)/internal
	$(BIN)/python -c 'import sys; from pathlib import Path; from geodata.release import pack_release; \
	  pack_release(*map(Path, sys.argv[1:]))' $(LOST_SOULS)/internal dashboard/releases/operation-lost-souls-internal.zip

clean:
	rm -rf $(VENV) dist build
