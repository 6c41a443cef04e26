# What a person types. Everything is CMake underneath (CMakePresets.json); this file only spares the typing,
# installs what is missing, and never asks a question.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.PHONY: help deps build product run retrain test check-all soak gates gates-demo canary-demo bench bench-canary bench-docs instructions fuzz format tidy clean

JOBS ?= $(shell nproc)
CONFIG ?= configs/executor.yaml
TRAIN ?= configs/train/v1.8.2.yaml
DATA ?=
DAYS ?=
BUILD := build/release
FUZZ_SECONDS ?= 60
FUZZ_TARGETS := http_parser json_input inference admin_body config elf_note model_json xgboost_file lightgbm_file market_file
# CI treats warnings as errors; the stamp's name says how the tree was configured, so that a change shows.
WERROR := $(if $(CI),ON,OFF)
CONFIGURED := $(BUILD)/.configured-werror-$(WERROR)

help:  ## this text
	@echo "Spark: a plugin-based executor host. make <target>:"
	@awk -F ':.*## *' '/^[a-z-]+:.*## / {printf "  %-13s %s\n", $$1, $$2}' $(MAKEFILE_LIST)
	@echo "Variables: JOBS=$(JOBS)  CONFIG=$(CONFIG)  TRAIN=$(TRAIN)  DATA=$(DATA)  CI= (set: warnings are errors)"

deps:
	@packaging/install-deps.sh

# Once, and again when the presets change; CMake itself notices changes of its own files while building.
$(CONFIGURED): CMakePresets.json | deps
	@cmake --preset release -DSPARK_WERROR=$(WERROR)
	@rm -f $(BUILD)/.configured-*
	@touch $@

build: $(CONFIGURED)  ## compile everything into build/release
	@cmake --build --preset release --parallel $(JOBS)

# Without the tests, which are more than half of everything.
product: $(CONFIGURED)
	@cmake --build --preset release --parallel $(JOBS) --target spark-product

run: product  ## start the host with CONFIG; it says where it listens
	@exec $(BUILD)/bin/sparkd --config $(CONFIG)

retrain: product  ## make the model of TRAIN from the market data in DATA, or in SPARK_DATA_DIR; docs/training.md
	@$(BUILD)/bin/sparkctl train --config $(TRAIN) $(if $(DATA),--data $(DATA)) --replace

gates: product  ## ask the running host for the six gates of promotion; docs/gates.md
	@$(BUILD)/bin/sparkctl gates

gates-demo: product  ## nine days as time, and why two candidates must not pass; the klines of 2024-03 and -04 are in DATA
	@tests/demo/gates.sh $(BUILD) $(or $(DATA),$(SPARK_DATA_DIR)/btcusdt_1m) $(DAYS)

canary-demo: product  ## two weeks as time: canary, gates, promotion, a fault and the way back; DAYS=54: April and May; klines from 2024-03 on in DATA
	@cmake --build --preset release --parallel $(JOBS) --target spark-plugin-demo-model
	@tests/demo/canary.sh $(BUILD) $(or $(DATA),$(SPARK_DATA_DIR)/btcusdt_1m) $(DAYS)

test: build  ## compile, run all tests; the last lines are the summary
	@rm -rf $(BUILD)/case-counts
	@ctest --preset release --no-tests=error --parallel $(JOBS)
	@cat $(BUILD)/case-counts/*.txt

check-all:  ## what CI runs besides test: the dev preset, smoke tests on it, the models, benchmarks and fuzz targets compiled
	@packaging/install-deps.sh ci
	@.ci/check-all.sh $(JOBS) $(FUZZ_TARGETS)

soak: build  ## the long tests, at full length
	@rm -rf $(BUILD)/figures
	@SPARK_SOAK=full ctest --preset release -L '^soak$$' --no-tests=error --parallel 1
	@cat $(BUILD)/figures/*.txt

bench: build  ## measure; needs an otherwise idle machine (and installs nginx to compare with)
	@packaging/install-deps.sh bench
	@tests/bench/run.sh $(BUILD)

bench-canary: $(CONFIGURED)  ## simulate canaries: how often healthy ones are aborted, and how soon failing ones; a minute
	@cmake --build --preset release --parallel $(JOBS) --target spark-bench-canary
	@$(BUILD)/tests/canary/spark-bench-canary

bench-docs:  ## put what `make bench` measured last into README.md and the docs
	@tests/bench/publish.sh $(BUILD)/bench.md README.md docs/performance.md docs/models.md

instructions: $(CONFIGURED)  ## count what a request costs in instructions (installs valgrind); a minute, however busy the machine is
	@packaging/install-deps.sh bench
	@cmake --build --preset release --parallel $(JOBS) --target spark-bench-instructions
	@tests/bench/instructions.sh $(BUILD)

fuzz:  ## run each fuzz target for FUZZ_SECONDS (60) with clang and libFuzzer
	@packaging/install-deps.sh fuzz
	@cmake --preset fuzz >/dev/null
	@cmake --build --preset fuzz --parallel $(JOBS) --target $(FUZZ_TARGETS:%=spark-fuzz-%)
	@tests/fuzz/run.sh build/fuzz $(FUZZ_SECONDS)

format:  ## rewrite the C and C++ files of the repository in its style
	@command -v clang-format >/dev/null || { echo "format: install the package clang-format"; exit 1; }
	@git ls-files -z --cached --others --exclude-standard -- '*.c' '*.cc' '*.h' | xargs -0 clang-format -i

tidy: | deps  ## look for mistakes with clang-tidy in host/, sdk/ and plugins/
	@command -v clang-tidy >/dev/null || { echo "tidy: install the package clang-tidy"; exit 1; }
	@cmake --preset dev >/dev/null  # release compiles batches, and its list of files names none of ours
	@git ls-files --cached --others --exclude-standard -- 'host/*.cc' 'sdk/*.cc' 'plugins/*.cc' | \
	  while read -r file; do \
	    if grep -q "/$$file\"" build/dev/compile_commands.json; then echo "$$file"; fi; \
	  done | xargs -P $(JOBS) -n 1 clang-tidy --quiet -p build/dev --extra-arg=-Wno-unknown-warning-option --extra-arg=-Wno-ignored-optimization-argument

clean:  ## remove build/release
	@rm -rf $(BUILD)

include packaging/compat/compat.mk
