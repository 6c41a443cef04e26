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
executor_flags() {
  if [ -n "${SHADOW_HOST:-}${SHADOW_PORT:-}" ]; then
    echo "--executor http://${SHADOW_HOST:-127.0.0.1}:${SHADOW_PORT:-4001}"
  fi
}
ml_engine_flags() {
  if [ -n "${ML_ENGINE_URL:-}" ]; then echo "--ml-engine $ML_ENGINE_URL"; fi
}

# These are the configuration's: a script that sets them must not believe that they were taken.
for name in SHADOW_TIMEOUT_MS SHADOW_MATCH_THRESHOLD; do
  eval "value=\${$name:-}"
  [ -z "$value" ] || echo "$(basename "$0"): note: $name is set in configs/executor.yaml (budget, match_threshold), not here" >&2
done

# Refuses unless a model of that version serves.
require_model() {
  [ -z "$1" ] || "$SPARKCTL" models --json | grep -q "\"version\": \"$1\"" ||
    fail "no model of version $1 serves; see: sparkctl models"
}
