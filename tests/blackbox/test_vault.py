"""onggi vault: rotation of the keys, killed at random moments, over both databases; what hangs on keys goes on working."""

import os
import random
import secrets
import signal
import subprocess
import time

import pytest
from conftest import BINARY, run, told

import erasure_places
import kills
from test_kill import KILLS


@pytest.fixture
def home(place):
    home, folder, _ = place
    for number in range(12):
        (folder / f"{number}.txt").write_text(kills.document(number, random.Random(number)))
    run(home, "ingest", folder, "--quiet")
    return home


def check(home, env=None):
    """Everything opens, is found, and the audit chain is whole."""
    assert run(home, "doctor", env=env) == ""
    assert kills.token(3) in run(home, "search", kills.token(3), env=env)
    status = told(home, "vault", "status", env=env)
    assert status["damaged"] == 0 and status["rotating_since_ms"] == 0 and len(status["blob_keys"]) == 1
    return status


def test_a_killed_rotation_goes_on_and_loses_nothing(home):
    key = run(home, "key", "add", "owner", "--name", "t").strip()
    before = told(home, "vault", "status")
    rng = random.Random(int.from_bytes(os.urandom(4), "big"))
    for _ in range(KILLS):
        process = subprocess.Popen([BINARY, "--home", str(home), "vault", "rotate"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)
        time.sleep(rng.uniform(0.02, 0.6))
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        assert kills.token(5) in run(home, "search", kills.token(5))
    run(home, "vault", "rotate")
    after = check(home)
    assert after["fingerprint"] != before["fingerprint"]
    assert sum(one["blobs"] for one in after["blob_keys"]) == sum(one["blobs"] for one in before["blob_keys"])
    server = kills.Server(home)  # an API key of before still opens the door
    try:
        assert server.call("GET", "/api/documents", key)["total"] == 12
    finally:
        server.stop()


def test_the_old_key_opens_nothing_afterwards(home):
    old = (home / "keys/master.key").read_bytes()
    run(home, "vault", "rotate")
    new = (home / "keys/master.key").read_bytes()
    (home / "keys/master.key").write_bytes(old)
    error = run(home, "search", "연차", code=(4,))
    assert "another master key" in error and "restore" in error
    (home / "keys/master.key").unlink()
    assert "no master key" in run(home, "search", "연차", code=(5,))
    (home / "keys/master.key").write_bytes(new)
    (home / "keys/master.key").chmod(0o600)
    check(home)
    if (home / "onggi.db").exists():
        tables = erasure_places.Sqlite(home)
        rows = tables.rows("vault_keys", "purpose, generation, wrapped")
        assert erasure_places.vault_keys(old, rows) == {}
        keys = erasure_places.vault_keys(new, rows)
        assert all(plain is not None for plain in erasure_places.blobs(home, keys).values())
        assert all(plain is None for plain in erasure_places.blobs(home, {("blobs", 0): erasure_places.derived(old, "blobs"), ("blobs", 1): erasure_places.derived(old, "blobs.1")}).values())
        tables.close()


def test_an_operator_keeps_the_key_outside(home, tmp_path):
    key, next_key = secrets.token_hex(32), secrets.token_hex(32)
    (tmp_path / "key").write_text(key + "\n")
    assert "chmod 600" in run(home, "vault", "rotate", "--new-key-file", tmp_path / "key", code=(4,))
    (tmp_path / "key").chmod(0o600)
    run(home, "vault", "rotate", "--new-key-file", tmp_path / "key")
    assert list((home / "keys").iterdir()) == []
    assert "ONGGI_MASTER_KEY" in run(home, "search", "연차", code=(5,))
    assert check(home, {"ONGGI_MASTER_KEY": key})["source"] == "environment"
    assert "--new-key-file" in run(home, "vault", "rotate", code=(2,), env={"ONGGI_MASTER_KEY": key})
    run(home, "vault", "rotate", env={"ONGGI_MASTER_KEY": key, "ONGGI_NEW_MASTER_KEY": next_key})
    assert "last rotated" in run(home, "search", "연차", code=(4,), env={"ONGGI_MASTER_KEY": key})
    check(home, {"ONGGI_MASTER_KEY": next_key})


def test_a_running_server_rotates_while_documents_come_in(home):
    key = run(home, "key", "add", "owner", "--name", "t").strip()
    server = kills.Server(home)
    uploads = kills.Uploads(key, random.Random(1))
    uploads.next_number = 100
    uploads.server = server
    try:
        uploads.start()
        while len(uploads.acknowledged) < 3:
            time.sleep(0.02)
        run(home, "vault", "rotate")
        run(home, "vault", "rotate")
        uploads.ending = True
        uploads.join()
        kills.check_everything(server, home, key, uploads.acknowledged)
    finally:
        uploads.ending = True
        server.stop()
    check(home)
