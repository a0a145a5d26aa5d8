"""Conversations as people hold them: kept on the server, gone on with, found, judged, shared by permission, taken along, and gone with time."""

import json
import re
import sqlite3

import pytest
from conftest import Server, cli, onggi, run
from test_gate import configure

QUESTION = "연차휴가는 며칠입니까?"
PAY = "성과급은 얼마까지 지급합니까?"


@pytest.fixture
def home(tmp_path):
    home, rules = tmp_path / "home", tmp_path / "rules"
    rules.mkdir()
    (rules / "휴가.txt").write_text("휴가 규정\n\n연차휴가는 일 년에 15일을 준다.\n")
    pay = tmp_path / "급여.txt"
    pay.write_text("급여 규정\n\n성과급은 연봉의 12퍼센트까지 지급한다.\n")
    run(home, "ingest", rules, "--allow", "everyone", "--quiet")
    for login in ("kim", "lee"):
        cli(home, "user", "add", login, "--role", "editor")
    cli(home, "group", "add", "재무팀")
    cli(home, "group", "join", "재무팀", "person:kim")
    run(home, "ingest", pay, "--allow", "group:재무팀", "--quiet")
    return home


@pytest.fixture
def keys(home):
    return [cli(home, "key", "add", login, "--name", "test").strip() for login in ("kim", "lee")]


@pytest.fixture
def server(home, keys):
    running = Server(home)
    yield running
    running.stop()


def start(server, key):
    reply = server.call("POST", "/api/conversations", key, {})
    assert reply.status == 201
    return reply.json()["id"]


def ask(server, key, conversation, question, **more):
    reply = server.call("POST", "/api/ask", key, {"conversation_id": conversation, "question": question, **more})
    assert reply.status == 200, reply.body
    return reply.json()


def read(server, key, conversation):
    reply = server.call("GET", f"/api/conversations/{conversation}", key)
    assert reply.status == 200, reply.body
    return reply.json()


def test_a_conversation_is_kept_and_gone_on_with(server, keys):
    kim, _ = keys
    conversation = start(server, kim)
    first = ask(server, kim, conversation, QUESTION)
    assert first["conversation_id"] == conversation and first["exchange"] == 1 and "15일" in first["answer"]
    # A short question is understood out of the one before it, which the server knows.
    second = ask(server, kim, conversation, "그럼 하루는?")
    assert second["exchange"] == 2 and second["citations"][0]["name"] == "휴가.txt"
    kept = read(server, kim, conversation)
    assert kept["title"] == QUESTION and kept["own"] and kept["owner"] == "kim"
    assert [(one["number"], one["state"], one["question"]) for one in kept["exchanges"]] == [(1, "done", QUESTION), (2, "done", "그럼 하루는?")]
    assert kept["exchanges"][0]["answer"]["citations"][0]["quote"] and kept["exchanges"][0]["text"] == first["answer"]
    listed = server.call("GET", "/api/conversations", kim).json()
    assert listed["kept"] and [one["id"] for one in listed["conversations"]] == [conversation]


def test_a_stream_begins_with_the_exchange_and_a_failure_is_kept(server, keys):
    kim, _ = keys
    conversation = start(server, kim)
    reply = server.call("POST", "/api/ask", kim, {"conversation_id": conversation, "question": QUESTION, "stream": True})
    events = re.findall(r"event: (\w+)\ndata: (.*)\n", reply.body.decode())
    assert [name for name, _ in events][0] == "exchange" and json.loads(events[0][1]) == {"conversation_id": conversation, "exchange": 1}
    assert json.loads(events[-1][1])["exchange"] == 1
    failed = server.call("POST", "/api/ask", kim, {"conversation_id": conversation, "question": "모델에게", "model": "no-such"})
    assert failed.status == 404
    second = read(server, kim, conversation)["exchanges"][1]
    assert second["state"] == "failed" and second["error"] == {"code": "not_found", "reason": "model_not_found"}


def test_nothing_of_anothers_is_there_by_any_route(server, keys):
    kim, lee = keys
    conversation = start(server, kim)
    ask(server, kim, conversation, QUESTION)
    at = f"/api/conversations/{conversation}"
    routes = [
        ("GET", at, None),
        ("PATCH", at, {"title": "내 것"}),
        ("DELETE", at, None),
        ("PUT", at + "/exchanges/1/rating", {"rating": 1}),
        ("GET", at + "/export", None),
        ("GET", at + "/export?format=json", None),
        ("POST", "/api/ask", {"conversation_id": conversation, "question": QUESTION}),
        ("POST", "/api/ask", {"conversation_id": conversation, "regenerate": 1}),
    ]
    for method, path, body in routes:
        reply = server.call(method, path, lee, body)
        assert reply.status == 404, (method, path, reply.status)
        assert server.call(method, path, None, body).status == 401, (method, path)
    assert server.call("GET", "/api/conversations", lee).json()["total"] == 0
    assert server.call("GET", "/api/conversations?q=%EC%97%B0%EC%B0%A8", lee).json()["conversations"] == []
    assert server.call("GET", "/api/conversations?q=%EC%97%B0%EC%B0%A8", kim).json()["conversations"][0]["exchange"] == 1
    assert len(read(server, kim, conversation)["exchanges"]) == 1


def test_a_key_that_only_searches_neither_reads_nor_goes_on_with_one(server, home, keys):
    conversation = start(server, keys[0])
    narrow = cli(home, "key", "add", "kim", "--name", "narrow", "--scope", "retrieval").strip()
    assert server.call("POST", "/api/ask", narrow, {"question": "연차는 며칠입니까?"}).status == 200
    asked = server.call("POST", "/api/ask", narrow, {"conversation_id": conversation, "question": "연차는 며칠입니까?"})
    assert asked.status == 403
    assert server.call("GET", f"/api/conversations/{conversation}", narrow).status == 403
    assert read(server, keys[0], conversation)["exchanges"] == []


def test_who_it_is_shared_with_sees_what_they_may_see_now(server, keys):
    kim, lee = keys
    conversation = start(server, kim)
    ask(server, kim, conversation, QUESTION)
    assert "12퍼센트" in ask(server, kim, conversation, PAY)["answer"]
    at = f"/api/conversations/{conversation}"
    assert server.call("PATCH", at, kim, {"shared_with": ["person:nobody"]}).status == 400
    shared = server.call("PATCH", at, kim, {"shared_with": ["person:lee"]}).json()
    assert shared["shared_with"] == ["person:lee"]
    seen = read(server, lee, conversation)
    assert not seen["own"] and seen["owner"] == "kim" and seen["shared_with"] == []
    assert "15일" in seen["exchanges"][0]["text"] and not seen["exchanges"][0]["hidden"]
    hidden = seen["exchanges"][1]
    assert hidden["hidden"] and hidden["question"] == PAY and hidden["text"] == "" and "answer" not in hidden
    for export in ("", "?format=json"):
        assert "12퍼센트" not in server.call("GET", at + "/export" + export, lee).body.decode()
    for method, path, body in (("PATCH", at, {"title": "x"}), ("DELETE", at, None), ("POST", "/api/ask", {"conversation_id": conversation, "question": "x"})):
        reply = server.call(method, path, lee, body)
        assert reply.status == 403 and reply.json()["error"]["reason"] == "shared_read_only", (method, path)
    server.cli("group", "join", "재무팀", "person:lee")
    assert "12퍼센트" in read(server, lee, conversation)["exchanges"][1]["text"]
    server.cli("group", "leave", "재무팀", "person:lee")
    assert read(server, lee, conversation)["exchanges"][1]["hidden"]
    assert server.call("PATCH", at, kim, {"shared_with": []}).status == 200
    assert server.call("GET", at, lee).status == 404


def test_answers_are_judged_asked_again_and_chosen(server, keys):
    kim, _ = keys
    conversation = start(server, kim)
    at = f"/api/conversations/{conversation}"
    ask(server, kim, conversation, QUESTION)
    rating = {"rating": -1, "reasons": ["unfounded", "other"], "note": "다른 규정"}
    assert server.call("PUT", at + "/exchanges/1/rating", kim, rating).status == 204
    rated = read(server, kim, conversation)["exchanges"][0]
    assert (rated["rating"], rated["reasons"], rated["note"]) == (-1, ["unfounded", "other"], "다른 규정")
    for wrong in ({"rating": 2}, {}, {"rating": 1, "reasons": ["liked"]}, {"rating": 1, "note": "가" * 1001}):
        assert server.call("PUT", at + "/exchanges/1/rating", kim, wrong).status == 400, wrong
    assert server.call("PUT", at + "/exchanges/9/rating", kim, {"rating": 1}).status == 404
    again = server.call("POST", "/api/ask", kim, {"conversation_id": conversation, "regenerate": 1}).json()
    assert again["exchange"] == 2
    first, second = read(server, kim, conversation)["exchanges"]
    assert second["first_number"] == 1 and second["question"] == QUESTION and first["replaced_by"] == 2
    chosen = server.call("PATCH", at, kim, {"continue_with": 1}).json()["exchanges"]
    assert [one["replaced_by"] for one in chosen] == [0, 1]
    assert server.call("POST", "/api/ask", kim, {"conversation_id": conversation, "regenerate": 9}).status == 404
    assert server.call("POST", "/api/ask", kim, {"regenerate": 1}).status == 400
    assert server.call("POST", "/api/ask", kim, {"conversation_id": conversation, "question": "x", "history": [{"role": "user", "content": "y"}]}).status == 400


def test_it_is_taken_along_with_its_sources(server, keys):
    kim, _ = keys
    conversation = start(server, kim)
    ask(server, kim, conversation, QUESTION)
    at = f"/api/conversations/{conversation}"
    assert server.call("PATCH", at, kim, {"title": "휴가 정리"}).json()["title"] == "휴가 정리"
    reply = server.call("GET", at + "/export", kim)
    text = reply.body.decode()
    assert reply.headers["content-type"].startswith("text/markdown") and ".md" in reply.headers["content-disposition"]
    assert text.startswith("# 휴가 정리\n") and f"> {QUESTION}" in text and "[^1-1]" in text
    assert re.search(r"^\[\^1-1\]: 휴가\.txt.*“.*15일.*”$", text, re.M), text
    assert "Question" in server.call("GET", at + "/export?language=en", kim).body.decode()
    whole = server.call("GET", at + "/export?format=json", kim).json()
    assert whole["exchanges"][0]["answer"]["citations"][0]["document"].startswith("doc_")
    assert server.call("GET", at + "/export?format=pdf", kim).status == 400


def test_the_audit_log_holds_names_and_no_contents(server, home, keys):
    kim, _ = keys
    conversation = start(server, kim)
    ask(server, kim, conversation, QUESTION)
    read(server, kim, conversation)
    server.call("DELETE", f"/api/conversations/{conversation}", kim)
    assert server.call("GET", f"/api/conversations/{conversation}", kim).status == 404
    entries = json.dumps(audit_rows(home), ensure_ascii=False)
    for action in ("conversation.add", "conversation.read", "conversation.remove"):
        assert action in entries, action
    assert conversation in entries and "연차" not in entries


def audit_rows(home):
    with sqlite3.connect(f"file:{home / 'onggi.db'}?mode=ro", uri=True) as tables:
        return [list(row) for row in tables.execute("SELECT * FROM audit_entries")]


def test_nothing_is_readable_in_the_home(home, keys):
    kim, _ = keys
    server = Server(home)
    conversation = start(server, kim)
    ask(server, kim, conversation, "옹기종기모인말 연차휴가는?")
    server.stop()
    for path in home.rglob("*"):
        if path.is_file():
            assert "옹기종기모인말".encode() not in path.read_bytes(), path


def test_a_workspace_may_keep_none(home, keys):
    configure(home, history="conversations = false")
    kim, _ = keys
    server = Server(home)
    assert server.call("GET", "/api/conversations", kim).json() == {"kept": False, "total": 0, "conversations": []}
    reply = server.call("POST", "/api/conversations", kim, {})
    assert reply.status == 409 and reply.json()["error"]["reason"] == "not_kept"
    assert server.call("POST", "/api/ask", kim, {"conversation_id": "cnv_1", "question": "x"}).status == 409
    assert "15일" in server.call("POST", "/api/ask", kim, {"question": QUESTION}).json()["answer"]
    server.stop()


def test_old_conversations_go_and_rotation_keeps_the_others(home, keys):
    kim, _ = keys
    server = Server(home)
    old, used = start(server, kim), start(server, kim)
    for conversation in (old, used):
        ask(server, kim, conversation, QUESTION)
    server.stop()
    with sqlite3.connect(home / "onggi.db") as tables:
        tables.execute("UPDATE conversations SET updated_ms = updated_ms - 366 * 86400000 WHERE id = ?", (old,))
    run(home, "vault", "rotate")
    onggi(home, "doctor", "--repair")
    server = Server(home)
    assert server.call("GET", f"/api/conversations/{old}", kim).status == 404
    assert "15일" in read(server, kim, used)["exchanges"][0]["text"]
    server.stop()


def test_an_erasure_takes_out_what_was_said_of_a_person(home, keys):
    kim, _ = keys
    server = Server(home)
    conversation = start(server, kim)
    ask(server, kim, conversation, "홍길동 010-1234-5678 연차휴가는?")
    ask(server, kim, conversation, QUESTION)
    server.stop()
    run(home, "erase", "--subject", "010-1234-5678", "--yes", code=(0, 1))
    server = Server(home)
    kept = read(server, kim, conversation)
    assert [one["question"] for one in kept["exchanges"]] == [QUESTION] and "1234" not in json.dumps(kept)
    server.stop()
