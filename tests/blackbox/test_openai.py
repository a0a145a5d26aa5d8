"""OpenAI's own clients, Python and Node, against the real program."""

import asyncio
import concurrent.futures
import math
import os
import pathlib
import subprocess

import openai
import pytest
from conftest import LONG_FORMAT

QUESTION = "연차휴가는 며칠 전까지 신청합니까?"
NODE = pathlib.Path(__file__).parent / "openai_node"


@pytest.fixture(scope="module")
def client(server, keys):
    return openai.OpenAI(base_url=server.url + "/v1", api_key=keys["reader"], max_retries=0)


def ask(text):
    return [{"role": "user", "content": text}]


def test_models(client):
    ids = [model.id for model in client.models.list()]
    assert {"onggi", "onggi/extractive", "onggi/static-ko"} <= set(ids)
    assert client.models.retrieve("onggi/extractive").id == "onggi/extractive"
    with pytest.raises(openai.NotFoundError):
        client.models.retrieve("gpt-4")


def test_answers_from_documents_carry_citations(client):
    completion = client.chat.completions.create(model="onggi", messages=ask(QUESTION))
    message = completion.choices[0].message
    assert "3일 전" in message.content and completion.choices[0].finish_reason == "stop"
    extra = message.model_extra["onggi"]
    assert extra["abstained"] is False and extra["citations"][0]["name"] == "취업규칙.docx"


def test_streams_give_the_same_text(client):
    chunks = list(client.chat.completions.create(model="onggi/extractive", messages=ask(QUESTION), stream=True, stream_options={"include_usage": True}))
    assert chunks[0].choices[0].delta.role == "assistant"
    text = "".join(chunk.choices[0].delta.content or "" for chunk in chunks if chunk.choices)
    assert "3일 전" in text
    assert [chunk.choices[0].finish_reason for chunk in chunks if chunk.choices].count("stop") == 1
    assert chunks[-1].choices == [] and chunks[-1].usage is not None
    assert chunks[-2].model_extra["onggi"]["answer"] == text


def test_a_language_model_chats(client, tiny):
    completion = client.chat.completions.create(model=tiny, messages=ask("Say hello."), max_tokens=16, temperature=0, seed=1)
    assert completion.choices[0].message.content.strip()
    assert completion.usage.completion_tokens <= 16 and completion.usage.prompt_tokens > 0


def test_eight_streams_at_once(client, tiny):
    def one(number):
        stream = client.chat.completions.create(model=tiny, messages=ask(f"Name {number} animals."), max_tokens=24, temperature=0, stream=True)
        chunks = list(stream)
        return "".join(chunk.choices[0].delta.content or "" for chunk in chunks), chunks[-1].choices[0].finish_reason

    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        results = list(pool.map(one, range(2, 10)))
    assert all(text.strip() and reason in ("stop", "length") for text, reason in results), results


def test_a_closed_stream_frees_the_model(client, tiny):
    stream = client.chat.completions.create(model=tiny, messages=ask("Numbers."), response_format=LONG_FORMAT, max_tokens=3000, stream=True)
    next(iter(stream))
    stream.close()
    # Eight sequences are all there are: were the closed ones still running, this would wait for thousands of tokens.
    for _ in range(10):
        other = client.chat.completions.create(model=tiny, messages=ask("Numbers."), response_format=LONG_FORMAT, max_tokens=3000, stream=True)
        next(iter(other))
        other.close()
    assert client.with_options(timeout=60).chat.completions.create(model=tiny, messages=ask("Hi."), max_tokens=2).choices


def test_async_client(server, keys):
    async def run():
        async with openai.AsyncOpenAI(base_url=server.url + "/v1", api_key=keys["reader"], max_retries=0) as client:
            whole = await client.chat.completions.create(model="onggi", messages=ask(QUESTION))
            pieces = []
            async for chunk in await client.chat.completions.create(model="onggi", messages=ask(QUESTION), stream=True):
                pieces.append(chunk.choices[0].delta.content or "")
            return whole.choices[0].message.content, "".join(pieces)

    whole, streamed = asyncio.run(run())
    assert "3일 전" in whole and "3일 전" in streamed


def test_embeddings_in_both_forms(client):
    texts = ["연차 휴가", "출장비 정산", "날씨"]
    by_default = client.embeddings.create(model="onggi/static-ko", input=texts)  # this client asks for base64
    floats = client.embeddings.create(model="onggi/static-ko", input=texts, encoding_format="float")
    for left, right in zip(by_default.data, floats.data):
        assert left.embedding == pytest.approx(right.embedding, abs=1e-6)
        assert math.isclose(sum(value * value for value in right.embedding), 1, rel_tol=1e-4)
    short = client.embeddings.create(model="onggi/static-ko", input=texts[0], dimensions=8)
    assert len(short.data[0].embedding) == 8 and short.usage.prompt_tokens > 0


def test_errors_have_their_classes(server, keys, client):
    with pytest.raises(openai.AuthenticationError) as refused:
        openai.OpenAI(base_url=server.url + "/v1", api_key="onggi-wrong", max_retries=0).models.list()
    assert refused.value.code == "invalid_api_key"
    with pytest.raises(openai.NotFoundError) as missing:
        client.chat.completions.create(model="gpt-4", messages=ask("a"))
    assert missing.value.code == "model_not_found"
    with pytest.raises(openai.BadRequestError) as tools:
        client.chat.completions.create(model="onggi", messages=ask("a"), tools=[{"type": "function", "function": {"name": "f"}}])
    assert tools.value.param == "tools"
    with pytest.raises(openai.BadRequestError) as choices:
        client.chat.completions.create(model="onggi", messages=ask("a"), n=2)
    assert choices.value.param == "n"
    with pytest.raises(openai.BadRequestError):
        client.embeddings.create(model="onggi/static-ko", input=[[1, 2, 3]])
    assert refused.value.request_id


def test_a_prompt_over_the_context_is_named(client, tiny):
    with pytest.raises(openai.BadRequestError) as full:
        client.chat.completions.create(model=tiny, messages=ask("word " * 20_000), max_tokens=5)
    assert full.value.code == "context_length_exceeded"


def test_node_client(server, keys, tiny):
    if not (NODE / "node_modules/openai").exists():
        pytest.fail("tests/blackbox/openai_node/node_modules is missing: run ./dev setup")
    environment = {**os.environ, "OPENAI_BASE_URL": server.url + "/v1", "OPENAI_API_KEY": keys["reader"], "WRITER_API_KEY": keys["editor"], "QUESTION": QUESTION, "MODEL": tiny}
    done = subprocess.run(["node", "client.mjs"], cwd=NODE, env=environment, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.splitlines()[-1] == "ok"
