"""A LoRA adapter is a model of its own over the weights of another, asked beside it; open models stay within their budget of memory."""

import concurrent.futures
import os
import shutil

import openai
import pytest
from adapter_maker import adapter
from conftest import Server, cli, onggi, run

MODEL = os.environ.get("ONGGI_TEST_MODEL", "")
pytestmark = pytest.mark.skipif(not MODEL, reason="ONGGI_TEST_MODEL names no GGUF file (./dev setup makes one)")


def likeliest(client, model):
    reply = client.chat.completions.create(model=model, messages=[{"role": "user", "content": "Name a color."}], max_tokens=1, temperature=0, logprobs=True, top_logprobs=20)
    return {token.token: token.logprob for token in reply.choices[0].logprobs.content[0].top_logprobs}


def distance(left, right):
    both = left.keys() & right.keys()
    return sum(abs(left[token] - right[token]) for token in both) / len(both) if both else 100


def test_an_adapter_is_asked_by_its_id_beside_its_model(tmp_path):
    home = tmp_path / "home"
    run(home, "model", "add", "plain", "--gguf", MODEL)
    run(home, "model", "add", "tuned", "--gguf", MODEL, "--adapter", adapter(tmp_path / "tuned.gguf"))
    run(home, "model", "add", "half", "--gguf", MODEL, "--adapter", tmp_path / "tuned.gguf", "--adapter-scale", "0.001")
    assert f"{MODEL} + {tmp_path / 'tuned.gguf'}" in run(home, "model", "list")
    key = cli(home, "key", "add", "owner", "--name", "test").strip()
    server = Server(home)
    client = openai.OpenAI(base_url=server.url + "/v1", api_key=key, max_retries=0)
    with concurrent.futures.ThreadPoolExecutor(3) as pool:
        plain, tuned, half = pool.map(lambda model: likeliest(client, model), ("plain", "tuned", "half"))
    assert distance(plain, tuned) > 0.1
    assert distance(plain, half) < distance(plain, tuned) / 10
    code, rest = server.stop()
    assert code in (0, 130), rest


def test_an_adapter_of_another_model_is_refused_with_what_does_not_fit(tmp_path):
    home = tmp_path / "home"
    for file, said in (
        (adapter(tmp_path / "a.gguf", architecture="qwen2"), 'architecture "qwen2"'),
        (adapter(tmp_path / "b.gguf", outside=2048), "blk.29.ffn_down.weight"),
        (adapter(tmp_path / "c.gguf", name="blk.99.attn_q.weight"), "blk.99.attn_q.weight"),
        (MODEL, "no adapter"),
    ):
        refused = onggi(home, "model", "add", "tuned", "--gguf", MODEL, "--adapter", file, code=(3,))
        assert said in refused.stderr, refused.stderr
    lone = onggi(home, "model", "add", "tuned", "--gguf", tmp_path / "a.gguf", code=(2,))
    assert "adapter" in lone.stderr, lone.stderr
    assert run(home, "model", "list").count("gguf") == 0


def test_models_take_turns_within_their_budget(tmp_path):
    home = tmp_path / "home"
    copy = shutil.copy(MODEL, tmp_path / "copy.gguf")
    run(home, "model", "add", "one", "--gguf", MODEL)
    run(home, "model", "add", "two", "--gguf", copy)
    megabytes = os.path.getsize(MODEL) // 1_000_000
    (home / "onggi.toml").write_text(f"[model]\ncontext_tokens = 512\nmemory_mb_max = {megabytes + 60}\n")
    key = cli(home, "key", "add", "owner", "--name", "test").strip()
    server = Server(home)
    client = openai.OpenAI(base_url=server.url + "/v1", api_key=key, max_retries=0)
    first = likeliest(client, "one")
    assert distance(first, likeliest(client, "two")) < 0.01
    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        for reply in pool.map(lambda model: likeliest(client, model), ("one", "two", "two", "one")):
            assert distance(first, reply) < 0.5, "computed beside others, rounded otherwise"
    code, rest = server.stop()
    assert code in (0, 130), rest
    (home / "onggi.toml").write_text(f"[model]\nmemory_mb_max = {megabytes - 1}\n")
    server = Server(home)
    client = openai.OpenAI(base_url=server.url + "/v1", api_key=key, max_retries=0)
    with pytest.raises(openai.APIStatusError) as refused:
        likeliest(client, "one")
    assert refused.value.status_code == 503 and refused.value.code == "model_too_large", refused.value.body
    server.stop()
