#!/bin/sh
# Installs what Spark is built from, once, from Debian's packages. The only place that names them.
# Works as root (containers) and with sudo elsewhere; never asks a question. Does nothing, quickly, when
# everything is there already. `install-deps.sh fuzz`, `bench` and `ci` add what only `make fuzz`, `make bench` and
# `make check-all` need.
set -eu

packages="
  g++ make cmake ninja-build ccache mold git ca-certificates curl
  libboost1.81-dev libboost-json1.81-dev
  libyaml-cpp-dev libspdlog-dev libfmt-dev libsimdjson-dev libcli11-dev
  libssl-dev libsqlite3-dev zlib1g-dev libzip-dev
  catch2
"

case "${1:-}" in
  "") ;;
  fuzz | ci) packages="$packages clang-14 libclang-rt-14-dev" ;;
  bench) packages="$packages nginx-light valgrind" ;;
  *) echo "install-deps: expected nothing, fuzz, bench or ci, found '$1'" >&2; exit 2 ;;
esac

missing=""
for package in $packages; do
  status=$(dpkg-query -W -f='${Status}' "$package" 2>/dev/null || true)
  [ "$status" = "install ok installed" ] || missing="$missing $package"
done
[ -n "$missing" ] || exit 0

if [ "$(id -u)" = 0 ]; then
  sudo=""
elif command -v sudo >/dev/null 2>&1; then
  sudo="sudo -n"
  if ! $sudo true 2>/dev/null; then
    echo "install-deps: these packages are missing and sudo would ask for a password:" >&2
    echo " $missing" >&2
    echo "install-deps: run this once, then try again:  sudo $0" >&2
    exit 1
  fi
else
  echo "install-deps: not root and there is no sudo. As root, run:" >&2
  echo "  apt-get install -y --no-install-recommends$missing" >&2
  exit 1
fi

echo "install-deps: installing$missing"
export DEBIAN_FRONTEND=noninteractive
$sudo env DEBIAN_FRONTEND=noninteractive apt-get update -qq
$sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
  -o Dpkg::Use-Pty=0 $missing >/dev/null
