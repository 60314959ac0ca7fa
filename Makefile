# The commands of the project; each says what it does and ends with a line that says how it went.

.PHONY: help run test check screens vectors bench test-long
.DEFAULT_GOAL := help

help:
	@echo "make run      everything a newcomer needs, then the desk with the airline example's agent"
	@echo "make test     everything that must hold on each change"
	@echo "make check    format, lints, types, dependency directions, licences"
	@echo "make vectors  every verifier over every vector; one table"
	@echo "make bench    the desk's speed and size as ratios to bare windows, measured in one run; half an hour on a quiet machine"
	@echo "make test-long  kill -9 cycles, hurried hands, every look, simulated histories, fuzzing, mutants: hours, resumable, with their tables"
	@echo "make screens  every screen of the page, light and dark, in target/screens"

run:
	@scripts/run

test:
	@scripts/test

check:
	@scripts/check

screens:
	@scripts/screens

vectors:
	@scripts/setup
	@. scripts/path.sh && scripts/vectors

bench:
	@scripts/bench

test-long:
	@scripts/setup
	@scripts/build
	@scripts/session --headless target/venv/bin/python e2e/kill/long.py
	@FERMATA_SLIPS=10000 npm run --prefix ui --silent test -- tests/unit/slips
	@FERMATA_LOOKS=all npm run --prefix ui --silent e2e -- axe.spec.ts
	@scripts/histories
	@scripts/fuzz
	@scripts/mutants
