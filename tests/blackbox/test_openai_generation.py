"""What OpenAI's own Python client asks of a language model in process: schemas, tools, log probabilities, several choices, plain completions."""

import asyncio
import json
import typing

import openai
import pydantic
import pytest

WEATHER = {
    "type": "function",
    "function": {
        "name": "get_weather",
        "description": "Weather of a city",
        "parameters": {
            "type": "object",
            "properties": {"city": {"type": "string", "enum": ["Seoul", "Busan"]}, "days": {"type": "integer", "minimum": 1, "maximum": 7}},
            "required": ["city", "days"],
            "additionalProperties": False,
        },
    },
}
TIME = {"type": "function", "function": {"name": "get_time"}}


class Address(pydantic.BaseModel):
    city: typing.Literal["서울", "부산"]
    floor: typing.Annotated[int, pydantic.Field(ge=1, le=60)]


class Person(pydantic.BaseModel):
    name: typing.Annotated[str, pydantic.StringConstraints(min_length=1, max_length=16)]
    age: typing.Annotated[int, pydantic.Field(ge=0, le=120)]
    email: str | None
    skills: typing.Annotated[list[typing.Literal["c++", "python", "sql"]], pydantic.Field(max_length=3)]
    address: Address


@pytest.fixture(scope="module")
def client(server, keys):
    return openai.OpenAI(base_url=server.url + "/v1", api_key=keys["reader"], max_retries=0)


def ask(text):
    return [{"role": "user", "content": text}]


def test_a_pydantic_model_comes_back(client, tiny):
    for seed in range(1, 4):
        completion = client.chat.completions.create(
            model=tiny, messages=ask("Describe an employee."), temperature=0.8, seed=seed, max_tokens=300,
            response_format={"type": "json_schema", "json_schema": {"name": "person", "strict": True, "schema": openai.lib._pydantic.to_strict_json_schema(Person)}})
        choice = completion.choices[0]
        if choice.finish_reason == "stop":
            Person.model_validate_json(choice.message.content)
        else:
            assert choice.finish_reason == "length"
    parsed = client.chat.completions.parse(model=tiny, messages=ask("Where is the office?"), response_format=Address, temperature=0, max_tokens=100)
    assert isinstance(parsed.choices[0].message.parsed, Address)


def test_a_length_stop_is_told_as_such(client, tiny):
    with pytest.raises(openai.LengthFinishReasonError):
        client.chat.completions.parse(model=tiny, messages=ask("Describe an employee."), response_format=Person, max_tokens=3)
    whole = client.chat.completions.create(model=tiny, messages=ask("A colour as JSON."), response_format={"type": "json_object"}, max_tokens=2, temperature=0)
    assert whole.choices[0].finish_reason == "length" and whole.choices[0].message.content.startswith("{")


def test_a_schema_that_cannot_be_kept_is_refused(client, tiny):
    schema = {"type": "array", "items": {"type": "integer"}, "uniqueItems": True}
    for stream in (False, True):
        with pytest.raises(openai.BadRequestError) as refused:
            client.chat.completions.create(model=tiny, messages=ask("a"), stream=stream, response_format={"type": "json_schema", "json_schema": {"name": "n", "schema": schema}})
        assert refused.value.param == "response_format" and "uniqueItems" in refused.value.message


def test_a_named_tool_is_called(client, tiny):
    choice = {"type": "function", "function": {"name": "get_weather"}}
    completion = client.chat.completions.create(model=tiny, messages=ask("Weather in Busan for 2 days?"), tools=[WEATHER, TIME], tool_choice=choice, temperature=0, max_tokens=100)
    message = completion.choices[0].message
    assert message.content is None and len(message.tool_calls) == 1
    call = message.tool_calls[0]
    assert call.type == "function" and call.id.startswith("call_") and call.function.name == "get_weather"
    arguments = json.loads(call.function.arguments)
    assert arguments["city"] in ("Seoul", "Busan") and 1 <= arguments["days"] <= 7
    turns = ask("Weather in Busan for 2 days?") + [message, {"role": "tool", "tool_call_id": call.id, "content": "22 degrees, sunny"}]
    answer = client.chat.completions.create(model=tiny, messages=turns, tools=[WEATHER], tool_choice="none", temperature=0, max_tokens=24)
    assert answer.choices[0].message.content and answer.choices[0].finish_reason in ("stop", "length")


def test_tool_calls_stream_in_their_order(client, tiny):
    chunks = list(client.chat.completions.create(model=tiny, messages=ask("Weather in Busan?"), tools=[WEATHER, TIME], tool_choice="required", parallel_tool_calls=False,
                                                 temperature=0, max_tokens=120, stream=True, stream_options={"include_usage": True}))
    deltas = [chunk.choices[0].delta for chunk in chunks if chunk.choices]
    assert deltas[0].role == "assistant" and all(delta.role is None for delta in deltas[1:])
    pieces = [call for delta in deltas for call in delta.tool_calls or []]
    assert all(piece.index == 0 for piece in pieces)
    assert pieces[0].id and pieces[0].type == "function" and pieces[0].function.name in ("get_weather", "get_time")
    assert all(piece.id is None and piece.function.name is None for piece in pieces[1:])
    json.loads("".join(piece.function.arguments for piece in pieces))
    reasons = [chunk.choices[0].finish_reason for chunk in chunks if chunk.choices]
    assert reasons[-1] == "tool_calls" and set(reasons[:-1]) == {None}
    assert chunks[-1].choices == [] and chunks[-1].usage.completion_tokens > 0


def test_the_stream_helper_puts_calls_and_schemas_together(client, tiny):
    tool = openai.pydantic_function_tool(Address, name="visit")
    with client.chat.completions.stream(model=tiny, messages=ask("Go to Seoul, floor 3."), tools=[tool], tool_choice="required", parallel_tool_calls=False, temperature=0, max_tokens=120) as stream:
        kinds = {event.type for event in stream}
        final = stream.get_final_completion()
    assert "tool_calls.function.arguments.delta" in kinds and "tool_calls.function.arguments.done" in kinds
    assert isinstance(final.choices[0].message.tool_calls[0].function.parsed_arguments, Address)
    with client.chat.completions.stream(model=tiny, messages=ask("Where?"), response_format=Address, temperature=0, max_tokens=120) as stream:
        stream.until_done()
        assert isinstance(stream.get_final_completion().choices[0].message.parsed, Address)


def test_async_clients_stream_schemas_side_by_side(server, keys, tiny):
    async def one(client, number):
        text = ""
        stream = await client.chat.completions.create(model=tiny, messages=ask(f"Office {number}?"), stream=True, temperature=0, max_tokens=120,
                                                      response_format={"type": "json_schema", "json_schema": {"name": "address", "schema": Address.model_json_schema()}})
        async for chunk in stream:
            text += chunk.choices[0].delta.content or ""
        return Address.model_validate_json(text)

    async def run():
        async with openai.AsyncOpenAI(base_url=server.url + "/v1", api_key=keys["reader"], max_retries=0) as client:
            return await asyncio.gather(*(one(client, number) for number in range(4)))

    assert len(asyncio.run(run())) == 4


def test_log_probabilities(client, tiny):
    completion = client.chat.completions.create(model=tiny, messages=ask("Say hello."), logprobs=True, top_logprobs=3, temperature=0, max_tokens=8)
    tokens = completion.choices[0].logprobs.content
    assert b"".join(bytes(token.bytes) for token in tokens).decode() == completion.choices[0].message.content
    assert all(token.logprob <= 0 and len(token.top_logprobs) == 3 and token.top_logprobs[0].token == token.token for token in tokens)
    chunks = list(client.chat.completions.create(model=tiny, messages=ask("Say hello."), logprobs=True, temperature=0, max_tokens=8, stream=True))
    streamed = [token for chunk in chunks if chunk.choices and chunk.choices[0].logprobs for token in chunk.choices[0].logprobs.content]
    assert "".join(token.token for token in streamed) == "".join(chunk.choices[0].delta.content or "" for chunk in chunks)


def test_several_choices(client, tiny):
    completion = client.chat.completions.create(model=tiny, messages=ask("Invent a name."), n=3, temperature=1.3, seed=4, max_tokens=12)
    assert [choice.index for choice in completion.choices] == [0, 1, 2]
    assert len({choice.message.content for choice in completion.choices}) > 1
    texts = ["", ""]
    for chunk in client.chat.completions.create(model=tiny, messages=ask("Invent a name."), n=2, temperature=1, max_tokens=12, stream=True):
        texts[chunk.choices[0].index] += chunk.choices[0].delta.content or ""
    assert all(texts)


def test_shared_beginnings_are_counted(client, tiny):
    system = {"role": "system", "content": "Rule: a form is due in three days. " * 40}
    usages = [client.chat.completions.create(model=tiny, messages=[system, *ask(f"Question {number}?")], max_tokens=2).usage for number in range(2)]
    assert usages[1].prompt_tokens_details.cached_tokens > 300
    assert usages[1].prompt_tokens_details.cached_tokens < usages[1].prompt_tokens


def test_plain_completions(client, tiny):
    completion = client.completions.create(model=tiny, prompt="The capital of France is", max_tokens=6, temperature=0)
    assert completion.object == "text_completion" and "Paris" in completion.choices[0].text
    assert completion.choices[0].finish_reason == "length" and completion.usage.completion_tokens == 6
    echoed = client.completions.create(model=tiny, prompt=["One, two,", "Red, green,"], echo=True, n=2, max_tokens=3, temperature=0)
    assert [choice.index for choice in echoed.choices] == [0, 1, 2, 3]
    assert [choice.text.split(",")[0] for choice in echoed.choices] == ["One", "One", "Red", "Red"]
    likely = client.completions.create(model=tiny, prompt="One, two,", logprobs=2, max_tokens=3, temperature=0).choices[0]
    assert "".join(likely.logprobs.tokens) == likely.text and likely.logprobs.text_offset[0] == 0
    assert all(len(top) == 2 for top in likely.logprobs.top_logprobs)
    chunks = list(client.completions.create(model=tiny, prompt="1, 2, 3, 4, 5, 6,", max_tokens=12, temperature=0, stream=True, stop=[" 9"]))
    assert "".join(chunk.choices[0].text for chunk in chunks) == " 7, 8,"
    assert chunks[-1].choices[0].finish_reason == "stop"
    with pytest.raises(openai.BadRequestError) as refused:
        client.completions.create(model=tiny, prompt=[[1, 2, 3]])
    assert refused.value.param == "prompt"
