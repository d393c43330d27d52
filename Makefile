# Needs Python 3.11 or newer, git and make; everything else is installed into .venv. `make help` lists what it does;
# ARGS="--as-of 2026-11-01" hands on options.
# GNU make 3.81 and POSIX sh suffice.

# The newest Python that the lock files are tested with, else any that is new enough. PYTHON=... chooses another.
PYTHON ?= $(shell for p in python3.14 python3.13 python3.12 python3.11 python3 python; do \
	"$$p" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && command -v "$$p" && break; done)
PY := .venv/bin/python
PIP := $(PY) -m pip --disable-pip-version-check --no-input install --quiet --require-hashes

# What .venv was made from is in the names of its stamps, so a changed lock file, and nothing else, installs anew.
sum = $(shell cksum < $(1) | tr ' ' -)
SITE_STAMP := .venv/site-$(call sum,requirements.lock)
TEST_STAMP := .venv/test-$(call sum,requirements-test.lock)
ifeq ($(shell $(PY) -c '' 2>/dev/null && echo works),)
$(SITE_STAMP): FORCE
endif

.PHONY: help site setup check serve test lint format bless fuzz bench references screenshots lock clean FORCE
.DEFAULT_GOAL := help

help:  ## this list
	@grep -E '^[a-z]+:.*##' Makefile | sed -E 's/^([a-z]+):.*## */make \1:/' | awk -F: '{printf "%-18s%s\n", $$1, $$2}'

site: $(SITE_STAMP)  ## build content/ into site/
	$(PY) build.py $(ARGS)

check: $(SITE_STAMP)  ## say what is wrong with the content; publish nothing
	$(PY) build.py check $(ARGS)

serve: $(SITE_STAMP)  ## preview the site while editing
	$(PY) build.py serve $(ARGS)

test: setup lint  ## lint, type-check and test, on up to four cores
	$(PY) -m pytest --numprocesses auto --maxprocesses 4 --dist loadfile --no-loadscope-reorder $(ARGS)

setup: $(TEST_STAMP)  ## install everything that tests need, browser included
	$(PY) -m tests.setup_browser

lint: $(TEST_STAMP)
	$(PY) -m ruff check
	$(PY) -m ruff format --check
	$(PY) -m mypy
	.venv/bin/zizmor --quiet --offline --strict-collection --persona auditor .github .pre-commit-hooks.yaml

format: $(TEST_STAMP)  ## format the code and mend what the linter can
	$(PY) -m ruff check --fix-only --quiet
	$(PY) -m ruff format

bless: setup  ## accept the site's present output as the one tests expect
	$(PY) -m pytest --bless

fuzz: setup  ## check and build content that nobody would write; ARGS="--trees 20000"
	$(PY) -m tests.fuzz $(ARGS)

bench: setup  ## measure speed and size; ARGS="--scale --authorities 1000" one large build
	$(PY) -m benchmarks $(ARGS)

references: $(SITE_STAMP)  ## write the generated pages of docs/ again from the code
	$(PY) -m followthrough.reference

screenshots: setup  ## take the pictures in docs/images again
	$(PY) -m tests.screenshots

lock:  ## write the lock files again from pyproject.toml
	$(PYTHON) -m venv .venv-lock
	.venv-lock/bin/python -m pip --disable-pip-version-check install --quiet uv==0.13.9
	$(COMPILE) -o requirements.lock
	$(COMPILE) -o requirements-test.lock --extra test -c requirements.lock

COMPILE = UV_CUSTOM_COMPILE_COMMAND="make lock" .venv-lock/bin/uv pip compile --quiet --upgrade pyproject.toml \
	--universal --python-version 3.11 --generate-hashes --no-annotate --no-emit-index-url --no-emit-find-links

clean:  ## remove everything that make makes, the site too
	rm -rf .venv .venv-lock site .cache .hypothesis .mypy_cache .pytest_cache .ruff_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(SITE_STAMP):
	@test -n "$(PYTHON)" || { echo "Followthrough needs Python 3.11 or newer; none found on the PATH." \
		"Install one, or name it: make $(MAKECMDGOALS) PYTHON=/path/to/python3" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || $(VENV_HELP)
	@echo "Installing Followthrough's libraries into .venv with $$($(PYTHON) --version)"
	@$(PYTHON) -m venv --clear .venv
	@$(PIP) -r requirements.lock
	@touch $@

$(TEST_STAMP): $(SITE_STAMP)
	@echo "Installing the test tools into .venv"
	@$(PIP) -r requirements-test.lock
	@touch $@

# Debian and Ubuntu keep venv in a package of its own.
VENV_PACKAGE = python$$($(PYTHON) -c 'import sys; print("%d.%d" % sys.version_info[:2])')-venv
VENV_HELP = if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	apt-get -qq update && DEBIAN_FRONTEND=noninteractive \
	apt-get -qq -o DPkg::Lock::Timeout=600 install -y --no-install-recommends $(VENV_PACKAGE); else \
	echo "$(PYTHON) cannot make virtual environments. On Debian and Ubuntu: sudo apt-get install $(VENV_PACKAGE)" >&2; \
	exit 1; fi
