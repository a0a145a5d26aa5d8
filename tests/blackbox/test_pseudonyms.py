"""Pseudonyms under the workspace's key: the same person is the same everywhere, the vault alone leads back, and who asks says why."""

import hashlib
import json
import re

import pytest
from conftest import Server, cli, run

import erasure_places

CONTRACT = "# 계약서\n\n임차인 홍길동의 휴대전화는 010-1234-5678이고 전자우편은 hong@example.com입니다.\n"
NOTICE = "# 통지서\n\n홍길동 님(01012345678)께 알립니다. 담당자 김영희의 전자우편은 kim@example.com입니다.\n"
VALUES = ("홍길동", "010-1234-5678", "hong@example.com", "김영희", "kim@example.com")
RECIPE = "operations: [pii: {action: pseudonym}]"


@pytest.fixture
def place(place, tmp_path):
    """(folder with home and documents that came in, how to read the tables)"""
    (tmp_path / "계약서.md").write_text(CONTRACT)
    (tmp_path / "통지서.md").write_text(NOTICE)
    (tmp_path / "가명.yaml").write_text(RECIPE)
    return tmp_path, place.tables


def take_in(place, home=None):
    cli(home or place / "home", "ingest", place / "계약서.md", place / "통지서.md", "--recipe", place / "가명.yaml", "--allow", "everyone", "--quiet")
    return cli(home or place / "home", "search", "임차인 담당자 통지", "--json")


def names_in(text, kind):
    return set(re.findall(rf"\[{kind}-[0-9A-HJKMNP-TV-Z]{{8}}\]", text))


def revealed(home, name, reason="분쟁 확인"):
    # A number as it was first read: which of two documents that was is chance.
    return [(row["type"], row["value"].replace("-", "") if row["type"] == "PHONE" else row["value"]) for row in json.loads(cli(home, "pii", "reveal", name, "--reason", reason, "--json"))["values"]]


def test_one_person_is_one_pseudonym_and_comes_back_for_a_reason(place):
    place, _ = place
    home = place / "home"
    text = take_in(place)
    assert not [value for value in VALUES if value in text]
    (phone,), people = names_in(text, "휴대전화번호"), names_in(text, "이름")
    assert len(people) == 2 and len(names_in(text, "이메일")) == 2, text
    assert revealed(home, phone) == [("PHONE", "01012345678")]
    assert {revealed(home, name)[0] for name in people} == {("PERSON", "홍길동"), ("PERSON", "김영희")}
    assert revealed(home, phone.strip("[]").split("-")[1].lower()) == [("PHONE", "01012345678")]

    run(home, "pii", "reveal", phone, code=(2,))
    run(home, "pii", "reveal", phone, "--reason", "", code=(2,))
    run(home, "pii", "reveal", "홍길동", "--reason", "확인", code=(2,))
    assert "00000000" in run(home, "pii", "reveal", "[이름-00000000]", "--reason", "확인", code=(5,))

    other = place / "other"
    assert not names_in(take_in(place, other), "이름") & people, "another workspace, another key"
    run(other, "pii", "reveal", phone, "--reason", "확인", code=(5,))


def test_a_rotation_keeps_them_and_an_erasure_takes_them(place):
    place, tables = place
    home = place / "home"
    text = take_in(place)
    (phone,) = names_in(text, "휴대전화번호")
    kim = next(name for name in names_in(text, "이름") if revealed(home, name) == [("PERSON", "김영희")])
    cli(home, "vault", "rotate")
    assert revealed(home, phone) == [("PHONE", "01012345678")]
    assert names_in(take_in(place), "휴대전화번호") == {phone}

    subject = [word for value in ("홍길동", "010-1234-5678", "hong@example.com") for word in ("--subject", value)]
    plan = json.loads(cli(home, "erase", *subject, "--dry-run", "--json"))
    assert plan["rows"]["sealed_values"] == 3
    certificate = json.loads(cli(home, "erase", *subject, "--json"))
    assert certificate["complete"] and certificate["removed"]["rows"]["sealed_values"] == 3
    run(home, "pii", "reveal", phone, "--reason", "확인", code=(5,))
    assert revealed(home, kim) == [("PERSON", "김영희")]
    found = tables()
    try:
        assert erasure_places.places(home, found, ("홍길동", "010-1234-5678", "hong@example.com")) == []
    finally:
        found.close()


def test_nothing_leads_back_without_the_vault(place):
    """Neither the tables nor guesses under any key that stands there: a thief of the database has the values' hashes, and no key of them."""
    place, tables = place
    home = place / "home"
    text = take_in(place)
    opened = tables()
    try:
        rows = opened.rows("sealed_values", "purpose, name, value_hash, envelope, sealed")
        assert sorted(row[0] for row in rows).count("keys of sealed text") == 3 and len(rows) == 8  # of conversations, responses and traces; and five values of these people
        everything = "\n".join(repr(row) for table in opened.tables() if table not in ("documents",) for row in opened.rows(table))
        with_the_vault = erasure_places.sealed_values(rows, erasure_places.vault_keys((home / "keys/master.key").read_bytes(), opened.rows("vault_keys", "purpose, generation, wrapped")))
        without = erasure_places.sealed_values(rows, {("blobs", generation): b"\0" * 32 for generation in range(4)})
    finally:
        opened.close()
    assert {b"PHONE\n010-1234-5678", b"PHONE\n01012345678"} & set(with_the_vault) and b"EMAIL\nkim@example.com" in with_the_vault and without == [None] * 8
    assert not [value for value in VALUES for form in erasure_places.writings(value) if form in everything.encode()]
    letters = {name.strip("[]").split("-")[1] for kind in ("이름", "휴대전화번호", "이메일") for name in names_in(text, kind)}
    for value in VALUES:
        for kind in ("PHONE", "PERSON", "EMAIL"):
            bare = value.replace("-", "")
            for digest in (hashlib.sha256, hashlib.blake2b, hashlib.md5):
                for key in ("", kind, kind + "\0"):
                    raw = digest((key + bare).encode()).digest()
                    assert "".join("0123456789ABCDEFGHJKMNPQRSTVWXYZ"[byte % 32] for byte in raw[:8]) not in letters


def test_over_http_for_those_who_see_the_document_with_right_and_reason(place):
    place, _ = place
    home = place / "home"
    for login in (logins := ("reader", "manager", "auditor")):
        cli(home, "user", "add", login, "--role", login)
    cli(home, "ingest", place / "계약서.md", "--recipe", place / "가명.yaml", "--allow", "everyone", "--quiet")
    cli(home, "ingest", place / "통지서.md", "--recipe", place / "가명.yaml", "--quiet")  # the owner's alone
    keys = {login: json.loads(cli(home, "key", "add", login, "--name", "t", "--json"))["secret"] for login in logins}
    server = Server(home)
    try:
        documents = server.call("GET", "/api/documents", keys["manager"]).json()["documents"]
        (contract,) = documents
        text = server.call("GET", f"/api/documents/{contract['id']}/content", keys["manager"]).body.decode()
        (phone,) = names_in(text, "휴대전화번호")
        body = {"pseudonym": phone, "document_id": contract["id"], "reason": "분쟁 확인"}
        assert server.call("POST", "/api/pseudonyms/reveal", keys["reader"], body).status == 403
        assert server.call("POST", "/api/pseudonyms/reveal", keys["manager"], body | {"reason": ""}).status == 400
        assert server.call("POST", "/api/pseudonyms/reveal", keys["manager"], body | {"pseudonym": "홍길동"}).status == 400
        assert server.call("POST", "/api/pseudonyms/reveal", keys["manager"], body | {"document_id": "doc_x"}).status == 404
        answer = server.call("POST", "/api/pseudonyms/reveal", keys["manager"], body).json()
        assert [(one["type"], one["value"]) for one in answer["values"]] == [("PHONE", "010-1234-5678")]

        # A name that stands only in a document that one does not see is not told.
        hidden = next(name for name in names_in(cli(home, "search", "담당자", "--json"), "이름") if name not in text)
        assert server.call("POST", "/api/pseudonyms/reveal", keys["manager"], body | {"pseudonym": hidden}).status == 404

        # Trying a recipe says nothing of the workspace's own names: nobody finds one out by trying values.
        server.cli("user", "add", "editor", "--role", "editor")
        editor = json.loads(server.cli("key", "add", "editor", "--name", "t", "--json"))["secret"]
        tried = server.call("POST", "/api/recipes/try", editor, {"recipe": RECIPE, "texts": ["휴대전화 010-1234-5678"]})
        assert tried.status == 200 and names_in(tried.json()["rows"][0]["after"], "휴대전화번호")
        assert phone not in tried.body.decode()

        log = server.call("GET", "/api/audit", keys["auditor"]).json()["entries"]
        mine = [entry for entry in log if entry["action"] == "pseudonym.reveal"]
        assert [entry["outcome"] for entry in mine].count("ok") == 1
        assert "분쟁 확인" in json.dumps(mine, ensure_ascii=False) and not [value for value in VALUES if value in json.dumps(mine, ensure_ascii=False)]
    finally:
        server.stop()
