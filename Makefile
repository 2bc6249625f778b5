# The two commands of the README: `make run` and `make test`.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: run test check bench clean

$(VENV)/.installed: pyproject.toml constraints.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e .
	touch $@

$(VENV)/.installed-tests: $(VENV)/.installed
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[test]'
	touch $@

run: $(VENV)/.installed
	$(BIN)/recovery-atlas serve

test: $(VENV)/.installed-tests
	PATH="$(CURDIR)/$(BIN):$$PATH" tests/browser/install-chromium.sh
	$(BIN)/python -m pytest

clean:
	rm -rf $(VENV) dist build
