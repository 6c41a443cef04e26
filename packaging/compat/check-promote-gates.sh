#!/bin/sh
# The six gates; 0 only if all are GO.
. "$(dirname -- "$0")/common.sh"
# shellcheck disable=SC2046
exec "$SPARKCTL" gates $(executor_flags) "$@"
