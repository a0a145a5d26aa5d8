#!/usr/bin/env bash
# Opens the sample workspace, serves it and asks a first question. usage: scripts/run_sample.sh [--once] [--listen ADDRESS:PORT]
set -euo pipefail
cd "$(dirname "$0")/.."
onggi=build/onggi once=0 listen=127.0.0.1:8400
while [ $# -gt 0 ]; do case "$1" in --once) once=1 ;; --listen) listen=$2; shift ;; *) echo "run: no option $1" >&2; exit 2 ;; esac; shift; done
export ONGGI_HOME=${ONGGI_SAMPLE_HOME:-$PWD/build/sample-home}
mkdir -p "$ONGGI_HOME"
log=build/sample-server.log

"$onggi" serve --listen "$listen" >"$log" 2>&1 &
server=$!
trap 'kill "$server" 2>/dev/null; wait "$server" 2>/dev/null || true' EXIT
for _ in $(seq 100); do
  kill -0 "$server" 2>/dev/null || { cat "$log" >&2; exit 1; }
  [ -S "$ONGGI_HOME/server.sock" ] && "$onggi" user list >/dev/null 2>&1 && break
  sleep 0.1
done

# People of the sample: the owner sees everything; 박 (park) works in a team and does not see what only executives may.
if ! "$onggi" user list | grep -q '^park'; then
  printf 'owner-of-samples\n' | "$onggi" user set owner --password-stdin
  printf 'park-of-samples\n' | "$onggi" user add park --name 박 --role editor --password-stdin
  "$onggi" group add 임원
fi
# 1: some file deserves a look; the account above says which.
"$onggi" ingest samples/shared --allow everyone || [ $? = 1 ]
"$onggi" ingest samples/restricted --allow group:임원 --label S || [ $? = 1 ]

question='관리자 계정 비밀번호는 며칠마다 바꿔야 합니까?'
printf '\n  %s\n\n' "$question"
"$onggi" ask "$question" | sed 's/^/  /'
printf '\n  http://%s    owner / owner-of-samples    park / park-of-samples\n\n' "$listen"
[ "$once" = 1 ] || wait "$server"
