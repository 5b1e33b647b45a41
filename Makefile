# `make` alone prints every target. Each target sets up what it needs; nothing is done twice.
.DEFAULT_GOAL := help
PYTHON3 ?= python3
PY := .venv/bin/python
export RASA_TELEMETRY_ENABLED := false
export TF_CPP_MIN_LOG_LEVEL := 3

##@ Run
.PHONY: setup run chat train encoder load
setup:  ## set up everything: uv, Python 3.10, dependencies, database, model
	@$(PYTHON3) -m bot.setup
run: setup  ## set up if needed, then serve bot (5005), actions and console (5080); Ctrl-C stops all
	@$(PY) -m bot.setup.run
chat:  ## talk to the running bot in this terminal
	@$(PY) -m bot chat
train: deps  ## train the model again
	@$(PY) -m bot train --force
encoder: deps  ## tune the encoder on the training examples (more than half an hour); commit its file, then train
	@$(PY) -m bot encoder
load: deps  ## load policies and organizations again
	@$(PY) -m bot load

##@ Check
.PHONY: deps test lint fix types imports check-strings check
deps:
	@$(PYTHON3) -m bot.setup --no-data
test: setup  ## everything that CI runs: lint, types, imports, strings, tests with a real model, server, browser
	@$(PY) -m bot.setup.browser
	@$(PY) -m bot.setup.gettext
	@$(MAKE) --no-print-directory lint types imports check-strings
	@$(PY) -m pytest
lint: deps  ## style and common mistakes
	@$(PY) -m ruff check .
fix: deps  ## mend what the linter can mend
	@$(PY) -m ruff check --fix .
types: deps  ## static types
	@$(PY) -m mypy
imports: deps  ## folders import in one direction only
	@.venv/bin/lint-imports
check-strings: deps  ## catalogs complete and in step with the sources; text messages not too long
	@$(PY) -m bot translations check

##@ Translate
.PHONY: extract update compile translations-status
extract: deps  ## collect every translatable text into locales/messages.pot
	@$(PY) -m bot translations extract
update: deps  ## bring every language's catalog up to the template
	@$(PY) -m bot translations update
compile: deps  ## write compiled catalogs for tools that want them
	@$(PY) -m bot translations compile
translations-status: deps  ## how far each language is, and who has checked it
	@$(PY) -m bot translations status

##@ Measure
.PHONY: screenshots evaluate evaluate-zero-shot evaluate-peer bench
evaluate: setup  ## accuracy by language and topic on the held-back split
	@$(PY) -m bot.measure.evaluate
evaluate-zero-shot: setup  ## the same, and languages left out of everything that learns (three quarters of an hour)
	@$(PY) -m bot.measure.evaluate --zero-shot
evaluate-peer: setup  ## the same beside Rasa's default pipeline, trained if none is kept (hours)
	@$(PY) -m bot.measure.evaluate --peer
screenshots: setup  ## play one conversation in a real browser, in each answered language; writes docs/screenshots/
	@$(PY) -m tests.browser.screenshots
bench: setup  ## latency, memory and training time beside Rasa's default pipeline
	@$(PY) -m bot.measure.bench

##@ Help
.PHONY: help
help:  ## this list
	@awk 'BEGIN {FS = ":.*##"} /^##@/ {printf "\n%s\n", substr($$0, 5)} /^[a-zA-Z_-]+:.*##/ {printf "  %-15s %s\n", $$1, $$2}' $(MAKEFILE_LIST)
