"""Another embedder: its vectors are made while those before serve, once each, whatever is killed meanwhile."""

import hashlib
import math
import threading
import time

import pytest
from conftest import Server, cli
from upstream import ModelServer

DIMENSIONS = 24
SUBJECTS = ("연차 휴가", "출장 여비", "경조금", "재택근무", "교육비", "보안 사고", "회의실 예약", "차량 운행")


def vector(text):
    """A direction of its own for every text."""
    digest = hashlib.sha256(text.encode()).digest()[:DIMENSIONS]
    length = math.sqrt(sum((byte - 127.5) ** 2 for byte in digest))
    return [(byte - 127.5) / length for byte in digest]


class Vectors(ModelServer):
    """A server of /v1/embeddings that answers as many requests as it is allowed to, and then waits."""

    def __init__(self):
        super().__init__()
        self.texts, self.allowed, self.lock = [], threading.Semaphore(0), threading.Lock()

    def answer(self, path, request):
        texts = [request["input"]] if isinstance(request["input"], str) else request["input"]
        if not self.allowed.acquire(timeout=60):
            return None
        with self.lock:
            self.texts += texts
        data = [{"object": "embedding", "index": at, "embedding": vector(text)} for at, text in enumerate(texts)]
        return {"object": "list", "data": data, "model": "v", "usage": {"prompt_tokens": 1, "total_tokens": 1}}

    def allow(self, requests):
        self.allowed.release(requests)


@pytest.fixture
def vectors():
    with Vectors() as running:
        yield running


def wait_for(what, seconds=60):
    end = time.monotonic() + seconds
    while not (found := what()):
        assert time.monotonic() < end, "it did not come"
        time.sleep(0.1)
    return found


def legs(server, key, query):
    reply = server.call("POST", "/api/search", key, {"query": query, "limit": 3})
    assert reply.status == 200, reply.body
    return [{name: leg["rank"] for name, leg in hit["legs"].items()} for hit in reply.json()["hits"]]


def test_the_embedder_before_serves_until_the_vectors_of_the_next_are_there(tmp_path, vectors):
    home = tmp_path / "home"
    cli(home, "user", "add", "admin", "--role", "admin")
    key = cli(home, "key", "add", "admin", "--name", "test").strip()
    rules = tmp_path / "규정"
    rules.mkdir()
    for number, subject in enumerate(SUBJECTS):
        (rules / f"{subject}.txt").write_text(f"{subject} 규정\n\n{subject}은 부서장의 승인을 받아 {number + 2}일 안에 처리합니다.\n")
    cli(home, "ingest", rules, "--allow", "everyone", "--quiet")
    config = (home / "onggi.toml").read_text()
    for section, line in (("model", 'embedder = "vectors"'), ("network", f'allow = ["{vectors.host}"]')):
        assert f"[{section}]\n" in config
        config = config.replace(f"[{section}]\n", f"[{section}]\n{line}\n")
    cli(home, "model", "add", "vectors", "--url", vectors.url, "--name", "v", "--embed")
    (home / "onggi.toml").write_text(config)

    server = Server(home)
    vectors.allow(3)
    wait_for(lambda: len(vectors.texts) == 3)
    half = server.call("GET", "/api/status", key).json()["next_vectors"]
    assert half["embedder"] == "vectors" and half["documents"] == len(SUBJECTS) and half["done"] <= 3
    assert any(hit.get("dense", 0) > 0 for hit in legs(server, key, "연차 휴가는 누가 승인하나요")), "vectors before serve"
    server.process.kill()
    server.process.wait()
    done_before = list(vectors.texts)

    server = Server(home)
    vectors.allow(100)
    wait_for(lambda: "next_vectors" not in (status := server.call("GET", "/api/status", key).json()) and not status["index_rebuilding"])
    again = [text for text in vectors.texts[len(done_before) :] if text in done_before]
    assert len(again) <= 1, "what was kept is not made again, but for what the kill met"
    assert len(set(vectors.texts)) == len(SUBJECTS)
    asked = len(vectors.texts)
    assert any(hit.get("dense", 0) > 0 for hit in legs(server, key, "연차 휴가는 누가 승인하나요"))
    assert vectors.texts[asked:] == ["연차 휴가는 누가 승인하나요"], "and questions go to the next one"
    code, rest = server.stop()
    assert code in (0, 130), rest
    assert "vectors" not in cli(home, "doctor")
