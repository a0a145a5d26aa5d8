"""Follow-up questions: looked for with what they take from the conversation, by rule or written out by the model that answers."""

import json

import pytest

from conftest import Server, cli
from upstream import ModelServer, spoken

LEAVE = "연차 휴가\n\n연차 유급휴가는 15일을 준다. 남은 연차 유급휴가는 다음 해 3월 말까지 이월한다.\n"
MEALS = "식대\n\n식대는 월 20만 원을 준다. 남은 식대는 이월하지 아니한다.\n"
SECRET = "임원 성과급\n\n임원 성과급은 연봉의 40%로 한다.\n"
FIRST, NEXT = "연차 유급휴가는 며칠인가요?", "이월도 되나요?"
SAID = "남은 연차 유급휴가는 다음 해 3월 말까지 이월합니다 [1]."


class Rewriter(ModelServer):
    """Writes questions out as it is told, and answers everything else with SAID. `asked`: the messages of both kinds, in order."""

    def __init__(self, questions):
        super().__init__()
        self.written = {"questions": questions}
        self.asked = {"rewrite": [], "answer": []}

    def answer(self, path, request):
        rewrites = request.get("response_format", {}).get("json_schema", {}).get("name") == "questions"
        self.asked["rewrite" if rewrites else "answer"].append(request["messages"])
        if rewrites and self.written["questions"] is None:
            return 500, {"error": {"message": "out of order"}}
        return spoken(json.dumps(self.written, ensure_ascii=False) if rewrites else SAID)


@pytest.fixture
def asked(tmp_path):
    """A server over two open documents, and a sensitive one where asked for, with a model that may read open ones; gives what asks it. All are stopped at the end."""
    servers = []

    def make(upstream=None, settings="", sensitive=False):
        home = tmp_path / f"home{len(servers)}"
        cli(home, "user", "add", "kim", "--role", "editor", "--clearance", "S")
        if upstream:
            (home / "onggi.toml").write_text(f'[network]\nallow = ["{upstream.host}"]\n{settings}')
            cli(home, "model", "add", "far", "--url", upstream.url, "--name", "m", "--label", "O")
        for name, text, label in (("휴가.txt", LEAVE, "O"), ("식대.txt", MEALS, "O"), ("성과급.txt", SECRET, "S"))[: 3 if sensitive else 2]:
            (tmp_path / name).write_text(text)
            cli(home, "ingest", tmp_path / name, "--allow", "everyone", "--label", label, "--quiet")
        key = cli(home, "key", "add", "kim", "--name", "test").strip()
        server = Server(home)
        servers.append(server)

        def ask(question, **more):
            return server.call("POST", "/api/ask", key, {"question": question, **({"model": "far"} if upstream else {}), **more}).json()

        ask.call = lambda method, path, body=None: server.call(method, path, key, body).json()
        return ask

    yield make
    for server in servers:
        server.stop()


def turns(*questions):
    return [turn for one in questions for turn in ({"role": "user", "content": one}, {"role": "assistant", "content": "15일입니다."})]


def test_without_a_model_it_takes_the_subject_along(asked):
    ask = asked()
    answer = ask(NEXT, history=turns(FIRST))
    assert answer["queries"] == ["연차 유급휴가 이월도 되나요?"]
    assert "다음 해 3월 말까지 이월한다" in answer["answer"] and "식대" not in answer["answer"]
    assert ask.call("GET", f"/api/traces/{answer['trace_id']}")["queries"] == answer["queries"]
    other = ask("식대는 얼마인가요?", history=turns(FIRST))["answer"]
    assert "식대는 월 20만 원을 준다." in other and "15일" not in other, "whoever changes the subject is not held to it"
    both = ask("연차 유급휴가는 며칠이고 이월되나요?")
    assert both["queries"] == ["연차 유급휴가는 며칠이고", "연차 유급휴가는 이월되나요?"]
    assert "15일을 준다" in both["answer"] and "3월 말까지 이월한다" in both["answer"]


def test_a_model_writes_it_out(asked):
    with Rewriter(["남은 연차 유급휴가도 이월되나요?"]) as upstream:
        ask = asked(upstream)
        answer = ask(NEXT, history=turns(FIRST))
        assert answer["queries"] == ["남은 연차 유급휴가도 이월되나요?", NEXT] and answer["answer"] == SAID
        assert answer["prompt"] == "answer.question@0,answer.rewrite@0"
        assert ask.call("GET", f"/api/traces/{answer['trace_id']}")["queries"] == answer["queries"]
        (messages,) = upstream.asked["rewrite"]
        assert FIRST in messages[-1]["content"] and NEXT in messages[-1]["content"]
        assert "다음 해 3월 말까지" not in json.dumps(messages, ensure_ascii=False), "no document is read for it"


def test_a_question_that_stands_for_itself_is_not_written_out(asked):
    with Rewriter(["남은 연차 유급휴가도 이월되나요?"]) as upstream:
        ask = asked(upstream)
        assert ask(FIRST)["queries"] == [FIRST] and ask(FIRST)["prompt"] == "answer.question@0"
        assert ask("남은 연차 유급휴가 이월 기한은 언제인가요?", history=turns("식대는 얼마인가요?"))["queries"] == ["남은 연차 유급휴가 이월 기한은 언제인가요?"]
        assert upstream.asked["rewrite"] == []


@pytest.mark.parametrize("written", [["부산지사의 연차도 이월되나요?"], ["연차 유급휴가 20일도 이월되나요?"], [], ["네"] * 9, None])
def test_what_it_adds_is_not_looked_for(asked, written):
    with Rewriter(written) as upstream:
        answer = asked(upstream)(NEXT, history=turns(FIRST))
        assert answer["queries"] == ["연차 유급휴가 이월도 되나요?"] and answer["answer"] == SAID and answer["prompt"] == "answer.question@0"
        assert len(upstream.asked["rewrite"]) >= 1


def test_it_is_not_written_out_where_the_company_says_so(asked):
    with Rewriter(["남은 연차 유급휴가도 이월되나요?"]) as upstream:
        answer = asked(upstream, "[answer]\nrewrite_follow_ups = false\n")(NEXT, history=turns(FIRST))
        assert answer["queries"] == ["연차 유급휴가 이월도 되나요?"] and upstream.asked["rewrite"] == []


def test_a_conversation_above_the_label_of_the_model_is_not_sent_to_it(asked):
    with Rewriter(["남은 연차 유급휴가도 이월되나요?"]) as upstream:
        ask = asked(upstream, sensitive=True)
        conversation = ask.call("POST", "/api/conversations", {})["id"]
        assert ask("임원 성과급은 얼마인가요?", conversation_id=conversation)["label"] == "S"
        ask(FIRST, conversation_id=conversation)
        answer = ask("그건 이월도 되나요?", conversation_id=conversation)
        assert "연차 유급휴가" in answer["queries"][0]
        assert upstream.asked["rewrite"] == [] and "성과급" not in json.dumps(upstream.asked, ensure_ascii=False)
