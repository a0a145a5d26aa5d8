#!/usr/bin/env bash
# Measures. usage: scripts/bench.sh [ROOM] [--peers]
set -euo pipefail
cd "$(dirname "$0")/.."
room=all peers=""
for word in "$@"; do case "$word" in --peers) peers=--peers ;; *) room=$word ;; esac; done
export ONGGI_BINARY=$PWD/build-release/onggi
"${ONGGI_DEPS:-$HOME/.cache/onggi}/venv/bin/python" -V
grep -m1 'model name' /proc/cpuinfo; nproc
for bench in build-release/bench/*_bench; do
  [ "$room" = all ] || [ "$(basename "$bench")" = "onggi_${room}_bench" ] || continue
  [ ! -x "$bench" ] || "$bench" --benchmark_repetitions=5 --benchmark_report_aggregates_only=true
done
if [ "$room" = all ] || [ -e "bench/$room.py" ]; then
  for script in bench/*.py; do
    [ "$room" = all ] || [ "$(basename "$script")" = "$room.py" ] || continue
    "${ONGGI_DEPS:-$HOME/.cache/onggi}/venv/bin/python" "$script" $peers
  done
fi
