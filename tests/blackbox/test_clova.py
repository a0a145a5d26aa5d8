"""HyperCLOVA X over CLOVA Studio's own API, behind the gateway: as any other model to OpenAI's client, to searches and to answers, against a server that takes nothing that Naver's guide does not know."""

import json
import time

import openai
import pytest
from clova_studio import KEY, ClovaStudio, Wrong
from conftest import Server, cli, onggi, run

WEATHER = {"type": "function", "function": {"name": "weather", "description": "날씨", "parameters": {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]}}}
SCHEMA = {"type": "json_schema", "json_schema": {"name": "rain", "schema": {"type": "object", "properties": {"percent": {"type": "number", "minimum": 0}}, "required": ["percent"]}}}


def say(request):
    last = request["messages"][-1]
    if "responseFormat" in request:
        return '{"percent": 30}'
    if last["role"] == "tool":
        return f"오늘은 {last['content']}입니다."
    if request.get("tools") and request.get("toolChoice") != "none":
        return [{"name": "weather", "arguments": {"city": "서울"}}]
    return "연차는 15일입니다."


@pytest.fixture(autouse=True)
def key_of_the_studio(monkeypatch):
    monkeypatch.setenv("CLOVA_STUDIO_KEY", KEY)


@pytest.fixture
def studio():
    with ClovaStudio(say) as running:
        yield running
        assert not running.wrongs, "what a strict server would not have taken"


@pytest.fixture
def place(tmp_path, studio):
    home = tmp_path / "home"
    run(home, "user", "add", "app", "--role", "editor")
    (home / "onggi.toml").write_text(f'[network]\nallow = ["{studio.host}"]\n')
    for name, model in (("hcx", "HCX-007"), ("dash", "HCX-DASH-002")):
        run(home, "model", "add", name, "--api", "clova", "--url", studio.url, "--name", model, "--key-env", "CLOVA_STUDIO_KEY")
    key = run(home, "key", "add", "app", "--name", "app", "--quiet").strip()
    server = Server(home)
    app = openai.OpenAI(base_url=server.url + "/v1", api_key=key, max_retries=0, timeout=60)

    def chat(model="hcx", content="연차는 며칠인가요?", **more):
        return app.chat.completions.create(model=model, messages=[{"role": "user", "content": content}], **more)

    chat.app = app
    yield chat
    server.stop()


def test_openais_client_chats_both_ways(place, studio):
    for model in ("hcx", "dash"):
        whole = place(model, temperature=0.5, max_tokens=200, seed=7, stop=["끝"])
        assert whole.choices[0].message.content == "연차는 15일입니다."
        assert whole.choices[0].finish_reason == "stop"
        assert whole.usage.prompt_tokens == 20
        pieces = list(place(model, stream=True, stream_options={"include_usage": True}))
        assert "".join(piece.choices[0].delta.content or "" for piece in pieces if piece.choices) == "연차는 15일입니다."
        assert pieces[-1].usage.completion_tokens == whole.usage.completion_tokens
    assert studio.chats()[0]["maxCompletionTokens"] == 200
    assert studio.chats()[-1]["maxTokens"] == 1024


def test_thoughts_are_asked_for_and_never_shown(place, studio):
    whole = place(reasoning_effort="low")
    streamed = list(place(reasoning_effort="high", stream=True))
    assert studio.chats()[0]["thinking"] == {"effort": "low"}
    assert studio.chats()[1]["thinking"] == {"effort": "high"}
    assert whole.usage.completion_tokens > len("연차는 15일입니다."), "thoughts are paid for"
    assert studio.thoughts not in whole.model_dump_json()
    assert "".join(piece.choices[0].delta.content or "" for piece in streamed if piece.choices) == "연차는 15일입니다."


def test_functions_and_schemas(place, studio):
    asked = {"role": "user", "content": "오늘 서울 날씨는?"}
    called = place(tools=[WEATHER]).choices[0]
    assert called.finish_reason == "tool_calls"
    call = called.message.tool_calls[0]
    assert (call.function.name, json.loads(call.function.arguments)) == ("weather", {"city": "서울"})
    turns = [asked, called.message.model_dump(exclude_none=True), {"role": "tool", "tool_call_id": call.id, "content": "맑음"}]
    assert place.app.chat.completions.create(model="hcx", messages=turns, tools=[WEATHER]).choices[0].message.content == "오늘은 맑음입니다."
    pieces = [piece.choices[0].delta.tool_calls[0] for piece in place("dash", tools=[WEATHER], stream=True, tool_choice="required") if piece.choices and piece.choices[0].delta.tool_calls]
    assert json.loads("".join(piece.function.arguments or "" for piece in pieces)) == {"city": "서울"}
    assert json.loads(place(response_format=SCHEMA).choices[0].message.content) == {"percent": 30}
    assert studio.chats()[-1]["responseFormat"]["type"] == "json"


@pytest.mark.parametrize(("param", "options"), [("temperature", {"temperature": 1.5}), ("logprobs", {"logprobs": True}), ("presence_penalty", {"presence_penalty": 1}), ("parallel_tool_calls", {"tools": [WEATHER], "parallel_tool_calls": False}), ("response_format", {"model": "dash", "response_format": SCHEMA}), ("reasoning_effort", {"model": "dash", "reasoning_effort": "low"})])
def test_what_it_does_not_have_is_refused_by_name(place, studio, param, options):
    for stream in (False, True):
        with pytest.raises(openai.BadRequestError) as refused:
            list(place(**options, stream=stream))
        assert (refused.value.param, refused.value.code) == (param, "unsupported_parameter")
    assert not studio.seen


def test_its_errors_are_ours_and_say_nothing_of_the_prompt(place, studio):
    def refused(trouble, kind, again=1):
        studio.troubles = [trouble] * again
        with pytest.raises(kind) as error:
            place(content="비밀스러운 질문")
        assert "비밀스러운" not in str(error.value)
        assert KEY not in str(error.value)
        return error.value.code

    for hidden in (False, True):
        assert refused(Wrong(40104, "Invalid key", hidden=hidden), openai.InternalServerError) == "key_refused"
        assert refused(Wrong(42901, "rate exceeded", hidden=hidden, Retry_After=0), openai.RateLimitError, again=3) == "rate_limited"
        assert refused(Wrong(40005, "Unavailable output", hidden=hidden), openai.BadRequestError) == "content_filter"
        assert refused(Wrong(40083, "Model no resource", hidden=hidden), openai.NotFoundError) == "model_not_found"
    with pytest.raises(openai.BadRequestError) as error:
        place(content="긴 글 " * 10_000)
    assert error.value.code == "context_length_exceeded"
    studio.troubles = [Wrong(42902, "overloaded", Retry_After=0)]
    assert place().choices[0].message.content == "연차는 15일입니다.", "asked again"


@pytest.mark.parametrize(("midst", "code"), [(None, "broken_answer"), (Wrong(42902), "rate_limited"), (Wrong(40005), "content_filter")])
def test_a_stream_that_breaks_ends_with_an_error(place, studio, midst, code):
    studio.after, studio.midst = 3, midst
    text = ""
    with pytest.raises(openai.APIError) as broken:
        for piece in place(stream=True):
            text += piece.choices[0].delta.content or ""
    assert text == "연차는"
    assert broken.value.code == code
    assert len(studio.chats()) == 1, "what has begun is not asked for again"


def wait_for(what, seconds=60):
    end = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < end, "it did not come"
        time.sleep(0.1)


def test_documents_are_found_by_its_vectors_and_answered_by_it(tmp_path, studio):
    home, rules = tmp_path / "home", tmp_path / "규정"
    run(home, "user", "add", "app", "--role", "editor")
    key = run(home, "key", "add", "app", "--name", "app", "--quiet").strip()
    rules.mkdir()
    for subject, days in (("연차 휴가", 15), ("경조 휴가", 5), ("출장 여비", 3)):
        (rules / f"{subject}.txt").write_text(f"{subject} 규정\n\n{subject}는 {days}일입니다. 부서장이 승인합니다.\n")
    for name, model in (("hcx", ("--name", "HCX-007")), ("vectors", ("--embed",))):
        run(home, "model", "add", name, "--api", "clova", "--url", studio.url, *model, "--key-env", "CLOVA_STUDIO_KEY")
    (home / "onggi.toml").write_text(f'[network]\nallow = ["{studio.host}"]\n\n[model]\nembedder = "vectors"\ndefault = "hcx"\n')
    cli(home, "ingest", rules, "--allow", "everyone", "--quiet")
    server = Server(home)
    wait_for(lambda: len(studio.seen) >= 3)
    wait_for(lambda: "next_vectors" not in (status := server.call("GET", "/api/status", key).json()) and not status["index_rebuilding"])
    assert all(path == "/v1/api-tools/embedding/v2" for path, _ in studio.seen)
    hits = server.call("POST", "/api/search", key, {"query": "연차 휴가는 며칠인가요", "limit": 3}).json()["hits"]
    assert "dense" in hits[0]["legs"]
    assert studio.seen[-1][1] == {"text": "연차 휴가는 며칠인가요"}
    studio.say = lambda request: "연차 휴가는 15일입니다 [1]."
    answer = server.call("POST", "/api/ask", key, {"question": "연차 휴가는 며칠인가요?"}).json()
    assert answer["model"] == "hcx" and "15일" in answer["answer"] and answer["citations"], answer
    assert studio.chats()[-1]["temperature"] == 0
    studio.say = lambda request: "Annual leave is 15 days."
    made = server.call("POST", "/api/functions/translate", key, {"text": "연차 휴가는 15일입니다.", "options": {"to": "en"}})
    assert made.status == 200 and "15 days" in made.body.decode(), made.body
    code, rest = server.stop()
    assert code in (0, 130), rest


def test_what_cannot_be_is_not_kept(tmp_path):
    home, url = tmp_path / "home", "https://clovastudio.stream.ntruss.com"
    run(home, "user", "add", "app", "--role", "editor")
    add = ("model", "add", "hcx", "--api", "clova", "--url")
    onggi(home, *add, url, "--key-env", "K", "--rerank", code=(8,))
    onggi(home, *add, url + "/v1/openai", "--key-env", "K", code=(2,))
    onggi(home, *add, url, code=(2,))
    onggi(home, *add, url, "--key-env", "K", "--name", "../../admin", code=(2,))
    assert "hcx" not in run(home, "model", "list")
