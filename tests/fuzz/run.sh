#!/usr/bin/env bash
# Runs every fuzz target for SECONDS_EACH and says what came of it: `make fuzz`. New inputs are gathered in
# build/fuzz/found/<target>; an input that breaks a target, or takes it longer than FUZZ_TIMEOUT_S (2), lies in
# build/fuzz/crashes/<target>.
set -uo pipefail
build=$1
seconds=$2
timeout_s=${FUZZ_TIMEOUT_S:-2}
export LLVM_PROFILE_FILE=/dev/null
failed=0
printf '%-12s %12s %10s %8s %10s\n' target executions per-second inputs coverage
for list in "$build"/fuzz/*.inputs; do
  name=$(basename "$list" .inputs)
  found=$build/fuzz/found/$name
  crashes=$build/fuzz/crashes/$name
  mkdir -p "$found" "$crashes"
  mapfile -t inputs <"$list"
  log=$build/fuzz/$name.log
  "$build/tests/fuzz/spark-fuzz-$name" -max_total_time="$seconds" -timeout="$timeout_s" -report_slow_units="$timeout_s" -rss_limit_mb=2048 \
    -max_len=65536 -artifact_prefix="$crashes/" -print_final_stats=1 "$found" "${inputs[@]}" >"$log" 2>&1
  code=$?
  executions=$(awk '/stat::number_of_executed_units/ {print $2}' "$log")
  rate=$(awk '/stat::average_exec_per_sec/ {print $2}' "$log")
  coverage=$(awk '/ cov: / {for (i = 1; i < NF; ++i) if ($i == "cov:") c = $(i + 1)} END {print c}' "$log")
  printf '%-12s %12s %10s %8s %10s\n' "$name" "${executions:-?}" "${rate:-?}" \
    "$(find "$found" -type f | wc -l)" "${coverage:-?}"
  if [ "$code" -ne 0 ]; then
    failed=1
    echo "  broken by: $(find "$crashes" -type f | tr '\n' ' ')"
    echo "  see $log; mend it, then copy the input to tests/fuzz/corpus/$name/ so that it stays mended"
  fi
done
exit $failed
