#!/bin/sh
# Installs what Spark is built from, once, from Debian's packages. The only place that names them, but for two that are
# unpacked and not installed (prometheus-tools.sh).
# Works as root (containers) and with sudo elsewhere; never asks a question. Does nothing, quickly, when
# everything is there already. `install-deps.sh fuzz`, `bench` and `try` add what only `make fuzz`, `make bench` and
# packaging/try-debian.sh need; `ci` adds what `make check-all` needs, and the clients and proxies without which tests are skipped.
set -eu

# a|b: the first of these that the system offers (Debian 13, then Debian 12).
packages="
  g++ make cmake ninja-build ccache mold git ca-certificates curl
  libboost1.83-dev|libboost1.81-dev libboost-json1.83-dev|libboost-json1.81-dev libboost-url1.83-dev|libboost-url1.81-dev
  libyaml-cpp-dev libspdlog-dev libfmt-dev libsimdjson-dev nlohmann-json3-dev libcli11-dev
  libssl-dev libsqlite3-dev zlib1g-dev libzip-dev libarchive-dev
  libxgboost-dev liblinear-dev catch2
"
clang="clang libclang-rt-dev"

case "${1:-}" in
  "") ;;
  fuzz) packages="$packages $clang" ;;
  ci) packages="$packages $clang spin wget python3-requests python3-aiohttp nodejs nginx-light haproxy" ;;
  bench) packages="$packages nginx-light valgrind" ;;
  try) packages="debootstrap" ;;
  *) echo "install-deps: expected nothing, fuzz, bench, ci or try, found '$1'" >&2; exit 2 ;;
esac

installed() {
  [ "$(dpkg-query -W -f='${Status}' "$1" 2>/dev/null || true)" = "install ok installed" ]
}

any_installed() {
  for name in $(echo "$1" | tr '|' ' '); do
    if installed "$name"; then return 0; fi
  done
  return 1
}

missing=""
for choice in $packages; do
  any_installed "$choice" || missing="$missing $choice"
done
[ -n "$missing" ] || exit 0

# Prints the names to install for the choices in $missing; fails where the system offers none of a choice.
resolve() {
  for choice in $missing; do
    found=""
    for name in $(echo "$choice" | tr '|' ' '); do
      if [ -z "$found" ] && [ -n "$(apt-cache madison "$name" 2>/dev/null)" ]; then found=$name; fi
    done
    if [ -z "$found" ]; then
      echo "install-deps: apt offers no package $choice here; Spark is built on Debian 12 and 13" >&2
      return 1
    fi
    printf ' %s' "$found"
  done
}

# Says what is missing, without asking apt which of a|b it offers: its lists may be older than apt-get update, or not there.
give_up() {
  echo "install-deps: these packages are missing (a|b: one of the two), and $1:" >&2
  echo " $missing" >&2
  echo "install-deps: $2" >&2
  exit 1
}

if [ "$(id -u)" = 0 ]; then
  sudo=""
elif command -v sudo >/dev/null 2>&1; then
  sudo="sudo -n"
  if ! $sudo true 2>/dev/null; then give_up "sudo would ask for a password" "run this once, then try again:  sudo $0 $*"; fi
else
  give_up "there is neither root nor sudo" "run this once as root, then try again:  $0 $*"
fi

$sudo env DEBIAN_FRONTEND=noninteractive apt-get update -qq
names=$(resolve)
echo "install-deps: installing$names"
$sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
  -o Dpkg::Use-Pty=0 $names >/dev/null
