"""LangChain's ChatOpenAI and OpenAIEmbeddings against a running server, over /v1/chat/completions and over /v1/responses. Prints "ok" at the end."""

import asyncio
import math
import os
import typing

import pydantic
from langchain_core.messages import AIMessage, HumanMessage, SystemMessage, ToolMessage
from langchain_core.tools import tool
from langchain_openai import ChatOpenAI, OpenAIEmbeddings

QUESTION, MODEL = os.environ["QUESTION"], os.environ["MODEL"]
ACCESS = {"base_url": os.environ["OPENAI_BASE_URL"], "api_key": os.environ["OPENAI_API_KEY"], "max_retries": 0}
APIS = {"chat": False, "responses": True}
LOOP = asyncio.Runner()  # LangChain keeps one connection pool for all models, and with it the loop that first used it


class Office(pydantic.BaseModel):
    """Where an office is."""

    city: typing.Literal["Seoul", "Busan"]
    floor: typing.Annotated[int, pydantic.Field(ge=1, le=60)]


@tool
def get_weather(city: typing.Literal["Seoul", "Busan"]) -> str:
    """Weather of a city."""
    return f"22 degrees in {city}"


def documents(api):
    return ChatOpenAI(model="onggi", use_responses_api=APIS[api], **ACCESS)


def writer(api, tokens):
    return ChatOpenAI(model=MODEL, use_responses_api=APIS[api], temperature=0, max_tokens=tokens, **ACCESS)


def documents_answer(api):
    model = documents(api)
    whole = model.invoke([SystemMessage("You answer from documents."), HumanMessage(QUESTION)])
    assert "3일 전" in whole.text, whole
    assert whole.usage_metadata["total_tokens"] == whole.usage_metadata["input_tokens"] + whole.usage_metadata["output_tokens"]
    pieces = list(model.stream(QUESTION))
    assert len(pieces) > 1 and "3일 전" in "".join(piece.text for piece in pieces)
    assert all("3일 전" in answer.text for answer in model.batch([QUESTION] * 4, config={"max_concurrency": 4}))


def documents_answer_asynchronously(api):
    async def run():
        model = documents(api)
        whole, pieces = await asyncio.gather(model.ainvoke(QUESTION), collect(model))
        return whole.text, "".join(piece.text for piece in pieces)

    async def collect(model):
        return [piece async for piece in model.astream(QUESTION)]

    assert all("3일 전" in text for text in LOOP.run(run()))


def a_conversation_goes_on(api):
    model = writer(api, 16)
    first = model.invoke("Say hello.")
    assert first.text.strip() and 0 < first.usage_metadata["output_tokens"] <= 16, first
    second = model.invoke([HumanMessage("Say hello."), first, HumanMessage("And once more.")])
    assert second.text.strip() and second.usage_metadata["input_tokens"] > first.usage_metadata["input_tokens"], second


def tools_go_round(api):
    model = writer(api, 80).bind_tools([get_weather], tool_choice="get_weather")
    asked = model.invoke("Weather in Busan?")
    (call,) = asked.tool_calls
    assert call["name"] == "get_weather" and call["args"]["city"] in ("Seoul", "Busan") and not asked.invalid_tool_calls
    told = get_weather.invoke(call)
    assert isinstance(told, ToolMessage) and told.tool_call_id == call["id"]
    answered = writer(api, 16).bind_tools([get_weather], tool_choice="none").invoke([HumanMessage("Weather in Busan?"), asked, told])
    assert isinstance(answered, AIMessage) and answered.text.strip() and not answered.tool_calls
    whole = None
    for piece in model.stream("Weather in Seoul?"):
        whole = piece if whole is None else whole + piece
    assert whole.tool_calls[0]["args"]["city"] in ("Seoul", "Busan")


def a_schema_is_kept(api):
    asked = writer(api, 100).with_structured_output(Office, method="json_schema", include_raw=True).invoke("Where is the office?")
    assert isinstance(asked["parsed"], Office) and asked["parsing_error"] is None, asked
    by_call = writer(api, 100).with_structured_output(Office, method="function_calling").invoke("Where is the office?")
    assert isinstance(by_call, Office)


def responses_go_on_from_each_other():
    model = ChatOpenAI(model=MODEL, use_responses_api=True, use_previous_response_id=True, temperature=0, max_tokens=12, **ACCESS)
    first = model.invoke("My name is Mina.")
    second = model.invoke([HumanMessage("My name is Mina."), first, HumanMessage("What is my name?")])
    assert first.response_metadata["id"].startswith("resp_") and second.text.strip()
    assert second.usage_metadata["input_tokens"] > first.usage_metadata["input_tokens"] + first.usage_metadata["output_tokens"]


def texts_are_embedded():
    # check_embedding_ctx_length sends numbers of OpenAI's own vocabulary otherwise, as LangChain's manual says about other servers
    model = OpenAIEmbeddings(model="onggi/static-ko", check_embedding_ctx_length=False, **ACCESS)
    one, *more = model.embed_documents(["연차 휴가", "출장비 정산", "날씨"])
    assert len(more) == 2 and math.isclose(sum(value * value for value in one), 1, rel_tol=1e-4)
    asked = model.embed_query("연차 휴가")
    assert all(math.isclose(left, right, abs_tol=1e-6) for left, right in zip(one, asked, strict=True))
    assert len(LOOP.run(model.aembed_query("날씨"))) == len(one)


for name in APIS:
    for check in (documents_answer, documents_answer_asynchronously, a_conversation_goes_on, tools_go_round, a_schema_is_kept):
        check(name)
        print(name, check.__name__, flush=True)
for check in (responses_go_on_from_each_other, texts_are_embedded):
    check()
    print(check.__name__, flush=True)
print("ok")
