# Two commands: `make run` and `make test`. Everything lives in .venv, frontend/node_modules and var/.
# With another Python: make PYTHON=python3.12 run. Some tests only: make test ARGS="tests/contracts -k floors"
PYTHON ?= python3
BIN := .venv/bin
UV := $(BIN)/uv
INSTALL := PYTHON_ASKED=$(if $(filter file,$(origin PYTHON)),,yes) $(PYTHON) tools/install.py

.PHONY: run install test pins clean python

run: install
	@$(BIN)/gongkai run

install: python
	@$(INSTALL)

test: python
	@$(INSTALL) --tests
	@$(BIN)/python tools/run_tests.py $(ARGS)

python:
	@command -v $(PYTHON) >/dev/null || { \
	  echo "$(PYTHON) is missing. As root: apt-get install python3 python3-venv. Or name another: make PYTHON=python3.12 run"; exit 2; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "Gongkai needs Python 3.11 or newer; $(PYTHON) is older. Name another: make PYTHON=python3.12 run"; exit 2; }

pins:
	@$(BIN)/pip install --quiet uv
	$(UV) pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header requirements/base.in -o requirements/base.txt
	$(UV) pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header requirements/test.in -o requirements/test.txt

clean:
	rm -rf .venv frontend/node_modules
