"""What calls cost: counted at the price of the moment by model, person, key, application and day, kept over an orderly end, and shown to who runs the system alone."""

import json
import os
import time

import openai
import pytest
from conftest import Server, cli, onggi, run, told
from upstream import ModelServer


class Counting(ModelServer):
    """Reads 1,000 tokens, 400 of them known, and writes 100; embeds in 50, judges passages in 70."""

    def answer(self, path, request):
        if path == "/v1/embeddings":
            data = [{"index": at, "embedding": [1.0, 2.0]} for at, _ in enumerate(request["input"])]
            return {"data": data, "usage": {"prompt_tokens": 50}}
        if path == "/v1/rerank":
            return {"results": [{"index": at, "relevance_score": 1.0 / (at + 1)} for at, _ in enumerate(request["documents"])], "usage": {"total_tokens": 70}}
        usage = {"prompt_tokens": 1000, "completion_tokens": 100, "prompt_tokens_details": {"cached_tokens": 400}}
        if request.get("stream"):
            return iter([{"choices": [{"index": 0, "delta": {"content": "연차 휴가는 15일입니다 [1]."}}]}, {"choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]}, {"choices": [], "usage": usage}])
        return {"choices": [{"index": 0, "message": {"role": "assistant", "content": "연차 휴가는 15일입니다 [1]."}, "finish_reason": "stop"}], "usage": usage}


CALL = 600 * 1250 + 400 * 125 + 100 * 5000  # in millionths: prices are for a million tokens


@pytest.fixture
def place(tmp_path):
    home = tmp_path / "home"
    with Counting() as model:
        run(home, "user", "add", "admin", "--role", "admin")
        run(home, "user", "add", "kim", "--role", "editor")
        (tmp_path / "휴가규정.txt").write_text("연차 휴가 규정\n\n연차 휴가는 15일입니다. 부서장이 승인합니다.\n")
        cli(home, "ingest", tmp_path / "휴가규정.txt", "--allow", "everyone", "--quiet")
        (home / "onggi.toml").write_text(f'[network]\nallow = ["{model.host}"]\n')
        run(home, "model", "add", "big", "--url", model.url, "--price-in", "1250", "--price-cached", "125", "--price-out", "5000")
        run(home, "model", "add", "vectors", "--url", model.url, "--embed", "--price-in", "0.15")
        run(home, "model", "add", "judge", "--url", model.url, "--rerank", "--price-in", "10")
        run(home, "model", "add", "free", "--url", model.url)
        keys = {login: run(home, "key", "add", login, "--name", f"{login}의 키", "--quiet").strip() for login in ("admin", "kim")}
        yield home, keys


def rows(server, key, by, **more):
    reply = server.call("GET", "/api/usage?" + "&".join(f"{name}={value}" for name, value in {"by": by, **more}.items()), key)
    assert reply.status == 200, reply.body
    return {row["name"]: row for row in reply.json()["rows"]}


def test_every_way_is_counted_once(place):
    home, keys = place
    server = Server(home)
    kim = openai.OpenAI(base_url=server.url + "/v1", api_key=keys["kim"], max_retries=0)
    asked = [{"role": "user", "content": "연차 휴가는 며칠인가요?"}]
    kim.chat.completions.create(model="big", messages=asked)
    assert len(list(kim.chat.completions.create(model="big", messages=asked, stream=True))) > 1
    kim.chat.completions.create(model="big", messages=asked, n=2)
    kim.responses.create(model="big", input="안녕하세요?")
    kim.embeddings.create(model="vectors", input=["가", "나"])
    kim.chat.completions.create(model="free", messages=asked)
    kim.chat.completions.create(model="onggi/extractive", messages=asked)
    answer = server.call("POST", "/api/ask", keys["admin"], {"question": asked[0]["content"], "model": "big"}).json()
    made = server.call("POST", "/api/functions/translate", keys["admin"], {"text": "연차 휴가는 15일입니다.", "options": {"to": "en"}, "model": "big"})
    written = made.json()["usage"] if made.status == 200 else None
    models = rows(server, keys["admin"], "model")
    chats = models["big"]["calls"] - (1 if written else 0)
    assert chats == 5, models
    of_function = written["prompt_tokens"] // 1000 * CALL if written else 0
    assert models["big"]["cost_micros"] == 6 * CALL + of_function, "of two choices each is a call"
    assert models["vectors"]["cost_micros"] == 8, "50 tokens of 0.15, rounded once"
    assert (models["free"]["calls"], models["free"]["cost_micros"]) == (1, 0)
    assert "onggi/extractive" not in models
    people = rows(server, keys["admin"], "person")
    assert people["kim"]["cost_micros"] == 5 * CALL + 8
    assert set(rows(server, keys["admin"], "key")) == {"kim의 키", "admin의 키"}
    trace = server.call("GET", f"/api/traces/{answer['trace_id']}", keys["admin"]).json()
    assert trace["cost"] == {"micros": CALL, "currency": "KRW"}
    assert server.call("POST", f"/api/traces/{answer['trace_id']}/replay", keys["admin"]).status == 200
    tried = server.call("POST", "/api/applications/try", keys["admin"], {"settings": {"model": "big"}, "question": asked[0]["content"]})
    assert tried.status == 200, tried.body
    again = rows(server, keys["admin"], "model")["big"]
    assert (again["calls"], again["cost_micros"]) == (models["big"]["calls"] + 2, models["big"]["cost_micros"] + 2 * CALL)
    code, rest = server.stop()
    assert code in (0, 130), rest
    assert {row["name"]: row["cost_micros"] for row in told(home, "usage", "--by", "person")["rows"]}["kim"] == 5 * CALL + 8, "an orderly end loses nothing"


def test_what_the_system_itself_asks_is_counted_for_nobody(place, tmp_path):
    home, keys = place
    with (home / "onggi.toml").open("a") as settings:
        settings.write('[model]\nembedder = "vectors"\nreranker = "judge"\n')
    (tmp_path / "출장규정.txt").write_text("출장 여비 규정\n\n출장비는 하루 10만 원입니다.\n")
    server = Server(home)
    cli(home, "ingest", tmp_path / "출장규정.txt", "--allow", "everyone", "--quiet")
    before = rows(server, keys["admin"], "model")
    assert server.call("POST", "/api/search", keys["kim"], {"query": "출장비는 얼마인가요?"}).status == 200
    models = rows(server, keys["admin"], "model")
    assert before["vectors"]["calls"] > 0, "documents were embedded"
    assert models["vectors"]["calls"] == before["vectors"]["calls"] + 1, "the question was"
    assert (models["judge"]["calls"], models["judge"]["prompt_tokens"], models["judge"]["cost_micros"]) == (1, 70, 700)
    people = rows(server, keys["admin"], "person")
    assert set(people) == {""} and people[""]["id"] == ""
    assert people[""]["cost_micros"] == models["judge"]["cost_micros"] + models["vectors"]["cost_micros"]
    server.stop()
    assert run(home, "usage", "--by", "person", env={"LC_ALL": "ko_KR.UTF-8"}).startswith("(시스템)\t")


def test_reranking_and_trials_of_prompts_are_counted_for_who_asks(place, tmp_path):
    home, keys = place
    server = Server(home)
    made = server.call("POST", "/v1/rerank", keys["kim"], {"model": "judge", "query": "휴가", "documents": ["연차", "출장"]}).json()
    assert made["usage"] == {"prompt_tokens": 70, "total_tokens": 70}
    inputs = [{"values": {"text": "연차 휴가는 15일입니다."}}]
    tried = server.call("POST", "/api/prompts/summarise.text/try", keys["admin"], {"a": 0, "b": 0, "inputs": inputs, "model": "big"})
    assert tried.status == 200, tried.body
    people = rows(server, keys["admin"], "person")
    assert {login: (row["calls"], row["cost_micros"]) for login, row in people.items()} == {"kim": (1, 700), "admin": (2, 2 * CALL)}, "both versions"
    server.stop()
    (tmp_path / "글.txt").write_text("연차 휴가는 15일입니다.\n")
    run(home, "apply", "summarise", tmp_path / "글.txt", "--model", "big")
    assert {row["name"]: row["cost_micros"] for row in told(home, "usage", "--by", "person")["rows"]}["owner"] == CALL, "and at the command line, too"


def test_a_price_counts_from_its_moment_on(place):
    home, keys = place
    server = Server(home)
    kim = openai.OpenAI(base_url=server.url + "/v1", api_key=keys["kim"], max_retries=0)

    def ask():
        kim.chat.completions.create(model="big", messages=[{"role": "user", "content": "며칠인가요?"}])
        return rows(server, keys["admin"], "model")["big"]["cost_micros"]

    def put(price):
        return server.call("PUT", "/api/model-prices", keys["admin"], {"model": "big", "price": price})

    assert ask() == CALL
    assert put({"prompt": "1", "completion": "2.5"}).json()["price"] == {"prompt": "1", "cached": "1", "completion": "2.5", "hour": "0"}
    assert ask() == CALL + 1000 + 250
    assert put(None).json()["price"] is None
    assert ask() == CALL + 1000 + 250
    run(home, "model", "price", "big", "--price-in", "3")
    assert ask() == CALL + 1000 + 250 + 3000
    prices = {one["model"]: one["price"] for one in server.call("GET", "/api/model-prices", keys["admin"]).json()["models"]}
    assert prices["big"] == {"prompt": "3", "cached": "3", "completion": "0", "hour": "0"} and prices["free"] is None
    for wrong in ({"prompt": "-1"}, {"prompt": "1,5"}, {"prompt": 5}, "5", {"hour": "1"}):
        assert put(wrong).status == 400, wrong
    assert server.call("PUT", "/api/model-prices", keys["admin"], {"model": "nobody", "price": None}).status == 404
    server.stop()


@pytest.mark.skipif("ONGGI_TEST_MODEL" not in os.environ, reason="ONGGI_TEST_MODEL names no GGUF file (./dev setup makes one)")
def test_a_model_of_this_process_is_paid_by_the_hour(place):
    home, keys = place
    refused = run(home, "model", "add", "far", "--url", "http://127.0.0.1:9/v1", "--price-hour", "10", code=(2,))
    assert "tokens" in refused and "far" not in run(home, "model", "list")
    run(home, "model", "add", "near", "--gguf", os.environ["ONGGI_TEST_MODEL"], "--price-hour", "3600")
    run(home, "model", "add", "near-vectors", "--gguf", os.environ["ONGGI_TEST_MODEL"], "--embed", "--price-hour", "3600", "--price-in", "2")
    server = Server(home)
    kim = openai.OpenAI(base_url=server.url + "/v1", api_key=keys["kim"], max_retries=0)
    begun = time.monotonic()
    kim.chat.completions.create(model="near", messages=[{"role": "user", "content": "Count to three."}], max_tokens=8)
    taken = kim.embeddings.create(model="near-vectors", input="연차 휴가").usage.prompt_tokens
    wall_ms = (time.monotonic() - begun) * 1000
    models = rows(server, keys["admin"], "model")
    near, vectors = models["near"], models["near-vectors"]
    assert 0 < near["computed_ms"] < wall_ms
    assert near["computed_ms"] * 1000 <= near["cost_micros"] < (near["computed_ms"] + 1) * 1000, "one a second"
    tokens = taken * 2
    assert vectors["computed_ms"] * 1000 + tokens <= vectors["cost_micros"] < (vectors["computed_ms"] + 1) * 1000 + tokens + 1
    server.stop()
    assert {row["name"]: row["computed_ms"] for row in told(home, "usage")["rows"]}["near"] == near["computed_ms"]


def test_only_who_runs_the_system_sees_and_sets(place):
    home, keys = place
    server = Server(home)
    for method, path, body in (("GET", "/api/usage", None), ("GET", "/api/model-prices", None), ("PUT", "/api/model-prices", {"model": "big", "price": None})):
        assert server.call(method, path, keys["kim"], body).status == 403
        assert server.call(method, path, None, body).status == 401
    assert server.call("GET", "/api/usage?month=2026-13", keys["admin"]).status == 400
    assert server.call("GET", "/api/usage?by=colour", keys["admin"]).status == 400
    entries = json.dumps(server.call("GET", "/api/audit?limit=50", keys["admin"]).json())
    assert "usage.read" in entries and "model.price" in entries
    server.stop()


def test_the_command_line_says_what_is_wrong(place):
    home, _ = place
    onggi(home, "model", "price", "big", "--price-in", "much", code=(2,))
    onggi(home, "model", "price", "nobody", "--price-in", "1", code=(5,))
    onggi(home, "usage", "--month", "november", code=(2,))
    assert told(home, "usage")["rows"] == []
    run(home, "ask", "연차 휴가는 며칠인가요?", "--model", "big")
    row = told(home, "usage")["rows"][0]
    assert (row["name"], row["calls"], row["cost_micros"], row["currency"]) == ("big", 1, CALL, "KRW")
    home.joinpath("onggi.toml").write_text('[model]\ncurrency = "won"\n')
    onggi(home, "usage", code=(3,))
