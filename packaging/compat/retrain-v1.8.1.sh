#!/bin/sh
# retrain-v1.8.1.sh -Gates|-Retrain|-Validate|-MiniCanary [--confirm]|-All
. "$(dirname -- "$0")/common.sh"
config=${TRAIN_CONFIG:-$here/../../configs/train/v1.8.1.yaml}
data=${DATA:-${SPARK_DATA_DIR:-}}
out=${TRAIN_OUT:-models/v1.8.1}
what=
confirm=
for each in "$@"; do
  case "$each" in
    -Gates | -Retrain | -Validate | -MiniCanary | -All) what="$what $each" ;;
    --confirm | -Confirm) confirm=--confirm ;;
    *) fail "unknown option $each; expected -Gates, -Retrain, -Validate, -MiniCanary or -All" ;;
  esac
done
[ -n "$what" ] || fail "expected -Gates, -Retrain, -Validate, -MiniCanary or -All"
retrain() { "$SPARKCTL" train --config "$config" --out "$out" ${data:+--data "$data"} --replace; }
validate() {
  [ -f "$out/SHA256SUMS" ] || fail "$out holds no model; make it first: DATA=FOLDER $0 -Retrain (or make retrain), or name one by TRAIN_OUT"
  "$SPARKCTL" models info "$out"
}
gates() { "$here/check-promote-gates.sh"; }
mini() {
  if [ -n "$confirm" ]; then "$here/canary-mini-v1.8.1" --live --confirm; else "$here/canary-mini-v1.8.1" --dry-run; fi
}
for each in $what; do
  case "$each" in
    -Gates) gates ;;
    -Retrain) retrain ;;
    -Validate) validate ;;
    -MiniCanary) mini ;;
    -All) retrain && validate && mini && gates ;;
  esac
done
