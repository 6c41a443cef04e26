#!/usr/bin/env bash
# Measures, and keeps what came of it as Markdown: `run.sh BUILD [ROUNDS [SECONDS]]` writes BUILD/bench.md and prints it.
# Each table says when, on what and of which commit it was measured, and stands between the markers by which publish.sh puts it
# into the documents. ROUNDS and SECONDS are for a try, which is kept beside it (BUILD/bench-try.md) and not published.
set -euo pipefail

build=$1
rounds=${2:-}
seconds=${3:-}
out=$build/bench${rounds:+-try}.md

measured_on() {
  local cpu load commit
  cpu=$(sed -n 's/^model name[[:space:]]*: //p' /proc/cpuinfo | head -n 1)
  read -r load _ </proc/loadavg
  commit=$(git describe --always --dirty 2>/dev/null || echo "unknown")
  echo "Measured on $(date -u +%Y-%m-%d), commit $commit: ${cpu:-unknown CPU}, $(nproc) cores, Linux $(uname -r | cut -d- -f1)," \
    "$(c++ --version | head -n 1), release build, load before $load."
}

# A table of the documents: `section NAME COMMAND…`.
section() {
  local name=$1
  shift
  echo "<!-- bench: $name -->"
  measured_on
  echo
  "$@"
  echo "<!-- end of bench: $name -->"
}

{
  section pipeline "$build/tests/bench/spark-bench-pipeline" ${rounds:+"$rounds"}
  section observers "$build/tests/bench/spark-bench-observers" ${rounds:+"$rounds"}
  section metrics "$build/tests/bench/spark-bench-metrics"
  section observed-host "$build/tests/bench/spark-bench-observed-host" ${rounds:+"$rounds"} ${seconds:+"$seconds"}
  section trees "$build/tests/bench/spark-bench-trees"
  section http "$build/tests/bench/spark-bench-http" ${rounds:+"$rounds"} ${seconds:+"$seconds"}
} | tee "$out.part"
mv "$out.part" "$out"
echo "bench: kept in $out${rounds:+, a try}; \`make bench-docs\` puts $build/bench.md into the documents" >&2
