"""Reads everything that a home holds, without the program's own code: every blob decrypted with the home's keys, every table, every raw file."""

import base64
import ctypes
import ctypes.util
import hashlib
import io
import pathlib
import sqlite3
import subprocess
import unicodedata
import zipfile

sodium = ctypes.CDLL(ctypes.util.find_library("sodium") or "libsodium.so.23")
assert sodium.sodium_init() >= 0

FRAME = 64 * 1024 + 17


def derived(key, purpose):
    return hashlib.blake2b(purpose.encode(), key=key, digest_size=32).digest()


def opened(key, nonce, sealed, about):
    out = ctypes.create_string_buffer(len(sealed) - 16)
    code = sodium.crypto_aead_xchacha20poly1305_ietf_decrypt(out, None, None, sealed, ctypes.c_ulonglong(len(sealed)), about, ctypes.c_ulonglong(len(about)), nonce, key)
    return out.raw if code == 0 else None


def vault_keys(master, rows):
    """rows of vault_keys → {("blobs", 2): key}."""
    wrapping, keys = derived(master, "wrap"), {}
    for purpose, generation, wrapped in rows:
        raw = base64.b64decode(wrapped)
        key = opened(wrapping, raw[:24], raw[24:], f"vault key:{purpose}:{generation}".encode())
        if key:
            keys[purpose, generation] = key
    return keys


def blob_bytes(path, name, keys):
    """The plain bytes of a blob, or None where no key opens it."""
    raw = path.read_bytes()
    if raw.startswith(b"onggi1\n"):
        data_key, body = keys.get(("blobs", 0)), raw[7:]
    else:
        assert raw.startswith(b"onggi2\n"), path
        data_key, body = None, raw[167:]
        for slot in (raw[7:87], raw[87:167]):
            key = keys.get(("blobs", int.from_bytes(slot[:8], "little")))
            data_key = data_key or (key and opened(key, slot[8:32], slot[32:], b"data key:" + name.encode() + b":" + slot[:8]))
    if not data_key:
        return None
    state = ctypes.create_string_buffer(sodium.crypto_secretstream_xchacha20poly1305_statebytes())
    if sodium.crypto_secretstream_xchacha20poly1305_init_pull(state, body[:24], data_key) != 0:
        return None
    plain, body = b"", body[24:]
    for begin in range(0, len(body), FRAME):
        frame = body[begin : begin + FRAME]
        out = ctypes.create_string_buffer(max(1, len(frame) - 17))
        tag = ctypes.c_ubyte()
        if sodium.crypto_secretstream_xchacha20poly1305_pull(state, out, None, ctypes.byref(tag), frame, ctypes.c_ulonglong(len(frame)), name.encode(), ctypes.c_ulonglong(len(name))) != 0:
            return None
        plain += out.raw[: len(frame) - 17]
    return plain


def blobs(home, keys):
    """{name: plain bytes or None}."""
    found = {}
    for folder in sorted((home / "blobs").iterdir()):
        if folder.is_dir():
            for path in folder.iterdir():
                found[folder.name + path.name] = blob_bytes(path, folder.name + path.name, keys)
    return found


def sealed_values(rows, keys):
    """rows of sealed_values → the plain values; None where no key opens one."""
    values = []
    for purpose, name, value_hash, envelope, sealed in rows:
        about = "sealed value:" + "".join(f"{len(part)}:{part}" for part in (purpose, name, value_hash))
        slot, raw = base64.b64decode(envelope), base64.b64decode(sealed)
        key = keys.get(("blobs", int.from_bytes(slot[:8], "little")))
        data_key = key and opened(key, slot[8:32], slot[32:], b"data key:" + about.encode() + b":" + slot[:8])
        values.append(opened(data_key, raw[:24], raw[24:], about.encode()) if data_key else None)
    return values


class Sqlite:
    def __init__(self, home):
        self.connection = sqlite3.connect(home / "onggi.db")

    def rows(self, table, columns="*"):
        return self.connection.execute(f'SELECT {columns} FROM "{table}"').fetchall()

    def tables(self):
        return [name for (name,) in self.connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]

    def close(self):
        self.connection.close()


class Postgres:
    def __init__(self, url):
        self.url = url

    def ask(self, sql):
        text = subprocess.run(["psql", "-q", "-A", "-t", "-F", "\x1f", "-R", "\x1e", self.url, "-c", sql], check=True, capture_output=True, text=True).stdout
        return [tuple(row.split("\x1f")) for row in text.rstrip("\n\x1e").split("\x1e") if row]

    def rows(self, table, columns="*"):
        rows = self.ask(f'SELECT {columns} FROM "{table}"')
        return [(row[0], int(row[1]), row[2]) for row in rows] if table == "vault_keys" and columns != "*" else rows

    def tables(self):
        return [name for (name,) in self.ask("SELECT tablename FROM pg_tables WHERE schemaname = current_schema()")]

    def close(self):
        pass


def writings(value):
    """A value as bytes, however something may keep it."""
    forms = set()
    bare = "".join(c for c in value if c.isalnum() or c in "@._") if any(c.isdigit() for c in value) and "@" not in value else value
    for text in {value, bare, value.replace("-", " "), " ".join(value) if not value.isascii() else value}:
        for form in ("NFC", "NFD"):
            normal = unicodedata.normalize(form, text)
            forms.add(normal.encode())
            forms.add(normal.encode("utf-16-le"))
        forms.add(text.encode("cp949"))
        forms.add(text.encode("unicode_escape"))
        for before in range(3):
            letters = base64.b64encode(b"\0" * before + text.encode())
            first, whole = (before * 8 + 5) // 6, (before + len(text.encode())) // 3 * 4
            if whole > first + 8:
                forms.add(letters[first:whole])
    return forms


def unpacked(plain):
    """The bytes, and what an office file keeps deflated in them."""
    if not plain.startswith(b"PK"):
        return [plain]
    with zipfile.ZipFile(io.BytesIO(plain)) as file:
        return [plain, *(file.read(name) for name in file.namelist())]


def places(home, database, values):
    """Where any of the values stands: [] is what an erasure promises."""
    forms = {form for value in values for form in writings(value)}
    keys = vault_keys((home / "keys/master.key").read_bytes(), database.rows("vault_keys", "purpose, generation, wrapped"))
    assert keys
    found = []
    for name, plain in blobs(home, keys).items():
        if plain is None:
            found.append(f"blob {name} does not open")
        elif any(form in part for part in unpacked(plain) for form in forms):
            found.append(f"blob {name}")
    for plain in sealed_values(database.rows("sealed_values", "purpose, name, value_hash, envelope, sealed"), keys):
        if plain is None:
            found.append("a sealed value does not open")
        elif any(form in plain for form in forms):
            found.append("sealed value")
    for table in database.tables():
        for row in database.rows(table):
            if any(form in repr(row).encode() or any(form in str(cell).encode() for cell in row) for form in forms):
                found.append(f"table {table}")
    for path in sorted(pathlib.Path(home).rglob("*")):
        if path.is_file() and any(form in path.read_bytes() for form in forms):
            found.append(f"file {path.relative_to(home)}")
    return sorted(set(found))
