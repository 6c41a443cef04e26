#!/usr/bin/env bash
# `make canary-demo`: April 2024 as time, and May where asked for. Production v1.8.2, candidate v1.8.3: the full canary of five
# phases, the mini canary, six gates, the promotion, a fault in the promoted model, and the way back. `canary.sh BUILD KLINES
# [DAYS]`: KLINES is the folder of BTCUSDT-1m-2024-03, -04 and, for more than 24 days, -05. DAYS (12) go by until the mini canary,
# which takes six: 54 is all of April and May. A fourth argument, `tenth`, lets a phase end with a tenth of the requests: days of
# minutes are enough then for canaries, and too few for the gates of a week.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
build=$(realpath "$1") klines=$2 days=${3:-12} length=${4:-full} route=/predict-vol
data=("$klines"/BTCUSDT-1m-2024-04.*)
((days <= 24)) || data+=("$klines"/BTCUSDT-1m-2024-05.*)
mini_from=$(date -u -d "2024-04-01 + $days day" +%F)
source tests/demo/demo.sh

# The newest recorded minute as a request: models with a history answer no other.
newest_minute() {
  ctl rows export recorder.predict-vol --from "$1" --quiet | awk -F, '
    NR == 1 { for (i = 1; i <= NF; i++) column[$i] = i; next }
    { last = $0 }
    END {
      split(last, cell, ",")
      printf "{\"symbol\":\"%s\",\"snapshot\":{\"ts\":%s,\"mid\":%s,\"spreadBp\":%s,\"spreadEstimated\":true,\"vol1m\":%s,\"rsi14\":%s}}\n",
        cell[column["symbol"]], cell[column["ts"]], cell[column["mid"]], cell[column["spread_bp"]], cell[column["vol_1m"]], cell[column["rsi_14"]]
    }' >"$demo_folder/minute.json"
}

# `field NAME`: the first member of that name of the JSON that is read.
field() { sed -nE 's/^ *"'"$1"'": "?([^",]*)"?,?$/\1/p' | head -1; }

# The host takes one in two seconds of the machine's time; days go by faster here.
preflight() {
  local said
  until said=$(ctl canary preflight 2>&1 >/dev/null); do
    [[ $said == *"just asked for"* ]] || { echo "$said" >&2; return 1; }
    sleep 0.5
  done
}

# `canary PLAN DAYS…`: starts it, and sends days until it has ended.
canary() {
  local plan=$1 from until state
  shift
  preflight
  ctl canary start "plan=$plan" mode=observe-only --confirm >/dev/null
  for from in "$@"; do
    until=$(date -u -d "$from + 1 day" +%F)
    send "$from" "$until"
    state=$(ctl canary status --json)
    if ! grep -qE '^(running|held)$' <<<"$(field state <<<"$state")"; then
      printf '%s  %-10s plan of %s phases\n' "$until" "$(field state <<<"$state")" "$(field phases <<<"$state")"
      break
    fi
    printf '%s  %-10s phase %s of %s, %s of %s requests\n' "$until" "$(field state <<<"$state")" "$(field phase <<<"$state")" \
      "$(field phases <<<"$state")" "$(field samples <<<"$state")" "$(field samples_min <<<"$state")"
  done
  next=$until
}

days_of() { for ((i = 0; i < $2; i++)); do date -u -d "$1 + $i day" +%F; done; }

# As run.json of the state folder has it.
admin_port() { tr -d '\n ' <"$demo_folder/state/run.json" | sed -E 's/.*"admin":\{[^}]*"port":([0-9]+).*/\1/'; }

plans=$PWD/configs/canary
if [[ $length == tenth ]]; then
  plans=$demo_folder
  for plan in full mini; do sed 's/samples: 300/samples: 30/; s/30min/3min/' "configs/canary/$plan.yaml" >"$plans/$plan.yaml"; done
fi

began=$SECONDS
say "A host in event time: production v1.8.2, candidate v1.8.3; histories begin with March"
start_host configs/executor-vol.yaml predict-vol \
  "plugins.features={with: {sets: [v1.8, v1.8.2], warm_from: [$(ls "$klines"/BTCUSDT-1m-2024-03.*)]}}" \
  "plugins.drift={with: {replicates: 10, look_every: 5min}}" \
  "plugins.promote={may: {swap: [production, candidate]}, with: {judge_every: 1h}}" \
  "plugins.canary={with: {plans: [$plans/full.yaml, $plans/mini.yaml], alerts: [predict-vol-errors, breaker-open, recorder-failed], also_safe: [shadow.enabled]}}" \
  "plugins.demo-model={library: $build/lib/spark/demo/demo-model.so}" \
  "models.candidate={plugin: demo-model, artefact: $PWD/configs/models/v1.8.3}"
# The first look at a reference resamples it, which time waits for.
send 2024-04-01 2024-04-01T00:05:00Z || sleep 20
send 2024-04-01 2024-04-02
ctl models

say "The full canary, observe-only: five phases, one row a minute"
canary full $(days_of 2024-04-02 12)

# Gate 4 asks for 14 days that training did not see; the mini canary is to be their end.
while [[ "$next" < "$mini_from" ]]; do
  send "$next" "$(date -u -d "$next + 1 day" +%F)"
  next=$(date -u -d "$next + 1 day" +%F)
done

say "The mini canary"
canary mini $(days_of "$next" 8)

say "An evaluation on rows that neither training saw, smoke tests, and a preflight"
ctl eval --model configs/models/v1.8.3 --data "${data[@]}" --from 2024-04-02 --until "$next" --out "$demo_folder/evidence" --record --quiet || true
newest_minute "$(date -u -d "$next - 1 day" +%F)"
ctl smoke --body "$demo_folder/minute.json" --record --quiet || true
ctl smoke --target shadow --path /predict-vol --body "$demo_folder/minute.json" --record --quiet || true
preflight

say "Six gates"
ctl gates || true

say "The promotion"
ctl promote approver=Demo --confirm || true
ctl models

say "A fault in the promoted model: one row in five fails"
curl -sf -X POST "http://127.0.0.1:$(admin_port)/x/demo-model/fault?share=0.2"
echo
send "$next" "$(date -u -d "$next + 1 day" +%F)"
ctl models
ctl evidence list --last 10000 | grep -v psi_snapshot | tail -12 | cut -c1-160

replay_verdicts
printf '\n%s s of wall time\n' $((SECONDS - began))
