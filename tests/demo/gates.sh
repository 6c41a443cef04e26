#!/usr/bin/env bash
# `make gates-demo`: nine days of April 2024 as time, and the gates for two candidates that must not pass: v1.8-b0 beside the
# heuristic, and the trees beside v1.8.2. `gates.sh BUILD KLINES [DAYS]`, where KLINES is the folder of BTCUSDT-1m-2024-03 and -04.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
build=$(realpath "$1") klines=$2 days=${3:-9}
data=("$klines"/BTCUSDT-1m-2024-04.*)
source tests/demo/demo.sh
until=$(date -u -d "2024-04-01 + $days day" +%F)

# `judge ARTEFACT`
judge() {
  send 2024-04-01 2024-04-01T00:05:00Z || sleep 20
  send 2024-04-01 "$until"
  ctl eval --model "$1" --data "${data[@]}" --from 2024-04-02 --until "$until" --out "$demo_folder/evidence" --record --quiet >"$demo_folder/eval" || true
  ctl gates || true
  replay_verdicts
  end_host
}

began=$SECONDS
say "v1.8-b0 beside the heuristic, $days days"
route=/predict-with-shadow
start_host configs/executor.yaml predict-with-shadow "plugins.drift={with: {replicates: 10}}"
judge configs/models/v1.8-b0

say "The trees beside v1.8.2, $days days"
route=/predict-vol
start_host configs/executor-vol.yaml predict-vol "plugins.drift={with: {replicates: 10}}" \
  "plugins.features={with: {sets: [v1.8, v1.8.2], warm_from: [$(ls "$klines"/BTCUSDT-1m-2024-03.*)]}}" \
  "models.candidate={plugin: ml-model, artefact: $PWD/configs/models/v1.8.2-trees}"
judge configs/models/v1.8.2-trees
printf '\n%s s of wall time\n' $((SECONDS - began))
