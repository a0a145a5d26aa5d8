"""The program's own HTTP contract, from outside: login, upload to answer, the page, health, a second server, a graceful stop."""

import hashlib
import json
import os
import re
import socket
import ssl
import subprocess
import threading
import time

import pytest
from conftest import BINARY, LONG_FORMAT, PASSWORD, Server, cli


def wait_until_ready(server, key, document):
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline:
        state = server.call("GET", f"/api/documents/{document}", key).json()["state"]
        if state != "queued":
            return state
        time.sleep(0.1)
    raise AssertionError("the document is still queued after two minutes")


def test_machines_see_that_it_lives(server):
    assert server.call("GET", "/health").json() == {"status": "ok"}
    assert server.call("GET", "/ready").json()["status"] == "ready"
    metrics = server.call("GET", "/metrics")
    assert metrics.headers["content-type"].startswith("text/plain; version=0.0.4")
    for line in metrics.body.decode().splitlines():
        assert re.fullmatch(r"# (HELP|TYPE) .+|[a-zA-Z_:][a-zA-Z0-9_:]*(\{[^{}]*(\{[^{}]*\}[^{}]*)*\})? [0-9.eE+-]+", line), line


def test_a_document_goes_from_upload_to_a_cited_answer(server, keys):
    text = "보안 지침\n\n외부 저장 장치는 보안팀의 승인을 받아 30일 동안 사용합니다.\n".encode()
    added = server.call("POST", "/api/documents?name=%EB%B3%B4%EC%95%88.md", keys["editor"], text, {"Content-Type": "application/octet-stream"})
    assert added.status == 202, added.body
    document = added.json()["document_id"]
    assert wait_until_ready(server, keys["editor"], document) == "ready"
    assert server.call("GET", f"/api/documents/{document}/original", keys["editor"]).body == text
    answer = server.call("POST", "/api/ask", keys["editor"], {"question": "외부 저장 장치는 며칠 동안 사용합니까?"}).json()
    assert not answer["abstained"] and "30일" in answer["answer"], answer
    assert answer["citations"][0]["document"] == document
    hidden = server.call("POST", "/api/ask", keys["reader"], {"question": "외부 저장 장치는 며칠 동안 사용합니까?"}).json()
    assert all(citation["document"] != document for citation in hidden["citations"])
    assert server.call("GET", f"/api/documents/{document}", keys["reader"]).status == 404
    assert server.call("DELETE", f"/api/documents/{document}", keys["editor"]).status == 204


def test_a_correction_is_listed_and_exported_on_the_command_line(server, keys):
    text = "출장 지침\n\n교육 출장의 정산 기한은 l5일입니다.\n".encode()
    document = server.call("POST", "/api/documents?name=trip.md", keys["editor"], text, {"Content-Type": "application/octet-stream"}).json()["document_id"]
    assert wait_until_ready(server, keys["editor"], document) == "ready"
    element = server.call("GET", f"/api/documents/{document}/content", keys["editor"]).json()["elements"][-1]
    wish = {"operation": "set_text", "element": element["id"], "before": {"text": element["text"]}, "after": {"text": element["text"].replace("l5", "15")}, "reason": "misread"}
    corrections = f"/api/documents/{document}/corrections"
    assert server.call("POST", corrections, keys["editor"], wish).status == 201
    assert server.call("POST", corrections, keys["editor"], wish).status == 409
    assert server.call("POST", corrections, keys["reader"], wish).status == 404
    (listed,) = json.loads(server.cli("correction", "list", "trip.md", "--json"))["corrections"]
    assert (listed["author"], listed["reason"], listed["conflict"]) == ("editor", "misread", "")
    (line,) = server.cli("correction", "export", document).splitlines()
    exported = json.loads(line)
    assert exported["document_sha256"] == hashlib.sha256(text).hexdigest()
    assert exported["before"]["text"] == element["text"] and "15일" in exported["after"]["text"]
    assert line == server.call("GET", corrections + "/export", keys["editor"]).body.decode().strip()
    deadline = time.monotonic() + 60
    while "15일" not in server.call("POST", "/api/ask", keys["editor"], {"question": "교육 출장의 정산 기한은 며칠입니까?"}).json()["answer"]:
        assert time.monotonic() < deadline
    assert server.call("DELETE", f"/api/documents/{document}", keys["editor"]).status == 204


def test_an_answer_streams_as_events(server, keys):
    reply = server.call("POST", "/api/ask", keys["reader"], {"question": "연차휴가는 며칠 전까지 신청합니까?", "stream": True})
    assert reply.headers["content-type"].startswith("text/event-stream")
    events = [block.split("\n") for block in reply.body.decode().strip().split("\n\n")]
    assert events[-1][0] == "event: answer"
    assert {"answer", "abstained", "refused", "label", "model", "prompt", "citations", "nearest", "guards", "ai_generated", "sentences", "queries", "trace_id"} == set(json.loads(events[-1][1][6:]))
    assert all(event[0] == "event: delta" for event in events[:-1])


def test_login_by_password_and_cookie(server):
    wrong = server.call("POST", "/api/session", body={"login": "editor", "password": "wrong password"})
    unknown = server.call("POST", "/api/session", body={"login": "no.such", "password": "wrong password"})
    assert wrong.status == unknown.status == 401
    assert wrong.json()["error"]["message"] == unknown.json()["error"]["message"]
    reply = server.call("POST", "/api/session", body={"login": "editor", "password": PASSWORD})
    assert reply.status == 200 and reply.json()["person"]["login"] == "editor"
    cookie = {"Cookie": reply.headers["set-cookie"].split(";")[0]}
    assert server.call("GET", "/api/session", headers=cookie).status == 200
    assert server.call("DELETE", "/api/session", headers=cookie).status == 403
    assert server.call("DELETE", "/api/session", headers={**cookie, "X-Onggi": "1"}).status == 204
    assert server.call("GET", "/api/session", headers=cookie).status == 401


def test_a_question_of_a_megabyte_is_refused_clearly(server, keys):
    reply = server.call("POST", "/api/ask", keys["reader"], {"question": "가" * (1 << 20)})
    assert reply.status == 413
    error = reply.json()["error"]
    assert error["code"] == "limit_exceeded" and "1048576" in error["message"] and error["request_id"] == reply.headers["x-request-id"]


def test_the_page_comes_for_every_address_of_its_own(server):
    for path in ("/", "/documents", "/documents/doc_1"):
        page = server.call("GET", path)
        assert page.status == 200 and page.headers["content-type"].startswith("text/html")
    assert server.call("GET", "/assets/missing.js").status == 404
    etag = server.call("GET", "/").headers.get("etag")
    if etag:
        assert server.call("GET", "/", headers={"If-None-Match": etag}).status == 304
    assert server.call("GET", "/api/missing").json()["error"]["code"] == "not_found"


def test_the_port_is_named_when_it_is_taken(server, tmp_path):
    second = subprocess.run([BINARY, "--home", str(tmp_path / "other"), "serve", "--listen", f"127.0.0.1:{server.port}"], capture_output=True, text=True, timeout=60)
    assert second.returncode == 9 and str(server.port) in second.stderr, second.stderr


def test_many_slow_clients_leave_room_for_others(server):
    slow = []
    for _ in range(200):
        connection = socket.create_connection(("127.0.0.1", server.port))
        connection.sendall(b"GET /health HTTP/1.1\r\nHos")
        slow.append(connection)
    assert server.call("GET", "/health").status == 200
    for connection in slow:
        connection.close()


def test_a_stop_ends_open_streams(tmp_path, tiny):
    home = tmp_path / "home"
    cli(home, "user", "add", "reader", "--role", "reader")
    cli(home, "model", "add", tiny, "--gguf", os.environ["ONGGI_TEST_MODEL"])
    key = cli(home, "key", "add", "reader", "--name", "test").strip()
    server = Server(home)
    body = json.dumps({"model": tiny, "stream": True, "max_tokens": 4000, "messages": [{"role": "user", "content": "Numbers."}], "response_format": LONG_FORMAT}).encode()
    connection = socket.create_connection(("127.0.0.1", server.port), timeout=60)
    connection.sendall(b"POST /v1/chat/completions HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer " + key.encode() + b"\r\nContent-Length: " + str(len(body)).encode() + b"\r\n\r\n" + body)
    received = b""
    while b"\"content\"" not in received:
        received += connection.recv(65536)
    stopped = []
    stopper = threading.Thread(target=lambda: stopped.append(server.stop()))
    stopper.start()
    while piece := connection.recv(65536):
        received += piece
    stopper.join(timeout=60)
    assert stopped and stopped[0][0] in (0, 130), stopped
    assert b"[DONE]" in received or b"data: {\"error\":" in received


def test_tls_when_a_certificate_is_configured(tmp_path):
    home = tmp_path / "home"
    cli(home, "user", "add", "reader", "--role", "reader", "--password-stdin", text=PASSWORD + "\n")
    certificate, key = tmp_path / "certificate.pem", tmp_path / "key.pem"
    subject = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"]
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2", *subject, "-keyout", key, "-out", certificate], check=True, capture_output=True)
    (home / "onggi.toml").write_text(f'[server]\ntls_certificate = "{certificate}"\ntls_key = "{key}"\n')
    server = Server(home)
    trust = ssl.create_default_context(cafile=certificate)
    with socket.create_connection(("127.0.0.1", server.port), timeout=30) as plain, trust.wrap_socket(plain, server_hostname="localhost") as connection:
        assert connection.version() in ("TLSv1.2", "TLSv1.3")
        body = json.dumps({"login": "reader", "password": PASSWORD}).encode()
        connection.sendall(b"POST /api/session HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: " + str(len(body)).encode() + b"\r\n\r\n" + body)
        answer = b""
        while piece := connection.recv(65536):
            answer += piece
    assert answer.startswith(b"HTTP/1.1 200") and b"; Secure" in answer and b"Strict-Transport-Security" in answer
    old = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    old.check_hostname, old.verify_mode = False, ssl.CERT_NONE
    old.minimum_version, old.maximum_version = ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_1
    old.set_ciphers("ALL:@SECLEVEL=0")
    with socket.create_connection(("127.0.0.1", server.port), timeout=30) as plain, pytest.raises(ssl.SSLError):
        old.wrap_socket(plain, server_hostname="localhost")
    with socket.create_connection(("127.0.0.1", server.port), timeout=30) as plain:
        plain.sendall(b"GET /health HTTP/1.1\r\nHost: a\r\n\r\n")
        assert not plain.recv(65536).startswith(b"HTTP/1.1 200")
    assert server.stop()[0] in (0, 130)
