#!/usr/bin/env bash
# guide_commands.sh GUIDE BUILD: runs every command of the guide's `sh` blocks in their order, as a reader of an
# installed Spark would, and compares what it shows where the guide says what is seen (`# {"score":…`, `# host.yaml: ok …`).
#
# Three things are not a reader's: ports are free ones, a host that the guide starts runs beside the shell until the next is
# started, and where the guide says "after a change of the code" the plugin's version is changed.
set -euo pipefail
guide=$1
build=$2
home=$(mktemp -d)
host_pid=
stop_host() {
  [ -z "$host_pid" ] || { kill "$host_pid" && wait "$host_pid" || true; }
  host_pid=
}
trap 'stop_host; rm -rf "$home"' EXIT

cmake --install "$build" --prefix "$home/spark" >"$home/install.log"
export PATH=$home/spark/bin:$PATH

# Two ports that nobody listens on now, and that the system gives to no connection: hosts come and go on them.
read -r data_port admin_port < <(python3 -c '
import random, socket
held = []
while len(held) < 2:
    one = socket.socket()
    try:
        one.bind(("127.0.0.1", random.randint(20000, 29999)))
        held.append(one)
    except OSError:
        pass
print(*(one.getsockname()[1] for one in held))')

# A host serves until the next one is started; checks and schemas end by themselves.
sparkd() {
  sed -i "s/\b4101\b/$data_port/; s/\b4102\b/$admin_port/" host.yaml
  case " $* " in
    *" --check-config "* | *" --config-schema "*) command sparkd "$@" ;;
    *)
      stop_host
      command sparkd "$@" >"$home/host.log" 2>&1 &
      host_pid=$!
      for _ in $(seq 100); do
        grep -q "^Stop with" "$home/host.log" && return 0  # the greeting is its last line
        kill -0 "$host_pid" 2>/dev/null || break
        read -rt 0.1 <> <(:) || true
      done
      cat "$home/host.log"
      return 1
      ;;
  esac
}

commands=$(awk '/^```sh$/ {inside = 1; next} /^```$/ {inside = 0} inside' "$guide")
cd "$home"
count=0
compared=0
built=no
while IFS= read -r line; do
  [ -n "$line" ] || continue
  command=${line%% #*}
  said=
  [[ $line == *" #"* ]] && said=$(sed -E 's/^.* # *//' <<<"$line")
  command=${command//\/opt\/spark/$home\/spark}
  command=${command//4101/$data_port}
  command=${command//4102/$admin_port}
  [[ $command == "cp -r "* ]] && cd "$home" && built=no
  if [[ $command == "cmake --build build"* && $built == yes ]]; then
    sed -i 's/"1\.0\.0"/"1.0.1"/' plugin.cc # after a change of the code
  fi
  [[ $command == *"cmake --build"* ]] && built=yes
  echo "\$ $command"
  eval "$command" </dev/null >"$home/output" 2>&1 || {
    code=$?
    cat "$home/output"
    echo "ended with $code: $line"
    exit 1
  }
  cat "$home/output"
  count=$((count + 1))
  if [[ $said == "{"* || $said == "host.yaml: ok"* || $said == *"\`"* ]]; then
    said=$(sed -E 's/^[^`]*`([^`]*)`.*/\1/' <<<"$said")
    grep -qF -- "$said" "$home/output" || { echo "the guide says: $said"; exit 1; }
    compared=$((compared + 1))
  fi
done <<<"$commands"
echo "$count commands, $compared of them compared with what the guide shows"
[ "$count" -ge 20 ] && [ "$compared" -ge 4 ]
