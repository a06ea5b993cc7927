#!/usr/bin/env bash
# Shows Auto Upload at work: a server and a client on this machine, a folder that goes from one to
# the other over TLS, and a listing that compares both ends. Changes nothing outside a folder of its
# own, and leaves nothing behind.
set -euo pipefail

usage() {
  cat <<'END'
usage: ./quickstart.sh [--keep[=PLACE]] [FOLDER]

Builds Auto Upload, starts a server on a free port of this machine only, uploads FOLDER (or a few
files made for it) over TLS with a throwaway certificate and user, and compares the digests of both
ends. Nothing is left running; nothing is kept unless --keep is given: then PLACE, a new folder, has
a server and a device that work, with their settings, and what was uploaded.

Needs a JDK 17 or newer, Maven 3.8.7 or newer, and openssl.
END
}

fail() {
  printf 'quickstart: %s\n' "$*" >&2
  exit 1
}

say() { printf '  %-9s %s\n' "$1" "$2"; }

keep=no
place=
folder=
while [ $# -gt 0 ]; do
  case $1 in
    --keep) keep=yes ;;
    --keep=?*) keep=yes place=${1#--keep=} ;;
    -h | --help) usage; exit 0 ;;
    --) shift; break ;;
    -*) usage >&2; exit 2 ;;
    *) break ;;
  esac
  shift
done
[ $# -le 1 ] || { usage >&2; exit 2; }
if [ $# -eq 1 ]; then
  [ -d "$1" ] || fail "$1 is not a folder"
  folder=$(cd -- "$1" && pwd -P)
fi
root=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd -P)

# --- what must be there ---------------------------------------------------------------------------

java=java
[ -z "${JAVA_HOME:-}" ] || java=$JAVA_HOME/bin/java
command -v "$java" >/dev/null || fail "no java: install a JDK 17 or newer (Debian: apt install openjdk-17-jdk)"
version=$("$java" -version 2>&1 | sed -n 's/.* version "\([0-9]*\).*/\1/p' | head -n 1)
[ "${version:-0}" -ge 17 ] || fail "java is version ${version:-unknown}: 17 or newer is needed"
command -v openssl >/dev/null || fail "no openssl: install it (Debian: apt install openssl)"

# --- the end, however it comes --------------------------------------------------------------------

if [ -n "$place" ]; then
  (umask 077 && mkdir -- "$place") || fail "$place must be a new folder"
  work=$(cd -- "$place" && pwd -P)
else
  work=$(mktemp -d "${TMPDIR:-/tmp}/auto-upload-quickstart.XXXXXXXX")
fi
export AUTO_UPLOAD_CACHE=off # nothing outside of that folder
server=
client=

stop_server() {
  [ -n "$server" ] || return 0
  kill -TERM "$server" 2>/dev/null || true
  local tries=0
  while kill -0 "$server" 2>/dev/null && [ $tries -lt 120 ]; do # it promises ten seconds
    sleep 0.1
    tries=$((tries + 1))
  done
  kill -KILL "$server" 2>/dev/null || true
  local status=0
  wait "$server" 2>/dev/null || status=$?
  server=
  return $status
}

finish() {
  local status=$?
  trap - EXIT
  [ -z "$client" ] || { kill -KILL "$client"; wait "$client"; } 2>/dev/null || true
  stop_server || true
  if [ $keep = yes ]; then
    printf '\nkept in %s\n' "$work"
    [ ! -f "$work/device.conf" ] || cat <<END

  cd $(printf %q "$root")
  packaging/bin/auto-upload-server --config $(printf %q "$work/server.conf")

and, while that runs, in another terminal, as often as there is something new:

  cd $(printf %q "$root")
  packaging/bin/auto-upload --config $(printf %q "$work/device.conf")
END
  else
    rm -rf -- "$work"
  fi
  exit $status
}
trap finish EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

# Runs a command that is only worth reading when it fails.
quietly() {
  "$@" >"$work/log" 2>&1 || { cat "$work/log" >&2; fail "that was: $1 ${2:-}"; }
}

# --- build ----------------------------------------------------------------------------------------

jar() { printf '%s/auto-upload-%s/target/%s.jar' "$root" "$1" "$1"; }

is_built() {
  local name
  for name in server client adduser; do
    [ -f "$(jar "$name")" ] || return 1
    [ -z "$(find "$root"/pom.xml "$root"/auto-upload-{common,"$name"}/{pom.xml,src/main} \
      -newer "$(jar "$name")" -print -quit)" ] || return 1
  done
}

printf 'Auto Upload quickstart\n\n'
if is_built; then
  say build 'the jars are up to date'
else
  command -v mvn >/dev/null || fail "no mvn: install Maven 3.8.7 or newer (Debian: apt install maven)"
  say build 'server.jar, client.jar, adduser.jar (the first time takes a while)'
  (cd "$root" && quietly mvn -B -q --no-transfer-progress -DskipTests -Dspotless.check.skip \
    -pl auto-upload-server,auto-upload-client,auto-upload-adduser -am package </dev/null)
fi

# --- files to upload ------------------------------------------------------------------------------

again=${folder:-docs} # what the last words name: it is there also when this is over
if [ -z "$folder" ]; then
  folder="$work/my files"
  mkdir -p "$folder/trips/Süd tirol"
  head -c 20000000 /dev/urandom >"$folder/first drive.mp4"
  head -c 300000 /dev/urandom >"$folder/trips/Süd tirol/Abend über Bozen.jpg"
  printf 'Grüße aus der Garage\n' >"$folder/trips/Grüße.txt"
  : >"$folder/empty file"
fi

need=$(du -s -B1 --apparent-size -- "$folder" 2>/dev/null | cut -f 1) || true
room=$(df -B1 --output=avail -- "$work" | tail -n 1)
[ "${need:-0}" -lt "$room" ] || fail "the copy needs $need bytes and $work has $room: set TMPDIR to a larger place"

# --- certificate and user -------------------------------------------------------------------------

umask 077
mkdir "$work/store"
quietly "$root/certificate.sh" "$work"
openssl rand -hex 12 >"$work/password"
quietly "$root/packaging/bin/auto-upload-adduser" -u quickstart --password-file "$work/password" \
  -f "$work/passwords"

# --- settings -------------------------------------------------------------------------------------

cat >"$work/server.conf" <<END
pwdfile = $work/passwords
certificate = $work/fullchain.pem
privatekey = $work/privkey.pem
folder = $work/store
bind = 127.0.0.1
port = 8443
END
cat >"$work/device.conf" <<END
servername = 127.0.0.1
port = 8443
ca = $work/ca.pem
username = quickstart
password-file = $work/password
folder = "$folder"
state = $work/state
hidden = yes
END

# --- server ---------------------------------------------------------------------------------------

: >"$work/server.out" # there before the first look, however late the next line comes
"$root/packaging/bin/auto-upload-server" --config "$work/server.conf" --port 0 >"$work/server.out" 2>"$work/server.log" </dev/null &
server=$!
port=
tries=0
while [ -z "$port" ]; do
  port=$(sed -n 's/^auto-upload server listening on 127\.0\.0\.1:\([0-9]*\),.*/\1/p' "$work/server.out")
  if ! kill -0 "$server" 2>/dev/null || [ $tries -ge 600 ]; then
    cat "$work/server.log" >&2
    fail 'the server did not start'
  fi
  [ -n "$port" ] || sleep 0.1
  tries=$((tries + 1))
done
say server "127.0.0.1 port $port, TLS 1.3, user quickstart"

# --- upload ---------------------------------------------------------------------------------------

"$root/packaging/bin/auto-upload" --config "$work/device.conf" -f "$folder" --port "$port" --settle 0 --give-up-waiting 0 \
  >"$work/client.out" </dev/null &
client=$! # waited for like this, a signal to this script is heard at once
client_status=0
wait "$client" || client_status=$?
client=
[ $client_status -le 1 ] || fail "the client ended with $client_status"
summary=$(tail -n 1 "$work/client.out")
say upload "${summary:-nothing: the folder has no files}"

# --- compare --------------------------------------------------------------------------------------

# "SIZE/NAME" of every file below a folder, each ended by NUL, by name.
list() { # FOLDER
  cd -- "$1"
  find . -name '.auto-upload*' -prune -o -type f -printf '%s/%P\0' | LC_ALL=C sort -z -t / -k 2
}

# Digests of every file below a folder, into the named array.
# shellcheck disable=SC2034 # "into" is another name for an array that is used
digests() { # FOLDER ARRAY
  local -n into=$2
  local line
  while IFS= read -r -d '' line; do
    into[${line:64 + 2}]=${line:0:64}
  done < <(list "$1" | sed -z 's,^[0-9]*/,./,' | (cd -- "$1" && xargs -0 -r sha256sum -z --))
}

declare -A here=() there=()
digests "$folder" here
[ ! -d "$work/store/quickstart" ] || digests "$work/store/quickstart" there

[ ${#here[@]} -gt 0 ] || [ $client_status -ne 0 ] || exit 0

shown=0
same=0
different=0
bytes=0
printf '\n  %14s  %-12s  %-12s  %-9s  %s\n' bytes 'digest here' 'and there' '' file
while IFS= read -r -d '' entry; do
  size=${entry%%/*}
  name=./${entry#*/}
  a=${here[$name]:-unreadable}
  b=${there[$name]:-missing}
  if [ "$a" = "$b" ]; then
    verdict=same
    same=$((same + 1))
    bytes=$((bytes + size))
  else
    verdict=DIFFERENT
    different=$((different + 1))
  fi
  if [ $verdict = DIFFERENT ] || [ $shown -lt 25 ]; then
    shown=$((shown + 1))
    printf '  %14s  %-12.12s  %-12.12s  %-9s  %s\n' "$size" "$a" "$b" $verdict \
      "$(printf %s "${name#./}" | tr '\001-\037\177' '?')"
  fi
done < <(list "$folder")
hidden=$((same + different - shown))
[ $hidden -eq 0 ] || printf '  %14s  and %d more, all the same\n' '...' $hidden
printf '  %14s  %d files the same, %d different\n' $bytes $same $different

stop_server || fail 'the server did not stop cleanly'
if [ $different -gt 0 ] || [ $client_status -ne 0 ]; then
  fail 'not everything arrived'
fi

cat <<END

Every file reached the server, was forced to its disk and confirmed. To try it by hand, with a
certificate of your own and a user whose password you choose:

  cd $(printf %q "$root")
  ./certificate.sh
  mkdir -p uploads
  packaging/bin/auto-upload-adduser -u car1 -f passwords
  packaging/bin/auto-upload-server -p passwords \\
    -c fullchain.pem -k privkey.pem -f uploads --port 8443 --bind 127.0.0.1

and, while that runs, in another terminal:

  cd $(printf %q "$root")
  packaging/bin/auto-upload -s localhost --port 8443 \\
    --ca ca.pem -u car1 -f $(printf %q "$again")

README.md tells how to set it up for real.
END
