"""/v1/responses with OpenAI's own Python client: answers, streams, what is kept, functions, schemas, work in the background."""

import asyncio
import json
import os
import sqlite3
import time
import typing

import openai
import pydantic
import pytest
from conftest import LONG_SCHEMA, Server, cli, onggi, run
from openai.types.responses import Response

QUESTION = "연차휴가는 며칠 전까지 신청합니까?"
WEATHER = {
    "type": "function",
    "name": "get_weather",
    "description": "Weather of a city",
    "parameters": {
        "type": "object",
        "properties": {"city": {"type": "string", "enum": ["Seoul", "Busan"]}},
        "required": ["city"],
        "additionalProperties": False,
    },
    "strict": True,
}
LONG = {"input": "Numbers.", "text": {"format": {"type": "json_schema", "name": "numbers", "schema": LONG_SCHEMA}}, "max_output_tokens": 4000, "temperature": 0}


class Address(pydantic.BaseModel):
    city: typing.Literal["서울", "부산"]
    floor: typing.Annotated[int, pydantic.Field(ge=1, le=60)]


@pytest.fixture(scope="module")
def client(server, keys):
    return openai.OpenAI(base_url=server.url + "/v1", api_key=keys["reader"], max_retries=0)


@pytest.fixture(scope="module")
def other(server, keys):
    return openai.OpenAI(base_url=server.url + "/v1", api_key=keys["editor"], max_retries=0)


def strictly(response):
    """Every field as OpenAI's own types have it; the client itself does not look."""
    Response.model_validate(response.to_dict(exclude_unset=True), strict=False)
    return response


def test_documents_answer_with_citations(client):
    response = strictly(client.responses.create(model="onggi", input=QUESTION))
    assert response.status == "completed" and "3일 전" in response.output_text
    message = response.output[0]
    note = message.content[0].annotations[0]
    assert note.type == "file_citation" and note.filename == "취업규칙.docx"
    assert response.output_text[note.index :].startswith("[")
    assert message.model_extra["onggi"]["citations"][0]["document"] == note.file_id
    assert response.usage.total_tokens == response.usage.input_tokens + response.usage.output_tokens


def test_a_language_model_answers(client, tiny):
    response = strictly(client.responses.create(model=tiny, input="Say hello.", instructions="Be short.", max_output_tokens=16, temperature=0))
    assert response.output_text.strip() and response.instructions == "Be short." and response.temperature == 0
    assert 0 < response.usage.output_tokens <= 16
    cut = strictly(client.responses.create(model=tiny, input="Count to one hundred.", max_output_tokens=2, temperature=0))
    assert cut.status == "incomplete" and cut.incomplete_details.reason == "max_output_tokens" and cut.output[0].status == "incomplete"


@pytest.mark.parametrize("model", ["onggi", "tiny"])
def test_streams_put_the_same_response_together(client, model, request):
    if model == "tiny":
        request.getfixturevalue("tiny")
    events = list(client.responses.create(model=model, input=QUESTION, max_output_tokens=24, temperature=0, stream=True))
    assert [event.sequence_number for event in events] == list(range(len(events)))
    kinds = [event.type for event in events]
    assert kinds[:4] == ["response.created", "response.in_progress", "response.output_item.added", "response.content_part.added"]
    assert kinds[-4:-1] == ["response.output_text.done", "response.content_part.done", "response.output_item.done"]
    final = strictly(events[-1].response)
    done = next(event for event in events if event.type == "response.output_text.done")
    assert done.text == final.output_text and final.output_text.strip()
    assert client.responses.retrieve(final.id).to_dict() == final.to_dict()
    with client.responses.stream(model=model, input=QUESTION, max_output_tokens=24, temperature=0) as stream:
        assert list(stream)[-1].response.output_text.strip()


def test_what_was_answered_is_kept_and_gone_on_from(client, other, tiny):
    first = client.responses.create(model=tiny, input=[{"role": "user", "content": [{"type": "input_text", "text": "My name is Mina."}]}], max_output_tokens=12, temperature=0)
    second = client.responses.create(model=tiny, input="What is my name?", previous_response_id=first.id, max_output_tokens=12, temperature=0, metadata={"turn": "2"})
    alone = client.responses.create(model=tiny, input="What is my name?", max_output_tokens=12, temperature=0, store=False)
    assert second.usage.input_tokens > alone.usage.input_tokens + first.usage.output_tokens
    kept = strictly(client.responses.retrieve(second.id))
    assert kept.previous_response_id == first.id and kept.metadata == {"turn": "2"} and kept.output_text == second.output_text
    items = list(client.responses.input_items.list(second.id, order="asc", limit=2))  # the client turns the page by itself
    assert [item.role for item in items] == ["user", "assistant", "user"]
    assert items[0].content[0].text == "My name is Mina." and items[1].content[0].text == first.output_text
    assert next(iter(client.responses.input_items.list(second.id))).id == items[-1].id
    for refused in (lambda: other.responses.retrieve(second.id), lambda: other.responses.delete(second.id), lambda: other.responses.cancel(second.id),
                    lambda: other.responses.input_items.list(second.id), lambda: client.responses.retrieve(alone.id)):
        with pytest.raises(openai.NotFoundError):
            refused()
    with pytest.raises(openai.BadRequestError) as going_on:
        other.responses.create(model=tiny, input="And?", previous_response_id=second.id)
    assert going_on.value.code == "previous_response_not_found" and going_on.value.param == "previous_response_id"
    client.responses.delete(first.id)
    with pytest.raises(openai.NotFoundError):
        client.responses.retrieve(first.id)
    with pytest.raises(openai.BadRequestError):
        client.responses.create(model=tiny, input="And?", previous_response_id=second.id)


def test_functions_go_round(client, tiny):
    asked = strictly(client.responses.create(model=tiny, input="Weather in Busan?", tools=[WEATHER], tool_choice={"type": "function", "name": "get_weather"}, temperature=0, max_output_tokens=80))
    call = asked.output[0]
    assert call.type == "function_call" and call.name == "get_weather" and json.loads(call.arguments)["city"] in ("Seoul", "Busan")
    result = {"type": "function_call_output", "call_id": call.call_id, "output": "22 degrees, sunny"}
    answered = client.responses.create(model=tiny, input=[result], previous_response_id=asked.id, temperature=0, max_output_tokens=24)
    assert answered.output_text.strip()
    by_hand = client.responses.create(model=tiny, input=[{"role": "user", "content": "Weather in Busan?"}, *asked.output, result], temperature=0, max_output_tokens=24)
    assert by_hand.usage.input_tokens == answered.usage.input_tokens
    with client.responses.stream(model=tiny, input="Weather in Seoul?", tools=[WEATHER], tool_choice="required", parallel_tool_calls=False, temperature=0, max_output_tokens=80) as stream:
        kinds = [event.type for event in stream]
        final = stream.get_final_response()
    assert "response.function_call_arguments.delta" in kinds and "response.function_call_arguments.done" in kinds
    assert json.loads(final.output[0].arguments)


def test_a_pydantic_model_comes_back(client, tiny):
    parsed = client.responses.parse(model=tiny, input="Where is the office?", text_format=Address, temperature=0, max_output_tokens=100)
    assert isinstance(parsed.output_parsed, Address)
    with client.responses.stream(model=tiny, input="Where is the office?", text_format=Address, temperature=0, max_output_tokens=100) as stream:
        stream.until_done()
        assert isinstance(stream.get_final_response().output_parsed, Address)
    whole = client.responses.create(model=tiny, input="A colour as JSON.", text={"format": {"type": "json_object"}}, temperature=0, max_output_tokens=60)
    assert whole.output_text.startswith("{")
    with pytest.raises(openai.BadRequestError) as refused:
        client.responses.create(model=tiny, input="a", text={"format": {"type": "json_schema", "name": "n", "schema": {"type": "array", "items": {"type": "integer"}, "uniqueItems": True}}})
    assert refused.value.param == "text.format" and "uniqueItems" in refused.value.message


def test_log_probabilities(client, tiny):
    response = strictly(client.responses.create(model=tiny, input="Say hello.", include=["message.output_text.logprobs"], top_logprobs=2, temperature=0, max_output_tokens=8))
    tokens = response.output[0].content[0].logprobs
    assert b"".join(bytes(token.bytes) for token in tokens).decode() == response.output_text
    assert all(len(token.top_logprobs) == 2 for token in tokens)


def ended(client, response):
    for _ in range(600):
        if response.status not in ("queued", "in_progress"):
            return response
        time.sleep(0.05)
        response = client.responses.retrieve(response.id)
    pytest.fail("it goes on and on")


def test_work_in_the_background(client, tiny):
    begun = strictly(client.responses.create(model=tiny, input="Say hello.", background=True, max_output_tokens=8, temperature=0))
    assert begun.status == "in_progress" and begun.output == []
    done = strictly(ended(client, begun))
    assert done.status in ("completed", "incomplete") and done.output_text.strip()
    documents = ended(client, client.responses.create(model="onggi", input=QUESTION, background=True))
    assert "3일 전" in documents.output_text
    long = client.responses.create(model=tiny, background=True, **LONG)
    assert client.responses.cancel(long.id).status == "cancelled"
    assert client.responses.retrieve(long.id).status == "cancelled"
    whole = client.responses.create(model="onggi", input=QUESTION)
    with pytest.raises(openai.BadRequestError) as refused:
        client.responses.cancel(whole.id)
    assert refused.value.code == "not_background"


def test_async_client(server, keys, tiny):
    async def run_all():
        async with openai.AsyncOpenAI(base_url=server.url + "/v1", api_key=keys["reader"], max_retries=0) as client:
            first = await client.responses.create(model="onggi", input=QUESTION)
            pieces = []
            async for event in await client.responses.create(model="onggi", input=QUESTION, stream=True):
                if event.type == "response.output_text.delta":
                    pieces.append(event.delta)
            async with client.responses.stream(model=tiny, input="Say hello.", max_output_tokens=8, temperature=0, previous_response_id=None) as stream:
                final = [event async for event in stream][-1].response  # completed, or incomplete: cut at 8 tokens
            kept = await client.responses.retrieve(final.id)
            items = [item async for item in client.responses.input_items.list(final.id)]
            await client.responses.delete(final.id)
            return first.output_text, "".join(pieces), final.output_text, kept.output_text, items

    whole, streamed, final, kept, items = asyncio.run(run_all())
    assert "3일 전" in whole and "3일 전" in streamed and final == kept and len(items) == 1


def test_errors_have_their_classes(server, client):
    with pytest.raises(openai.AuthenticationError):
        openai.OpenAI(base_url=server.url + "/v1", api_key="onggi-wrong", max_retries=0).responses.create(model="onggi", input="a")
    with pytest.raises(openai.NotFoundError) as missing:
        client.responses.create(model="gpt-4", input="a")
    assert missing.value.code == "model_not_found"
    for field, value in (("tools", [WEATHER]), ("text", {"format": {"type": "json_object"}})):
        with pytest.raises(openai.BadRequestError) as refused:
            client.responses.create(model="onggi", input="a", **{field: value})
        assert refused.value.param.startswith(field)
    with pytest.raises(openai.BadRequestError) as tool:
        client.responses.create(model="onggi", input="a", tools=[{"type": "web_search"}])
    assert tool.value.code == "unsupported_parameter" and tool.value.param == "tools"


def test_a_prompt_over_the_context(client, tiny):
    turns = [{"role": "user", "content": "word " * 20_000}, {"role": "assistant", "content": "ok"}, {"role": "user", "content": "Say hello."}]
    with pytest.raises(openai.BadRequestError) as full:
        client.responses.create(model=tiny, input=turns, max_output_tokens=5)
    assert full.value.code == "context_length_exceeded"
    assert client.responses.create(model=tiny, input=turns, max_output_tokens=5, truncation="auto").output_text.strip()


@pytest.fixture
def own(tmp_path):
    """A home of its own, a server over it when it is asked for, and a client of its reader."""
    home = tmp_path / "home"
    cli(home, "user", "add", "kim", "--role", "editor")
    key = cli(home, "key", "add", "kim", "--name", "test").strip()

    def start():
        server = Server(home)
        return server, openai.OpenAI(base_url=server.url + "/v1", api_key=key, max_retries=0)

    return home, start


def test_nothing_is_readable_in_the_home(own):
    home, start = own
    server, client = start()
    response = client.responses.create(model="onggi", input="옹기종기모인말 연차휴가는?", instructions="옹기종기모인뜻")
    server.stop()
    for path in home.rglob("*"):
        if path.is_file():
            assert "옹기종기모인".encode() not in path.read_bytes(), path
    server, client = start()
    assert client.responses.retrieve(response.id).instructions == "옹기종기모인뜻"
    server.stop()


def test_a_server_that_stops_ends_its_work_as_failed(own, tiny):
    home, start = own
    cli(home, "model", "add", "tiny", "--gguf", os.environ["ONGGI_TEST_MODEL"])
    server, client = start()
    begun = client.responses.create(model=tiny, background=True, **LONG)
    server.stop()
    server, client = start()
    ended_as = strictly(client.responses.retrieve(begun.id))
    assert ended_as.status == "failed" and ended_as.error.code == "server_error" and "stopped" in ended_as.error.message and ended_as.output == []
    server.stop()


def test_old_ones_go_and_rotation_keeps_the_others(own):
    home, start = own
    server, client = start()
    old, used = (client.responses.create(model="onggi", input=QUESTION).id for _ in range(2))
    server.stop()
    with sqlite3.connect(home / "onggi.db") as tables:
        tables.execute("UPDATE responses SET used_ms = used_ms - 366 * 86400000 WHERE id = ?", (old,))
    run(home, "vault", "rotate")
    onggi(home, "doctor", "--repair")
    server, client = start()
    with pytest.raises(openai.NotFoundError):
        client.responses.retrieve(old)
    assert client.responses.retrieve(used).output_text
    server.stop()


def test_an_erasure_takes_out_what_was_said_of_a_person(own):
    home, start = own
    server, client = start()
    told = client.responses.create(model="onggi", input="홍길동 010-1234-5678 연차휴가는?").id
    other = client.responses.create(model="onggi", input=QUESTION).id
    server.stop()
    run(home, "erase", "--subject", "010-1234-5678", "--yes", code=(0, 1))
    server, client = start()
    with pytest.raises(openai.NotFoundError):
        client.responses.retrieve(told)
    assert client.responses.retrieve(other).status
    server.stop()


def test_a_workspace_may_keep_none(own):
    home, start = own
    (home / "onggi.toml").write_text("[history]\nconversations = false\n")
    server, client = start()
    response = client.responses.create(model="onggi", input=QUESTION)
    assert response.model_extra["store"] is False
    with pytest.raises(openai.NotFoundError):
        client.responses.retrieve(response.id)
    with pytest.raises(openai.BadRequestError) as refused:
        client.responses.create(model="onggi", input=QUESTION, background=True)
    assert refused.value.param == "background"
    server.stop()
