"""Keys that a company hands out, as OpenAI's own client meets them: scopes, limits, waiting and trying again, budgets, Idempotency-Key, reranking."""

import asyncio
import time

import openai
import pytest
from conftest import Server, run, told
from upstream import ModelServer, spoken

LIMITED = openai.RateLimitError


def ask(text="Say hello."):
    return [{"role": "user", "content": text}]


class Words(ModelServer):
    """Chats and reranks, and counts what it is asked."""

    def __init__(self):
        super().__init__()
        self.chats = 0

    def answer(self, path, request):
        if path == "/v1/rerank":
            return {"results": [{"index": index, "relevance_score": float(text.count("휴가"))} for index, text in enumerate(request["documents"])]}
        self.chats += 1
        usage = {"prompt_tokens": 20, "completion_tokens": 30, "total_tokens": 50}
        if not request.get("stream"):
            return {**spoken("네."), "usage": usage}
        return iter([{"choices": [{"index": 0, "delta": {"content": "네."}}]}, {"choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]}, {"choices": [], "usage": usage}])


@pytest.fixture(scope="module")
def words():
    with Words() as running:
        yield running


@pytest.fixture(scope="module")
def gateway(tmp_path_factory, words):
    home = tmp_path_factory.mktemp("gateway") / "home"
    run(home, "user", "add", "app", "--role", "editor")
    (home / "onggi.toml").write_text(f'[network]\nallow = ["127.0.0.1:{words.port}"]\n')
    run(home, "model", "add", "words", "--url", words.url, "--name", "words")
    run(home, "model", "add", "judge", "--url", words.url, "--name", "judge", "--rerank")
    server = Server(home)
    yield server
    server.stop()


@pytest.fixture
def client(gateway):
    def made(*terms, retries=0):
        key = gateway.cli("key", "add", "app", "--name", "test", *terms).strip().splitlines()[0]
        return openai.OpenAI(base_url=gateway.url + "/v1", api_key=key, max_retries=retries, _strict_response_validation=True)

    return made


def test_fields_tell_how_much_is_left(client):
    raw = client("--rpm", 100, "--tpm", 600).chat.completions.with_raw_response.create(model="words", messages=ask(), max_tokens=100)
    assert raw.parse().choices[0].message.content == "네."
    fields = raw.headers
    assert (fields["x-ratelimit-limit-requests"], fields["x-ratelimit-remaining-requests"], fields["x-ratelimit-reset-requests"]) == ("100", "99", "600ms")
    assert fields["x-ratelimit-limit-tokens"] == "600"
    assert 550 <= int(fields["x-ratelimit-remaining-tokens"]) < 600, "what it took, not what was held: 10 tokens come back each second"
    assert fields["openai-version"] and fields["openai-processing-ms"].isdigit() and raw.request_id
    free = client().chat.completions.with_raw_response.create(model="words", messages=ask())
    assert not any(name.startswith("x-ratelimit") for name in free.headers)


def test_the_client_waits_as_long_as_it_is_told(client):
    hurried = client("--rpm", 30, retries=2)  # one each two seconds
    for _ in range(30):
        hurried.models.list()
    begun = time.monotonic()
    assert hurried.chat.completions.create(model="words", messages=ask()).choices
    assert 1 < time.monotonic() - begun < 6
    with pytest.raises(LIMITED) as refused:
        hurried.with_options(max_retries=0).models.list()
    assert refused.value.code == "rate_limit_exceeded" and refused.value.response.headers["retry-after"] == "2"


def test_the_async_client_waits_too(gateway, client):
    key = client("--rpm", 30).api_key

    async def hurry():
        async with openai.AsyncOpenAI(base_url=gateway.url + "/v1", api_key=key, max_retries=3) as hurried:
            return await asyncio.gather(*(hurried.chat.completions.create(model="words", messages=ask()) for _ in range(32)))

    begun = time.monotonic()
    assert len(asyncio.run(hurry())) == 32
    assert time.monotonic() - begun > 1


def test_tokens_are_limited_and_corrected(client):
    app = client("--tpm", 1000)
    for _ in range(8):  # 50 each; held as 900, they would not even fit twice
        assert app.chat.completions.create(model="words", messages=ask(), max_tokens=500).usage.total_tokens == 50
    with pytest.raises(LIMITED) as refused:
        app.chat.completions.create(model="words", messages=ask(), max_tokens=900)
    assert "tokens" in refused.value.message and int(refused.value.response.headers["retry-after-ms"]) > 1000
    with pytest.raises(LIMITED) as large:
        client("--tpm", 1000, retries=2).chat.completions.create(model="words", messages=ask("휴가 " * 3000))
    assert large.value.response.headers["x-should-retry"] == "false"


def test_streams_count(client, gateway):
    app = client("--tpm", 2000)
    chunks = list(app.chat.completions.create(model="words", messages=ask(), max_tokens=1000, stream=True, stream_options={"include_usage": True}))
    assert chunks[-1].usage.total_tokens == 50
    held = 0
    for _ in range(20):  # a stream's end is counted a moment after its last byte
        raw = app.chat.completions.with_raw_response.create(model="words", messages=ask(), max_tokens=100)
        held = 2000 - int(raw.headers["x-ratelimit-remaining-tokens"])
        if held < 400:
            break
    assert 0 < held < 400, "of 1,000 tokens that were held 30 were written"


def test_a_months_budget_ends_and_outlives_a_kill(tmp_path, words):
    home = tmp_path / "home"
    run(home, "user", "add", "app", "--role", "reader")
    (home / "onggi.toml").write_text(f'[network]\nallow = ["127.0.0.1:{words.port}"]\n')
    run(home, "model", "add", "words", "--url", words.url, "--name", "words")
    key = run(home, "key", "add", "app", "--name", "budget", "--tokens-per-month", 100, "--quiet").strip()
    server = Server(home)
    sent = []
    app = openai.OpenAI(base_url=server.url + "/v1", api_key=key, max_retries=2, http_client=openai.DefaultHttpxClient(event_hooks={"request": [sent.append]}))
    for _ in range(2):
        app.chat.completions.create(model="words", messages=ask())
    with pytest.raises(LIMITED) as refused:
        app.chat.completions.create(model="words", messages=ask())
    assert refused.value.code == "insufficient_quota" and refused.value.type == "insufficient_quota"
    assert len(sent) == 3, "what waiting does not help is not tried again"
    deadline = time.monotonic() + 20
    while told(home, "key", "list")["keys"][0]["month_tokens"] < 100:
        assert time.monotonic() < deadline, "never written"
        time.sleep(0.2)
    server.process.kill()
    server.process.wait()
    server.process.stderr.close()
    again = Server(home)
    with pytest.raises(LIMITED):
        openai.OpenAI(base_url=again.url + "/v1", api_key=key, max_retries=0).chat.completions.create(model="words", messages=ask())
    assert "이번 달 100/100" in run(home, "key", "list") or "this month 100/100" in run(home, "key", "list")
    again.stop()


def test_scopes_and_models_hold(client, gateway):
    app = client("--scope", "models", "--model", "words")
    assert [model.id for model in app.models.list()] == ["words"]
    for refusal in (lambda: app.chat.completions.create(model="onggi", messages=ask()), lambda: app.embeddings.create(model="onggi/static-ko", input="글")):
        with pytest.raises(openai.PermissionDeniedError) as refused:
            refusal()
        assert refused.value.code == "insufficient_permissions"
    assert gateway.call("GET", "/api/documents", key=app.api_key).status == 403
    assert gateway.call("GET", "/api/people", key=app.api_key).status == 403


def test_words_of_the_command_line_are_looked_at(gateway):
    for wrong in (["--scope", "everything"], ["--model", "words"], ["--expires", "gestern"], ["--expires", "2020-01-01"], ["--rpm", "-1"]):
        said = run(gateway.home, "key", "add", "app", *wrong, code=(2,))
        assert said, wrong


def test_the_same_idempotency_key_runs_once(client, words):
    app = client()
    before = words.chats
    fields = {"Idempotency-Key": "order-17"}
    first = app.chat.completions.create(model="words", messages=ask(), extra_headers=fields)
    again = app.chat.completions.create(model="words", messages=ask(), extra_headers=fields)
    assert again == first and words.chats == before + 1
    with pytest.raises(openai.BadRequestError) as reused:
        app.chat.completions.create(model="words", messages=ask("Say more."), extra_headers=fields)
    assert reused.value.code == "idempotency_key_reused"
    other = client().chat.completions.create(model="words", messages=ask(), extra_headers=fields)
    assert other.id != first.id and words.chats == before + 2
    stream = {"Idempotency-Key": "stream-1"}
    assert list(app.chat.completions.create(model="words", messages=ask(), stream=True, extra_headers=stream))
    with pytest.raises(openai.BadRequestError) as streamed:
        app.chat.completions.create(model="words", messages=ask(), stream=True, extra_headers=stream)
    assert streamed.value.code == "idempotency_stream_not_replayed"


def test_rerank(client):
    app = client("--scope", "models")
    body = {"model": "judge", "query": "휴가", "documents": ["출장", {"text": "휴가와 휴가"}, "휴가"], "top_n": 2, "return_documents": True}
    reply = app.post("/rerank", body=body, cast_to=object)
    assert [(one["index"], one["document"]["text"]) for one in reply["results"]] == [(1, "휴가와 휴가"), (2, "휴가")]
    assert reply["results"][0]["relevance_score"] > reply["results"][1]["relevance_score"] and reply["usage"]["total_tokens"] > 0
    assert "judge" in [model.id for model in app.models.list()]
    with pytest.raises(openai.NotFoundError):
        app.post("/rerank", body={**body, "model": "gpt-4"}, cast_to=object)
    with pytest.raises(openai.BadRequestError) as wrong:
        app.post("/rerank", body={**body, "model": "words"}, cast_to=object)
    assert wrong.value.code == "unsupported_model" and wrong.value.param == "model"
