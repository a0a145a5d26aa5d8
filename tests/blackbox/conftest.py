"""What the tests start from: commands over a home, a home over either database, and `onggi serve` on a free port over one with people in it."""

import contextlib
import json
import os
import pathlib
import random
import subprocess
import typing
import urllib.error
import urllib.request

import pytest

import erasure_places

ROOT = pathlib.Path(__file__).resolve().parents[2]
BINARY = os.environ.get("ONGGI_BINARY", str(ROOT / "build/onggi"))
PASSWORD = "blackbox-password"
# What keeps a language model writing for thousands of tokens, whatever it would rather say.
LONG_SCHEMA = {"type": "object", "properties": {"numbers": {"type": "array", "items": {"type": "integer"}, "minItems": 1000}}, "required": ["numbers"], "additionalProperties": False}
LONG_FORMAT = {"type": "json_schema", "json_schema": {"name": "numbers", "schema": LONG_SCHEMA}}

class Reply:
    """An answer of any status: urllib's own raises for 400 and above."""

    def __init__(self, response):
        self.status = response.status
        self.headers = {name.lower(): value for name, value in response.headers.items()}
        self.body = response.read()

    def json(self):
        return json.loads(self.body)


class Server:
    """One `onggi serve` over a home."""

    def __init__(self, home):
        self.home = home
        self.process = subprocess.Popen([BINARY, "--home", str(home), "serve", "--listen", "127.0.0.1:0"], stderr=subprocess.PIPE, text=True)
        line = self.process.stderr.readline()
        assert "://" in line, line + self.process.stderr.read()
        self.url = line.split()[-1]
        self.port = int(self.url.rsplit(":", 1)[1])

    def cli(self, *arguments, text=None):
        return cli(self.home, *arguments, text=text)

    def call(self, method, path, key=None, body=None, headers=None):
        data = body if body is None or isinstance(body, bytes) else json.dumps(body).encode()
        request = urllib.request.Request(self.url + path, data=data, method=method, headers=dict(headers or {}))
        if key:
            request.add_header("Authorization", "Bearer " + key)
        if data is not None and not request.has_header("Content-type"):
            request.add_header("Content-Type", "application/json")
        try:
            return Reply(urllib.request.urlopen(request, timeout=120))
        except urllib.error.HTTPError as error:
            return Reply(error)

    def stop(self):
        self.process.terminate()
        code = self.process.wait(timeout=60)
        rest = self.process.stderr.read()
        self.process.stderr.close()
        return code, rest


def onggi(home, *arguments, code=(0,), text=None, env=None):
    """One command as a finished process; it must end with one of these codes."""
    done = subprocess.run([BINARY, "--home", str(home), *map(str, arguments)], input=text, capture_output=True, text=True, timeout=600, env={**os.environ, **(env or {})})
    assert done.returncode in code, (arguments, done.returncode, done.stdout, done.stderr)
    return done


def run(home, *arguments, code=(0,), text=None, env=None):
    """What one command gives: its results; of one that failed (2 and more) what it says about that."""
    done = onggi(home, *arguments, code=code, text=text, env=env)
    return done.stdout if done.returncode <= 1 else done.stderr


def told(home, *arguments, code=(0,), text=None, env=None):
    """What one command tells programs."""
    return json.loads(run(home, *arguments, "--json", code=code, text=text, env=env))


def cli(home, *arguments, text=None):
    return run(home, *arguments, code=(0, 1), text=text)


@contextlib.contextmanager
def postgresql():
    """The URL of a new, empty database."""
    server = os.environ.get("ONGGI_TEST_POSTGRES", "off")
    if server == "off":
        pytest.skip("ONGGI_TEST_POSTGRES=off")
    name = f"blackbox_{os.getpid()}_{random.randrange(10**9)}"
    base, _, query = server.partition("?")
    scheme, rest = base.split("://", 1)
    subprocess.run(["psql", "-q", server, "-c", f"CREATE DATABASE {name}"], check=True)
    try:
        yield f"{scheme}://{rest.split('/', 1)[0]}/{name}" + (f"?{query}" if query else "")
    finally:
        subprocess.run(["psql", "-q", server, "-c", f"DROP DATABASE IF EXISTS {name} WITH (FORCE)"], check=True)


class Place(typing.NamedTuple):
    home: pathlib.Path
    folder: pathlib.Path  # for documents
    tables: typing.Callable  # opens the home's tables without the program


@pytest.fixture(params=["sqlite", "postgresql"])
def place(request, tmp_path):
    """An empty home over either database, and an empty folder."""
    home, folder = tmp_path / "home", tmp_path / "문서"
    home.mkdir(mode=0o700)
    folder.mkdir()
    if request.param == "sqlite":
        yield Place(home, folder, lambda: erasure_places.Sqlite(home))
        return
    with postgresql() as url:
        (home / "onggi.toml").write_text(f'[store]\nurl = "{url}"\n')
        yield Place(home, folder, lambda: erasure_places.Postgres(url))


@pytest.fixture(scope="session")
def home(tmp_path_factory):
    folder = tmp_path_factory.mktemp("serve") / "home"
    cli(folder, "user", "add", "editor", "--role", "editor", "--password-stdin", text=PASSWORD + "\n")
    cli(folder, "user", "add", "reader", "--role", "reader")
    cli(folder, "user", "add", "admin", "--role", "admin")
    cli(folder, "ingest", ROOT / "samples/shared", "--allow", "everyone", "--quiet")
    if "ONGGI_TEST_MODEL" in os.environ:
        cli(folder, "model", "add", "tiny", "--gguf", os.environ["ONGGI_TEST_MODEL"])
    return folder


@pytest.fixture(scope="session")
def keys(home):
    return {login: cli(home, "key", "add", login, "--name", "test").strip() for login in ("editor", "reader", "admin")}


@pytest.fixture(scope="session")
def server(home, keys):
    running = Server(home)
    yield running
    code, rest = running.stop()
    assert code in (0, 130), (code, rest)


@pytest.fixture(scope="session")
def tiny():
    """The id of a small language model, for tests that generate."""
    if "ONGGI_TEST_MODEL" not in os.environ:
        pytest.skip("ONGGI_TEST_MODEL names no GGUF file (./dev setup makes one)")
    return "tiny"
