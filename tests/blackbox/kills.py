"""Servers and workers killed with -9 at random moments while documents come in. What was acknowledged must be there once and be found."""

import json
import os
import pathlib
import random
import signal
import subprocess
import threading
import time
import urllib.error
import urllib.parse
import urllib.request

BINARY = os.environ.get("ONGGI_BINARY", "build/onggi")
PASSWORD = "kill-test-password"
WORDS = "연차 휴가 여비 정산 보안 지침 계약 해지 통보 숙박 교육 평가 자산 구매 품질 검사 안전 점검 출장 보고 승인 예산 배송 환불".split()


def document(number, rng):
    """A text of its own, with a word that no other document has."""
    lines = [f"제{n}조 ({rng.choice(WORDS)}) {' '.join(rng.choice(WORDS) for _ in range(30))}을 정한다." for n in range(1, rng.randint(4, 40))]
    return f"문서 확인번호 {token(number)} 에 관한 규정\n\n" + "\n\n".join(lines) + "\n"


def token(number):
    return f"KX{number:06d}QZ"


class Program:
    """One onggi process over a home, in a process group of its own so that a kill takes its readers along."""

    def __init__(self, home, *arguments):
        self.home = pathlib.Path(home)
        self.log = open(self.home.parent / "log", "ab")
        self.process = subprocess.Popen([BINARY, "--home", str(home), *arguments], stderr=subprocess.PIPE, stdout=self.log, start_new_session=True)
        self.first_line = self.process.stderr.readline().decode()
        threading.Thread(target=self._drain, daemon=True).start()

    def _drain(self):
        for line in self.process.stderr:
            self.log.write(line)

    def kill(self):
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def stop(self):
        self.process.terminate()
        return self.process.wait(timeout=60)


class Server(Program):
    def __init__(self, home):
        super().__init__(home, "serve", "--listen", "127.0.0.1:0")
        assert "http://" in self.first_line, self.first_line
        self.url = self.first_line.split()[-1]

    def call(self, method, path, key, body=None, timeout=60):
        request = urllib.request.Request(self.url + path, method=method, data=body, headers={"Authorization": f"Bearer {key}", "Content-Type": "application/octet-stream"})
        with urllib.request.urlopen(request, timeout=timeout) as answer:
            text = answer.read()
            return json.loads(text) if text else None


def command(home, *arguments, text=None):
    return subprocess.run([BINARY, "--home", str(home), *arguments], input=text, capture_output=True, text=True, timeout=300)


class Uploads(threading.Thread):
    """Sends documents one after the other; remembers those that the server acknowledged."""

    def __init__(self, key, rng):
        super().__init__(daemon=True)
        self.key, self.rng = key, rng
        self.server = None
        self.acknowledged, self.next_number = set(), 0
        self.ending = False

    def run(self):
        while not self.ending:
            server = self.server
            if server is None:
                time.sleep(0.005)
                continue
            number = self.next_number
            try:
                body = document(number, random.Random(number)).encode()
                server.call("POST", "/api/documents?" + urllib.parse.urlencode({"name": f"{token(number)}.txt"}), self.key, body, timeout=20)
                self.acknowledged.add(number)
                self.next_number += 1
            except urllib.error.HTTPError as error:
                raise AssertionError(f"upload refused: {error.code} {error.read()!r}") from error
            except OSError:
                time.sleep(0.01)  # killed; the same document is sent again


def wait_until_drained(server, key, seconds=300):
    end = time.time() + seconds
    while time.time() < end:
        status = server.call("GET", "/api/status", key)
        if status["jobs_queued"] + status["jobs_running"] == 0 and not status["index_rebuilding"]:
            return
        time.sleep(0.2)
    raise AssertionError(f"the queue does not drain: {status}")


def all_documents(server, key):
    documents, offset = [], 0
    while True:
        page = server.call("GET", f"/api/documents?limit=500&offset={offset}", key)
        documents += page["documents"]
        offset += 500
        if offset >= page["total"]:
            return documents


def is_found(server, key, number, seconds=10):
    """Over a shared store a server looks every two seconds for what workers finished."""
    end = time.time() + seconds
    while time.time() < end:
        hits = server.call("POST", "/api/search", key, json.dumps({"query": token(number), "limit": 3}).encode())["hits"]
        if hits and hits[0]["name"] == f"{token(number)}.txt":
            return True
        time.sleep(0.2)
    return False


def check_everything(server, home, key, acknowledged):
    """Each acknowledged document once, ready and found by its own word; doctor has nothing to say."""
    wait_until_drained(server, key)
    documents = all_documents(server, key)
    names = [document["name"] for document in documents]
    assert len(names) == len(set(names)), "a document is there twice"
    states = {document["name"]: document["state"] for document in documents}
    for number in sorted(acknowledged):
        assert states.get(f"{token(number)}.txt") == "ready", (number, states.get(f"{token(number)}.txt"))
        assert is_found(server, key, number), f"{token(number)} is not found"
    doctor = command(home, "doctor")
    assert doctor.returncode == 0, doctor.stdout + doctor.stderr
