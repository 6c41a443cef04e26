# Sourced by the wrappers: finds sparkctl, and turns the environment that older scripts set into flags.
set -eu
here=$(CDPATH= cd -- "$(dirname -- "$0")" && pwd)

if [ -z "${SPARKCTL:-}" ]; then
  SPARKCTL=$here/../../build/release/bin/sparkctl
  [ -x "$SPARKCTL" ] || SPARKCTL=sparkctl
fi

fail() {
  echo "$(basename "$0"): $*" >&2
  exit 2
}

# --executor and --ml-engine for tools, where older scripts name the host by variables.
executor_url() {
  [ -z "${SHADOW_HOST:-}${SHADOW_PORT:-}" ] || echo "http://${SHADOW_HOST:-127.0.0.1}:${SHADOW_PORT:-4001}"
}
executor_flags() {
  url=$(executor_url)
  [ -z "$url" ] || echo "--executor $url"
}
ml_engine_flags() {
  if [ -n "${ML_ENGINE_URL:-}" ]; then echo "--ml-engine $ML_ENGINE_URL"; fi
}

# What steers goes to the host that sparkctl finds by its admin listener. Refuses where the variables name another one.
require_same_host() {
  url=$(executor_url)
  [ -n "$url" ] || return 0
  case "$url" in
    http://localhost:* | http://127.0.0.1:* | http://0.0.0.0:*) of='(127\.0\.0\.1|0\.0\.0\.0)' ;;
    *) of=$(echo "${SHADOW_HOST}" | sed 's/\./\\./g') ;;
  esac
  "$SPARKCTL" status --json | tr -d ' \n' | grep -Eq "\"address\":\"$of\",[^{}]*\"port\":${SHADOW_PORT:-4001}[,}]" ||
    fail "SHADOW_HOST and SHADOW_PORT name $url, which is no listener of the host that sparkctl finds; nothing was done.
Name that host's admin listener: SPARK_ADMIN=http://HOST:4002 (and SPARK_TOKEN_FILE), or its folder: SPARK_STATE_DIR.
Its canary ends at once, without a key on its machine, by: curl -X POST $url/canary/rollback"
}

# Some are read where they are no flag: a script that sets them must not believe more than is done.
note() {
  eval "value=\${$1:-}"
  [ -z "$value" ] || echo "$(basename "$0"): note: $1 $2, not here" >&2
}
note SHADOW_TIMEOUT_MS "is set in configs/executor.yaml (budget)"
note SHADOW_MATCH_THRESHOLD "is set in configs/executor.yaml (match_threshold)"
note WINDOW_DAYS "is read by sparkctl rows feature-log (--window)"
note SAMPLE_INTERVAL_MS "is read by sparkctl rows feature-log (--sample-interval-ms)"
note LOOKBACK_DAYS "is 1 in each day's report; longer: sparkctl psi --trend 7d, sparkctl report weekly"

# Refuses unless a model of that version serves.
require_model() {
  [ -z "$1" ] || "$SPARKCTL" models --json | grep -q "\"version\": \"$1\"" ||
    fail "no model of version $1 serves; see: sparkctl models"
}
