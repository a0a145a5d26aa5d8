"""kill -9 at random moments. ONGGI_KILLS says how often (./dev soak: 50); the seed is printed."""

import os
import pathlib
import random
import time

import pytest
from conftest import postgresql

import kills

KILLS = int(os.environ.get("ONGGI_KILLS", "3"))


def make_home(folder, store=None):
    home = folder / "home"
    home.mkdir(parents=True)
    if store:
        (home / "onggi.toml").write_text(f'[store]\nurl = "{store}"\n')
    made = kills.command(home, "key", "add", "owner", "--name", "kill test")
    assert made.returncode == 0, made.stderr
    return home, made.stdout.strip()


def loop(home, key, seed, start_workers):
    rng = random.Random(seed)
    uploads = kills.Uploads(key, rng)
    uploads.start()
    for _ in range(KILLS):
        server = kills.Server(home)
        workers = start_workers()
        uploads.server = server
        time.sleep(rng.uniform(0.05, 1.5))
        for program in rng.sample([server, *workers], k=len(workers) + 1):
            program.kill()
        uploads.server = None
    uploads.ending = True
    uploads.join()
    assert uploads.acknowledged, "nothing was acknowledged: the loop tests nothing"
    server = kills.Server(home)
    workers = start_workers()
    try:
        kills.check_everything(server, home, key, uploads.acknowledged)
    finally:
        for program in [server, *workers]:
            program.stop()
    print(f"{KILLS} kills, {len(uploads.acknowledged)} documents acknowledged, seed {seed}")


def test_killed_servers_lose_nothing(tmp_path):
    seed = int.from_bytes(os.urandom(4), "big")
    print("seed", seed)
    home, key = make_home(tmp_path)
    loop(home, key, seed, lambda: [])


def test_killed_servers_and_workers_over_postgresql_lose_nothing(tmp_path):
    seed = int.from_bytes(os.urandom(4), "big")
    print("seed", seed)
    with postgresql() as url:
        home, key = make_home(tmp_path, url)
        loop(home, key, seed, lambda: [kills.Program(home, "worker")])


def test_the_loop_notices_a_missing_document(tmp_path):
    """The check itself can fail: a document that was never sent counts as lost."""
    home, key = make_home(tmp_path)
    server = kills.Server(home)
    try:
        with pytest.raises(AssertionError):
            kills.check_everything(server, home, key, {1})
    finally:
        server.stop()
        assert pathlib.Path(home).exists()
