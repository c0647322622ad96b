# Two commands: `make run` and `make test`. The rest is for those who change the code.
# The first Python that really starts and is new enough; a version manager's shim may be there and not start.
PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11 python; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 && { echo $$p; break; }; done)
BIN := .venv/bin
PORT ?= 8000
export PORT

.PHONY: help run test test-postgres check lint bench lock graph clean pictures messages

help:
	@echo "make run            the practice site on http://localhost:$(PORT) (PORT=… for another)"
	@echo "make test           all tests; DATABASE_URL=postgres://… for PostgreSQL"
	@echo "make check          everything that must be green: lint, types, floors, migrations, tests"
	@echo "make bench          measurements into bench/RESULTS.md"
	@echo "make pictures       the pictures of README and handbooks, taken anew"
	@echo "make messages       bring the translations' catalogues to the sentences in the code"
	@echo "make lock           new lock files from pyproject.toml (needs uv)"

run:
	@test -n "$(PYTHON)" || { echo "*** Python 3.11 or newer is needed and was not found."; exit 1; }
	@$(PYTHON) tools/prepare.py run
	@$(BIN)/python tools/fetch_kern.py
	@$(BIN)/python tools/run_site.py

prepare-dev:
	@test -n "$(PYTHON)" || { echo "*** Python 3.11 or newer is needed and was not found."; exit 1; }
	@$(PYTHON) tools/prepare.py dev
	@$(BIN)/python tools/fetch_kern.py --dev

test: prepare-dev
	@echo "· tests"
	@$(BIN)/python -m pytest -n 2 --dist loadgroup -m "not browser and not threads"
	@echo "· tests with real threads and in the browser"
	@$(BIN)/python -m pytest -m "browser or threads"

lint: prepare-dev
	@echo "· ruff";       $(BIN)/ruff check . && $(BIN)/ruff format --check .
	@echo "· djlint";     $(BIN)/djlint --quiet --lint templates
	@echo "· floors";     $(BIN)/lint-imports --no-logo
	@echo "· mypy";       SECRET_KEY=$$(printf 'x%.0s' $$(seq 50)) $(BIN)/mypy prize jury certificates config
	@echo "· migrations"; $(BIN)/python tools/manage_bare.py makemigrations --check --dry-run
	@echo "· deploy";     $(BIN)/python tools/manage_bare.py check --deploy --fail-level WARNING
	@echo "· catalogues"; $(BIN)/python tools/check_catalogues.py

check: lint test

# The PostgreSQL of this machine, if one answers; says so if none does.
test-postgres: prepare-dev
	@$(BIN)/python tools/test_postgres.py

bench: prepare-dev
	@$(BIN)/python bench/run.py

graph: prepare-dev
	@$(BIN)/python tools/manage_bare.py draw_workflow

messages: prepare-dev
	@$(BIN)/python tools/make_messages.py

lock:
	uv pip compile pyproject.toml --universal --generate-hashes --python-version 3.11 --no-header --no-annotate --no-emit-index-url -q -o requirements/run.txt
	uv pip compile pyproject.toml --group dev -c requirements/run.txt --universal --generate-hashes --python-version 3.11 --no-header --no-annotate --no-emit-index-url -q -o requirements/dev.txt
	uv pip compile --group node --universal --generate-hashes --python-version 3.11 --no-header --no-annotate --no-emit-index-url -q -o requirements/node.txt

clean:
	rm -rf .venv node_modules var

pictures: prepare-dev
	@$(BIN)/python tools/take_pictures.py
