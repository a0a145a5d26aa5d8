#!/usr/bin/env bash
# Long loops: servers and workers killed at random moments while documents come in, 50 times on each store.
set -euo pipefail
cd "$(dirname "$0")/.."
eval "$(scripts/postgres_for_tests.sh start)"
trap 'scripts/postgres_for_tests.sh stop' EXIT
ONGGI_BINARY=$PWD/build/onggi ONGGI_KILLS=${1:-50} "${ONGGI_DEPS:-$HOME/.cache/onggi}/venv/bin/python" -m pytest -q tests/blackbox/test_kill.py -p no:cacheprovider -s --timeout=7200
