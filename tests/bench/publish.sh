#!/usr/bin/env bash
# Puts measured tables into documents: `publish.sh RESULT DOCUMENT…`. A section of RESULT, with its markers
# (<!-- bench: NAME --> to <!-- end of bench: NAME -->), replaces the section of that name in each document that has one.
# A section that no document has, or a marker without its end, is an error, and no document is changed then.
set -euo pipefail

result=$1
shift
[ -r "$result" ] || { echo "publish: no $result: run make bench first" >&2; exit 1; }
drafts=$(mktemp -d)
trap 'rm -rf "$drafts"' EXIT

number=0
for document in "$@"; do
  number=$((number + 1))
  awk -v result="$result" -v document="$document" -v used="$drafts/used" '
    function name_of(line) { sub(/^<!-- (end of )?bench: /, "", line); sub(/ -->$/, "", line); return line }
    function fail(what) { print "publish: " what > "/dev/stderr"; failed = 1; exit 1 }
    BEGIN {
      while ((getline line < result) > 0) {
        if (line ~ /^<!-- bench: .* -->$/) name = name_of(line)
        if (name != "") text[name] = text[name] line "\n"
        if (line ~ /^<!-- end of bench: .* -->$/) { whole[name] = 1; name = "" }
      }
      for (name in text) if (!(name in whole)) fail(result ": section " name " has no end")
    }
    /^<!-- bench: .* -->$/ {
      if (within != "") fail(document ":" NR ": section " within " has no end before this line")
      within = name_of($0)
      if (within in text) { printf "%s", text[within]; print within >> used }
    }
    within == "" || !(within in text) { print }
    /^<!-- end of bench: .* -->$/ {
      if (name_of($0) != within) fail(document ":" NR ": expected the end of a section")
      within = ""
    }
    END { if (!failed && within != "") fail(document ": section " within " has no end") }
  ' "$document" >"$drafts/$number"
done

sed -n 's/^<!-- bench: \(.*\) -->$/\1/p' "$result" | while read -r name; do
  grep -qx "$name" "$drafts/used" 2>/dev/null ||
    { echo "publish: no document has a place for the section $name" >&2; exit 1; }
done

number=0
for document in "$@"; do
  number=$((number + 1))
  cat "$drafts/$number" >"$document"
done
