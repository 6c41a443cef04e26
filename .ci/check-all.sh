#!/usr/bin/env bash
# What continuous integration checks besides `make test`: `check-all.sh JOBS FUZZ_TARGET…`, called by `make check-all`, which
# installs what it needs. Each step is announced and the end says what passed; the first failure ends it.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

jobs=$1
shift
passed=()

# `step TEXT COMMAND…`
step() {
  local text=$1 from=$SECONDS
  shift
  echo
  echo "== check-all: $text"
  "$@" || { echo "check-all: FAILED: $text" >&2; exit 1; }
  passed+=("$text ($((SECONDS - from)) s)")
}

# The tests tagged [smoke]: start, request, swap, rollback, safe, reload, stop. None at all is a failure.
smoke() {
  build/dev/tests/end_to_end/spark-test-end_to_end "[smoke]" --warn NoTests
}

step "configure build/dev: no optimisation, warnings are errors" cmake --preset dev
step "compile everything in it, benchmarks included" cmake --build --preset dev --parallel "$jobs"
step "run the end-to-end smoke tests on it" smoke
step "search the models for a breach of a rule" tests/models/check.sh build/models rules
step "configure build/fuzz: clang, sanitizers" cmake --preset fuzz
step "compile the fuzz targets: $*" \
  cmake --build --preset fuzz --parallel "$jobs" --target "${@/#/spark-fuzz-}"

echo
echo "check-all: all of it passed:"
printf '  %s\n' "${passed[@]}"
