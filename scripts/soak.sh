#!/usr/bin/env bash
# Long loops: servers, workers, rotations of keys and erasures killed at random moments, 50 times on each store; a process that writes the
# index, 200 times.
set -euo pipefail
cd "$(dirname "$0")/.."
eval "$(scripts/postgres_for_tests.sh start)"
trap 'scripts/postgres_for_tests.sh stop' EXIT
ONGGI_KILLS=200 build/tests/onggi_index_test --gtest_filter='IndexKill.AProcessKilled*'
ONGGI_BINARY=$PWD/build/onggi ONGGI_KILLS=${1:-50} "${ONGGI_DEPS:-$HOME/.cache/onggi}/venv/bin/python" -m pytest -q tests/blackbox/test_kill.py tests/blackbox/test_vault.py tests/blackbox/test_erasure.py -k killed -p no:cacheprovider -s --timeout=7200
