"""Clients that mean no good, against the real program: each gets the status that it has earned, and others are served meanwhile and afterwards."""

import contextlib
import json
import resource
import socket
import struct
import time

import pytest
from conftest import PASSWORD, Server, cli

CONNECTIONS_MAX = 10_000  # of the program: ServeLimits::connections_max
DEEP = 100_000


class Wire:
    """A connection that sends the bytes it is told to."""

    def __init__(self, server, seconds=30):
        self.socket = socket.create_connection(("127.0.0.1", server.port), timeout=seconds)
        self.bytes = b""

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.socket.close()

    def send(self, data):
        with contextlib.suppress(ConnectionError):  # it may have refused already
            self.socket.sendall(data)
        return self

    def fill(self):
        try:
            piece = self.socket.recv(65536)
        except ConnectionResetError:
            piece = b""
        self.bytes += piece
        return bool(piece)

    def reply(self):
        """(status, fields, body) of the next answer; status 0 where the connection ended without one."""
        while b"\r\n\r\n" not in self.bytes:
            if not self.fill():
                return 0, {}, b""
        head, self.bytes = self.bytes.split(b"\r\n\r\n", 1)
        lines = head.decode().split("\r\n")
        fields = {name.lower(): value for name, value in (line.split(": ", 1) for line in lines[1:])}
        length = int(fields.get("content-length", 0))
        while len(self.bytes) < length and self.fill():
            pass
        body, self.bytes = self.bytes[:length], self.bytes[length:]
        return int(lines[0].split()[1]), fields, body

    def ended(self):
        return not self.bytes and not self.fill()


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    home = tmp_path_factory.mktemp("hostile") / "home"
    cli(home, "user", "add", "editor", "--role", "editor", "--password-stdin", text=PASSWORD + "\n")
    server = Server(home)
    server.key = cli(home, "key", "add", "editor", "--name", "test").strip()
    server.bearer = f"Authorization: Bearer {server.key}\r\n".encode()
    yield server
    code, rest = server.stop()
    assert code in (0, 130), (code, rest)


@pytest.fixture(autouse=True)
def others_are_served(place):
    """Before and after each."""
    assert place.call("GET", "/api/documents", place.key).status == 200
    yield
    assert place.process.poll() is None, "the server is gone"
    assert place.call("GET", "/api/documents", place.key).status == 200


def head(line, *fields):
    return b"\r\n".join([line + b" HTTP/1.1", b"Host: a", *fields]) + b"\r\n\r\n"


def search(place, *fields, body=b""):
    return head(b"POST /api/search", place.bearer.strip(), *fields) + body


def test_headers_and_bodies_that_trickle(place):
    """They hold a connection each, and nothing else."""
    slow = [Wire(place) for _ in range(300)]
    for number, wire in enumerate(slow):
        wire.send(b"GET /health HTTP/1.1\r\nX-" if number % 2 else search(place, b"Content-Length: 1000", body=b"{"))
    for round in range(5):
        for wire in slow:
            wire.send(b"a")
        begun = time.monotonic()
        assert place.call("POST", "/api/search", place.key, {"query": "휴가"}).status == 200
        assert time.monotonic() - begun < 5
    for wire in slow:
        wire.socket.close()


def test_ten_thousand_connections(place):
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard < CONNECTIONS_MAX + 500:
        pytest.skip(f"a process here may open {hard} files only (ulimit -Hn)")
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    wires = []
    try:
        for _ in range(CONNECTIONS_MAX - 200):
            wires.append(Wire(place))
            if len(wires) % 100 == 0:  # the last one was taken: no more wait than the system's queue holds
                assert wires[-1].send(head(b"GET /health")).reply()[0] == 200
        assert place.call("POST", "/api/search", place.key, {"query": "휴가"}).status == 200
        more = [Wire(place) for _ in range(400)]
        refused = [wire.reply() for wire in more[-100:]]
        wires += more
        assert {status for status, _, _ in refused} == {503} and all(fields["retry-after"] and json.loads(body)["error"]["code"] == "unavailable" for _, fields, body in refused)
        assert wires[0].send(head(b"GET /ready")).reply()[0] == 200, "who came in before is served"
    finally:
        for wire in wires:
            wire.socket.close()
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    deadline = time.monotonic() + 30
    while True:
        with Wire(place) as wire:
            if wire.send(head(b"GET /ready")).reply()[0] == 200:
                break
        assert time.monotonic() < deadline


def test_connections_that_are_torn(place):
    """Closed by a reset in the middle of everything."""
    whole = search(place, b"Content-Length: 18", body=b'{"query": "\xed\x9c\xb4"}' + b" " * 3)
    for cut in range(0, len(whole) + 1, 7):
        wire = Wire(place).send(whole[:cut])
        wire.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        wire.socket.close()


@pytest.mark.parametrize(("fields", "status"), [
    ([b"Content-Length: 1000000000000000000"], 413),
    ([b"Content-Length: 1048577"], 413),
    ([b"Content-Length: 18446744073709551616"], 400),
    ([b"Content-Length: -1"], 400),
    ([b"Content-Length: +2"], 400),
    ([b"Content-Length: 0x2"], 400),
    ([b"Content-Length: 2 2"], 400),
    ([b"Content-Length: "], 400),
    ([b"Content-Length: 2", b"Content-Length: 3"], 400),
    ([b"Content-Length: 2, 3"], 400),
    ([b"Content-Length : 2"], 400),
    ([b"Content-Length: 2", b"Transfer-Encoding: chunked"], 400),
    ([b"Transfer-Encoding: chunked", b"Content-Length: 2"], 400),
    ([b"Transfer-Encoding: chunked", b"Transfer-Encoding: identity"], 400),
    ([b"Transfer-Encoding: chunked, identity"], 400),
    ([b"Transfer-Encoding: xchunked"], 400),
    ([b"Transfer-Encoding: gzip, chunked"], 400),
    ([b"Transfer-Encoding : chunked"], 400),
    ([b"Transfer-Encoding: \x0bchunked"], 400),
    ([b"X: a\x00b"], 400),
    ([b"X\x01: a"], 400),
    ([b": a"], 400),
    ([b"no colon"], 400),
    ([b"Host: b"], 400),
    ([b"X: " + b"a" * 40_000], 431),
    ([b"X-%d: a" % number for number in range(5_000)], 431),
])
def test_lengths_and_fields_that_mean_two_things(place, fields, status):
    """Nothing that follows such a header is taken for a request of its own."""
    with Wire(place) as wire:
        wire.send(search(place, *fields, body=b"{}" + head(b"GET /health") * 3))
        got, answered, body = wire.reply()
        assert got == status and json.loads(body)["error"]["request_id"], (got, body)
        assert answered["connection"] == "close" and wire.ended()


@pytest.mark.parametrize("body", [
    b"zz\r\n{}\r\n0\r\n\r\n", b"-1\r\n{}\r\n", b"2\r\n{}XX0\r\n\r\n", b"ffffffffffffffffff\r\n{}", b" 2\r\n{}\r\n0\r\n\r\n",
    b"0x2\r\n{}\r\n0\r\n\r\n", b"2" * 100 + b"\r\n",
])
def test_broken_chunks(place, body):
    with Wire(place) as wire:
        wire.send(search(place, b"Transfer-Encoding: chunked", body=body))
        status, _, _ = wire.reply()
        assert status == 400, status
        assert wire.ended()


def test_chunks_without_an_end(place):
    with Wire(place) as wire:
        wire.send(search(place, b"Transfer-Encoding: chunked"))
        for _ in range(40):
            wire.send(b"10000\r\n" + b"a" * 0x10000 + b"\r\n")
        assert wire.reply()[0] == 413
    with Wire(place) as wire:  # a byte a chunk
        wire.send(search(place, b"Transfer-Encoding: chunked", body=b'1\r\n{\r\n1\r\n"\r\n' + b"1\r\na\r\n" * 50_000 + b'1\r\n"\r\n1\r\n}\r\n0\r\n\r\n'))
        assert wire.reply()[0] == 400


@pytest.mark.parametrize("body", [
    b'{"query": "\xff\xfe"}', b'{"query": "\xed\xa0\x80"}', b'{"query": "\xc0\xaf"}', b'{"query": "\xf4\x90\x80\x80"}', b'{"query": "\xe3\x81"}', b'{"\xff": 1}', b'{"query": "\\ud800"}',
    b'\xff\xfe{\x00}\x00', b"\x00", b'{"query": "a\x00b"}', b'{"query": 1e999}', b'{"query": NaN}', b"[]", b'""', b"{", b'{"query": "a"} {}', b"\xef\xbb\xbf" * 2 + b"{}",
])
def test_bodies_that_are_no_json_in_utf8(place, body):
    for path in ("/api/search", "/v1/chat/completions", "/v1/responses", "/v1/embeddings", "/api/session"):
        reply = place.call("POST", path, place.key, body)
        assert reply.status == 400, (path, reply.status, reply.body)


@pytest.mark.parametrize("shape", [b"[", b'{"a":'])
def test_bodies_that_are_nested_deep(place, shape):
    """Also of strangers, who may try to log in."""
    depth = DEEP if shape == b"[" else DEEP // 2
    deep = shape * depth + b"1" + {b"[": b"]"}.get(shape, b"}") * depth
    for path in ("/api/session", "/api/search", "/api/ask", "/v1/chat/completions", "/v1/responses", "/v1/embeddings", "/api/applications", "/api/recipes/try", "/api/functions/extract"):
        for key in (None, place.key):
            reply = place.call("POST", path, key, b'{"query": "a", "model": "onggi", "x": ' + deep + b"}")
            assert reply.status == (401 if key is None and path != "/api/session" else 400), (path, reply.status, reply.body)


def test_texts_that_are_nested_deep(place):
    """Recipes are YAML, and options hold JSON: what reads them gives up in time."""
    for recipe in ("[" * DEEP + "]" * DEEP, "operations: " + "{a: " * (DEEP // 4) + "1" + "}" * (DEEP // 4), "- " * DEEP, "a: &a [*a]\noperations: *a", "".join(f"x{n}: &x{n} [{','.join([f'*x{n - 1}'] * 9) if n else 1}]\n" for n in range(12)) + "operations: *x11"):
        reply = place.call("POST", "/api/recipes/try", place.key, {"recipe": recipe, "texts": ["가"]})
        assert reply.status in (400, 413, 422), (recipe[:30], reply.status, reply.body)
    schema = json.dumps({"type": "object", "properties": {"a": {"type": "string", "pattern": "(" * 30_000 + "a" + ")" * 30_000}}})
    for body in ({"model": "onggi", "messages": [{"role": "user", "content": "a"}], "response_format": {"type": "json_schema", "json_schema": {"name": "n", "schema": json.loads(schema)}}},):
        assert place.call("POST", "/v1/chat/completions", place.key, body).status == 400


@pytest.mark.parametrize("path", [
    b"/api/documents/..", b"/api/documents/%2e%2e", b"/api/documents/%2E%2E/content", b"/api/documents/..%2f..%2f..%2fetc%2fpasswd/original", b"/api/documents/a%00b", b"/api/documents/%ff", b"/api/documents/\xff\xfe",
    b"/api/documents/%", b"/api/documents/%zz", b"//api/documents", b"/api//documents", b"/api/documents/", b"/api/./documents", b"/api\\documents", b"/api/documents\\..\\..\\etc", b"/API/documents", b"/api/documents%2fdoc_1",
    b"/api/documents;/x", b"/api/documents/../../api/people", b"/v1/models/../../api/people", b"/v1/models/%2e%2e", b"/api/documents/" + b"a" * 20_000, b"/api/documents/%F0%80%80%AF", b"/api/groups/%00", b"/assets/../../../etc/passwd", b"/assets/%2e%2e/%2e%2e/etc/passwd",
    b"/%c0%ae%c0%ae/etc/passwd", b"/\\..\\..\\etc\\passwd", b"/.git/config", b"/onggi.toml", b"/keys/master.key", b"/../keys/master.key", b"/?q=%ff", b"*", b"http://elsewhere/api/people", b"file:///etc/passwd",
])
def test_paths_that_lead_elsewhere(place, path):
    for fields in ((), (place.bearer.strip(),)):
        with Wire(place) as wire:
            status, answered, body = wire.send(head(b"GET " + path, *fields)).reply()
            page = status == 200 and answered["content-type"].startswith("text/html") and b"<div id=" in body
            assert status in (400, 401, 403, 404, 405) or page, (status, body[:200])
            assert b"root:" not in body and b"[server]" not in body and not body.startswith(b"[core]")


def forged(key):
    name, secret = key[:6], key[6:]
    flipped = secret[:-1] + ("a" if secret[-1] != "a" else "b")
    return ["", "onggi-", key[:-1], key + "a", name + flipped, key.upper(), key[:20], secret, "onggi-" + "0" * len(secret), key + "\x00", "' OR 1=1 --", "%", "*", "a" * 20_000, "\xff" * 10, f"{key},{key}", f"{key} {key}"]


def test_forged_keys(place):
    for value in forged(place.key):
        with Wire(place) as wire:
            wire.send(b"GET /api/documents HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer " + value.encode("latin-1") + b"\r\n\r\n")
            status, _, body = wire.reply()
            assert status in (400, 401) and b"documents\":" not in body, (value[:40], status)
    for scheme in (b"Basic ", b"Bearer", b"Token ", b"bearer\t\t\t", b""):
        with Wire(place) as wire:
            status = wire.send(head(b"GET /api/documents", b"Authorization: " + scheme + b"x" + place.key.encode())).reply()[0]
            assert status == 401, scheme
    with Wire(place) as wire:  # which of two counts is nobody's guess
        status = wire.send(head(b"GET /api/documents", b"Authorization: Bearer onggi-wrong", place.bearer.strip())).reply()[0]
        assert status in (400, 401), status


def test_keys_that_have_ended(place):
    soon = int(time.time() * 1000) + 1500
    short = place.call("POST", "/api/keys", place.key, {"name": "short", "expires_ms": soon}).json()
    gone = place.call("POST", "/api/keys", place.key, {"name": "gone"}).json()
    assert place.call("GET", "/api/documents", gone["secret"]).status == place.call("GET", "/api/documents", short["secret"]).status == 200
    assert place.call("DELETE", f"/api/keys/{gone['key']['id']}", place.key).status == 204
    assert place.call("GET", "/api/documents", gone["secret"]).status == 401
    time.sleep(max(0, soon / 1000 - time.time()) + 0.2)
    assert place.call("GET", "/api/documents", short["secret"]).status == 401


def test_forged_cookies(place):
    login = lambda: place.call("POST", "/api/session", body={"login": "editor", "password": PASSWORD}).headers["set-cookie"]
    said = login()
    assert "HttpOnly" in said and "SameSite" in said
    cookie = said.split(";")[0]
    name, token = cookie.split("=", 1)
    asks = lambda value, method="GET", path="/api/documents", **fields: place.call(method, path, headers={"Cookie": value, **fields})
    assert asks(cookie).status == 200
    flipped = token[:-1] + ("a" if token[-1] != "a" else "b")
    for value in (f"{name}=", f"{name}={token[:-1]}", f"{name}={token}a", f"{name}={flipped}", f"{name}={'0' * len(token)}", f"{name}=' OR 1=1 --", f"{name.upper()}={token}", f"x{name}={token}", token, f"{name}={place.key}", ";;;=;" * 1000):
        assert asks(value).status == 401, value[:40]
    # Another site's form has the cookie, and cannot set the field.
    added = place.call("POST", "/api/conversations", body={}, headers={"Cookie": cookie})
    assert added.status == 403 and added.json()["error"]["reason"] == "csrf_header_missing"
    assert asks(cookie, "DELETE", "/api/session", **{"X-Onggi": "1"}).status == 204
    assert asks(cookie).status == 401, "logged out is out"
    assert place.call("GET", "/api/documents", "onggi-wrong", headers={"Cookie": login().split(";")[0]}).status == 401, "a wrong key is not made good by a cookie"


def test_nothing_becomes_a_field_of_the_answer(place):
    for given in (b"a\r\nX-Evil: 1", b"a%0d%0aX-Evil:%201", b"a\rX-Evil: 1", b"a\nX-Evil: 1", b"\xc4\x8d\xc4\x8aX-Evil: 1"):
        for request in (head(b"GET /health", b"x-request-id: " + given), head(b"GET /health?x=" + given.replace(b" ", b"%20"))):
            with Wire(place) as wire:
                status, fields, _ = wire.send(request).reply()
                assert status in (200, 400) and "x-evil" not in fields, (given, fields)
    name = "a%0D%0AX-Evil%3A%201%22%3B%20filename%3D%22b.txt"
    added = place.call("POST", f"/api/documents?name={name}", place.key, "휴가 규정\n\n연차휴가는 15일이다.\n".encode(), {"Content-Type": "application/octet-stream"})
    assert added.status in (202, 400), added.body
    if added.status == 202:
        reply = place.call("GET", f"/api/documents/{added.json()['document_id']}/original", place.key)
        assert "x-evil" not in reply.headers and reply.headers["content-disposition"].count("filename=") == 1, reply.headers
