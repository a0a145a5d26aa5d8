#!/usr/bin/env bash
# A private PostgreSQL for the tests: its own data, a unix socket in its own folder, no network port.
#   eval "$(scripts/postgres_for_tests.sh start)"   starts it (or finds it running) and sets ONGGI_TEST_POSTGRES
#   scripts/postgres_for_tests.sh stop              stops it and removes its data
# PostgreSQL refuses to run as root: then the user `postgres` (or `nobody`) owns it.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
tools=${ONGGI_POSTGRES_TOOLS:-/usr/lib/postgresql/15/bin}
# One server for each user and checkout. Short, because a socket's path has at most 107 bytes.
folder=${ONGGI_TEST_POSTGRES_FOLDER:-${TMPDIR:-/tmp}/onggi-pg-$(id -u)-$(printf %s "$root" | cksum | cut -d' ' -f1)}

fail() { printf 'postgres_for_tests: %s\n' "$*" >&2; exit 1; }
[ -x "$tools/initdb" ] || fail "no $tools/initdb: run ./dev setup, or set ONGGI_POSTGRES_TOOLS, or set ONGGI_TEST_POSTGRES=off to skip these tests"
[ ${#folder} -lt 80 ] || fail "$folder is too long for a socket: set ONGGI_TEST_POSTGRES_FOLDER to a shorter one"

owner=$(id -un)
if [ "$(id -u)" = 0 ]; then
  owner=postgres
  getent passwd postgres >/dev/null || owner=nobody
fi

as_owner() {
  if [ "$(id -u)" = 0 ]; then
    (cd / && setpriv --reuid="$owner" --regid="$(id -g "$owner")" --clear-groups env HOME="$folder" LC_ALL=C.UTF-8 "$@")
  else
    LC_ALL=C.UTF-8 "$@"
  fi
}

running() { as_owner "$tools/pg_ctl" -D "$folder/data" status >/dev/null 2>&1; }

# fsync is off because these tests throw the data away; what must survive a kill is tested on SQLite and by PostgreSQL's own.
make_cluster() {
  mkdir -p "$folder/socket"
  chmod 700 "$folder" "$folder/socket"
  [ "$(id -u)" != 0 ] || chown -R "$owner" "$folder"
  as_owner "$tools/initdb" -D "$folder/data" -U onggi -A trust -E UTF8 --locale=C.UTF-8 --no-sync >"$folder.log" 2>&1 ||
    { tail -5 "$folder.log" >&2; fail "initdb did not work (log: $folder.log)"; }
  as_owner tee -a "$folder/data/postgresql.conf" >/dev/null <<CONF
listen_addresses = ''
unix_socket_directories = '$folder/socket'
max_connections = 200
fsync = off
full_page_writes = off
synchronous_commit = off
shared_buffers = 64MB
CONF
}

start() {
  # Two starts at once: the second waits and finds the server running. The lock must not stay open in the server.
  exec 9>"$folder.lock"
  flock 9
  if ! running; then
    [ -s "$folder/data/postgresql.conf" ] && grep -q '^fsync = off' "$folder/data/postgresql.conf" || { rm -rf "$folder"; make_cluster; }
    as_owner "$tools/pg_ctl" -D "$folder/data" -w -t 60 -l "$folder/server.log" start >/dev/null 2>&1 9>&- ||
      { tail -5 "$folder/server.log" >&2; fail "the server did not start (log: $folder/server.log)"; }
  fi
  printf "export ONGGI_TEST_POSTGRES='postgresql://onggi@/postgres?host=%s'\n" "$folder/socket"
}

stop() {
  exec 9>"$folder.lock"
  flock 9
  if running; then as_owner "$tools/pg_ctl" -D "$folder/data" -m immediate -w stop >/dev/null; fi
  rm -rf "$folder" "$folder.log"
}

case ${1:-} in
  start) start ;;
  stop) stop ;;
  *) fail "say start or stop" ;;
esac
