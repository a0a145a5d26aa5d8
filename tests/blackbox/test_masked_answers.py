"""Where the policy masks personal data in answers, none comes out over any route, however an answer is cut: with a model that says all that it read."""

import json

import pytest

from conftest import Server, cli, run
from upstream import ModelServer, spoken

VALUES = ["850315-1234567", "010-0000-4821", "kim.reader@example.com", "4111-1111-1111-1111", "홍길동"]
DOCUMENT = f"""연락망

시설 담당자 홍길동 과장의 휴대전화번호는 {VALUES[1]}이다. 전자우편은 {VALUES[2]}로 보낸다.

비상 연락망 등록에 쓰는 주민등록번호는 {VALUES[0]}이고 법인카드 번호는 {VALUES[3]}이다.
"""
QUESTION = "시설 담당자의 휴대전화번호와 전자우편은 무엇인가요?"
SAID = f"담당자는 홍길동입니다 [1]. 번호는 {VALUES[1]}이고 전자우편은 {VALUES[2]}입니다 [1]. 주민등록번호 {VALUES[0]}, 카드 {VALUES[3]}. 홍길동에게 물으십시오."


class Indiscreet(ModelServer):
    """Says SAID, in pieces of `step` letters where it streams, after a first one of `first`."""

    first, step = 1, 1

    def answer(self, path, request):
        if not request.get("stream"):
            return spoken(SAID)
        pieces = [SAID[: self.first], *(SAID[at : at + self.step] for at in range(self.first, len(SAID), self.step))]
        return ({"choices": [{"index": 0, "delta": {"content": piece}}]} for piece in pieces)


@pytest.fixture
def place(tmp_path):
    """A server that masks answers, over one document; `ask(method, path, body)` gives the reply as text."""
    with Indiscreet() as model:
        home = tmp_path / "home"
        cli(home, "user", "add", "boss", "--role", "admin")
        (home / "onggi.toml").write_text(f'[network]\nallow = ["{model.host}"]\n')
        cli(home, "model", "add", "far", "--url", model.url, "--name", "m")
        (tmp_path / "연락망.txt").write_text(DOCUMENT)
        cli(home, "ingest", tmp_path / "연락망.txt", "--allow", "everyone", "--quiet")
        key = cli(home, "key", "add", "boss", "--name", "test").strip()
        server = Server(home)

        def ask(method, path, body=None):
            reply = server.call(method, path, key, body)
            assert reply.status < 300, reply.body
            return reply.body.decode()

        server.ask, server.model = ask, model
        now = json.loads(ask("GET", "/api/guards"))
        ask("PUT", "/api/guards", {"policy": {**now["policy"], "mask_answer": True}, "number": now["number"]})
        yield server
        server.stop()


def leaks(text):
    return [value for value in VALUES if value in text]


def told(events):
    """The text that a stream's pieces make."""
    pieces = [json.loads(line[6:]) for line in events.splitlines() if line.startswith("data: {")]
    return "".join(piece["choices"][0]["delta"].get("content") or "" for piece in pieces if piece.get("choices"))


def test_no_route_gives_a_value_away(place):
    ask = place.ask
    conversation = json.loads(ask("POST", "/api/conversations", {}))["id"]
    asked = ask("POST", "/api/ask", {"question": QUESTION, "model": "far", "conversation_id": conversation})
    assert "[휴대전화번호]" in json.loads(asked)["answer"] and "[이름]입니다" in json.loads(asked)["answer"], "what the document shows to be a name is one in the answer"
    chat = {"messages": [{"role": "user", "content": QUESTION}]}
    document = json.loads(ask("GET", "/api/documents"))["documents"][0]["id"]
    store = json.loads(ask("POST", "/v1/vector_stores", {"name": "all", "file_ids": [document]}))["id"]
    ask("POST", "/api/applications", {"name": "desk", "settings": {"title": "안내", "model": "far"}})
    shown = {
        "ask": asked,
        "quoted": ask("POST", "/api/ask", {"question": QUESTION, "model": "onggi/extractive"}),
        "abstained": ask("POST", "/api/ask", {"question": "구내식당 점심 차림표는 어디에 있나요?", "model": "onggi/extractive"}),
        "streamed": ask("POST", "/api/ask", {"question": QUESTION, "model": "far", "stream": True}),
        "chat": ask("POST", "/v1/chat/completions", {"model": "onggi/far", **chat}),
        "application": ask("POST", "/v1/chat/completions", {"model": "onggi/desk", **chat}),
        "responses": ask("POST", "/v1/responses", {"model": "onggi/far", "input": QUESTION}),
        "responses, streamed": ask("POST", "/v1/responses", {"model": "onggi/far", "input": QUESTION, "stream": True}),
        "search": ask("POST", "/api/search", {"query": QUESTION}),
        "store": ask("POST", f"/v1/vector_stores/{store}/search", {"query": QUESTION}),
        "trace": ask("GET", "/api/traces/" + json.loads(asked)["trace_id"]),
        "conversation": ask("GET", f"/api/conversations/{conversation}"),
        "markdown": ask("GET", f"/api/conversations/{conversation}/export?format=markdown"),
    }
    assert {route: leaks(text) for route, text in shown.items()} == {route: [] for route in shown}
    assert json.loads(shown["search"])["hits"] and json.loads(shown["store"])["data"] and json.loads(shown["abstained"])["nearest"], "something was shown"
    place.stop()
    assert leaks(run(place.home, "search", QUESTION)) == []
    place.process = Server(place.home).process


@pytest.mark.parametrize("step", [1, 2, 5, 1000])
def test_however_a_stream_is_cut_no_value_goes_on(place, step):
    place.model.step = step
    for first in range(1, len(SAID), 9):
        place.model.first = first
        events = place.ask("POST", "/v1/chat/completions", {"model": "onggi/far", "stream": True, "messages": [{"role": "user", "content": QUESTION}]})
        text = told(events)
        assert leaks(text) == [] and leaks(events) == [], (first, step)
        assert text.count("[휴대전화번호]") == 1 and text.count("[이름]") == 2, text


def test_without_the_policy_it_is_as_it_stands(place):
    now = json.loads(place.ask("GET", "/api/guards"))
    place.ask("PUT", "/api/guards", {"policy": {**now["policy"], "mask_answer": False}, "number": now["number"]})
    assert VALUES[1] in place.ask("POST", "/api/search", {"query": QUESTION}) and VALUES[1] in json.loads(place.ask("POST", "/api/ask", {"question": QUESTION, "model": "far"}))["answer"]
