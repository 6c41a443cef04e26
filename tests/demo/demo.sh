# What the demos share: a host in event time on free ports and a state folder of its own, and the data's rows as its time.
# Sourced; the caller has set `build`, `route` and `data`, an array of files.
demo_folder=$(mktemp -d)
demo_host=
end_host() {
  [[ -z $demo_host ]] || { kill -TERM "$demo_host"; wait "$demo_host"; } 2>/dev/null || true
  demo_host=
  rm -rf "$demo_folder/state"
}
demo_end() {
  end_host
  rm -rf "$demo_folder"
}
trap demo_end EXIT

say() { printf '\n== %s\n' "$*"; }

# `start_host CONFIG PIPELINE [SET…]`: PIPELINE drives the time.
start_host() {
  local config=$1 pipeline=$2
  shift 2
  export SPARK_STATE_DIR=$demo_folder/state
  local sets=("workers=1" "clock={event: input.snapshot.ts, pipeline: $pipeline}" "state_dir=$demo_folder/state"
    "listeners.executor.port=0" "listeners.ml-engine.port=0" "listeners.admin.port=0"
    "listeners.admin.token_file=$demo_folder/admin.token" "log.level=warn" "$@")
  "$build"/bin/sparkd --config "$config" "${sets[@]/#/--set=}" >"$demo_folder/log" 2>&1 &
  demo_host=$!
  for ((i = 0; i < 300; i++)); do
    ctl status --json >/dev/null 2>&1 && return
    kill -0 "$demo_host" || { cat "$demo_folder/log" >&2; exit 1; }
    sleep 0.1
  done
  cat "$demo_folder/log" >&2
  exit 1
}

ctl() { "$build"/bin/sparkctl "$@"; }

# `send FROM UNTIL`: the minutes of that span as requests.
send() {
  ctl replay --input "${data[@]}" --path "$route" --from "$1" --until "$2" --quiet --json >"$demo_folder/replay.json"
}

replay_verdicts() {
  local number
  say "Every verdict again, from its record"
  for number in $(ctl evidence list --last 10000 | awk '$5 == "promote.verdict" { print $1 }'); do
    if ctl verdict replay "$number" >"$demo_folder/replayed"; then
      printf '%s: recomputes. %s\n' "$number" "$(grep '^Rows:' "$demo_folder/replayed")"
    else
      printf '%s: DOES NOT RECOMPUTE\n' "$number"
      cat "$demo_folder/replayed"
    fi
  done
}
