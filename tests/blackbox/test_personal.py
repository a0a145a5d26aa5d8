"""onggi pii findings, and /api/personal: what is confirmed is masked, what is dismissed stays, only documents that a decision touches are worked on again, and nobody learns of what they may not see."""

import json
import os
import random
import signal
import sqlite3
import subprocess
import time
import urllib.parse

import pytest
from conftest import BINARY, Server, run, told

CONTRACT = """임대차 계약서

임차인 홍길동의 휴대전화는 010-1234-5678이고 전자우편은 hong@example.com입니다.

처리번호는 123-45-67890이고 참고번호는 110-234-567890이다. 보증금은 5,000만 원으로 한다.
"""
MEMO = """업무 메모

정산 참고번호는 110-234-567890이다. 문의는 02-123-4567 번호로 한다.
"""
RULES = """출장 규정

제1조 출장 여비는 실비로 정산한다. 숙박비 상한은 하루 12만원이다.
"""
KILLS = int(os.environ.get("ONGGI_KILLS", "3"))
UNSURE, SURE, PHONE = "110-234-567890", "123-45-67890", "010-1234-5678"  # at 0.4, at 0.5, at 0.99


def findings(home, *arguments):
    return told(home, "pii", "findings", "--reason", "시험", *arguments)["findings"]


def of_value(home, value, document=None, state="open"):
    (one,) = [f for f in findings(home, "--state", state) if f.get("text", {}).get("value") == value and document in (None, f["document"])]
    return one


def text_of(home, document):
    hits = told(home, "search", "참고번호 처리번호 문의 여비", "--limit", "50")["hits"]
    return "\n".join(hit["text"] for hit in hits if hit["document"] == document)


def refined(home, document):
    """What the stage of the recipe says: another key when it was done anew."""
    return [stage["key"] for stage in told(home, "lineage", document)["stages"] if stage["stage"] == "refine"]


@pytest.fixture
def place(place):
    home, folder, _ = place
    for name, text in {"계약서.txt": CONTRACT, "메모.txt": MEMO, "규정.txt": RULES}.items():
        (folder / name).write_text(text)
    (folder.parent / "가림.yaml").write_text("operations: [pii]")
    return home, folder


def ingest(place, *arguments):
    home, folder = place
    run(home, "ingest", folder, "--recipe", folder.parent / "가림.yaml", "--quiet", *arguments)
    return home


def test_what_is_decided_holds_and_only_touched_documents_are_worked_on_again(place):
    home = ingest(place)
    before = {name: refined(home, name) for name in ("계약서.txt", "메모.txt", "규정.txt")}
    listed = findings(home)
    assert [abs(f["confidence"] - 0.5) for f in listed] == sorted(abs(f["confidence"] - 0.5) for f in listed)
    assert not any("text" in f for f in told(home, "pii", "findings")["findings"]), "values are for who says why"
    assert UNSURE in text_of(home, "계약서.txt") and SURE not in text_of(home, "계약서.txt")

    # One document: confirmed below the threshold it is masked there, and nowhere else.
    confirmed = told(home, "pii", "confirm", of_value(home, UNSURE, "계약서.txt")["id"])
    assert confirmed["decided"] == 1 and confirmed["reworked"] == 1
    assert UNSURE not in text_of(home, "계약서.txt") and UNSURE in text_of(home, "메모.txt")
    assert refined(home, "계약서.txt") != before["계약서.txt"]
    assert refined(home, "메모.txt") == before["메모.txt"] and refined(home, "규정.txt") == before["규정.txt"]

    # The workspace: the other document is touched, the third is not; the decision about a document goes first.
    everywhere = told(home, "pii", "dismiss", of_value(home, UNSURE, "메모.txt")["id"], "--workspace")
    assert UNSURE not in text_of(home, "계약서.txt") and UNSURE in text_of(home, "메모.txt")
    assert refined(home, "규정.txt") == before["규정.txt"]
    told(home, "pii", "undo", everywhere["decision"])
    everywhere = told(home, "pii", "confirm", of_value(home, UNSURE, "메모.txt")["id"], "--workspace")
    assert UNSURE not in text_of(home, "메모.txt")

    # Dismissed it stays as written, through a new reading of the same text, too.
    dismissed = told(home, "pii", "dismiss", of_value(home, SURE)["id"])
    assert SURE in text_of(home, "계약서.txt") and PHONE not in text_of(home, "계약서.txt")
    ingest(place)
    assert SURE in text_of(home, "계약서.txt") and UNSURE not in text_of(home, "계약서.txt")
    (place[1] / "계약서.txt").write_text(CONTRACT + "\n참고번호 끝.\n")
    ingest(place)
    assert SURE in text_of(home, "계약서.txt") and UNSURE not in text_of(home, "계약서.txt")
    assert {f["ruling"]["what"] for f in findings(home, "--state", "decided")} == {"personal", "not_personal"}

    for decision in (dismissed, confirmed, everywhere):
        run(home, "pii", "undo", decision["decision"])
    assert SURE not in text_of(home, "계약서.txt") and UNSURE in text_of(home, "계약서.txt") and UNSURE in text_of(home, "메모.txt")
    run(home, "pii", "undo", dismissed["decision"], code=(5,))
    run(home, "pii", "confirm", "doc_none:PHONE:00", code=(5,))
    assert run(home, "doctor") == ""


def test_findings_go_with_their_document_and_decisions_with_the_person(place):
    home = ingest(place)
    told(home, "pii", "confirm", of_value(home, PHONE)["id"], "--workspace")
    told(home, "pii", "confirm", of_value(home, UNSURE, "메모.txt")["id"])
    certificate = told(home, "erase", "--subject", "홍길동", "--subject", PHONE, "--subject", "hong@example.com", "--yes")
    assert certificate["complete"] and certificate["removed"]["rows"]["ingest_personal_decisions"] == 1
    there = findings(home) + findings(home, "--state", "decided")
    assert not any(value in json.dumps(there, ensure_ascii=False) for value in ("홍길동", PHONE, "hong@example.com"))
    assert [f["ruling"]["what"] for f in findings(home, "--state", "decided")] == ["personal"]
    assert run(home, "doctor") == ""


def test_a_kept_threshold_reworks_what_stands_between_and_a_recipes_own_goes_first(place):
    home = ingest(place)
    before = {name: refined(home, name) for name in ("계약서.txt", "메모.txt", "규정.txt")}
    run(home, "pii", "threshold", "ACCOUNT", "0.35")
    assert UNSURE not in text_of(home, "계약서.txt") and UNSURE not in text_of(home, "메모.txt")
    assert refined(home, "규정.txt") == before["규정.txt"] and refined(home, "메모.txt") != before["메모.txt"]
    assert told(home, "pii", "threshold", "TEL", "0.6")["reworked"] == 0, "nothing stands between"
    kinds = {one["kind"]: one for one in told(home, "pii", "kinds")["kinds"]}
    assert kinds["ACCOUNT"]["threshold"] == 0.35 and kinds["ACCOUNT"]["is_kept"] and kinds["ACCOUNT"]["missing"] == 59
    run(home, "pii", "threshold", "ACCOUNT", "--reset")
    assert UNSURE in text_of(home, "계약서.txt") and refined(home, "메모.txt") == before["메모.txt"]
    run(home, "pii", "threshold", "MOON", "0.5", code=(2,))

    run(home, "pii", "threshold", "ACCOUNT", "0.35")
    (place[1].parent / "가림.yaml").write_text("operations: [pii: {thresholds: {ACCOUNT: 0.9}}]")
    ingest(place)
    assert UNSURE in text_of(home, "계약서.txt")
    kinds = {one["kind"]: one for one in told(home, "pii", "kinds")["kinds"]}
    assert kinds["ACCOUNT"]["fixed_by"] and not kinds["TEL"]["fixed_by"]


def test_a_kill_between_decision_and_rework_loses_neither(place):
    home, folder = place
    for number in range(30):
        (folder / f"메모_{number:02}.txt").write_text(MEMO.replace("업무", f"업무 {number}") + f"\n{number}번 기록이며 담당 부서는 {number}과이다.\n")
    ingest(place)
    id = of_value(home, UNSURE, "메모.txt")["id"]
    rng = random.Random(5)
    for round in range(KILLS):
        verb = ("confirm", "dismiss")[round % 2]
        process = subprocess.Popen([BINARY, "--home", str(home), "pii", verb, id, "--workspace", "--quiet"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(0.15 + rng.random() * 0.6)
        process.send_signal(signal.SIGKILL)
        process.wait()
        # Decided or not: the decision and its work are one, whoever goes on with it.
        for _ in range(200):
            lines = run(home, "ingest", folder, "--recipe", folder.parent / "가림.yaml", "--json").splitlines()
            if all(json.loads(line)["state"] != "queued" for line in lines):
                break
        rulings = [f["ruling"]["what"] for f in findings(home, "--state", "decided", "--kind", "ACCOUNT", "--document", "메모_07.txt")]
        shown = [UNSURE in hit["text"] for hit in told(home, "search", "정산 참고번호", "--limit", "100")["hits"] if hit["document"].startswith("메모_")]
        assert len(shown) == 30 and set(shown) == {rulings != ["personal"]}
        assert run(home, "doctor") == ""


# ---- over HTTP: who may what ----


@pytest.fixture
def people(tmp_path):
    """A server with documents of the owner, of an editor and shared ones, through a recipe that masks."""
    home, folder = tmp_path / "home", tmp_path / "문서"
    folder.mkdir()
    home.mkdir(mode=0o700)
    (home / "가림.yaml").write_text("operations: [pii]")
    (home / "onggi.toml").write_text('[ingest]\nrecipe = "가림.yaml"\n')
    (folder / "공유.txt").write_text(CONTRACT)
    (folder / "비밀.txt").write_text("비밀 메모\n\n문의는 02-987-6543 번호로 하고 계좌는 110-234-567890이다.\n")
    run(home, "ingest", folder / "공유.txt", "--allow", "everyone", "--quiet")
    run(home, "ingest", folder / "비밀.txt", "--quiet")
    secrets = {}
    for login, role in (("reader", "reader"), ("editor", "editor"), ("manager", "manager")):
        run(home, "user", "add", login, "--role", role, "--password-stdin", text="비밀번호 열 글자 넘게\n")
        secrets[login] = run(home, "key", "add", login, "--name", "t").strip()
    server = Server(home)
    server.secrets = secrets
    yield server
    server.stop()


def upload(server, who, name, text):
    added = server.call("POST", f"/api/documents?name={urllib.parse.quote(name)}&allow=everyone", server.secrets[who], text.encode(), {"Content-Type": "application/octet-stream"})
    assert added.status == 202, added.body
    document = added.json()["document_id"]
    wait(server, who, document)
    return document


def wait(server, who, document):
    for _ in range(300):
        state = server.call("GET", f"/api/documents/{document}", server.secrets[who]).json()["state"]
        if state != "queued":
            return state
        time.sleep(0.05)
    raise AssertionError("the document stays queued")


def listed(server, who, query=""):
    return server.call("GET", f"/api/personal/findings?reason=why{query}", server.secrets[who]).json()["findings"]


def decide(server, who, ids, decision="not_personal", scope="document"):
    return server.call("POST", "/api/personal/decisions", server.secrets[who], {"decision": decision, "scope": scope, "findings": ids})


def content(server, who, document):
    return json.dumps(server.call("GET", f"/api/documents/{document}/content", server.secrets[who]).json(), ensure_ascii=False)


def test_what_one_may_not_see_is_neither_shown_nor_counted(people):
    own = upload(people, "editor", "내문서.txt", "내 메모\n\n문의는 02-555-6789 번호로 한다.\n")
    assert listed(people, "reader") == []
    assert people.call("GET", "/api/personal/kinds", people.secrets["reader"]).json()["kinds"] == []
    # An editor decides on own documents, a manager on all that are seen; 비밀.txt is nobody's but the owner's.
    assert {f["document_name"] for f in listed(people, "editor")} == {"내문서.txt"}
    assert {f["document_name"] for f in listed(people, "manager")} == {"내문서.txt", "공유.txt"}
    kinds = {one["kind"]: one["values"]["open"] for one in people.call("GET", "/api/personal/kinds", people.secrets["manager"]).json()["kinds"]}
    assert kinds["TEL"] == 1 and kinds["ACCOUNT"] == 1
    account = next(f for f in listed(people, "manager") if f["kind"] == "ACCOUNT")
    assert account["documents"] == 1, "the same value in 비밀.txt is not counted"

    shared = next(f for f in listed(people, "manager") if f["kind"] == "PHONE")
    refused = decide(people, "editor", [shared["id"]])
    assert refused.status == 404 and refused.json()["error"]["reason"] == "nothing_decided"
    assert decide(people, "editor", [listed(people, "editor")[0]["id"]], scope="workspace").status == 403
    assert people.call("PUT", "/api/personal/thresholds/TEL", people.secrets["editor"], {"threshold": 0.6}).status == 403
    assert decide(people, "manager", ["nonsense"]).status == 404

    assert "02-555-6789" not in content(people, "reader", own)
    done = decide(people, "editor", [listed(people, "editor")[0]["id"]])
    assert done.status == 200 and done.json()["reworked"] == 1
    wait(people, "editor", own)
    assert "02-555-6789" in content(people, "reader", own)
    ruling = listed(people, "manager", "&state=not_personal")[0]["ruling"]
    assert ruling["by"] == "editor" and ruling["scope"] == "document"
    assert people.call("DELETE", f"/api/personal/decisions/{ruling['decision_id']}", people.secrets["reader"]).status == 404
    assert people.call("DELETE", f"/api/personal/decisions/{ruling['decision_id']}", people.secrets["editor"]).status == 200
    wait(people, "editor", own)
    assert "02-555-6789" not in content(people, "reader", own)


def test_values_need_a_reason_which_the_audit_log_keeps_and_never_a_value(people):
    bare = people.call("GET", "/api/personal/findings", people.secrets["manager"]).json()["findings"]
    assert bare and all(f["text"] is None for f in bare)
    assert people.call("GET", "/api/personal/findings?reason=" + "x" * 301, people.secrets["manager"]).status == 400
    phone = next(f for f in listed(people, "manager") if f["kind"] == "PHONE")
    assert phone["text"]["value"] == PHONE and phone["text"]["before"].endswith("휴대전화는 ")
    decided = decide(people, "manager", [phone["id"]], scope="workspace").json()["decision_id"]
    log = json.dumps(audit(people.home), ensure_ascii=False).replace("\\", "")
    assert '"reason":"why"' in log and decided in log and '"scope":"workspace"' in log
    for value in (PHONE, "홍길동", "hong@example.com", UNSURE):
        assert value not in log


def audit(home):
    with sqlite3.connect(home / "onggi.db") as database:
        return [list(map(str, row)) for row in database.execute("SELECT action, object, detail FROM audit_entries WHERE action LIKE 'personal.%'")]


def test_findings_come_in_pages_and_are_decided_many_at_once(people):
    seen, cursor = [], ""
    while True:
        page = people.call("GET", f"/api/personal/findings?limit=2&cursor={urllib.parse.quote(cursor)}", people.secrets["manager"]).json()
        assert len(page["findings"]) <= 2
        seen += [f["id"] for f in page["findings"]]
        cursor = page["next"]
        if not cursor:
            break
    assert len(seen) == len(set(seen)) == len(listed(people, "manager"))
    assert people.call("GET", "/api/personal/findings?cursor=moon", people.secrets["manager"]).status == 400
    done = decide(people, "manager", seen, "personal").json()
    assert done["decided"] == len(seen) and done["left"] == []
    assert listed(people, "manager") == [] and len(listed(people, "manager", "&state=personal")) == len(seen)
    assert people.call("DELETE", f"/api/personal/decisions/{done['decision_id']}", people.secrets["manager"]).status == 200
    assert len(listed(people, "manager")) == len(seen)
