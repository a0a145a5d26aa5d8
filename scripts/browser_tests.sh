#!/usr/bin/env bash
# The story in a real browser against the real program. usage: scripts/browser_tests.sh JUNIT_FILE [SPEC]...
set -euo pipefail
cd "$(dirname "$0")/.."
junit=$1
home=$(mktemp -d)
onggi=$PWD/build/onggi
export ONGGI_BINARY=$onggi
export ONGGI_HOME=$home/home
export ONGGI_SOURCE_FOLDER=$home/shelf
mkdir -p "$ONGGI_HOME" "$ONGGI_SOURCE_FOLDER"
printf '[sources]\nfolders = ["%s"]\n' "$ONGGI_SOURCE_FOLDER" >"$ONGGI_HOME/onggi.toml"
"$onggi" serve --listen 127.0.0.1:0 >"$home/log" 2>&1 &
server=$!
trap 'kill "$server" 2>/dev/null; wait "$server" 2>/dev/null || true; rm -rf "$home"' EXIT
for _ in $(seq 100); do [ -S "$ONGGI_HOME/server.sock" ] && "$onggi" user list >/dev/null 2>&1 && break; sleep 0.1; done
export ONGGI_URL; ONGGI_URL=$(grep -o 'http://[0-9.:]*' "$home/log")
export ONGGI_LOGIN=owner ONGGI_PASSWORD=browser-test-1 ONGGI_SECOND_LOGIN=park ONGGI_SECOND_PASSWORD=browser-test-2 ONGGI_SAMPLES=$PWD/samples
printf '%s\n' "$ONGGI_PASSWORD" | "$onggi" user set owner --password-stdin
printf '%s\n' "$ONGGI_SECOND_PASSWORD" | "$onggi" user add park --role editor --password-stdin
cd web && ONGGI_JUNIT=$junit PATH="${ONGGI_DEPS:-$HOME/.cache/onggi}/venv/bin:$PATH" npm run --silent e2e -- "${@:2}"
