# Python 3.11 or newer and make are all that must be there; the rest comes from the package index.
PYTHON ?= python3
PORT   ?= 4566
STAGE  ?= prod
OUT    ?= out
BIN    := .venv/bin
CATALOGS := $(patsubst %.po,%.mo,$(wildcard chalicelib/locale/*/LC_MESSAGES/*.po))

export PORT
.NOTPARALLEL:
.DEFAULT_GOAL := help
.PHONY: help run up down reset test check scenario histories replay-queue bench package env translations machine free-port

help:  ## this list
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 18

run: free-port env translations  ## the whole site on this machine, with a played sample round (PORT=4566)
	@$(BIN)/python -m local.laptop run

up: free-port env translations  ## the same in the background
	@$(BIN)/python -m local.laptop up

down: env  ## stop what `make up` started; its data stays
	@$(BIN)/python -m local.laptop down

reset: down  ## forget the laptop's data: the next run starts afresh
	@rm -rf .local/aws .local/site.json

test: env translations  ## every test
	@$(BIN)/python -m pytest -n 2 --dist loadgroup

# The player says what failed and leaves 0, 1 or 2; make turns both failures into 2.
# For the exact code: .venv/bin/python -m local.player FILE OUT
scenario: env translations  ## one scenario in process, in virtual time (FILE=scenarios/x.yaml OUT=out)
	@$(BIN)/python -m local.player "$(FILE)" "$(OUT)"

# Fresh ones every time; what they find is in out/counter-example.yaml, which FILE= plays again.
histories: env translations  ## random histories, all checked after every action (N=200 SEED=, or FILE=out/counter-example.yaml)
	@$(BIN)/python -m tests.histories $(if $(FILE),"$(FILE)",$(or $(N),200) $(SEED))

# Exit 1 of the tool, a disagreement, is make's 2. For the exact code: .venv/bin/python -m local.replay_queue POOL
replay-queue: env  ## compute who was next again, on the site that is up (POOL=initial/statewide; none: all)
	@$(BIN)/python -m local.replay_queue $(POOL)

check: env translations  ## format, lint, types, import rules, state machines, template, translations
	@$(BIN)/ruff format --check --quiet .
	@$(BIN)/ruff check --quiet .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/statelint state_machines/*.asl.json
	@$(BIN)/python -m local.laptop.package local > /dev/null
	@$(BIN)/cfn-lint build/local/sam.yaml
	@$(BIN)/python -m local.translations check

bench: env translations  ## the performance table
	@$(BIN)/python -m bench

package: env translations  ## what AWS gets (STAGE=prod), into build/<stage>
	@$(BIN)/python -m local.laptop.package $(STAGE)

env: machine .venv/.ready .local/venv/.ready .local/axe/.ready  ## both environments, and axe-core

translations: $(CATALOGS)  ## compile the message catalogs

machine:
	@$(PYTHON) local/laptop/check_machine.py 0 $(MAKECMDGOALS)

free-port:
	@$(PYTHON) local/laptop/check_machine.py $(PORT) $(MAKECMDGOALS)

.venv/.ready: requirements.txt requirements-dev.txt
	@echo "Setting up .venv (once, about a minute) ..."
	@$(PYTHON) -m venv --clear .venv
	@$(BIN)/pip install -qq --disable-pip-version-check -r requirements-dev.txt
	@touch $@

.local/venv/.ready: requirements-laptop.txt
	@echo "Setting up the laptop's AWS (once, under a minute) ..."
	@$(PYTHON) -m venv --clear .local/venv
	@.local/venv/bin/pip install -qq --disable-pip-version-check -r requirements-laptop.txt
	@touch $@

.local/axe/.ready: requirements-axe.txt .venv/.ready
	@rm -rf .local/axe
	@$(BIN)/pip install -qq --disable-pip-version-check --no-deps --no-compile --target .local/axe -r requirements-axe.txt
	@touch $@

%.mo: %.po .venv/.ready
	@$(BIN)/pybabel --quiet compile --input-file=$< --output-file=$@
