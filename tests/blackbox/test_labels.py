"""onggi label and its routes: what is said about documents, labels that their markings ask for, and finding by both."""

import json

import pytest

from conftest import Server, run, told

PLAN = """대외비

2024년 사업계획

문서번호: 기획-2024-07    시행일: 2024년 3월 1일
담당부서: 기획팀
작성자: 홍길동

신제품 판매 목표는 40억원이다.
"""
RULES = """대외비 문서 관리 규정

제정 2010. 1. 1. / 개정 2019. 5. 1.

소관부서: 보안팀

제1조 대외비로 분류한 문서는 잠금장치가 있는 곳에 보관한다. 신제품 자료도 같다.
"""


@pytest.fixture
def place(place):
    """(home, folder) with the two documents in it."""
    home, folder, _ = place
    (folder / "계획.txt").write_text(PLAN)
    (folder / "규정.txt").write_text(RULES)
    run(home, "ingest", folder, "--allow", "everyone", "--quiet")
    return home, folder


def said(home, name):
    return {one["field"]: (one["value"], one["origin"]) for one in told(home, "label", "show", name)["metadata"]}


def found_in(home, *words):
    return [hit["document"] for hit in told(home, "search", "신제품", *words)["hits"]]


def test_what_documents_say_about_themselves(place):
    home, _ = place
    plan = said(home, "계획.txt")
    assert plan["document_number"] == ("기획-2024-07", "found") and plan["effective_date"] == ("2024-03-01", "found")
    assert plan["department"] == ("기획팀", "found") and plan["author"] == ("홍길동", "found")
    assert said(home, "규정.txt")["revised_date"] == ("2019-05-01", "found")


def test_a_person_writes_over_it_and_takes_it_back(place):
    home, folder = place
    run(home, "label", "edit", "계획.txt", "--set", "department=재무팀", "--set", "effective_date=2025. 1. 2.")
    assert said(home, "계획.txt")["department"] == ("재무팀", "person")
    assert said(home, "계획.txt")["effective_date"] == ("2025-01-02", "person")
    (folder / "계획.txt").write_text(PLAN.replace("기획팀", "전략팀"))
    run(home, "ingest", folder, "--allow", "everyone", "--quiet")
    assert said(home, "계획.txt")["department"] == ("재무팀", "person")
    run(home, "label", "edit", "계획.txt", "--set", "department=")
    assert said(home, "계획.txt")["department"] == ("전략팀", "found")
    assert "2024-03-01" in run(home, "label", "edit", "계획.txt", "--set", "effective_date=어제", code=(2,))
    run(home, "label", "edit", "계획.txt", "--set", "moon=full", code=(2,))


def test_searches_and_lists_are_narrowed(place):
    home, _ = place
    assert sorted(found_in(home)) == ["계획.txt", "규정.txt"]
    assert found_in(home, "--where", "department=기획팀") == ["계획.txt"]
    assert found_in(home, "--where", "revised_date<=2020-01-01") == ["규정.txt"]
    assert found_in(home, "--where", "department=없는팀") == []
    run(home, "search", "신제품", "--where", "moon=full", code=(2,))
    question = "신제품 판매 목표는 얼마인가?"
    assert {one["document"] for one in told(home, "ask", question)["citations"]} == {"계획.txt"}
    elsewhere = told(home, "ask", question, "--where", "department=보안팀")
    assert {one["document"] for one in elsewhere["citations"] + elsewhere["nearest"]} <= {"규정.txt"}
    assert [one["document"] for one in told(home, "label", "list", "--where", "department=보안팀")["documents"]] == ["규정.txt"]
    [hit] = told(home, "search", "신제품", "--where", "department=기획팀")["hits"][:1]
    assert hit["metadata"]["document_number"] == "기획-2024-07"


def test_a_marking_proposes_and_a_text_about_markings_does_not(place):
    home, folder = place
    [one] = told(home, "label", "proposals")["proposals"]
    assert (one["document"], one["label"], one["present"], one["above"], one["reason"]) == ("계획.txt", "S", "O", True, "first_page")
    assert told(home, "label", "show", "계획.txt")["label"] == "O"
    run(home, "label", "proposals", "accept", "계획.txt")
    assert told(home, "label", "show", "계획.txt")["label"] == "S"
    assert told(home, "label", "proposals")["proposals"] == []
    # The same file brought again, labelled open: what was accepted holds.
    run(home, "ingest", folder, "--allow", "everyone", "--quiet")
    assert told(home, "label", "show", "계획.txt")["label"] == "S"
    # Only a person takes it down, and is warned again.
    run(home, "label", "set", "계획.txt", "--label", "O")
    assert len(told(home, "label", "proposals")["proposals"]) == 1
    run(home, "label", "proposals", "dismiss", "--all")
    run(home, "ingest", folder, "--allow", "everyone", "--quiet")
    assert told(home, "label", "proposals")["proposals"] == []
    assert told(home, "label", "proposals", "--state", "dismissed")["proposals"][0]["by"] == "owner"


def test_raise_puts_up_at_once(tmp_path):
    home = tmp_path / "home"
    home.mkdir(mode=0o700)
    (home / "onggi.toml").write_text('[ingest]\nlabel_from_markings = "raise"\n')
    (tmp_path / "계획.txt").write_text(PLAN)
    (tmp_path / "안내.txt").write_text("공개\n\n식당 안내\n\n식당은 12시에 연다.\n")
    run(home, "ingest", tmp_path / "계획.txt", "--allow", "everyone", "--quiet")
    run(home, "ingest", tmp_path / "안내.txt", "--label", "S", "--allow", "everyone", "--quiet")
    assert told(home, "label", "show", "계획.txt")["label"] == "S"
    assert told(home, "label", "show", "안내.txt")["label"] == "S"  # never down
    run(home, "user", "add", "kim")
    assert told(home, "search", "신제품", "--as", "kim")["hits"] == []
    run(home, "ingest", tmp_path / "계획.txt", "--allow", "everyone", "--quiet")
    assert told(home, "search", "신제품", "--as", "kim")["hits"] == []
    (home / "onggi.toml").write_text('[ingest]\nlabel_from_markings = "lower"\n')
    run(home, "label", "list", code=(3,))


def test_own_fields_are_checked_and_go_with_their_values(place):
    home, _ = place
    run(home, "label", "fields", "add", "site", "--type", "choice", "--korean", "사업장", "--english", "Site", "--choice", "서울", "--choice", "부산")
    run(home, "label", "fields", "add", "retention", "--type", "number", "--korean", "보존연한", "--english", "Retention")
    assert "서울, 부산" in run(home, "label", "edit", "계획.txt", "--set", "site=대전", code=(2,))
    run(home, "label", "edit", "--where", "department=기획팀", "--set", "site=서울", "--set", "retention=10")
    assert found_in(home, "--where", "site=서울", "--where", "retention>=5") == ["계획.txt"]
    run(home, "label", "fields", "remove", "title", code=(2,))
    run(home, "label", "fields", "remove", "site")
    assert "site" not in said(home, "계획.txt") and "retention" in said(home, "계획.txt")


def test_the_report_names_reasons(place):
    home, _ = place
    report = told(home, "label", "report", "--stale-days", "1000")
    reasons = {one["document"]: one["reasons"] for one in report["entries"]}
    assert report["documents"] == 2
    assert "stale" in reasons["규정.txt"] and "marked_above" in reasons["계획.txt"] and "never_labelled" in reasons["규정.txt"]
    assert "marked_above" not in reasons["규정.txt"]
    run(home, "label", "set", "규정.txt", "--label", "O")
    assert "never_labelled" not in {one["document"]: one["reasons"] for one in told(home, "label", "report")["entries"]}.get("규정.txt", [])


def test_masked_names_do_not_come_back(tmp_path):
    home = tmp_path / "home"
    home.mkdir(mode=0o700)
    (home / "onggi.toml").write_text('[ingest]\nmask = "type"\n')
    (tmp_path / "계획.txt").write_text(PLAN)
    run(home, "ingest", tmp_path / "계획.txt", "--quiet")
    assert "홍길동" not in json.dumps(told(home, "label", "show", "계획.txt"), ensure_ascii=False)
    assert said(home, "계획.txt")["department"] == ("기획팀", "found")


def test_rights_over_http(place):
    home, _ = place
    for login, role in (("reader", "reader"), ("manager", "manager")):
        run(home, "user", "add", login, "--role", role, "--clearance", "S")
    keys = {login: run(home, "key", "add", login, "--name", "test").strip() for login in ("reader", "manager")}
    run(home, "label", "set", "규정.txt", "--label", "C")  # above both
    admin = run(home, "key", "add", "owner", "--name", "test").strip()
    ids = {one["document"]: one["document_id"] for one in told(home, "label", "list")["documents"]}
    plan, rules = ids["계획.txt"], ids["규정.txt"]
    server = Server(home)
    try:
        change = {"documents": [plan], "metadata": {"department": "재무팀"}}
        assert server.call("PATCH", "/api/documents", keys["reader"], change).status == 403
        assert server.call("POST", "/api/label-proposals", keys["reader"], {"documents": [plan], "decision": "accept"}).status == 403
        assert server.call("POST", "/api/metadata-fields", keys["reader"], {"name": "x", "type": "text", "korean": "가", "english": "a"}).status == 403
        # What one may not see is not there, and the rest of the request is not done either.
        assert server.call("PATCH", "/api/documents", keys["manager"], change | {"documents": [plan, rules]}).status == 404
        assert server.call("PATCH", f"/api/documents/{plan}", keys["manager"], {"label": "C"}).status == 403
        detail = server.call("GET", f"/api/documents/{plan}", keys["reader"]).json()
        assert {one["field"]: one["value"] for one in detail["metadata_values"]}["department"] == "기획팀"
        assert detail["proposal"]["label"] == "S" and detail["proposal"]["above"]
        assert server.call("PATCH", "/api/documents", keys["manager"], change).json() == {"changed": 1}
        # A filter never shows what one may not see.
        for where in (["department=보안팀"], ["revised_date<=2030-01-01"]):
            assert server.call("POST", "/api/search", keys["manager"], {"query": "신제품", "where": where}).json()["hits"] == []
        assert server.call("GET", "/api/documents?where=department%3D%EB%B3%B4%EC%95%88%ED%8C%80", keys["manager"]).json()["total"] == 0
        hits = server.call("POST", "/api/search", keys["reader"], {"query": "신제품", "where": ["department=재무팀"]}).json()["hits"]
        assert hits and all(hit["document"] == plan for hit in hits)
        listed = server.call("GET", "/api/documents?label=O&where=department%3D%EC%9E%AC%EB%AC%B4%ED%8C%80", keys["reader"]).json()
        assert [one["id"] for one in listed["documents"]] == [plan] and listed["documents"][0]["metadata"]["department"] == "재무팀"
        assert server.call("GET", "/api/documents?label=S", keys["reader"]).json()["total"] == 0
        assert server.call("GET", "/api/documents?where=moon%3Dfull", keys["reader"]).status == 400
        assert server.call("POST", "/api/label-proposals", keys["manager"], {"documents": [plan], "decision": "accept"}).json() == {"changed": 1}
        assert server.call("GET", "/api/documents?label=S", keys["reader"]).json()["total"] == 1
        report = server.call("GET", "/api/label-report?stale_days=30", keys["manager"]).json()
        assert report["documents"] == 1 and all(one["document_id"] == plan for one in report["entries"])
    finally:
        server.stop()


def test_erasure_takes_an_author_out(place):
    home, _ = place
    run(home, "label", "edit", "규정.txt", "--set", "author=홍길동")
    run(home, "erase", "--subject", "홍길동", "--kind", "PERSON", "--yes", "--quiet")
    for name in ("계획.txt", "규정.txt"):
        assert "홍길동" not in json.dumps(told(home, "label", "show", name), ensure_ascii=False)
    assert found_in(home, "--where", "author=홍길동") == []


def test_many_at_once(tmp_path):
    home, folder = tmp_path / "home", tmp_path / "많은 문서"
    folder.mkdir()
    for number in range(450):
        (folder / f"{number}.txt").write_text(f"문서 {number}\n\n담당부서: 총무팀\n\n내용은 {number}번이다.\n")
    run(home, "ingest", folder, "--quiet")
    assert told(home, "label", "set", "--label", "S", "--where", "department=총무팀") == {"changed": 450}
    assert {one["label"] for one in told(home, "label", "list")["documents"]} == {"S"}
    run(home, "doctor")
