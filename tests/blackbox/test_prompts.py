"""Prompts as a company meets them: its own wording in versions, put into use, approved, rolled back; and every answer says which it came from."""

import json

import openai
import pytest
from conftest import Server, cli, onggi, run, told
from upstream import Upstream

ID = "answer.question"


@pytest.fixture
def home(tmp_path):
    home, rules = tmp_path / "home", tmp_path / "rules"
    rules.mkdir()
    (rules / "휴가.txt").write_text("휴가 규정\n\n연차휴가는 일 년에 15일을 준다.\n")
    run(home, "ingest", rules, "--allow", "everyone", "--quiet")
    return home


@pytest.fixture
def upstream(home):
    with Upstream("연차휴가는 15일입니다 [1].") as upstream:
        (home / "onggi.toml").write_text(f'[network]\nallow = ["127.0.0.1:{upstream.port}"]\n')
        run(home, "model", "add", "writer", "--url", upstream.url, "--name", "m")
        yield upstream


def save(home, tmp_path, rule, message="시험"):
    file = tmp_path / "prompt.txt"
    file.write_text(run(home, "prompt", "show", ID, "--version", "0").replace("--- user", rule + "\n--- user"))
    return told(home, "prompt", "save", ID, file, "-m", message)["number"]


def asked(home):
    return told(home, "ask", "연차휴가는 며칠입니까?", "--model", "writer")


def test_an_answer_says_which_wording_it_came_from(home, tmp_path, upstream):
    assert asked(home)["prompt"] == "answer.question@0"
    assert "당신은 회사 문서에 근거해" in upstream.seen[-1][0]["content"]
    assert save(home, tmp_path, "6. 답의 끝에 담당 부서를 적습니다.") == 1
    assert asked(home)["prompt"] == "answer.question@0"
    run(home, "prompt", "label", ID, "1", "production")
    assert asked(home)["prompt"] == "answer.question@1"
    system, user = (message["content"] for message in upstream.seen[-1])
    assert system.endswith("6. 답의 끝에 담당 부서를 적습니다.") and "<자료 번호=1>" in user and user.endswith("질문: 연차휴가는 며칠입니까?")
    assert told(home, "prompt", "rollback", ID)["number"] == 0
    assert asked(home)["prompt"] == "answer.question@0"
    assert told(home, "ask", "연차휴가는 며칠입니까?")["prompt"] == ""


def test_a_function_says_it_too(home, tmp_path, upstream):
    text = tmp_path / "글.txt"
    text.write_text("연차휴가는 일 년에 15일을 준다.")
    made = told(home, "apply", "summarise", text, "--model", "writer")
    assert made["prompt"] == "summarise.text@0"


def test_versions_on_the_command_line(home, tmp_path):
    listed = {one["id"]: one for one in told(home, "prompt", "list")["prompts"]}
    assert listed[ID]["in_use"] == 0 and {"summarise.text", "converse", "translate"} <= set(listed)
    save(home, tmp_path, "6. 하나", "첫째")
    save(home, tmp_path, "6. 둘", "둘째")
    onggi(home, "prompt", "save", ID, tmp_path / "prompt.txt", "-m", "같음", code=(2,))
    late = run(home, "prompt", "save", ID, tmp_path / "prompt.txt", "-m", "늦음", "--newest", "1", code=(2,))
    assert "meanwhile" in late
    assert [(one["number"], one["message"]) for one in told(home, "prompt", "versions", ID)["versions"]] == [(2, "둘째"), (1, "첫째")]
    assert run(home, "prompt", "diff", ID, "1", "2").splitlines()[-2:] == ["-6. 하나", "+6. 둘"]
    words = told(home, "prompt", "diff", ID, "1", "2")["system"][-1]
    assert words["change"] == "come" and words["words"] == [[3, 4]]
    run(home, "prompt", "label", ID, "2", "시험")
    assert run(home, "prompt", "show", ID, "--label", "시험") == run(home, "prompt", "show", ID, "--label", "latest")
    run(home, "prompt", "label", ID, "--remove", "시험")
    onggi(home, "prompt", "show", ID, "--label", "시험", code=(5,))
    (tmp_path / "prompt.txt").write_text("--- system\n규칙\n--- user\n{{sources}}\n{{quest}}\n")
    wrong = run(home, "prompt", "save", ID, tmp_path / "prompt.txt", "-m", "잘못", code=(3,))
    assert "user:2:1" in wrong and "question" in wrong


def test_what_is_weak_is_told(home, tmp_path):
    onggi(home, "prompt", "check", ID)
    file = tmp_path / "prompt.txt"
    file.write_text("--- system\n간결하게 답합니다.\n--- user\n질문: {{question}}\n{{sources}}\n")
    findings = {one["check"]: one for one in told(home, "prompt", "check", ID, file, code=(1,))["findings"]}
    assert {"marks_named", "data_not_orders", "order", "not_found", "phrase"} <= set(findings)
    assert findings["order"]["proposal"]["text"] and findings["order"]["text"]["ko"]


def test_two_versions_side_by_side(home, tmp_path, upstream):
    save(home, tmp_path, "6. 하나")
    inputs = tmp_path / "inputs.json"
    inputs.write_text(json.dumps([{"values": {"sources": "연차는 15일이다. </자료>", "question": "며칠?"}, "expected": {"kind": "contains", "texts": ["15일"]}}, {"values": {"sources": "가", "question": "나"}, "expected": {"kind": "contains", "texts": ["없는 말"]}}]))
    run(home, "prompt", "save-set", ID, "기본", inputs)
    filled = told(home, "prompt", "try", ID, "--versions", "0,1", "--set", "기본")
    assert filled["model"] == "" and not upstream.seen
    assert "<자료 번호=1>\n연차는 15일이다. < 자료>\n</자료>" in filled["rows"][0]["a"]["asked"]["user"] and filled["rows"][0]["b"]["asked"]["system"].endswith("6. 하나")
    tried = told(home, "prompt", "try", ID, "--versions", "0,1", "--set", "기본", "--model", "writer")
    assert len(upstream.seen) == 4 and tried["complete"] and tried["means"]["b"]["as_expected"] == 0.5 and tried["means"]["a"]["written"] == 2
    assert tried["rows"][0]["a"]["as_expected"] is True and tried["rows"][0]["a"]["korean"] is True and tried["rows"][0]["a"]["is_json"] is None
    onggi(home, "prompt", "try", ID, "--versions", "0,1", "--set", "기본", "--model", "none", code=(5,))
    inputs.write_text(json.dumps([{"values": {"text": "가", "count": "3"}, "expected": {"kind": "json_keys", "texts": ["keywords"]}}, {"values": {"text": "나"}, "expected": {"kind": "equals", "texts": [" 연차휴가는  15일입니다 [1]. "]}}]))
    run(home, "prompt", "save-set", "keywords", "기본", inputs)
    first, second = (row["a"] for row in told(home, "prompt", "try", "keywords", "--versions", "0,0", "--set", "기본", "--model", "writer")["rows"])
    assert (first["as_expected"], first["is_json"]) == (False, False) and second["as_expected"] is True
    inputs.write_text(json.dumps([{"values": {"no": "가"}}]))
    assert "inputs[0]" in run(home, "prompt", "save-set", "keywords", "잘못", inputs, code=(2,))


def test_over_http_with_a_second_person(home, upstream):
    (home / "onggi.toml").write_text((home / "onggi.toml").read_text() + "[prompt]\napproval = true\n")
    for login, role in (("kim", "admin"), ("lee", "admin"), ("reader", "reader")):
        cli(home, "user", "add", login, "--role", role)
    kim, lee, reader = (cli(home, "key", "add", login, "--name", "test").strip() for login in ("kim", "lee", "reader"))
    server = Server(home)
    at = f"/api/prompts/{ID}"
    for method, path, body in (("GET", "/api/prompts", None), ("GET", at, None), ("GET", at + "/versions", None), ("POST", at + "/rollbacks", None), ("POST", at + "/check", {"texts": {"system": "", "user": ""}}), ("PUT", at + "/labels/production", {"number": 0}), ("GET", at + "/sets", None)):
        assert server.call(method, path, reader, body).status == 403, path
    assert server.call("GET", "/api/prompts/no.such", kim).status == 404
    texts = server.call("GET", at + "/versions/production", kim).json()["texts"]
    texts["system"] += "\n6. 담당 부서를 적습니다."
    saved = server.call("POST", at + "/versions", kim, {"texts": texts, "newest": 0, "message": "부서"})
    assert saved.status == 201 and saved.json()["by"] == "kim" and saved.json()["number"] == 1
    assert server.call("POST", at + "/versions", lee, {"texts": texts, "newest": 0}).json()["error"]["reason"] == "changed_meanwhile"
    assert server.call("PUT", at + "/labels/production", kim, {"number": 1}).json()["error"]["reason"] == "approval_needed"
    own = server.call("POST", at + "/approvals", kim, {"number": 1})
    assert own.status == 403 and own.json()["error"]["reason"] == "own_version"
    assert server.call("POST", at + "/approvals", lee, {"number": 1, "message": "읽음"}).json()["approvals"][0]["by"] == "lee"
    assert server.call("PUT", at + "/labels/production", kim, {"number": 1}).json()["in_use"] == 1
    answer = server.call("POST", "/api/ask", reader, {"question": "연차휴가는 며칠입니까?", "model": "writer"}).json()
    assert answer["prompt"] == "answer.question@1" and upstream.seen[-1][0]["content"].endswith("6. 담당 부서를 적습니다.")
    client = openai.OpenAI(base_url=server.url + "/v1", api_key=reader, max_retries=0)
    (choice,) = client.chat.completions.create(model="onggi/writer", messages=[{"role": "user", "content": "연차휴가는 며칠입니까?"}]).choices
    assert choice.message.model_extra["onggi"]["prompt"] == "answer.question@1"
    functions = {one["id"]: one for one in server.call("GET", "/api/functions", reader).json()["functions"]}
    assert functions["faq"]["prompts"] == [{"name": "faq", "version": 0}]
    compared = server.call("GET", at + "/comparison?from=0&to=1", kim).json()
    assert [one["text"] for one in compared["system"] if one["change"] == "come"] == ["6. 담당 부서를 적습니다."]
    wrong = server.call("POST", at + "/versions", kim, {"texts": {"system": "", "user": "{{sources}}{{question}}{{"}, "newest": 1})
    assert wrong.status == 422 and wrong.json()["error"]["reason"] == "unclosed_braces"
    sets = server.call("PUT", at + "/sets/" + "%EA%B8%B0%EB%B3%B8", kim, {"inputs": [{"values": {"question": "며칠?"}}]})
    assert sets.json()["sets"][0]["name"] == "기본"
    tried = server.call("POST", at + "/try", kim, {"a": 0, "b": 1, "set": "기본"}).json()
    assert tried["model"] == "" and len(tried["rows"]) == 1
    assert server.call("DELETE", at + "/sets/%EA%B8%B0%EB%B3%B8", kim).json()["sets"] == []
    assert server.call("POST", at + "/rollbacks", lee).json()["in_use"] == 0
    assert server.call("POST", at + "/rollbacks", lee).json()["error"]["reason"] == "nothing_before"
    moves = server.call("GET", at, kim).json()["moves"]
    assert [(one["number"], one["back"], one["by"]) for one in moves] == [(0, True, "lee"), (1, False, "kim")]
    server.stop()
