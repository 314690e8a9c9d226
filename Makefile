# DreamForge. Each target installs what it needs the first time, and starts in a second the next.
SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.ONESHELL:
.DEFAULT_GOAL := help
.PHONY: help demo serve test coverage test-dynalite test-browser test-on lint audit infra fmt build cloud bench gate openapi postman consumers trust clean

IDEA ?= Hazme una imagen de Colombia
PORT ?= 9000
REGION ?= us-west-2
PY := .venv/bin/python
DREAMFORGE := $(PY) -m backend.local
# Values reach programs through the environment, as they were written: make expands no `$$` in them, and no shell reads them.
NAMED := IDEA PORT DATA SLOW REGION IMAGE_REGION PYTHON
$(foreach name,$(NAMED),$(if $(value $(name)),$(eval override export $(name) := $$(value $(name))),$(eval unexport $(name))))
# Compiled files make the second run of the tests, and each program that they start, seconds faster.
unexport PYTHONDONTWRITEBYTECODE
# Arguments are words for the shell, which reads them as they were written.
override ARGS := $(value ARGS)
ifneq ($(IMAGE_REGION),)
export BEDROCK_IMAGE_REGION := $(IMAGE_REGION)
endif

help: ## Show the targets
	@scripts/show_targets.sh $(MAKEFILE_LIST)

# The environment, made again where it cannot be used any more (a moved folder, another PYTHON), and a stamp for each set
# of packages, renewed when the lock file changes.
.venv/pyvenv.cfg: always
	@scripts/setup.sh check
always:
.venv/.local: poetry.lock scripts/setup.sh .venv/pyvenv.cfg
	@scripts/setup.sh local
	touch $@
.venv/.dev: poetry.lock scripts/setup.sh .venv/pyvenv.cfg
	@scripts/setup.sh local,dev,container
	touch .venv/.local $@
.venv/.bench: poetry.lock scripts/setup.sh .venv/pyvenv.cfg
	@scripts/setup.sh local,dev,container,bench
	touch .venv/.local .venv/.dev $@

demo: .venv/.local ## Turn an idea into a product: make demo IDEA="a red fox in the snow"
	@exec $(DREAMFORGE) create --out out/demo.json -- "$${IDEA:-}"

serve: .venv/.local ## Run the service on this machine: make serve PORT=9000 DATA=folder SLOW=1 REGION=eu-central-1
	@exec $(DREAMFORGE) serve

# All but what has a target of its own: the browser's, and those of Terraform and the aws CLI in `make infra`.
PYTEST := -m pytest -n auto --dist worksteal -p tests.progress
PYTEST_HERE := $(PYTEST) --ignore=tests/browser -m "not deploy"

test: .venv/.dev ## Run the tests
	@$(PY) $(PYTEST_HERE) $(ARGS)

coverage: .venv/.dev ## Run the tests, and measure which branches of the service they reach
	@rm -f .coverage*
	$(PY) -m coverage run $(PYTEST_HERE) $(ARGS)
	$(PY) -m coverage combine --quiet
	$(PY) -m coverage report

test-dynalite: .venv/.dev ## Run the repositories' tests on an independent DynamoDB
	@$(PY) -m pytest tests/contract --dynalite -rs $(ARGS)

test-browser: .venv/.dev ## Run the tests of the pages, in Chromium
	@$(PY) -m pytest tests/browser $(ARGS)

# What can depend on the interpreter's version, on another one: our code by itself (annotations, parsers), sockets and
# event loops, the zip, and paths through everything. Not pictures and print files: native libraries draw them, for minutes.
# All tests: make test-on VERSION=3.13 ON=tests
VERSION ?= 3.13
ON ?= tests/unit $(addprefix --ignore=tests/unit/,designer/test_compositions.py print_files typesetting test_restyling.py) \
    tests/infra/test_zip.py $(wildcard tests/contract/test_container*.py) \
    $(addprefix tests/contract/,test_transport.py test_local_gateway.py test_presigned_post.py deploy_test) \
    $(addprefix tests/app/,test_create.py test_chat_stream.py test_mcp.py test_uploads.py)
test-on: ## Run what can depend on the version of Python on another one: make test-on VERSION=3.13
	@if ! python=$$(scripts/find_python.sh $(VERSION)); then
	    echo "skipped: no Python $(VERSION) on this machine"
	    exit 0
	fi
	PYTHON=$$python VENV=.venv-$(VERSION) scripts/setup.sh check
	if [ ! -e .venv-$(VERSION)/.dev ] || [ poetry.lock -nt .venv-$(VERSION)/.dev ]; then
	    PYTHON=$$python VENV=.venv-$(VERSION) scripts/setup.sh local,dev,container
	    touch .venv-$(VERSION)/.dev
	fi
	.venv-$(VERSION)/bin/python $(PYTEST_HERE) -p no:cacheprovider $(ON) $(ARGS)

lint: .venv/.dev ## Check style, types, layers, documents
	@scripts/lint.sh

audit: .venv/.dev ## Look for weaknesses and vulnerable packages; write the bill of materials
	@scripts/audit.sh

infra: .venv/.dev ## Check Terraform: form, validity, its tests, checkov, and that it is what the code and docs/deploy.md say
	@scripts/infra.sh
	$(PY) $(PYTEST) -m deploy tests/infra $(ARGS)

fmt: .venv/.dev ## Bring the code into form
	@$(PY) -m ruff check --fix --quiet .
	$(PY) -m ruff format --quiet .
	scripts/lint_web.sh fix || [ $$? = 77 ]

openapi: .venv/.local ## Write docs/openapi.json, infra/apps/paths.json and models.json
	@scripts/write_output.sh docs/openapi.json $(DREAMFORGE) openapi
	scripts/write_output.sh infra/apps/paths.json $(DREAMFORGE) paths
	scripts/write_output.sh infra/apps/models.json $(DREAMFORGE) models --json
	if command -v npm > /dev/null; then $(MAKE) --no-print-directory postman; else echo "without npm: docs/postman_collection.json stays as it is"; fi

postman: .venv/.local ## Write docs/postman_collection.json and its environment, of docs/openapi.json (needs npm)
	@$(PY) -m tests.consumers.collection

# The slow half as well: make consumers FULL=1. Some of them: make consumers ARGS="redocly hey-api"
FULL ?=
consumers: .venv/.dev ## Let generators and agents of others read the API and call it
	@$(PY) -m tests.consumers $(if $(FULL),--full) $(ARGS)
	$(if $(ARGS),,$(PY) -m tests.consumers.mcp.run)

# Some of it, against the cells that are known to fail: make trust ARGS="--sample 250 --seed 1"
trust: .venv/.dev ## Try faults at every call, kills, races and attacks; write docs/trust.md
	@$(PY) -m tests.trust $(if $(ARGS),,--report docs/trust.md) $(ARGS)

build: .venv/.dev ## Build the Lambda's zip and its layer into dist/, with their bills of materials
	@$(PY) scripts/build_zip.py
	scripts/audit.sh sbom

cloud: .venv/.dev ## Apply Terraform onto an empty laptop cloud, and prove what it deployed: make cloud REGION=eu-central-1
	@exec $(DREAMFORGE) cloud

gate: .venv/.dev ## Count instructions, and fail when they grew by more than 3 %: make gate ARGS=--write keeps new figures
	@$(PY) -m benchmarks.gate $(ARGS) || [ $$? = 77 ]

bench: .venv/.bench ## Measure, next to peers, and write docs/performance.md
	@$(PY) -m benchmarks
	$(PY) -m benchmarks document

clean: ## Remove what was made
	@rm -rf out dist .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
