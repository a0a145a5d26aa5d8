#!/usr/bin/env bash
# Golden cases: make a skeleton, or look at the difference of one case and accept it.
# usage: scripts/golden.sh ROOM/NAME | scripts/golden.sh accept ROOM/NAME
set -euo pipefail
cd "$(dirname "$0")/.."
if [ "${1:-}" = accept ]; then
  case_name=${2:?which case}
  room=${case_name%%/*}
  ONGGI_GOLDEN_ACCEPT=$case_name "build/tests/onggi_${room}_test" --gtest_filter='*olden*' >/dev/null || true
  git --no-pager diff --stat -- "tests/golden/$room"
  git --no-pager diff -- "tests/golden/$case_name"*
else
  case_name=${1:?which case}
  file=tests/golden/$case_name.case
  [ ! -e "$file" ] || { echo "golden: $file is there already" >&2; exit 1; }
  mkdir -p "$(dirname "$file")"
  printf '# why: \n\n----\n' >"$file"
  echo "$file"
fi
