#!/usr/bin/env bash
# Makes dist/onggi-VERSION-debian12-amd64.tar.gz: programs, libraries, page, dictionary, embedder, licences. Needs a release build.
set -euo pipefail
cd "$(dirname "$0")/.."
source scripts/versions.env
deps=${ONGGI_DEPS:-$HOME/.cache/onggi}
version=$(cat VERSION)
name=onggi-$version-debian12-amd64
root=$PWD/dist/$name
rm -rf "$root"; mkdir -p "$root"/{lib,share/onggi/embedder,share/onggi/thesaurus,share/onggi/spelling,share/onggi/guards,share/onggi/tessdata,share/onggi/fonts,share/doc/onggi/licences}

DESTDIR='' cmake --install build-release --prefix "$root" >/dev/null
strip "$root"/bin/*

# glibc is the machine's own; everything else comes along. ggml's CPU variants are loaded by name at run time, so ldd does not know them.
glibc='^(linux-vdso|ld-linux-x86-64|libc|libm|libdl|libpthread|librt|libresolv|libutil|libanl)\.so'
cp -P "$deps/llama-$LLAMA_CPP_PYTHON"/lib/*.so* "$root/lib/"
cp "$deps/pdfium-$PYPDFIUM2/libpdfium.so" "$root/lib/"
libraries() { LD_LIBRARY_PATH=$root/lib ldd "$@" | awk '$2=="=>" && $3 ~ /^\// {print $3}' | sort -u; }
for library in $(libraries build-release/onggi build-release/onggi-parse "$root"/lib/*.so); do
  base=$(basename "$library")
  [[ $base =~ $glibc ]] || [ -e "$root/lib/$base" ] || cp -L "$library" "$root/lib/$base"
done
strip --strip-unneeded "$root"/lib/*.so* 2>/dev/null || true

cp -r "$deps/mecab-ko-dic-$MECAB_KO_DIC/dictionary" "$root/share/onggi/dictionary"
cp data/embedder/static-ko.bin "$root/share/onggi/embedder/"
cp data/thesaurus/ko.tsv "$root/share/onggi/thesaurus/"
cp data/guards/rules.toml "$root/share/onggi/guards/"
cp data/spelling/{rules-ko.txt,spacing-ko.bin,words-ko.txt} "$root/share/onggi/spelling/"
cp /usr/share/tesseract-ocr/5/tessdata/{kor,eng}.traineddata "$root/share/onggi/tessdata/"
cp /usr/share/fonts/truetype/nanum/NanumGothic{,Bold}.ttf "$root/share/onggi/fonts/"

# Licences: ours, of each bundled Debian library, and of the parts from elsewhere.
cp LICENSE README.md README.ko.md "$root/share/doc/onggi/"
licences=$root/share/doc/onggi/licences
for library in "$root"/lib/*; do
  package=$(dpkg -S "*/$(basename "$library")" 2>/dev/null | head -1 | cut -d: -f1) || true
  [ -z "$package" ] || cp -L "/usr/share/doc/$package/copyright" "$licences/$package.txt" 2>/dev/null || true
done
for part in pdfium-$PYPDFIUM2 mecab-ko-dic-$MECAB_KO_DIC llama-$LLAMA_CPP_PYTHON; do mkdir -p "$licences/$part"; cp -r "$deps/$part/licences/." "$licences/$part/"; done
cp -L /usr/share/doc/fonts-nanum/copyright "$licences/fonts-nanum.txt"
for language in kor eng; do cp -L "/usr/share/doc/tesseract-ocr-$language/copyright" "$licences/tesseract-ocr-$language.txt"; done
mkdir -p "$licences/embedder" && cp data/embedder/NOTICE* "$licences/embedder/"
mkdir -p "$licences/spelling" && cp data/spelling/README.md "$licences/spelling/"
(cd web && "$deps/venv/bin/node" ../scripts/web_licences.mjs) >"$licences/page.txt"

cat >"$root/install.sh" <<'TEXT'
#!/bin/sh
# Installs onggi for this machine. usage: ./install.sh [PREFIX]     default: /opt/onggi
set -eu
from=$(cd "$(dirname "$0")" && pwd)
prefix=${1:-/opt/onggi}
mkdir -p "$prefix"
cp -R "$from/bin" "$from/lib" "$from/share" "$prefix/"
if [ -d /usr/local/bin ] && [ -w /usr/local/bin ]; then ln -sf "$prefix/bin/onggi" /usr/local/bin/onggi; fi
"$prefix/bin/onggi" --version
TEXT
chmod +x "$root/install.sh"
tar -C dist --sort=name --owner=0 --group=0 -czf "dist/$name.tar.gz" "$name"
du -h "dist/$name.tar.gz"
