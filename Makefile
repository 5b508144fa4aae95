# `make help` lists the targets. Only Python 3.11 or later and pip are needed; no Node, no PostgreSQL.

PORT ?= 8000
HOST ?= 127.0.0.1
DATA ?= data
WORKERS ?= 2

PYTHON := $(shell for p in .venv/bin/python python3 python3.14 python3.13 python3.12 python3.11 python; do \
	"$$p" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo "$$p" && break; done)
ifeq ($(PYTHON),)
$(error Strongroom needs Python 3.11 or later, and there is none on PATH)
endif
VENV := .venv/bin/python
PYTEST := $(VENV) -m pytest
NOT_SOAK := -m "not soak"

.DEFAULT_GOAL := help
.PHONY: help run test check style leaks soak bench clean prepare-run prepare-test

help: ## list the targets
	@echo "make TARGET, where TARGET is one of:"
	@sed -n 's/^\([a-z]*\):[^#]*## /  \1\t/p' Makefile | expand -t 12

run: prepare-run ## install, build and serve with the demo firm (PORT=8000 HOST=127.0.0.1 DATA=data)
	@exec $(VENV) -P -m strongroom serve --demo --end-with-parent \
		--host "$(HOST)" --port "$(PORT)" --data "$(DATA)"

test: prepare-test style ## install what the tests need, a browser too, and run them all
	@STRONGROOM_CHROMIUM="$$($(VENV) scripts/browser.py)" && export STRONGROOM_CHROMIUM && \
		STRONGROOM_NGINX="$$($(VENV) scripts/nginx.py)" && export STRONGROOM_NGINX && \
		$(PYTEST) -n $(WORKERS) $(NOT_SOAK)

check: prepare-test style ## the fast part: format, lint, types, import contracts, scripts, templates, quick tests
	@$(PYTEST) -q -n $(WORKERS) -m "not slow and not browser and not soak"

style: prepare-test ## format, lint, types, import contracts, scripts, templates
	@$(VENV) -m ruff format --check .
	@$(VENV) -m ruff check .
	@$(VENV) -m mypy
	@.venv/bin/lint-imports
	@$(VENV) frontend/lint.py
	@.venv/bin/djlint src/strongroom/templates --check --lint --quiet
	@.venv/bin/djlint src/strongroom/components --profile=jinja --check --lint --quiet

leaks: prepare-test ## the tests that nothing is seen by whom it is not for
	@$(PYTEST) -n $(WORKERS) -m "leaks and not soak"

soak: prepare-test ## the long generated runs
	@$(PYTEST) -n $(WORKERS) -m soak

bench: prepare-test ## measure; each script prints a ratio
	@for script in bench/[a-z]*.py; do echo "== $$script"; $(VENV) "$$script" || exit 1; done

clean: ## remove what was installed and built (the data folder stays)
	rm -rf .venv frontend/node_modules src/strongroom/static/built test-results dist build
	rm -rf .ruff_cache .mypy_cache .pytest_cache .import_linter_cache .hypothesis .make

prepare-run:
	@$(PYTHON) scripts/prepare.py run

prepare-test:
	@$(PYTHON) scripts/prepare.py test
