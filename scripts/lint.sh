#!/usr/bin/env bash
# Format and lint of C++ (clang-format-19, clang-tidy-19) and of the page.
# usage: scripts/lint.sh --write | --check | --changed | --all
set -euo pipefail
cd "$(dirname "$0")/.."
sources() { git ls-files -co --exclude-standard -- 'src/*.cpp' 'src/*.h' 'tests/*.cpp' 'tests/*.h' 'bench/*.cpp' 'bench/*.h' 'fuzz/*.cpp' 'fuzz/*.h'; }

# What changed against main; on main itself in its last 20 commits. Files that git does not track yet count too.
changed() {
  local base
  if [ "$(git rev-parse HEAD)" = "$(git rev-parse -q --verify main || true)" ]; then base=$(git rev-parse -q --verify HEAD~20 || git hash-object -t tree /dev/null)
  else base=$(git merge-base HEAD main); fi
  { git diff --name-only --diff-filter=d "$base"; git ls-files -o --exclude-standard; } | sort -u
}

# -Wno-deprecated-declarations: libstdc++ 12 calls its own deprecated function inside of stable_sort.
# Of src/ only: GoogleTest's macros cost minutes and find nothing of ours.
tidy() {
  [ -e build/compile_commands.json ] || { echo "lint: run ./dev build first" >&2; exit 1; }
  grep -E '^src/.*\.cpp$' | sed "s#^#$PWD/#" | xargs -r -n1 -P"$(nproc)" clang-tidy-19 -p build --quiet --extra-arg=-Wno-unknown-warning-option --extra-arg=-Wno-deprecated-declarations 2> >(grep -v 'warnings generated' >&2 || true)
}

case "${1:-}" in
  --write) sources | xargs -r clang-format-19 -i; (cd web && npm run --silent format) ;;
  --check) sources | xargs -r clang-format-19 --dry-run --Werror ;;
  --changed) changed | tidy ;;
  --all) "$0" --check; git ls-files | tidy; (cd web && npm run --silent check) ;;
  *) echo "usage: scripts/lint.sh --write | --check | --changed | --all" >&2; exit 2 ;;
esac
