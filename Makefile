# make run   sets the site up and serves it on PORT (default 8000)
# make test  runs every check and every test but the drills
# make drills runs the long tests: everything there is, and a site grown large
# make audit asks whether a locked package has a known weakness
# make sbom  writes what the site is made of (CycloneDX)
# They work on a fresh machine that has Python 3.11 or newer with venv, and make.

PYTHON ?= python3
PORT ?= 8000
VENV ?= .venv
BIN := $(VENV)/bin
export PORT

.PHONY: run test lint types checks tests drills audit sbom format messages guide-screenshots lock register clean check-python check-port help

help:
	@sed -n 's/^# \(make .*\)/\1/p' Makefile

run: check-python check-port $(VENV)/.installed
	@$(BIN)/python portal/run_locally.py

test: lint types checks tests

check-python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
		echo "Python 3.11 or newer is needed: install it, or say where it is: make run PYTHON=/path/to/python3.12" >&2; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || { \
		echo "Python's venv module is missing: install it (Debian and Ubuntu: apt install python3-venv)" >&2; exit 1; }

check-port:
	@$(PYTHON) portal/run_locally.py check

$(VENV)/.installed: requirements.txt | check-python
	@echo "Installing (once) ..."
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install -qq --disable-pip-version-check --require-hashes -r requirements.txt
	@touch $@

$(VENV)/.installed-dev: requirements-dev.txt | check-python
	@echo "Installing the tools (once) ..."
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install -qq --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@touch $@

lint: $(VENV)/.installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/djade --check --target-version 5.2 $$(find templates -name '*.html')

types: $(VENV)/.installed-dev
	$(BIN)/mypy

# Production settings need their secrets; these values protect nothing and reach nobody.
checks: $(VENV)/.installed-dev
	$(BIN)/python -m portal.catalogues
	SECRET_KEY=$$($(BIN)/python -c 'import secrets; print(secrets.token_urlsafe(50))') ALLOWED_HOSTS=example.org \
		PORTAL_BASE_URL=https://example.org DATABASE_URL=sqlite://:memory: PORTAL_VAR_DIR=/nonexistent \
		$(BIN)/python manage.py check --deploy --fail-level WARNING --settings=portal.settings.production
	$(BIN)/python manage.py check --settings=portal.settings.dev
	$(BIN)/python manage.py makemigrations --check --dry-run --settings=portal.settings.test

# Twice as many processes as two cores: a third of the time a test waits for a server or a browser.
tests: $(VENV)/.installed-dev
	$(BIN)/python -m pytest -n 4 $(PYTEST_ARGS)

drills: $(VENV)/.installed-dev
	$(BIN)/python -m pytest -n 2 -m drill $(PYTEST_ARGS)

# AUDIT_SERVICE=osv asks another source. Ends with 2 where no source answers.
audit: $(VENV)/.installed-dev
	@$(BIN)/python deploy/audit.py

sbom: $(VENV)/.installed-dev
	@$(BIN)/python deploy/bill_of_materials.py

format: $(VENV)/.installed-dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	$(BIN)/djade --target-version 5.2 $$(find templates -name '*.html')

# Needs gettext's programs (xgettext, msgmerge).
messages: $(VENV)/.installed-dev
	$(BIN)/python manage.py makemessages --locale nl --locale fr --no-obsolete --no-wrap --add-location file \
		--ignore '.venv/*' --ignore 'var/*' --settings=portal.settings.dev
	$(BIN)/python -m portal.catalogues --tidy

# Needs Chromium.
guide-screenshots: $(VENV)/.installed-dev
	$(BIN)/python docs/guide/screenshots.py

# Needs uv. Three files: what the site needs, that with the extras of docs/scaling.md, and all of it with the tools.
COMPILE := uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	--no-strip-extras --no-header --no-annotate --upgrade
lock:
	$(COMPILE) -o requirements.txt
	$(COMPILE) --all-extras --constraint requirements.txt -o requirements-extras.txt
	$(COMPILE) --all-extras --group dev --constraint requirements-extras.txt -o requirements-dev.txt

clean:
	rm -rf $(VENV) .mypy_cache .pytest_cache .ruff_cache htmlcov test-artifacts
