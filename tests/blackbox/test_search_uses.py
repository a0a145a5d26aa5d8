"""What people do with hits: kept where a workspace wants it, and turned into questions on which the search is measured."""

import json

import pytest
from conftest import Server, cli, run
from test_gate import configure


@pytest.fixture
def home(tmp_path):
    home, rules = tmp_path / "home", tmp_path / "rules"
    rules.mkdir()
    (rules / "휴가.txt").write_text("휴가 규정\n\n연차휴가는 일 년에 열닷새를 준다.\n")
    (rules / "여비.txt").write_text("여비 규정\n\n숙박비는 하루 십만 원까지 준다.\n")
    run(home, "ingest", rules, "--allow", "everyone", "--quiet")
    return home


def people(home, *logins):
    for login in logins:
        cli(home, "user", "add", login, "--role", "editor")
    return [cli(home, "key", "add", login, "--name", "test").strip() for login in logins]


def use(server, key, query, name, what):
    hits = server.call("POST", "/api/search", key, {"query": query, "limit": 5}).json()
    chunk = next(hit["chunk_id"] for hit in hits["hits"] if hit["name"] == name)
    return hits["learns"], server.call("POST", "/api/search/uses", key, {"query": query, "chunk_id": chunk, "use": what})


def test_nothing_is_kept_unless_the_workspace_wants_it(home):
    (kim,) = people(home, "kim")
    server = Server(home)
    learns, reply = use(server, kim, "연차휴가", "휴가.txt", "opened")
    assert not learns and reply.status == 409 and reply.json()["error"]["reason"] == "not_kept"
    server.stop()


def test_what_two_people_agree_on_becomes_a_question(home):
    configure(home, search="learn_from_use = true")
    kim, lee = people(home, "kim", "lee")
    server = Server(home)
    learns, reply = use(server, kim, "쉬는 날  연차휴가", "휴가.txt", "opened")
    assert learns and reply.status == 204
    assert use(server, kim, "연차휴가 혼자 찾은 말", "휴가.txt", "right")[1].status == 204
    assert use(server, lee, "쉬는 날 연차휴가", "휴가.txt", "right")[1].status == 204
    for wrong in ({"query": "", "chunk_id": "chk_1", "use": "right"}, {"query": "가", "chunk_id": "chk_1", "use": "liked"}, {"query": "가"}):
        assert server.call("POST", "/api/search/uses", kim, wrong).status == 400
    assert server.call("POST", "/api/search/uses", kim, {"query": "가", "chunk_id": "chk_1", "use": "right"}).status == 404
    server.stop()
    run(home, "evaluate", "questions", "propose", "실제 질문")
    proposed = [json.loads(line) for line in run(home, "evaluate", "questions", "list", "실제 질문", "--json").splitlines()]
    used = [one for one in proposed if one["origin"] == "use"]
    assert [(one["question"], one["document"]) for one in used] == [("쉬는 날 연차휴가", "휴가.txt")]
    assert not any("혼자" in one["question"] for one in proposed), "one person's question is nobody else's business"
    assert not any(login in json.dumps(used) for login in ("kim", "lee"))


def test_an_erasure_finds_what_was_asked(home):
    configure(home, search="learn_from_use = true")
    kim, lee = people(home, "kim", "lee")
    server = Server(home)
    for key in (kim, lee):
        assert use(server, key, "홍길동 010-1234-5678 연차휴가", "휴가.txt", "opened")[1].status == 204
    server.stop()
    run(home, "erase", "--subject", "010-1234-5678", "--yes", code=(0, 1))
    run(home, "evaluate", "questions", "propose", "실제 질문")
    assert "1234-5678" not in run(home, "evaluate", "questions", "list", "실제 질문", "--json")
