"""The company's own words and synonyms: changed while the workspace is in use, followed by the documents with such a word alone."""

import json
import time

import pytest

from conftest import Server, cli, run, told

TEXTS = {
    "대출규정.txt": "대출 규정\n\n새싹온기적금 가입자는 우대 금리를 받는다. 새싹온기적금은 매달 넣는다.\n",
    "검사규정.txt": "검사 규정\n\n금융감독원(이하 \"금감원\"이라 한다)의 검사를 받는 부서는 자료를 사흘 안에 낸다.\n\n자료는 금융감독원의 서식을 따른다.\n",
    "여비규정.txt": "여비 규정\n\n출장 여비는 실비로 한다. 숙박비는 하루 10만원을 한도로 한다.\n",
    "보고지침.txt": "보고 지침\n\n금융감독원에 내는 보고서는 준법감시인이 확인한다.\n",
}


def bring(home, folder):
    folder.mkdir(exist_ok=True)
    for name, text in TEXTS.items():
        (folder / name).write_text(text)
    cli(home, "ingest", folder, "--allow", "everyone", "--quiet")


def hits(home, question):
    return [hit["document"] for hit in told(home, "search", question)["hits"]]


def test_a_word_is_followed_by_its_documents_alone(place):
    home, folder, _ = place
    bring(home, folder)
    done = told(home, "words", "add", "새싹온기적금", "--parts", "새싹 온기 적금")
    assert done == {"changed": True, "documents": 1, "following": False}
    assert told(home, "words", "add", "새싹온기적금", "--parts", "새싹 온기 적금")["changed"] is False
    assert told(home, "words", "add", "어디에도없는말")["documents"] == 0
    assert [one["word"] for one in told(home, "words", "list")["words"]] == ["새싹온기적금", "어디에도없는말"]
    assert hits(home, "새싹온기적금")[0] == "대출규정.txt"
    assert cli(home, "doctor").strip() == ""
    assert told(home, "words", "remove", "새싹온기적금")["documents"] == 1
    run(home, "words", "remove", "없는말", code=(5,))


def test_synonyms_need_no_document(place):
    home, folder, _ = place
    bring(home, folder)
    assert told(home, "words", "same", "금감원", "금융감독원")["changed"] is True
    found = told(home, "search", "금감원에 내는 보고서", "--explain")
    assert found["hits"][0]["document"] == "보고지침.txt"
    assert {"typed": "금감원", "meant": "금융감독원", "kind": "synonym"} in found["variants"]
    back = told(home, "search", "금융 감독원의 검사", "--explain")
    assert "금감원" in [one["meant"] for one in back["variants"]]
    told(home, "words", "alone", "금감원")
    assert told(home, "words", "list")["groups"] == []


def test_words_go_out_to_a_file_and_come_back(place):
    home, folder, _ = place
    cli(home, "words", "add", "새싹온기적금", "--parts", "새싹 적금", "--quiet")
    cli(home, "words", "same", "금감원", "금융감독원", "Financial Supervisory Service", "--quiet")
    file = folder / "낱말.tsv"
    cli(home, "words", "export", file)
    before = told(home, "words", "list")
    cli(home, "words", "remove", "새싹온기적금", "--quiet")
    cli(home, "words", "alone", "금감원", "금융감독원", "--quiet")
    told(home, "words", "import", file)
    after = told(home, "words", "list")
    assert [one["word"] for one in after["words"]] == [one["word"] for one in before["words"]]
    assert [one["words"] for one in after["groups"]] == [one["words"] for one in before["groups"]]


def test_words_of_the_file_are_read_only(place):
    home, folder, _ = place
    bring(home, folder)
    config = home / "onggi.toml"
    (home / "낱말.txt").write_text("새싹온기적금\t새싹 적금\n")
    text = config.read_text()
    config.write_text(text.replace("[ingest]\n", '[ingest]\nuser_dictionary = "낱말.txt"\n') if "[ingest]\n" in text else text + '\n[ingest]\nuser_dictionary = "낱말.txt"\n')
    listed = told(home, "words", "list")
    assert [(one["word"], one["from_file"]) for one in listed["words"]] == [("새싹온기적금", True)]
    said = run(home, "words", "remove", "새싹온기적금", code=range(2, 10))
    assert "ingest.user_dictionary" in said
    # The index of before the file is not dropped: the one document with the word follows it.
    told(home, "words", "add", "다른말")
    assert cli(home, "doctor").strip() == ""
    assert hits(home, "새싹온기적금")[0] == "대출규정.txt"


@pytest.fixture
def served(tmp_path):
    home, folder = tmp_path / "home", tmp_path / "문서"
    bring(home, folder)
    for login, role in (("manager", "manager"), ("reader", "reader"), ("auditor", "auditor")):
        cli(home, "user", "add", login, "--role", role)
    keys = {login: cli(home, "key", "add", login, "--name", "test").strip() for login in ("manager", "reader", "auditor")}
    server = Server(home)
    yield home, server, keys
    if server.process.poll() is None:
        server.stop()


def followed(server, key):
    end = time.monotonic() + 60
    while (progress := server.call("GET", "/api/words", key).json()["progress"])["following"]:
        assert time.monotonic() < end
        time.sleep(0.1)
    return progress


def test_over_http(served):
    home, server, keys = served
    wish = {"add": [{"word": "새싹온기적금", "parts": ["새싹", "적금"]}], "same": [["금감원", "금융감독원"]]}
    assert server.call("POST", "/api/words", keys["reader"], wish).status == 403
    assert server.call("POST", "/api/words", keys["manager"], {}).status == 400
    assert server.call("POST", "/api/words", keys["manager"], {"add": [{"word": "두 낱말"}]}).status in (400, 422)
    reply = server.call("POST", "/api/words", keys["manager"], wish)
    assert reply.status == 200 and reply.json()["changed"], reply.body
    assert followed(server, keys["manager"])["documents"] == 1
    listed = server.call("GET", "/api/words", keys["reader"]).json()
    assert [one["word"] for one in listed["words"]] == ["새싹온기적금"]
    assert listed["words"][0]["by"] == "manager" and listed["groups"][0]["words"] == ["금감원", "금융감독원"]
    assert server.call("POST", "/api/words", keys["manager"], {"remove": ["없는말"]}).status == 404
    # The command line goes through the running server.
    assert told(home, "words", "add", "또다른말")["changed"] is True
    assert len(server.call("GET", "/api/words?limit=1", keys["reader"]).json()["words"]) == 1
    entries = server.call("GET", "/api/audit?limit=50", keys["auditor"]).json()["entries"]
    changes = [one for one in entries if one["action"] == "words.change" and one["outcome"] == "ok"]
    assert len(changes) == 2 and all(one["object"].startswith("words:") for one in changes)
    assert "새싹온기적금" not in json.dumps(entries, ensure_ascii=False)


def test_proposals_hold_nothing_that_may_not_be_seen(served):
    home, server, keys = served
    secret = home.parent / "비밀.txt"
    secret.write_text("비밀 계획\n\n비밀사업단(이하 \"비사단\"이라 한다)을 둔다.\n")
    cli(home, "ingest", secret, "--label", "C", "--quiet")
    assert server.call("GET", "/api/words/proposals", keys["reader"]).status == 403
    found = server.call("GET", "/api/words/proposals", keys["manager"]).json()
    groups = [one for one in found["proposals"] if one["kind"] == "synonyms"]
    assert [one["words"] for one in groups] == [["금감원", "금융감독원"]]
    assert groups[0]["document_name"] == "검사규정.txt" and "금융감독원" in groups[0]["text"]
    assert "비사단" not in json.dumps(found, ensure_ascii=False)
    owner = told(home, "words", "propose")
    assert ["비사단", "비밀사업단"] in [one["words"] for one in owner["proposals"]]
    assert server.call("POST", "/api/words/dismissals", keys["manager"], {"proposal": groups[0]["id"]}).status == 204
    again = server.call("GET", "/api/words/proposals", keys["manager"]).json()
    assert not [one for one in again["proposals"] if one["kind"] == "synonyms"]


def test_a_kill_loses_no_change(served):
    home, server, keys = served
    for number, part in enumerate(("고래", "사자", "호랑이", "코끼리", "기린")):
        reply = server.call("POST", "/api/words", keys["manager"], {"add": [{"word": "새싹온기적금", "parts": [part]}]})
        assert reply.status == 200
        time.sleep(0.02 * number)
        server.process.kill()
        server.process.wait()
        server = Server(home)
        followed(server, keys["manager"])
        assert server.call("GET", "/api/words", keys["manager"]).json()["words"][0]["parts"] == [part]
        found = server.call("POST", "/api/search", keys["manager"], {"query": part, "limit": 3}).json()["hits"]
        assert found[0]["name"] == "대출규정.txt" and found[0]["legs"]["lexical"]["rank"] == 1, "by a part that stands nowhere in its text"
    server.stop()
    assert cli(home, "doctor").strip() == ""
