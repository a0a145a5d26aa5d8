"""Pseudonymisation as a procedure: steps in their order, a sample for people, an interval, and a report that comes out of the log alone."""

import json
import sqlite3
import subprocess
import time

import pytest
from conftest import BINARY, Server, run, told

LETTERS = "민원인 홍길동의 휴대전화는 010-1234-{0:04}이며 {1}에 대하여 문의하였습니다.\n\n담당 부서는 {1}을 검토한 뒤 사흘 안에 답변하기로 하였습니다.\n\n처리 결과는 문자로 알렸습니다.\n"
CONFLICT = 2
SUBJECTS = ("배송", "환불", "연차", "보증금", "출장비", "계약 갱신", "주차", "소음")


@pytest.fixture
def home(place):
    home, documents, _ = place
    with open(home / "onggi.toml", "a") as config:
        config.write("[procedure]\ntwo_people = false\n")  # the command line acts for one person
    for number, subject in enumerate(SUBJECTS):
        (documents / f"{number}.md").write_text(f"# {subject} 문의\n\n" + LETTERS.format(number, subject))
    run(home, "ingest", documents, "--quiet")
    return home


def prepared(home):
    """A procedure whose methods were applied to all documents."""
    procedure = told(home, "procedure", "start", "--purpose", "ai_development", "--about", "민원 분류 모델", "--recipient", "데이터팀")["id"]
    questions = told(home, "procedure", "checklist", procedure)["questions"]
    assert len(questions) >= 10 and all(one["risk"] is None for one in questions)
    for one in questions:
        risky = one["question"] == "identifiers"
        run(home, "procedure", "answer", procedure, one["question"], "yes" if risky else "no", *(["--note", "가명으로 바꾼다"] if risky else []))
    run(home, "procedure", "method", procedure, "others", "type", "--ground", "목적에 필요하지 않음")
    run(home, "procedure", "method", procedure, "PERSON", "pseudonym", "--ground", "같은 사람의 민원을 이어 보아야 함")
    applied = told(home, "procedure", "apply", procedure, *(f"{number}.md" for number in range(len(SUBJECTS))))
    assert applied["masked"] == {"PERSON": 8, "PHONE": 8} and applied["held_back"] == 0
    return procedure


def test_from_purpose_to_report(home, tmp_path):
    procedure = prepared(home)
    found = run(home, "search", "민원인 휴대전화", "--json")
    assert "홍길동" not in found and "[이름-" in found and "[휴대전화번호]" in found

    drawn = told(home, "procedure", "sample", procedure, "--rate", "0.1", "--seed", "2026-봄")
    assert drawn["population"] == 32 and 0 < drawn["drawn"] < 32
    units = [json.loads(line) for line in run(home, "procedure", "inspect", procedure, "--limit", 100, "--json").splitlines()]
    assert len(units) == drawn["drawn"] and not any("홍길동" in unit["text"] for unit in units)
    first, *others = [unit["unit"] for unit in units]
    run(home, "procedure", "mark", procedure, *others)
    rest = [json.loads(line)["unit"] for line in run(home, "procedure", "inspect", procedure, "--json").splitlines()]
    assert rest == [first]
    run(home, "procedure", "mark", procedure, first, "--left", "OTHER=1")
    run(home, "procedure", "verdict", procedure, "reject", "--ground", "직함이 남아 있음")

    run(home, "procedure", "report", procedure, "--out", tmp_path / "보고서.html")
    report, page = json.loads((tmp_path / "보고서.json").read_text()), (tmp_path / "보고서.html").read_text()
    inspection = report["inspection"]
    assert inspection["with_something_left"] == 1 and inspection["left"] == {"OTHER": 1} and inspection["inspectors"] == {"owner": drawn["drawn"]}
    # Clopper and Pearson by their definition: at each end of the interval, the tail has 2.5 %.
    low, high = inspection["interval_95"]
    n = drawn["drawn"]
    assert abs((1 - (1 - low) ** n) - 0.025) < 1e-9
    assert abs(((1 - high) ** n + n * high * (1 - high) ** (n - 1)) - 0.025) < 1e-9
    assert not report["verdict"]["accepted"] and report["log_changed_at"] is None and report["next"] == "closed"
    for words in ("가명처리 결과 보고서", "같은 사람의 민원을 이어 보아야 함", "직함이 남아 있음", "데이터팀", "내부 인공지능 개발", "@media print"):
        assert words in page, words
    assert "홍길동" not in page and "010-1234" not in page and "<script" not in page
    assert report["people"] == {"inspected_by_others": False, "judged_by_others": False}
    run(home, "procedure", "report", procedure, "--out", tmp_path / "보고서.pdf")
    read = json.loads(run(home, "parse", tmp_path / "보고서.pdf", "--to", "json", "--ocr", "off"))
    text = "".join(element["text"] for element in read["elements"])
    for words in ("가명처리 결과 보고서", "같은 사람의 민원을 이어 보아야 함", "직함이 남아 있음", "내부 인공지능 개발", report["id"], report["log"][-1]["hash"][:16]):
        assert words.replace(" ", "") in text.replace(" ", "").replace("\n", ""), words
    assert read["account"]["characters_in"] > 2000 and not any(warning["code"] == "unmapped_glyph" for warning in read["warnings"])
    fonts = subprocess.run(["pdffonts", tmp_path / "보고서.pdf"], capture_output=True, text=True).stdout.splitlines()[2:]
    assert len(fonts) == 2 and all("NanumGothic" in font and font.split()[-5:-2] == ["yes", "yes", "yes"] for font in fonts), fonts
    assert "closed" in run(home, "procedure", "mark", procedure, first, code=(CONFLICT,))
    assert told(home, "procedure", "list")["procedures"][0]["next"] == "closed"
    assert run(home, "doctor") == ""


def test_steps_have_an_order_and_the_reason_is_said(home):
    procedure = told(home, "procedure", "start", "--purpose", "statistics", "--about", "월별 민원 통계")["id"]
    assert "checklist" in run(home, "procedure", "apply", procedure, "0.md", code=(CONFLICT,))
    assert "not applied" in run(home, "procedure", "sample", procedure, code=(CONFLICT,))
    assert "sample" in run(home, "procedure", "inspect", procedure, code=(CONFLICT,))
    run(home, "procedure", "start", "--purpose", "marketing", "--about", "x", code=(2,))
    run(home, "procedure", "answer", procedure, "identifiers", "yes", code=(2,))
    run(home, "procedure", "checklist", "prc_none", code=(5,))
    procedure = prepared(home)
    run(home, "procedure", "sample", procedure, "--rate", "0.9", code=(2,))
    run(home, "procedure", "sample", procedure)
    assert "inspected" in run(home, "procedure", "verdict", procedure, "accept", "--ground", "적정", code=(CONFLICT,))
    run(home, "procedure", "method", procedure, "PERSON", "type", "--ground", "이을 필요 없음")
    assert "not applied" in run(home, "procedure", "sample", procedure, code=(CONFLICT,))


def test_a_changed_log_is_said_in_the_report(home):
    if not (home / "onggi.db").exists():
        pytest.skip("edits the file of SQLite")
    procedure = prepared(home)
    run(home, "procedure", "sample", procedure, "--rate", "0.3")
    with sqlite3.connect(home / "onggi.db") as database:
        database.execute("UPDATE procedure_log SET login = 'somebody' WHERE step = 'method'")
    report = json.loads(subprocess.run([BINARY, "--home", home, "procedure", "report", procedure, "--json"], capture_output=True, text=True).stdout)
    assert report["log_changed_at"] == 14
    assert "changed" in run(home, "procedure", "mark", procedure, 1, code=(CONFLICT,))


def test_people_inspect_over_http_what_they_may_see(home):
    for login in ("manager", "reader", "auditor"):
        run(home, "user", "add", login, "--role", login)
    keys = {login: told(home, "key", "add", login, "--name", "t")["secret"] for login in ("manager", "reader", "auditor")}
    run(home, "label", "set", "6.md", "7.md", "--allow", "everyone")  # the others are the owner's alone
    procedure = prepared(home)
    drawn = told(home, "procedure", "sample", procedure, "--rate", "0.05")["drawn"]
    server = Server(home)
    try:
        at = f"/api/procedures/{procedure}"
        for method, path, body in (("GET", "/api/procedures", None), ("GET", at, None), ("GET", at + "/sample", None), ("POST", at + "/steps", {"step": "mark", "units": [1]})):
            assert server.call(method, path, keys["reader"], body).status == 403, path
        assert [one["next"] for one in server.call("GET", "/api/procedures", keys["manager"]).json()["procedures"]] == ["inspect"]
        sample = server.call("GET", at + "/sample?limit=200", keys["manager"]).json()
        assert sample["drawn"] == drawn == len(sample["units"])
        seen = [unit for unit in sample["units"] if unit["state"] == "there"]
        hidden = [unit for unit in sample["units"] if unit["state"] == "not_visible"]
        assert seen and hidden and all(unit["text"] is None for unit in hidden) and all(unit["text"] for unit in seen)
        assert "홍길동" not in json.dumps(seen, ensure_ascii=False)
        assert sample["units"] == seen + hidden and hidden[0]["unit"] < seen[-1]["unit"], "hidden texts stand behind those that can be inspected"
        assert server.call("GET", at + f"/sample?limit={len(seen) + 1}", keys["manager"]).json()["units"] == seen + hidden[:1]
        assert server.call("GET", at + "/sample?limit=1", keys["manager"]).json()["units"] == seen[:1]
        unseen = server.call("POST", at + "/steps", keys["manager"], {"step": "mark", "units": [hidden[0]["unit"]]})
        assert unseen.status == 403 and unseen.json()["error"]["reason"] == "not_visible"
        assert server.call("POST", at + "/sample", keys["manager"], {"rate_max": 0.05}).json()["error"]["reason"] == "not_visible"
        run(home, "label", "set", *(f"{number}.md" for number in range(6)), "--allow", "everyone")
        assert all(unit["state"] == "there" for unit in server.call("GET", at + "/sample?limit=200", keys["manager"]).json()["units"])

        def step(status=200, **body):
            reply = server.call("POST", at + "/steps", keys["manager"], body)
            assert reply.status == status, reply.body
            return reply.json()

        step(step="mark", units=[seen[0]["unit"]], left={"PERSON": 1})
        step(400, step="mark", units=["1"])
        step(400, step="mark", units=[1], left={"NOTHING": 1})
        step(400, step="burn")
        step(409, step="verdict", accepted=True, ground="적정")
        report = step(step="mark", units=[unit["unit"] for unit in sample["units"][0:] if unit["unit"] != seen[0]["unit"]])
        assert report["inspection"]["inspectors"] == {"manager": drawn} and report["next"] == "verdict"
        assert step(step="verdict", accepted=True, ground="남은 이름은 문서 작성자")["verdict"]["by"] == "manager"
        step(409, step="mark", units=[1])
        for name, kind, beginning in (("pdf", "application/pdf", b"%PDF-"), ("json", "application/json", b"{"), ("html", "text/html", b"<!doctype")):
            one = server.call("GET", at + f"/report?format={name}", keys["manager"])
            assert one.status == 200 and one.headers["content-type"].startswith(kind) and one.body.startswith(beginning), name
        assert server.call("GET", at + "/report", keys["manager"], headers={"Accept": "application/pdf"}).body.startswith(b"%PDF-")
        assert server.call("GET", at + "/report?format=doc", keys["manager"]).status == 400
        page = server.call("GET", at + "/report", keys["manager"])
        assert page.status == 200 and "가명처리 결과 보고서" in page.body.decode() and page.headers["content-type"].startswith("text/html")
        started = server.call("POST", "/api/procedures", keys["manager"], {"purpose": "statistics", "about": "월별 통계", "recipients": ["통계팀"]})
        assert started.status == 201 and started.json()["next"] == "checklist"
        assert server.call("POST", "/api/procedures", keys["manager"], {"purpose": "x", "about": "y"}).status == 400
        assert server.call("GET", "/api/procedures/prc_x", keys["manager"]).status == 404
        actions = [entry["action"] for entry in server.call("GET", "/api/audit?limit=500", keys["auditor"]).json()["entries"]]
        assert {"procedure.inspect", "procedure.mark", "procedure.verdict", "procedure.report"} <= set(actions)
    finally:
        server.stop()


def test_two_people_over_http_from_start_to_pdf(home):
    text = (home / "onggi.toml").read_text()
    (home / "onggi.toml").write_text(text.replace("two_people = false", "two_people = true"))
    keys = {}
    for login, role in (("park", "manager"), ("choi", "manager"), ("lee", "editor")):
        run(home, "user", "add", login, "--role", role)
        keys[login] = told(home, "key", "add", login, "--name", "t")["secret"]
    run(home, "label", "set", *(f"{number}.md" for number in range(4)), "--allow", "everyone")
    server = Server(home)

    def call(login, method, path, body=None, status=200):
        reply = server.call(method, path, keys[login], body)
        assert reply.status == status, (path, reply.status, reply.body)
        return reply.json()

    try:
        at = "/api/procedures/" + call("park", "POST", "/api/procedures", {"purpose": "research", "about": "민원 분류"}, 201)["id"]
        documents = {one["name"]: one["id"] for one in call("park", "GET", "/api/documents")["documents"]}
        assert sorted(documents) == [f"{number}.md" for number in range(4)]
        assert call("park", "POST", at + "/apply", {"documents": list(documents.values())}, 409)["error"]["reason"] == "checklist_open"
        for question in call("park", "GET", at)["checklist"]:
            call("park", "POST", at + "/steps", {"step": "answer", "question": question["question"], "risk": False})
        call("park", "POST", at + "/steps", {"step": "method", "kind": "others", "action": "type", "ground": "목적에 필요하지 않음"})
        for wrong, status in (({"documents": []}, 400), ({"documents": ["doc_none"]}, 404), ({}, 400)):
            call("park", "POST", at + "/apply", wrong, status)
        started = call("park", "POST", at + "/apply", {"documents": list(documents.values())}, 202)
        assert started["documents"] == 4
        for _ in range(300):
            state = call("park", "GET", at)
            if state["run"]["state"] not in ("queued", "running"):
                break
            time.sleep(0.1)
        assert state["run"]["state"] == "done" and state["run"]["documents"] == 4 and state["next"] == "sample"
        assert state["applied"]["by"] == "park" and state["applied"]["masked"] == {"PERSON": 4, "PHONE": 4}
        assert call("park", "GET", "/api/jobs/" + started["job_id"])["state"] == "done"
        call("lee", "POST", at + "/sample", {}, 403)
        drawn = call("choi", "POST", at + "/sample", {"rate_max": 0.2, "seed": "봄"})["drawn"]
        units = call("choi", "GET", at + "/sample?limit=200")["units"]
        assert len(units) == drawn and all(unit["state"] == "there" and unit["row"] is None for unit in units)
        mark = {"step": "mark", "units": [unit["unit"] for unit in units]}
        assert call("park", "POST", at + "/steps", mark, 403)["error"]["reason"] == "same_person"
        call("choi", "POST", at + "/steps", mark)
        verdict = {"step": "verdict", "accepted": True, "ground": "남은 것이 없음"}
        assert call("park", "POST", at + "/steps", verdict, 403)["error"]["reason"] == "same_person"
        closed = call("choi", "POST", at + "/steps", verdict)
        assert closed["people"] == {"inspected_by_others": True, "judged_by_others": True} and closed["two_people"]
        assert [one["next"] for one in call("choi", "GET", "/api/procedures")["procedures"]] == ["closed"]
        assert call("park", "POST", at + "/apply", {"documents": list(documents.values())}, 409)["error"]["reason"] == "procedure_closed"
    finally:
        server.stop()


def test_rows_go_through_the_methods_and_what_is_inspected_is_what_was_written(home, tmp_path):
    rows, out = tmp_path / "민원.jsonl", tmp_path / "처리.jsonl"
    rows.write_text("".join(json.dumps({"id": n, "text": f"민원인 홍길동의 휴대전화는 010-1234-{n:04}이며 배송 문의 {n}"}, ensure_ascii=False) + "\n" for n in range(200)))
    run(home, "user", "add", "park", "--role", "manager")
    run(home, "user", "add", "choi", "--role", "manager")
    keys = {login: told(home, "key", "add", login, "--name", "t")["secret"] for login in ("park", "choi")}
    procedure = told(home, "procedure", "start", "--purpose", "statistics", "--about", "월별 통계")["id"]
    for one in told(home, "procedure", "checklist", procedure)["questions"]:
        run(home, "procedure", "answer", procedure, one["question"], "no")
    run(home, "procedure", "method", procedure, "others", "type", "--ground", "필요 없음")
    run(home, "procedure", "apply", procedure, code=(2,))
    run(home, "procedure", "apply", procedure, "--rows", rows, code=(2,))
    run(home, "procedure", "apply", procedure, "0.md", "--rows", rows, "--out", out, code=(2,))
    run(home, "procedure", "apply", procedure, "--rows", tmp_path / "none.jsonl", "--out", out, code=(5,))
    applied = told(home, "procedure", "apply", procedure, "--rows", rows, "--out", out, "--allow", "park")
    assert applied["masked"] == {"PERSON": 200, "PHONE": 200} and applied["rows_in"] == applied["rows_out"] == 200
    assert "홍길동" not in out.read_text()
    drawn = told(home, "procedure", "sample", procedure, "--rate", "0.05", "--seed", "봄")
    assert drawn["population"] == 200 and drawn["drawn"] == told(home, "procedure", "sample", procedure, "--rate", "0.05", "--seed", "봄")["drawn"]
    units = [json.loads(line) for line in run(home, "procedure", "inspect", procedure, "--limit", 200, "--json").splitlines()]
    written = [json.loads(line)["text"] for line in out.read_text().splitlines()]
    assert len(units) == drawn["drawn"] and all(unit["text"] == written[unit["row"] - 1] for unit in units)
    server = Server(home)
    try:
        sample = {login: server.call("GET", f"/api/procedures/{procedure}/sample?limit=200", keys[login]).json()["units"] for login in keys}
        assert [unit["text"] for unit in sample["park"]] == [unit["text"] for unit in units]
        assert {unit["state"] for unit in sample["choi"]} == {"not_visible"} and all(unit["text"] is None for unit in sample["choi"])
        mark = {"step": "mark", "units": [units[0]["unit"]]}
        assert server.call("POST", f"/api/procedures/{procedure}/steps", keys["choi"], mark).status == 403
        assert server.call("POST", f"/api/procedures/{procedure}/steps", keys["park"], mark).status == 200
        with out.open("a") as file:
            file.write('{"id": 201, "text": "다른 글"}\n')
        changed = server.call("GET", f"/api/procedures/{procedure}/sample", keys["park"]).json()["units"]
        assert {unit["state"] for unit in changed} == {"changed"}
    finally:
        server.stop()
    assert "not the file" in run(home, "procedure", "inspect", procedure, code=(CONFLICT,))
    log = run(home, "procedure", "report", procedure)
    assert "문의" not in log and json.loads(log)["applied"]["rows"]["file"] == "처리.jsonl" and json.loads(log)["inspection"]["times_drawn"] == 2


def test_a_killed_server_goes_on_with_a_run_and_notes_it_once(home):
    procedure = told(home, "procedure", "start", "--purpose", "statistics", "--about", "월별 통계")["id"]
    for one in told(home, "procedure", "checklist", procedure)["questions"]:
        run(home, "procedure", "answer", procedure, one["question"], "no")
    run(home, "procedure", "method", procedure, "others", "type", "--ground", "필요 없음")
    key = told(home, "key", "add", "owner", "--name", "t")["secret"]
    at = f"/api/procedures/{procedure}"
    for round in range(3):
        server = Server(home)
        if round == 0:
            documents = [one["id"] for one in server.call("GET", "/api/documents", key).json()["documents"]]
            assert server.call("POST", at + "/apply", key, {"documents": documents}).status == 202
        time.sleep(0.05 * round)
        server.process.kill()
        server.process.wait()
        server.process.stderr.close()
    server = Server(home)
    try:
        for _ in range(600):
            state = server.call("GET", at, key).json()
            if state["run"]["state"] not in ("queued", "running"):
                break
            time.sleep(0.1)
        assert state["run"]["state"] == "done" and state["applied"]["documents"] == len(SUBJECTS) and state["applied"]["masked"] == {"PERSON": 8, "PHONE": 8}
        assert [entry["step"] for entry in state["log"]].count("apply") == 1 and state["log_changed_at"] is None
    finally:
        server.stop()
