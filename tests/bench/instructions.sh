#!/usr/bin/env bash
# Counts the instructions in user space that a request costs, all threads of sparkd together: `instructions.sh BUILD [ROUNDS]`
# runs BUILD/bin/sparkd with the shipped configuration and one worker under valgrind's callgrind. One kept connection (curl) asks
# one request after the other; those that warm the host are not counted. Prints Markdown. Where the instructions are said to be
# spent stays in BUILD/callgrind/NAME.out, for callgrind_annotate.
#
# The count does not depend on what else the machine does: two builds are compared by it, to a part in a hundred.
set -euo pipefail

build=$(cd "$1" && pwd)
rounds=${2:-7}
requests=2000
source=$(cd "$(dirname "$0")/../.." && pwd)
for tool in valgrind callgrind_control curl; do
  command -v "$tool" >/dev/null || { echo "instructions: no $tool; packaging/install-deps.sh bench installs it" >&2; exit 1; }
done
out=$build/callgrind
state=$(mktemp -d)
mkdir -p "$out"
pid=
end() {
  [ -z "$pid" ] || { kill "$pid" && wait "$pid"; } 2>/dev/null || true
  rm -rf "$state"
}
trap end EXIT

# No row is recorded (`match` is false here): a row's way to the disk is a low-priority thread's, which valgrind runs in turn with
# the worker, and requests that wait for it would be refused.
LD_PRELOAD=$build/tests/bench/libspark-native-trials.so SPARK_TRIAL_PROGRAM=$build/bin/sparkd \
  valgrind --tool=callgrind --callgrind-out-file="$state/callgrind" -- "$build/bin/sparkd" --config "$source/configs/executor.yaml" \
  --set listeners.executor.port=0 --set listeners.ml-engine.port=0 --set listeners.admin.port=0 --set workers=1 \
  --set pipelines.predict-with-shadow.stages.record.when=shadow.match --set log.level=warn --set "state_dir=$state/state" --set "listeners.admin.token_file=$state/token" >"$state/log" 2>&1 &
pid=$!
for _ in $(seq 600); do
  [ ! -e "$state/state/run.json" ] || break
  kill -0 "$pid" 2>/dev/null || { cat "$state/log" >&2; exit 1; }
  sleep 0.1
done

port_of() {
  grep -o "\"$1\":{[^}]*" "$state/state/run.json" | grep -o '"port":[0-9]*' | grep -o '[0-9]*$'
}

# `ask URL COUNT OPTION…`: that often on one connection; an answer other than 200 is no measurement.
ask() {
  local url=$1 count=$2 wrong
  shift 2
  wrong=$(curl -sS "$@" -o /dev/null -w '%{http_code}\n' "$url?[1-$count]" | grep -vc '^200$' || true)
  [ "$wrong" = 0 ] || { echo "instructions: $wrong answers of $url were not 200" >&2; exit 1; }
}

# `measure NAME LISTENER PATH OPTION…`: the least of several rounds, since a reader that has to wait asks the kernel once more.
measure() {
  local name=$1 url count least=
  url=http://127.0.0.1:$(port_of "$2")$3
  shift 3
  ask "$url" 1000 "$@"
  for _ in $(seq "$rounds"); do
    callgrind_control -z "$pid" >/dev/null 2>&1
    ask "$url" "$requests" "$@"
    callgrind_control -d "$pid" >/dev/null 2>&1
    count=$(sed -n 's/^\(summary\|totals\): //p' "$state"/callgrind.* | head -n 1)
    if [ -z "$least" ] || [ "$count" -lt "$least" ]; then
      least=$count
      mv "$state"/callgrind.* "$out/$name.out"
    fi
    rm -f "$state"/callgrind.*
  done
  echo "| $name | $((least / requests)) |"
}

snapshot='{"symbol":"BTCUSDT","snapshot":{"ts":1,"mid":45000,"spreadBp":2,"vol1m":1000000,"rsi14":55}}'
echo "| request | instructions |"
echo "|---|---:|"
measure predict-with-shadow executor /predict-with-shadow --json "$snapshot"
measure ml-predict ml-engine /ml/predict --json "$snapshot"
measure ml-health ml-engine /ml/health
