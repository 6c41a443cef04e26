#!/bin/sh
# Fetches promtool, prometheus, prometheus-alertmanager and amtool for the tests into the folder FOLDER, from Debian's
# packages. They are unpacked and not installed, since installing them starts two services. Asks no question, needs no
# root, and does nothing where the tools are there. Fails, in words, where apt cannot get them.
set -eu
folder=${1:?usage: prometheus-tools.sh FOLDER}
mkdir -p "$(dirname "$folder")"
folder=$(cd "$(dirname "$folder")" && pwd)/$(basename "$folder")
exec 9>"$folder.lock"
flock 9
[ -x "$folder/usr/bin/promtool" ] && [ -x "$folder/usr/bin/prometheus-alertmanager" ] && exit 0
rm -rf "$folder" "$folder.new"
mkdir "$folder.new"
cd "$folder.new"

get() {
  timeout 120 apt-get -o APT::Sandbox::User=root download -q prometheus prometheus-alertmanager >log 2>&1
}
# The lists of packages may be missing or old.
update() {
  if [ "$(id -u)" = 0 ]; then timeout 120 apt-get update -qq; else timeout 120 sudo -n apt-get update -qq; fi
}
if ! get && ! { update >>log 2>&1 && get; }; then
  echo "prometheus-tools: apt cannot get the packages: $(grep -m 1 '^E:' log || tail -n 1 log)" >&2
  cd / && rm -rf "$folder.new"
  exit 1
fi
for package in ./*.deb; do dpkg-deb -x "$package" .; done
rm -f ./*.deb log
# Debian's Alertmanager reads its templates from this one folder. Here it reads them from the folder that it runs in, by a
# path of equal length.
templates=/usr/share/prometheus/alertmanager
here=$(printf '%s' "$templates" | sed 's#..#./#g')
cp ".$templates"/*.tmpl usr/bin/
sed -i "s#$templates#$here#g" usr/bin/prometheus-alertmanager
cd /
mv "$folder.new" "$folder"
