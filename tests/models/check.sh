#!/usr/bin/env bash
# Has spin search the models of this folder, each part to its end: `check.sh FOLDER rules` expects no error, and
# `check.sh FOLDER broken` that the breach of each rule in rules.pml is found. FOLDER is made anew. 77: spin is not installed.
set -euo pipefail
folder=$1
task=$2
models=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
cc=${CC:-cc}
depth_max=10000

for program in spin "$cc"; do
  command -v "$program" >/dev/null && continue
  echo "skipped: $program is not on the PATH (packaging/install-deps.sh ci installs spin)"
  exit 77
done

# The rule, the part whose search finds its breach, and a text of the error.
breaches="
  rest_rule          calls  (life[1]==
  save_rule          state  life[old]==
  load_rule          state  uses[1]==next
  merge_rule         state  uses[1]==old
  stuck_rule         state  uses[1]==0
  superseded_rule    calls  life[live]==
  built_rule         calls  next==live
  hold_rule          calls  life[object]==
  limit_rule         calls  invalid end state
  let_go_rule        calls  invalid end state
  redispatch_rule    calls  life[object]==
  late_rule          calls  is_told_late
  flag_epoch_rule    calls  is_stale_call
  latch_rule         calls  is_latched
  change_epoch_rule  calls  is_stale_change
  note_rule          crash  told<=published
  end_rule           calls  life[object]==
  keep_rule          latch  is_answered
  repeat_rule        latch  is_answered
  post_rule          latch  is_answered
  posted_rule        latch  is_answered
  start_rule         latch  is_answered
"

# Sets how the part $1 is searched. "ends" has no cycle: with no invalid end state either, every exchange ends.
choose() {
  model=life.pml
  search=-DSAFETY
  run=()
  case $1 in
    calls) options=(-DCALLS=2 -DCHANGES=1 -DSTAGES=0 -DCRASH=0) ;;
    state) options=(-DCALLS=0 -DCHANGES=2 -DSTAGES=1 -DCRASH=0) ;;
    crash) options=(-DCALLS=1 -DCHANGES=1 -DSTAGES=0 -DCRASH=1) run=(-E) ;;  # a killed process ends anywhere
    ends_calls) options=(-DCALLS=1 -DCHANGES=1 -DSTAGES=0 -DCRASH=0) search=-DNP run=(-l) ;;
    ends_state) options=(-DCALLS=0 -DCHANGES=2 -DSTAGES=1 -DCRASH=0) search=-DNP run=(-l) ;;
    latch) model=latch.pml options=() ;;
  esac
}

# Searches the part $1 with the rule $2 broken; $3 is the C compiler's level. What spin finds is printed.
look() {
  choose "$1"
  mkdir -p "$folder/$1-$2"
  cd "$folder/$1-$2"
  spin "-P$cc -E -x c" -a "-DBROKEN=$2" "${options[@]}" "$models/$model"
  "$cc" "$3" -w "$search" -DNOFAIR -DMEMLIM=1024 -o pan pan.c
  ./pan "-m$depth_max" "${run[@]}"
}

rules() {
  local part found states=0
  for part in calls state crash ends_calls ends_state latch; do
    found=$(look "$part" no_rule -O1)
    if ! grep -q 'errors: 0$' <<<"$found" || grep -Eq 'not completed|too small' <<<"$found"; then
      echo "$found"
      echo "FAILED: $part; to see how:  cd $folder/$part-no_rule && ./pan -r"
      exit 1
    fi
    found=$(awk '/states, stored/ { print $1 }' <<<"$found")
    echo "$part: $found states, no error"
    states=$((states + found))
  done
  echo "$states states in all"
}

broken() {
  local rule part text found left
  left=$(diff <(awk '/^  [a-z_]+_rule/ { sub(",", "", $1); print $1 }' "$models/rules.pml" | sort) \
    <(awk 'NF { print $1 }' <<<"$breaches" | sort)) || { echo "rules.pml and this list differ: $left"; exit 1; }
  while read -r rule part text; do
    [ -n "$rule" ] || continue
    found=$(look "$part" "$rule" -O0)
    if ! grep '^pan:1:' <<<"$found" | grep -Fq "$text"; then
      echo "$found"
      echo "FAILED: without $rule the part $part should find an error with '$text'"
      exit 1
    fi
    echo "$rule: its breach is found"
  done <<<"$breaches"
}

rm -rf "$folder"
mkdir -p "$folder"
folder=$(cd "$folder" && pwd)
"$task"
