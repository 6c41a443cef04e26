#!/usr/bin/env bash
# Tries this checkout on a fresh Debian, in a chroot: `try-debian.sh 12|13 [COMMAND…]`, by default `make test`.
#
# The chroot is build/debian-<release>/, made by debootstrap from the mirror that this machine's own apt uses, and kept for the
# next try (remove the folder for a fresh one). It gets a copy of the files that git knows or would add; what was built in there
# stays, so that a second try compiles only what has changed. Needs root; runs by hand, not in CI.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

fail() {
  echo "try-debian: $*" >&2
  exit 1
}

case "${1:-}" in
  12) suite=bookworm ;;
  13) suite=trixie ;;
  *) fail "expected 12 or 13 and perhaps a command, found '${1:-nothing}'" ;;
esac
root=$PWD/build/debian-$1
shift
[ $# -gt 0 ] || set -- make test
[ "$(id -u)" = 0 ] || fail "a chroot is made by root: sudo $0"

# The repository from which this machine takes Debian itself.
mirror() {
  # shellcheck disable=SC2016
  apt-get indextargets --format '$(ORIGIN) $(LABEL) $(CODENAME) $(REPO_URI)' 'Identifier: Packages' |
    awk '$1 == "Debian" && $2 == "Debian" && $3 !~ /-/ { print $4; exit }'
}

# Proxies and the like hold in there too.
apt_settings() {
  apt-config dump | grep -E '^Acquire::([a-z]+::Proxy|Check-)' || true
}

if [ ! -e "$root/.made" ]; then
  packaging/install-deps.sh try
  url=$(mirror)
  [ -n "$url" ] || fail "apt names no mirror of Debian here (does apt-get update work?)"
  echo "try-debian: making $root with $suite from the mirror in /etc/apt"
  rm -rf "$root"
  mkdir -p "$root"
  eval "$(apt-config shell http_proxy Acquire::http::Proxy https_proxy Acquire::https::Proxy)"
  export http_proxy https_proxy
  debootstrap --variant=minbase "$suite" "$root" "$url" >"$root.log" 2>&1 || {
    tail -n 20 "$root.log" "$root/debootstrap/debootstrap.log" >&2 || true
    fail "debootstrap failed; all it said is in $root.log"
  }
  apt_settings >"$root/etc/apt/apt.conf.d/50machine"
  touch "$root/.made"
fi

# Times are kept, so that what is built in there sees what changed.
mkdir -p "$root/spark"
find "$root/spark" -mindepth 1 -maxdepth 1 ! -name build ! -name var -exec rm -rf {} +
git ls-files -z --cached --others --exclude-standard | while IFS= read -r -d '' file; do
  [ ! -e "$file" ] || printf '%s\0' "$file"
done | tar --null --files-from=- --create | tar --extract --no-same-owner --directory="$root/spark"
cp /etc/resolv.conf "$root/etc/resolv.conf"

# Mounts and processes of its own: both are gone when the command ends.
inside() {
  mount -t proc proc "$root/proc"
  mount --rbind /dev "$root/dev"
  mount -t tmpfs tmpfs "$root/tmp"
  exec chroot "$root" /usr/bin/env -i HOME=/root PATH=/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8 TERM="${TERM:-dumb}" \
    /bin/sh -ec 'cd /spark; packaging/install-deps.sh; echo "try-debian: $(cat /etc/debian_version): $*"; exec "$@"' - "$@"
}
export -f inside
export root
exec unshare --mount --pid --fork --kill-child bash -euc 'inside "$@"' - "$@"
