"""docs/api/openapi.yaml as Schemathesis reads it, against the real program: whatever is sent, no answer is a 500, and each has the form that the contract promises."""

import os
import pathlib
import subprocess

import pytest
from conftest import ROOT, Server, cli

SCHEMATHESIS = pathlib.Path(os.environ.get("ONGGI_DEPS", pathlib.Path.home() / ".cache/onggi")) / "clients/bin/schemathesis"
HOOKS = pathlib.Path(__file__).parent / "python_clients"
CHECKS = "not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance,unsupported_method,allow_header_conformance"
ENDS_THE_KEY = ("revokeKey", "setPassword")  # it would find the one that it works with
EXAMPLES = os.environ.get("ONGGI_CONTRACT_EXAMPLES", "8")  # of each route, beside one for each rule of its schemas; a night's worth: 1000
SECONDS_MAX = 280 * (int(EXAMPLES) // 8 + 1)


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    if not SCHEMATHESIS.exists():
        pytest.skip(f"{SCHEMATHESIS} is missing: run ./dev setup")
    home = tmp_path_factory.mktemp("contract") / "home"
    for role in ("editor", "reader"):
        cli(home, "user", "add", role, "--role", role)
    cli(home, "ingest", ROOT / "samples/shared", "--allow", "everyone", "--quiet")
    server = Server(home)
    server.keys = {role: cli(home, "key", "add", role, "--name", "test").strip() for role in ("editor", "reader")}
    yield server
    code, rest = server.stop()
    assert code in (0, 130), rest


@pytest.mark.parametrize("role", ["editor", "reader"])
def test_answers_are_those_of_the_contract(place, tmp_path, role):
    command = [SCHEMATHESIS, "run", ROOT / "docs/api/openapi.yaml", "--url", place.url, "--header", f"Authorization: Bearer {place.keys[role]}", "--seed", "1", "--workers", "1"]
    command += ["--phases", "examples,coverage,fuzzing", "--max-examples", EXAMPLES, "--checks", CHECKS, "--suppress-health-check", "all", "--continue-on-failure", "--warnings", "off", "--no-color"]
    command += ["--exclude-path", "/api/session", *(part for name in ENDS_THE_KEY for part in ("--exclude-operation-id", name))]
    environment = {**os.environ, "PYTHONPATH": str(HOOKS), "SCHEMATHESIS_HOOKS": "contract_hooks"}
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=SECONDS_MAX)
    assert done.returncode == 0, done.stdout[-20_000:] + done.stderr
    assert place.call("GET", "/api/documents", place.keys[role]).status == 200, "the key is good to the end, so what was tried meant something"
    assert place.call("GET", "/ready").status == 200
