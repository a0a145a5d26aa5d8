"""onggi erase: afterwards nothing that the home holds names the person, whoever looks with whatever keys; everybody else is still there."""

import json
import os
import random
import signal
import subprocess
import time
import unicodedata
import zipfile

import pytest
from conftest import BINARY, run, told

import erasure_places
import kills

KILLS = int(os.environ.get("ONGGI_KILLS", "3"))
# Invented: the numbers' areas and check digits belong to nobody.
NAME, PHONE, MAIL, RRN = "도갑순례", "010-0093-7715", "gapsoon.do@erased.example", "991332-2999993"
OTHER_NAME, OTHER_PHONE = "마을남", "010-0055-1200"

CONTRACT = f"""임대차 계약서

임차인 {NAME}(주민등록번호 {RRN})은 보증금 5,000만원을 지급한다. 연락처는 {PHONE}이며 전자우편은 {MAIL}이다.

임대인 {OTHER_NAME}의 연락처는 {OTHER_PHONE}이다. 계약 기간은 2년으로 한다.
"""
LETTER = f"""민원 회신

{" ".join(NAME)} 님께서 문의하신 배송은 3일 안에 도착합니다. 다시 문의하실 때는 +82 {PHONE[1:]} 번호로 알려 주십시오.
"""
PAGE = f"""<html><body><h1>회원 명단</h1><table><tr><th>이름</th><th>전화</th></tr>
<tr><td>{unicodedata.normalize("NFD", NAME)}</td><td>{PHONE.replace("-", "")}</td></tr>
<tr><td>{OTHER_NAME}</td><td>{OTHER_PHONE}</td></tr></table></body></html>
"""
RULES = """출장 규정

제1조 출장 여비는 실비로 정산한다. 숙박비 상한은 하루 12만원이다.
"""
NAMESAKE = f"""동호회 소식

바둑 동호회의 {NAME} 회원이 봄 대회에서 우승하였다.
"""


def docx(path, text):
    """The smallest file of Word: what it says is deflated, so no search of raw bytes finds it."""
    body = "".join(f"<w:p><w:r><w:t>{line}</w:t></w:r></w:p>" for line in text.splitlines() if line)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("[Content_Types].xml", '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>')
        file.writestr("_rels/.rels", '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>')
        file.writestr("word/document.xml", f'<?xml version="1.0" encoding="UTF-8"?><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>{body}</w:body></w:document>')


@pytest.fixture
def place(place):
    """With documents in it that were asked about."""
    home, folder, _ = place
    (folder / "계약서.txt").write_text(CONTRACT)
    (folder / f"{NAME}_회신.md").write_text(LETTER)
    (folder / "명단.html").write_text(PAGE)
    (folder / "규정.txt").write_text(RULES)
    (folder / "소식.txt").write_bytes(NAMESAKE.encode("cp949"))
    docx(folder / "통지.docx", CONTRACT.replace("임대차 계약서", "갱신 통지서"))
    run(home, "ingest", folder, "--quiet", code=(0, 1))
    fill(home)
    return place


def fill(home):
    for question in (f"{NAME}의 연락처는?", PHONE, MAIL):
        run(home, "search", question, "--json")
        run(home, "ask", question, "--json", code=(0, 1))


def found(home, open_tables, values=(NAME, PHONE, MAIL, RRN)):
    tables = open_tables()
    try:
        return erasure_places.places(home, tables, values)
    finally:
        tables.close()


SUBJECT = ("--subject", NAME, "--subject", PHONE, "--subject", MAIL, "--subject", RRN)


def test_nothing_that_the_home_holds_names_the_person_afterwards(place, tmp_path):
    home, folder, tables = place
    assert len(found(home, tables)) >= 6, "the search itself finds what is there"
    plan = told(home, "erase", *SUBJECT, "--dry-run")
    assert sorted(one["left"] for one in plan["documents"]) == [False, False, False, False, True]
    assert NAME not in json.dumps(plan, ensure_ascii=False) and PHONE not in json.dumps(plan)
    # The namesake in 소식.txt stays unless --yes says that the name alone is enough.
    certificate = told(home, "erase", *SUBJECT, "--yes", "--certificate", tmp_path / "확인서.json")
    assert certificate["complete"] and certificate["not_removed"] == []
    assert len(certificate["removed"]["documents"]) == 5 and certificate["removed"]["places"] >= 13
    assert found(home, tables) == []
    for value in (NAME, PHONE, MAIL, RRN):
        for name in ("확인서.json", "확인서.html"):
            assert not any(form in (tmp_path / name).read_bytes() for form in erasure_places.writings(value))

    # Others still stand, and are found.
    hits = told(home, "search", f"{OTHER_NAME} 연락처")["hits"]
    assert any(OTHER_PHONE in hit["text"] for hit in hits)
    assert any("[이름 삭제]" in hit["text"] for hit in hits)
    assert "12만원" in run(home, "ask", "숙박비 상한은 하루 얼마인가요?")
    assert "5,000만원" in run(home, "ask", "보증금은 얼마를 지급하나요?")
    assert run(home, "doctor") == ""

    # The same bytes do not come back by themselves; another file does.
    refused = run(home, "ingest", folder, "--json", code=(1,))
    states = {json.loads(line)["file"].rsplit("/", 1)[-1]: json.loads(line) for line in refused.splitlines()}
    assert "erased from this workspace" in states["계약서.txt"]["error"]["message"]
    assert states["규정.txt"]["state"] == "ready"
    assert found(home, tables) == []

    (folder / "계약서.txt").write_text(CONTRACT.replace(NAME, "차기주").replace(PHONE, "010-0066-0001").replace(MAIL, "c@c.example").replace(RRN, "없음"))
    run(home, "ingest", folder / "계약서.txt", "--quiet")
    assert "차기주" in run(home, "search", "임차인 차기주", "--json")
    assert told(home, "lineage", "계약서.txt")["document"]["erased_places"] == 0

    run(home, "erase", "--verify", tmp_path / "확인서.json")
    run(home, "erase", "--verify", tmp_path / "확인서.html")
    for name, change in (("확인서.json", ('"complete": true', '"complete": false')), ("확인서.html", (">renamed<", ">masked<")), ("확인서.html", ("삭제 확인서", "삭제  확인서"))):
        text = (tmp_path / name).read_text()
        (tmp_path / "changed").write_text(text.replace(*change, 1) if change[0] in text else text + " ")
        run(home, "erase", "--verify", tmp_path / "changed", code=(3,))


def test_a_name_alone_is_left_and_listed(place):
    home, _, tables = place
    run(home, "erase", "--subject", NAME, code=(2,))
    certificate = told(home, "erase", *SUBJECT, code=(1,))
    assert certificate["complete"]
    (left,) = certificate["not_removed"]
    assert left["why"] == "name_alone" and len(left["documents"]) == 1
    assert found(home, tables, (PHONE, MAIL, RRN)) == []
    assert "우승" in run(home, "search", f"바둑 동호회 {NAME}", "--json")
    assert run(home, "doctor") == ""


def test_whole_documents_go_where_asked(place):
    home, _, tables = place
    certificate = told(home, "erase", *SUBJECT, "--yes", "--remove-documents")
    assert {one["what"] for one in certificate["removed"]["documents"]} == {"removed"}
    assert found(home, tables) == []
    assert {hit["document"] for hit in told(home, "search", "보증금")["hits"]} == {"규정.txt"}
    assert "12만원" in run(home, "ask", "숙박비 상한은 하루 얼마인가요?")


def test_a_running_server_erases_too(place):
    home, _, tables = place
    key = run(home, "key", "add", "owner", "--name", "t").strip()
    server = kills.Server(home)
    try:
        server.call("POST", "/api/search", key, json.dumps({"query": NAME}).encode())
        certificate = told(home, "erase", *SUBJECT, "--yes")
        assert certificate["complete"], certificate["not_removed"]
        hits = server.call("POST", "/api/search", key, json.dumps({"query": PHONE}).encode())["hits"]
        assert all(PHONE not in hit["text"] for hit in hits)
    finally:
        server.stop()
    assert found(home, tables) == []


def test_values_from_a_file_and_what_is_refused(place, tmp_path):
    home, _, tables = place
    (tmp_path / "values").write_text("\r\n".join((NAME, PHONE, MAIL, RRN)) + "\n")
    plan = run(home, "erase", "--subject-file", tmp_path / "values", "--dry-run", "--json")
    assert plan == run(home, "erase", *SUBJECT, "--dry-run", "--json")
    assert plan == run(home, "erase", "--subject-file", "-", "--dry-run", "--json", text=(tmp_path / "values").read_text())
    assert len(found(home, tables)) >= 6, "a dry run changes nothing"
    run(home, "erase", code=(2,))
    run(home, "erase", "--subject", "김", code=(2,))
    run(home, "erase", "--subject-file", tmp_path / "none", code=(5,))
    run(home, "erase", "--verify", tmp_path / "values", code=(3,))
    assert found(home, tables, ("아무도없음",)) == []


def test_a_killed_erasure_goes_on(place):
    home, _, tables = place
    rng = random.Random(int.from_bytes(os.urandom(4), "big"))
    for _ in range(KILLS):
        process = subprocess.Popen([BINARY, "--home", str(home), "erase", *SUBJECT, "--yes"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)
        time.sleep(rng.uniform(0.05, 1.2))
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
    certificate = told(home, "erase", *SUBJECT, "--yes")
    assert certificate["complete"], certificate["not_removed"]
    assert found(home, tables) == []
    assert run(home, "doctor") == ""
    assert "5,000만원" in run(home, "ask", "보증금은 얼마를 지급하나요?")


def test_what_a_killed_removal_left_goes_and_is_no_reason_to_fail(place):
    home, _, tables = place
    left = home / "blobs" / "ab" / ("c" * 62)  # the envelope is wiped before the file goes
    left.parent.mkdir(exist_ok=True)
    left.write_bytes(bytes(4096))
    certificate = told(home, "erase", *SUBJECT, "--yes")
    assert certificate["complete"] and certificate["not_removed"] == []
    assert not left.exists() and found(home, tables) == []


def test_a_correction_and_its_history_lose_the_person_too(place):
    home, _, tables = place
    key = run(home, "key", "add", "owner", "--name", "t").strip()
    server = kills.Server(home)
    try:
        documents = server.call("GET", "/api/documents?limit=50", key)["documents"]
        (rules,) = [one for one in documents if one["name"] == "규정.txt"]
        elements = server.call("GET", f"/api/documents/{rules['id']}/content", key)
        element = [one for one in elements["elements"] if "숙박비" in one["text"]][0]
        body = {"element": element["id"], "operation": "set_text", "after": {"text": element["text"] + f" 담당 {NAME} {PHONE}"}, "reason": "misread"}
        server.call("POST", f"/api/documents/{rules['id']}/corrections", key, json.dumps(body).encode())
        kills.wait_until_drained(server, key)
    finally:
        server.stop()
    assert any("ingest_corrections" in one for one in found(home, tables))
    run(home, "erase", *SUBJECT, "--yes")
    assert found(home, tables) == []
    kept = told(home, "correction", "list", rules["id"])["corrections"]
    assert len(kept) == 1 and kept[0]["conflict"] == "" and "[이름 삭제]" in kept[0]["after"]["text"]


def test_an_account_is_named_and_other_rows_are_masked(place):
    home, _, tables = place
    run(home, "user", "add", "gapsoon", "--name", NAME)
    run(home, "key", "add", "owner", "--name", f"{NAME}의 열쇠")
    certificate = told(home, "erase", *SUBJECT, "--yes", code=(1,))
    assert certificate["complete"] and certificate["removed"]["rows"] == {"api_keys": 1, "traces": 3}  # of the three questions that were asked
    assert [(one["where"], one["why"]) for one in certificate["not_removed"]] == [("table:people", "account")]
    assert found(home, tables, (PHONE, MAIL, RRN)) == []
    run(home, "user", "set", "gapsoon", "--name", "퇴사자")
    assert told(home, "erase", *SUBJECT, "--yes")["not_removed"] == []
    assert found(home, tables) == []


def test_the_audit_chain_names_the_subject_by_a_keyed_hash(place):
    home, _, tables = place
    run(home, "erase", *SUBJECT, "--yes")
    database = tables()
    rows = [row for row in database.rows("audit_entries") if "subject.erase" in map(str, row)]
    database.close()
    assert len(rows) == 1 and "subject:" in repr(rows[0]) and NAME not in repr(rows[0])
    assert run(home, "doctor") == ""


def test_lineage_leads_from_a_chunk_to_the_bytes(place):
    home, folder, _ = place
    (hit, *_) = told(home, "search", "숙박비 상한")["hits"]
    lineage = told(home, "lineage", hit["chunk_id"])
    assert lineage["document"]["source"] == f"file:{folder}/규정.txt"
    assert lineage["document"]["ingested_by"] == "owner"
    assert [stage["stage"] for stage in lineage["stages"]] == ["parse", "clean", "chunk", "embed"]
    assert all(stage["version"] and len(stage["key"]) == 64 for stage in lineage["stages"])
    assert lineage["stages"][1]["options"]["repeated"] is True
    (part,) = [one for one in lineage["chunk"]["parts"] if one["element"] in hit["elements"]][:1]
    assert part["clean_end"] > part["clean_begin"]
    by_name = told(home, "lineage", "규정.txt")
    assert by_name["document"] == lineage["document"]
    run(home, "lineage", "chk_none", code=(5,))
