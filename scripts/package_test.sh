#!/usr/bin/env bash
# Unpacks the archive into an empty root that has glibc and a shell but nothing else, without a network, and asks the first question there.
set -euo pipefail
cd "$(dirname "$0")/.."
archive=$(ls dist/onggi-*-debian12-amd64.tar.gz)
root=$(mktemp -d)
# A mount of its own, private, so that it works inside a chroot as well and nothing below it is seen elsewhere.
mount -t tmpfs onggi-package "$root" && mount --make-private "$root"
trap 'umount -R "$root" && rmdir "$root"' EXIT
mkdir -p "$root"/{tmp,dev,proc,lib64,lib/x86_64-linux-gnu,bin,samples,etc}
cp -L /lib64/ld-linux-x86-64.so.2 "$root/lib64/"
for library in libc libm libdl libpthread librt libresolv; do cp -L /lib/x86_64-linux-gnu/$library.so.* "$root/lib/x86_64-linux-gnu/"; done
cp /bin/sh /bin/cp /bin/mkdir /bin/ln /usr/bin/dirname "$root/bin/"
for library in $(ldd /bin/sh /bin/cp /bin/mkdir /bin/ln | awk '$2=="=>" && $3 ~ /^\// {print $3}' | sort -u); do cp -nL "$library" "$root/lib/x86_64-linux-gnu/"; done
tar -C "$root/tmp" -xzf "$archive"
cp -r samples/shared "$root/samples/"
mount -t proc proc "$root/proc"
mknod -m 666 "$root/dev/null" c 1 3; mknod -m 444 "$root/dev/urandom" c 1 9
inside() { unshare --net chroot "$root" /bin/sh -c "$1"; }
inside 'cd /tmp/onggi-*; ./install.sh /opt/onggi'
inside 'ONGGI_HOME=/tmp/home /opt/onggi/bin/onggi ingest --quiet /samples/shared || [ $? = 1 ]'
answer=$(inside 'ONGGI_HOME=/tmp/home /opt/onggi/bin/onggi ask "관리자 계정 비밀번호는 며칠마다 바꿔야 합니까?" --json')
grep -q '정보보안_지침.pdf' <<<"$answer" || { echo "package: the first question was not answered from its document: $answer" >&2; exit 1; }
ls "$root/opt/onggi/share/doc/onggi/licences" | grep -q . || { echo "package: no licences inside" >&2; exit 1; }
echo "package: installed and asked in an empty root without a network"
