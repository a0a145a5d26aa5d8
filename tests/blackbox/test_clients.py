"""Clients that people build with, as they are installed: LangChain, LiteLLM and Vercel's AI SDK against the real program. What each does stands in its script beside this file."""

import os
import pathlib
import subprocess

import pytest
from conftest import ROOT, Server, cli, run
from upstream import Judge

HERE = pathlib.Path(__file__).parent
PYTHON = pathlib.Path(os.environ.get("ONGGI_DEPS", pathlib.Path.home() / ".cache/onggi")) / "clients/bin/python"
SECONDS_MAX = 200
CLIENTS = {
    "langchain": ([PYTHON, "langchain_client.py"], HERE / "python_clients", PYTHON),
    "litellm": ([PYTHON, "litellm_client.py"], HERE / "python_clients", PYTHON),
    "ai_sdk": (["node", "client.mjs"], HERE / "ai_sdk_node", HERE / "ai_sdk_node/node_modules/ai"),
}


@pytest.fixture(scope="module")
def access(tmp_path_factory, tiny):
    """What a client is told: the address of a server over sample documents, a key, and models to ask."""
    home = tmp_path_factory.mktemp("clients") / "home"
    with Judge() as judge:
        cli(home, "user", "add", "reader", "--role", "reader")
        (home / "onggi.toml").write_text(f'[network]\nallow = ["{judge.host}"]\n')
        cli(home, "ingest", ROOT / "samples/shared", "--allow", "everyone", "--quiet")
        run(home, "model", "add", tiny, "--gguf", os.environ["ONGGI_TEST_MODEL"])
        run(home, "model", "add", "judge", "--url", judge.url, "--rerank")
        key = cli(home, "key", "add", "reader", "--name", "test").strip()
        server = Server(home)
        yield {"OPENAI_BASE_URL": server.url + "/v1", "OPENAI_API_KEY": key, "QUESTION": "연차휴가는 며칠 전까지 신청합니까?", "MODEL": tiny, "RERANKER": "judge"}
        code, rest = server.stop()
        assert code in (0, 130), rest


@pytest.mark.parametrize("name", CLIENTS)
def test_client(name, access):
    command, folder, installed = CLIENTS[name]
    if not installed.exists():
        pytest.skip(f"{installed} is missing: run ./dev setup")
    quiet = {"LITELLM_LOCAL_MODEL_COST_MAP": "True", "LANGSMITH_TRACING": "false"}  # nothing but the server is asked
    done = subprocess.run(command, cwd=folder, env={**os.environ, **access, **quiet}, capture_output=True, text=True, timeout=SECONDS_MAX)
    assert done.returncode == 0 and done.stdout.splitlines()[-1] == "ok", done.stdout + done.stderr
