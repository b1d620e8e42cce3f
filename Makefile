# Each target does all of its own set-up. PYTHON is any Python 3.11 or newer.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin

.PHONY: demo test gates test-interop test-ragas lint types imports benchmark setup setup-dev clean

demo: $(VENV)/.run
	$(BIN)/jauap demo

test: $(VENV)/.dev
	$(BIN)/python -m pytest $(PYTEST_ARGS)

# Labels read by other people's libraries, which pin an older cryptography than ours.
test-interop: $(VENV)-interop/.done
	$(VENV)-interop/bin/python -m pytest tests/labelling/test_auditor_interop.py $(PYTEST_ARGS)

# ragas pins older libraries than ours; its metrics run here against a local double of a model.
test-ragas: $(VENV)-ragas/.done
	$(VENV)-ragas/bin/python -m pytest tests/integration/test_ragas_metrics.py $(PYTEST_ARGS)

gates: $(VENV)/.dev
	$(BIN)/python -m pytest evaluation

lint: $(VENV)/.dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .

types: $(VENV)/.dev
	$(BIN)/mypy

imports: $(VENV)/.dev
	$(BIN)/lint-imports --no-cache

benchmark: $(VENV)/.benchmark
	$(BIN)/python evaluation/benchmarks/retrieval.py --data $(DATA)
	$(BIN)/python evaluation/benchmarks/speed.py --data $(DATA)

setup: $(VENV)/.run
setup-dev: $(VENV)/.dev

$(VENV)/.uv: requirements/uv.txt
	@echo "==> Making the virtual environment $(VENV)"
	@$(PYTHON) -c 'import sys; sys.exit("jauap needs Python 3.11 or newer; this is " + sys.version.split()[0] + ". Run: make PYTHON=python3.11") if sys.version_info < (3, 11) else None'
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/uv.txt
	@touch $@

$(VENV)/.run: $(VENV)/.uv requirements/run.txt pyproject.toml
	@echo "==> Installing jauap and what it runs on"
	@$(BIN)/uv pip install --require-hashes -r requirements/run.txt --python $(BIN)/python
	@$(BIN)/uv pip install --quiet --no-deps --no-build-isolation -e . --python $(BIN)/python
	@touch $@

$(VENV)/.dev: $(VENV)/.uv requirements/dev.txt pyproject.toml
	@echo "==> Installing jauap and what its tests need"
	@$(BIN)/uv pip install --require-hashes -r requirements/dev.txt --python $(BIN)/python
	@$(BIN)/uv pip install --quiet --no-deps --no-build-isolation -e . --python $(BIN)/python
	@touch $@ $(VENV)/.run

$(VENV)-interop/.done: $(VENV)/.uv requirements/interop.txt pyproject.toml
	@$(BIN)/uv venv --quiet --allow-existing --python $(BIN)/python $(VENV)-interop
	@$(BIN)/uv pip install --require-hashes -r requirements/interop.txt --python $(VENV)-interop/bin/python
	@$(BIN)/uv pip install --quiet --no-deps --no-build-isolation -e . --python $(VENV)-interop/bin/python
	@touch $@

$(VENV)-ragas/.done: $(VENV)/.uv requirements/ragas.txt pyproject.toml
	@$(BIN)/uv venv --quiet --allow-existing --python $(BIN)/python $(VENV)-ragas
	@$(BIN)/uv pip install --require-hashes -r requirements/ragas.txt --python $(VENV)-ragas/bin/python
	@$(BIN)/uv pip install --quiet --no-deps --no-build-isolation -e . --python $(VENV)-ragas/bin/python
	@touch $@

$(VENV)/.benchmark: $(VENV)/.dev requirements/benchmark.txt
	@$(BIN)/uv pip install --require-hashes -r requirements/benchmark.txt --python $(BIN)/python
	@touch $@

clean:
	rm -rf $(VENV) $(VENV)-interop $(VENV)-ragas .jauap dist
