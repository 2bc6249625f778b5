# The two commands of the README: `make run` and `make test`.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt
PACKED := build/releases

.PHONY: run test coverage check prove bench releases words clean

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

# A browser and what it looks at need both cores; all other tests go side by side.
test: $(VENV)/.installed-tests
	PATH="$(CURDIR)/$(BIN):$$PATH" tests/browser/install-chromium.sh
	$(BIN)/python -m pytest tests/browser --cov --cov-fail-under=0
	$(BIN)/python -m pytest -n 2 --ignore tests/browser --cov --cov-append
	@missed=$$($(BIN)/coverage report --include='geodata/attack/*,geodata/disclosure/*' --show-missing --fail-under=100) \
	  || { echo "$$missed"; echo "lines of geodata/attack and geodata/disclosure that no test runs; expected none"; exit 1; }

# Lines and branches of disclosure control; all of them, or it fails. The compiled parts are run line by line too.
coverage: $(VENV)/.installed-tests
	$(BIN)/python -m pytest -n 2 tests/geodata/disclosure --cov=geodata/attack --cov=geodata/disclosure --cov-branch --cov-fail-under=100

check: $(VENV)/.installed-tests
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports

# The audit against a complete search over worlds of records, number by number; hours for all shapes.
SEEDS ?= 2000
prove: $(VENV)/.installed-tests
	$(BIN)/python -m tests.promises.worlds.prove --seeds $(SEEDS)

bench: $(VENV)/.installed-tests
	$(BIN)/python -m benchmarks.lookup
	$(BIN)/python -m benchmarks.disclosure
	$(BIN)/python -m benchmarks.pooling
	$(BIN)/python -m benchmarks.protection_growth
	$(BIN)/python -m benchmarks.optimum
	$(BIN)/python -m benchmarks.shown
	$(BIN)/python -m benchmarks.readers
	$(BIN)/python -m benchmarks.map
	$(BIN)/python -m benchmarks.soak
	$(BIN)/python -m benchmarks.site
	$(BIN)/python -m benchmarks.loading

# The releases that `make run` shows. Build them anew when the rules, the regions or the pages change, and commit them.
releases: $(VENV)/.installed
	rm -rf $(PACKED) && mkdir -p $(PACKED) dashboard/releases
	$(BIN)/python tests/promises/packaged.py dashboard/releases $(PACKED)

# Carries a change of the English over to the other languages, marked as to be looked at.
words: $(VENV)/.installed
	$(BIN)/pybabel update --input-file dashboard/wording/locale/atlas.pot --output-dir dashboard/wording/locale \
	  --domain atlas --width 118 --ignore-pot-creation-date

clean:
	rm -rf $(VENV) dist build
