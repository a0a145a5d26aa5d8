"""Traces as people meet them: every answer can be looked into, asked again, sent on to OpenTelemetry, and taken out."""

import http.server
import json
import sqlite3
import threading
import time

import openai
import pytest
from conftest import Server, cli, onggi, run, told
from upstream import Upstream

QUESTION = "연차휴가는 며칠입니까?"
PARENT = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"


class Collector:
    """An OTLP receiver: `spans` that came, in order; `status` is what it answers."""

    def __enter__(self):
        self.spans, self.bodies, self.status = [], [], 200
        collector = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                collector.bodies.append((self.path, self.headers["Content-Type"], body.decode()))
                if collector.status == 200:
                    for resource in json.loads(body)["resourceSpans"]:
                        collector.spans += [span for scope in resource["scopeSpans"] for span in scope["spans"]]
                self.send_response(collector.status)
                self.send_header("Content-Length", "2")
                self.end_headers()
                self.wfile.write(b"{}")

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.port = self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()

    def wait_for(self, condition):
        until = time.monotonic() + 30
        while not condition(self) and time.monotonic() < until:
            time.sleep(0.05)
        assert condition(self), self.bodies


def attributes(span):
    return {one["key"]: next(iter(one["value"].values())) for one in span["attributes"]}


@pytest.fixture
def rules(tmp_path):
    """A home with one rule for everybody, and keys of its owner and of a reader."""
    home, folder = tmp_path / "home", tmp_path / "rules"
    folder.mkdir()
    (folder / "휴가.txt").write_text("휴가 규정\n\n연차휴가는 일 년에 15일을 준다.\n")
    run(home, "ingest", folder, "--allow", "everyone", "--quiet")
    cli(home, "user", "add", "reader", "--role", "reader")
    return home, {login: cli(home, "key", "add", login, "--name", "test").strip() for login in ("owner", "reader")}


def ask(server, key, question=QUESTION, **more):
    reply = server.call("POST", "/api/ask", key, {"question": question, **more})
    assert reply.status == 200, reply.body
    return reply


def test_an_answer_is_looked_into_and_asked_again(rules):
    home, keys = rules
    server = Server(home)
    reply = ask(server, keys["reader"])
    at = "/api/traces/" + reply.json()["trace_id"]
    trace = server.call("GET", at, keys["reader"]).json()
    assert trace["question"] == QUESTION and trace["answer"] == reply.json()["answer"] and trace["person"] == "reader"
    assert [hit["name"] for hit in trace["hits"]] == ["휴가.txt"] and trace["hits"][0]["cited"]
    by_request = server.call("GET", "/api/traces?request_id=" + reply.headers["x-request-id"], keys["reader"]).json()
    assert [one["id"] for one in by_request["traces"]] == [trace["id"]] and by_request["kept"] and not by_request["everybody"]
    again = server.call("POST", at + "/replay", keys["reader"]).json()
    assert again["difference"] == {"same_answer": True, "same_model": True, "same_prompt": True, "kept": 1, "moved": 0, "gained": [], "lost": []}
    client = openai.OpenAI(base_url=server.url + "/v1", api_key=keys["reader"], max_retries=0)
    (choice,) = client.chat.completions.create(model="onggi", messages=[{"role": "user", "content": QUESTION}]).choices
    assert server.call("GET", "/api/traces/" + choice.message.model_extra["onggi"]["trace_id"], keys["reader"]).json()["way"] == "chat"
    narrow = cli(home, "key", "add", "reader", "--name", "narrow", "--scope", "models", "--scope", "retrieval").strip()
    assert server.call("GET", at, narrow).status == 403
    server.stop()


def test_a_prompts_version_of_then_is_asked_again(rules, tmp_path):
    home, keys = rules
    with Upstream("연차휴가는 일 년에 15일입니다 [1].") as upstream:
        (home / "onggi.toml").write_text(f'[network]\nallow = ["127.0.0.1:{upstream.port}"]\n[model]\ndefault = "writer"\n')
        run(home, "model", "add", "writer", "--url", upstream.url, "--name", "m")
        server = Server(home)
        first = ask(server, keys["owner"]).json()
        trace = server.call("GET", "/api/traces/" + first["trace_id"], keys["owner"]).json()
        assert trace["prompt"] == "answer.question@0" and trace["model"] == "writer" and trace["usage"]["completion_tokens"] >= 0
        assert [message["content"] for message in trace["messages"]] == [message["content"] for message in upstream.seen[-1]]
        shipped = server.call("GET", "/api/prompts/answer.question", keys["owner"]).json()
        texts = server.call("GET", "/api/prompts/answer.question/versions/0", keys["owner"]).json()["texts"]
        assert shipped and texts
        texts["user"] += "\n짧게 답합니다."
        saved = server.call("POST", "/api/prompts/answer.question/versions", keys["owner"], {"texts": texts, "message": "짧게", "newest": 0})
        assert saved.status == 201, saved.body
        assert server.call("PUT", "/api/prompts/answer.question/labels/production", keys["owner"], {"number": 1}).status in (200, 204)
        assert ask(server, keys["owner"]).json()["prompt"] == "answer.question@1"
        again = server.call("POST", f"/api/traces/{first['trace_id']}/replay", keys["owner"]).json()
        assert again["answer"]["prompt"] == "answer.question@0" and again["difference"]["same_prompt"] and again["difference"]["same_answer"]
        assert upstream.seen[-1] == upstream.seen[0]
        server.stop()


def test_nobody_but_who_runs_the_system_sees_others(rules):
    home, keys = rules
    cli(home, "user", "add", "auditor", "--role", "auditor")
    auditor = cli(home, "key", "add", "auditor", "--name", "test").strip()
    server = Server(home)
    trace = ask(server, keys["reader"]).json()["trace_id"]
    assert server.call("GET", "/api/traces/" + trace, auditor).status == 404
    assert server.call("GET", "/api/traces", auditor).json()["traces"] == []
    everybodys = server.call("GET", "/api/traces?person=reader", keys["owner"]).json()
    assert everybodys["everybody"] and [one["id"] for one in everybodys["traces"]] == [trace]
    server.stop()


def test_the_command_line_lists_shows_and_replays(rules):
    home, _ = rules
    answer = told(home, "ask", QUESTION, "--as", "reader")["answer"]
    told(home, "ask", "비행기 표는 누가 삽니까?", "--as", "reader")
    listed = told(home, "trace", "list")
    assert [one["question"] for one in listed["traces"]] == ["비행기 표는 누가 삽니까?", QUESTION] and listed["next"] == ""
    assert [one["abstained"] for one in told(home, "trace", "list", "--abstained")["traces"]] == [True]
    first = told(home, "trace", "list", "--limit", "1")
    assert [one["question"] for one in told(home, "trace", "list", "--cursor", first["next"])["traces"]] == [QUESTION]
    trace = listed["traces"][1]
    assert trace["through"] == "command line" and trace["person"] == "reader"
    shown = told(home, "trace", "show", trace["id"])
    assert shown["answer"] == answer and shown["course"]["hits"][0]["read"]
    assert QUESTION in run(home, "trace", "show", trace["id"]) and "휴가.txt" in run(home, "trace", "show", trace["id"])
    replayed = told(home, "trace", "replay", trace["id"], "--as", "reader")
    assert replayed["same_answer"] and replayed["answer"] == answer and replayed["lost"] == []
    run(home, "trace", "replay", trace["id"], code=(5,))  # the owner did not ask it
    run(home, "trace", "show", trace["id"], "--as", "reader")
    run(home, "trace", "show", "trc_none", code=(5,))
    assert len(told(home, "trace", "list")["traces"]) == 2


def test_traces_go_on_as_spans_without_text(rules):
    home, keys = rules
    with Collector() as collector:
        (home / "onggi.toml").write_text(f'[network]\nallow = ["127.0.0.1:{collector.port}"]\n[monitor]\notlp_url = "http://127.0.0.1:{collector.port}/v1/traces"\n')
        server = Server(home)
        reply = server.call("POST", "/api/ask", keys["reader"], {"question": QUESTION}, headers={"traceparent": PARENT})
        collector.wait_for(lambda seen: len(seen.spans) >= 2)
        path, kind, body = collector.bodies[0]
        assert (path, kind) == ("/v1/traces", "application/json") and "연차" not in body and "휴가" not in body
        root, retrieval = collector.spans[:2]
        assert root["name"] == "invoke_workflow onggi" and root["traceId"] == PARENT.split("-")[1] and root["parentSpanId"] == PARENT.split("-")[2]
        assert retrieval["parentSpanId"] == root["spanId"] and int(root["endTimeUnixNano"]) > int(root["startTimeUnixNano"])
        told_of = attributes(root)
        assert told_of["gen_ai.operation.name"] == "invoke_workflow" and told_of["gen_ai.provider.name"] == "onggi"
        assert told_of["gen_ai.request.model"] == "onggi/extractive" and told_of["gen_ai.usage.input_tokens"] == "0"
        assert told_of["onggi.trace_id"] == reply.json()["trace_id"]
        metrics = server.call("GET", "/metrics").body.decode()
        assert 'onggi_traces_total{outcome="not_sent"} 0' in metrics and 'onggi_traces_total{outcome="dropped"} 0' in metrics
        collector.status = 400
        before = len(collector.bodies)
        ask(server, keys["reader"])
        collector.wait_for(lambda seen: len(seen.bodies) > before)
        assert server.stop()[0] in (0, 130)


def test_text_is_sent_where_it_is_wanted_and_nothing_need_be_kept(rules):
    home, keys = rules
    with Collector() as collector:
        (home / "onggi.toml").write_text(
            f'[network]\nallow = ["127.0.0.1:{collector.port}"]\n[monitor]\ntrace_days = 0\notlp_text = true\notlp_url = "http://127.0.0.1:{collector.port}/v1/traces"\n'
        )
        server = Server(home)
        assert "trace_id" not in ask(server, keys["reader"]).json()
        collector.wait_for(lambda seen: len(seen.spans) >= 2)
        assert QUESTION in attributes(collector.spans[0])["gen_ai.input.messages"]
        listed = server.call("GET", "/api/traces", keys["reader"]).json()
        assert listed == {"kept": False, "everybody": False, "traces": [], "next": ""}
        assert server.call("GET", "/api/traces/trc_1", keys["reader"]).status == 404
        server.stop()


def test_nothing_is_sent_to_a_host_that_is_not_allowed(rules):
    home, _ = rules
    (home / "onggi.toml").write_text('[monitor]\notlp_url = "http://127.0.0.1:1/v1/traces"\n')
    assert "otlp_url" in run(home, "search", "연차", code=(4,))
    (home / "onggi.toml").write_text('[monitor]\ntrace_text = "some"\n')
    assert "trace_text" in run(home, "search", "연차", code=(3,))


def test_what_is_kept_follows_the_configuration(rules):
    home, keys = rules
    for text, kept in (("none", False), ("answers", True)):
        (home / "onggi.toml").write_text(f'[monitor]\ntrace_text = "{text}"\n')
        server = Server(home)
        trace = server.call("GET", "/api/traces/" + ask(server, keys["reader"]).json()["trace_id"], keys["reader"]).json()
        assert trace["has_text"] is kept and (trace["question"] == QUESTION) is kept and trace["hits"][0]["read"] is True
        assert server.call("POST", f"/api/traces/{trace['id']}/replay", keys["reader"]).status == (200 if kept else 409)
        server.stop()


def test_an_erasure_and_time_take_traces_out_and_rotation_keeps_the_others(rules):
    home, keys = rules
    server = Server(home)
    person = ask(server, keys["reader"], "홍길동 010-1234-5678의 연차휴가는?").json()["trace_id"]
    old, other = (ask(server, keys["reader"]).json()["trace_id"] for _ in range(2))
    server.stop()
    assert QUESTION.encode() not in b"".join(path.read_bytes() for path in home.glob("onggi.db*"))
    with sqlite3.connect(home / "onggi.db") as tables:
        tables.execute("UPDATE traces SET time_ms = time_ms - 31 * 86400000 WHERE id = ?", (old,))
    run(home, "erase", "--subject", "010-1234-5678", "--yes", code=(0, 1))
    run(home, "vault", "rotate")
    onggi(home, "doctor", "--repair")
    server = Server(home)
    status = {one: server.call("GET", "/api/traces/" + one, keys["reader"]).status for one in (person, old, other)}
    assert status == {person: 404, old: 404, other: 200}
    assert server.call("GET", "/api/traces/" + other, keys["reader"]).json()["question"] == QUESTION
    server.stop()
