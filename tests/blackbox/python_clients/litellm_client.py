"""LiteLLM as a client of a running server: chats, streams, tools, schemas, responses, embeddings, reranking, errors. Prints "ok" at the end."""

import asyncio
import json
import math
import os
import typing

import litellm
import pydantic

QUESTION, MODEL, RERANKER = os.environ["QUESTION"], os.environ["MODEL"], os.environ["RERANKER"]
ACCESS = {"api_base": os.environ["OPENAI_BASE_URL"], "api_key": os.environ["OPENAI_API_KEY"], "max_retries": 0}
LOOP = asyncio.Runner()


class Office(pydantic.BaseModel):
    city: typing.Literal["Seoul", "Busan"]
    floor: typing.Annotated[int, pydantic.Field(ge=1, le=60)]


WEATHER = {
    "type": "function",
    "function": {
        "name": "get_weather",
        "description": "Weather of a city",
        "parameters": {"type": "object", "properties": {"city": {"type": "string", "enum": ["Seoul", "Busan"]}}, "required": ["city"], "additionalProperties": False},
    },
}


def ask(text):
    return [{"role": "user", "content": text}]


def documents_answer():
    whole = litellm.completion(model="openai/onggi", messages=ask(QUESTION), **ACCESS)
    assert "3일 전" in whole.choices[0].message.content and whole.choices[0].finish_reason == "stop"
    pieces = list(litellm.completion(model="openai/onggi", messages=ask(QUESTION), stream=True, stream_options={"include_usage": True}, **ACCESS))
    assert "3일 전" in "".join(piece.choices[0].delta.content or "" for piece in pieces if piece.choices)
    rebuilt = litellm.stream_chunk_builder(pieces)
    assert "3일 전" in rebuilt.choices[0].message.content and rebuilt.choices[0].finish_reason == "stop"


def documents_answer_asynchronously():
    async def run():
        whole = await litellm.acompletion(model="openai/onggi", messages=ask(QUESTION), **ACCESS)
        text = ""
        async for piece in await litellm.acompletion(model="openai/onggi", messages=ask(QUESTION), stream=True, **ACCESS):
            text += piece.choices[0].delta.content or ""
        return whole.choices[0].message.content, text

    assert all("3일 전" in text for text in LOOP.run(run()))


def a_model_writes():
    whole = litellm.completion(model="openai/" + MODEL, messages=ask("Say hello."), temperature=0, max_tokens=16, **ACCESS)
    assert whole.choices[0].message.content.strip() and whole.choices[0].finish_reason in ("stop", "length")
    assert 0 < whole.usage.completion_tokens <= 16


def tools_go_round():
    asked = litellm.completion(model="openai/" + MODEL, messages=ask("Weather in Busan?"), tools=[WEATHER], tool_choice="required", parallel_tool_calls=False, temperature=0, max_tokens=80, **ACCESS)
    message = asked.choices[0].message
    (call,) = message.tool_calls
    assert asked.choices[0].finish_reason == "tool_calls" and call.function.name == "get_weather" and json.loads(call.function.arguments)["city"] in ("Seoul", "Busan")
    turns = [*ask("Weather in Busan?"), message, {"role": "tool", "tool_call_id": call.id, "content": "22 degrees"}]
    told = litellm.completion(model="openai/" + MODEL, messages=turns, tools=[WEATHER], tool_choice="none", temperature=0, max_tokens=16, **ACCESS)
    assert told.choices[0].message.content.strip()


def a_schema_is_kept():
    shaped = litellm.completion(model="openai/" + MODEL, messages=ask("Where is the office?"), response_format=Office, temperature=0, max_tokens=100, **ACCESS)
    Office.model_validate_json(shaped.choices[0].message.content)


def responses_are_kept():
    first = litellm.responses(model="openai/onggi", input=QUESTION, **ACCESS)
    assert "3일 전" in first.output[0].content[0].text and first.status == "completed"
    events = list(litellm.responses(model="openai/" + MODEL, input="Say hello.", stream=True, temperature=0, max_output_tokens=12, **ACCESS))
    assert events[-1].type in ("response.completed", "response.incomplete")
    assert "".join(event.delta for event in events if event.type == "response.output_text.delta").strip()


def texts_are_embedded():
    made = litellm.embedding(model="openai/onggi/static-ko", input=["연차 휴가", "날씨"], encoding_format="float", **ACCESS)
    assert [one["index"] for one in made.data] == [0, 1] and made.usage.prompt_tokens > 0
    assert all(math.isclose(sum(value * value for value in one["embedding"]), 1, rel_tol=1e-4) for one in made.data)


def texts_are_ordered():
    documents = ["휴가는 사흘 전에 신청한다.", "숙박비는 하루 10만원이다.", "날씨가 맑다."]
    for provider in ("hosted_vllm", "jina_ai"):
        ordered = litellm.rerank(model=f"{provider}/{RERANKER}", query="숙박비", documents=documents, top_n=2, api_base=ACCESS["api_base"], api_key=ACCESS["api_key"])
        scores = [one["relevance_score"] for one in ordered.results]
        assert len(scores) == 2 and scores == sorted(scores, reverse=True), ordered
        assert ordered.results[0]["index"] == 1, ordered


def errors_have_their_classes():
    for wrong, error in (({"model": "openai/gpt-4"}, litellm.NotFoundError), ({"api_key": "onggi-wrong"}, litellm.AuthenticationError), ({"n": 2}, litellm.BadRequestError)):
        try:
            litellm.completion(**{"model": "openai/onggi", "messages": ask("a"), **ACCESS, **wrong})
        except error:
            continue
        raise AssertionError(f"no {error.__name__}")


for check in (documents_answer, documents_answer_asynchronously, a_model_writes, tools_go_round, a_schema_is_kept, responses_are_kept, texts_are_embedded, texts_are_ordered, errors_have_their_classes):
    check()
    print(check.__name__, flush=True)
print("ok")
