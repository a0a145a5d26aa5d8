"""onggi source: what a place outside holds comes in by itself and stays fresh; only what changed is worked on, what is gone goes, and a lost mount removes nothing."""

import email.message
import http.server
import json
import mailbox
import os
import pathlib
import random
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
import time
import urllib.parse

import pytest

import conftest
import kills
from conftest import onggi, postgresql, told

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
import make_terms  # noqa: E402

MANY = int(os.environ.get("ONGGI_TERMS", "300"))
COUNTS = ("created", "changed", "unchanged", "removed", "failed")


def sync(home, name, *flags, code=(0,)):
    """One run of a source; its counts in the order of COUNTS."""
    source = told(home, "source", "run", name, *flags, code=code)
    return tuple(source["last_run"][count] for count in COUNTS)


def shown(home, name, *flags):
    return told(home, "source", "show", name, *flags)


def hits(home, query, *flags):
    return told(home, "search", query, "--limit", "20", *flags)["hits"]


def found(home, query, *flags):
    """Texts of the best hits, joined."""
    return "\n".join(hit["text"] for hit in hits(home, query, *flags)[:5])


def ask(home, question, *flags):
    return told(home, "ask", question, *flags)


@pytest.fixture
def home(place):
    """A home over either store."""
    return place.home


@pytest.fixture
def plain(tmp_path):
    """A home over SQLite that may call its own machine."""
    folder = tmp_path / "home"
    folder.mkdir(mode=0o700)
    return folder


def allow(home, *hosts):
    (home / "onggi.toml").write_text("[network]\nallow = " + json.dumps(hosts) + "\n")


# ---- a folder ----


def test_documents_of_a_source_go_through_its_recipe(home, tmp_path):
    folder = tmp_path / "연락망"
    folder.mkdir()
    (folder / "담당자.txt").write_text("시설 담당자의 휴대전화는 010-2222-3333입니다.\n")
    onggi(home, "source", "add", "연락망", "folder", folder, "--recipe", "rag")
    sync(home, "연락망")
    assert "[휴대전화번호]" in found(home, "시설 담당자 휴대전화")
    (folder / "담당자.txt").write_text("시설 담당자의 휴대전화는 010-4444-5555로 바뀌었습니다.\n")
    assert sync(home, "연락망") == (0, 1, 0, 0, 0)
    assert "[휴대전화번호]" in found(home, "시설 담당자 휴대전화") and "4444" not in found(home, "시설 담당자 휴대전화")
    onggi(home, "source", "set", "연락망", "--recipe", "own")
    assert sync(home, "연락망") == (0, 1, 0, 0, 0)
    assert "010-4444-5555" in found(home, "시설 담당자 휴대전화")
    refused = onggi(home, "source", "set", "연락망", "--option", "recipe=없음", code=(2,))
    assert "pretrain" in refused.stderr


def test_a_source_without_a_recipe_leaves_what_people_chose(home, tmp_path):
    folder = tmp_path / "연락망"
    folder.mkdir()
    (folder / "담당자.txt").write_text("시설 담당자의 휴대전화는 010-2222-3333입니다.\n")
    onggi(home, "source", "add", "연락망", "folder", folder)
    sync(home, "연락망")
    server = conftest.Server(home)
    try:
        key = server.cli("key", "add", "owner", "--name", "t").strip()
        assert server.call("POST", "/api/recipes/runs", key, {"recipe": "operations: [pii]"}).status == 202
        wait_until(lambda: "[휴대전화번호]" in found(home, "시설 담당자 휴대전화"))
    finally:
        server.stop()
    (folder / "담당자.txt").write_text("시설 담당자의 휴대전화는 010-4444-5555로 바뀌었습니다.\n")
    assert sync(home, "연락망") == (0, 1, 0, 0, 0)
    assert "[휴대전화번호]" in found(home, "시설 담당자 휴대전화") and "4444" not in found(home, "시설 담당자 휴대전화")


def test_only_what_changed_is_worked_on_again(home, tmp_path):
    folder = tmp_path / "약관"
    make_terms.write_folder(folder, MANY)
    (folder / ".숨김.txt").write_text("숨은 파일")
    os.symlink("/etc/hostname", folder / "밖으로.txt")
    onggi(home, "source", "add", "약관", "folder", folder, "--field", "department=준법지원팀")
    assert sync(home, "약관") == (MANY, 0, 0, 0, 0)
    assert sync(home, "약관") == (0, 0, MANY, 0, 0)
    stages = stage_keys(home)
    revised = range(0, MANY, 100)
    for number in revised:
        make_terms.write_one(folder, number, 2)
    assert sync(home, "약관") == (0, len(revised), MANY - len(revised), 0, 0)
    # Nothing but the revised files was read: each stage has as many new outputs as files were revised.
    new = stage_keys(home) - stages
    assert {stage: sum(1 for name, _ in new if name == stage) for stage in ("parse", "chunk")} == {"parse": len(revised), "chunk": len(revised)}
    assert f"{make_terms.fee(100, 2):,}" in found(home, f"{make_terms.token(100)} 해지 수수료")
    assert f"{make_terms.fee(100, 1):,}" not in found(home, f"{make_terms.token(100)} 해지 수수료")


def stage_keys(home):
    """(stage, key) of everything that was ever worked out."""
    return {tuple(row) for row in query_home(home, "SELECT stage, stage_key FROM ingest_stages")}


def query_home(home, sql):
    """Rows of the home's own tables, read beside the program."""
    url = re.search(r'^url = "(postgresql:[^"]*)"', (home / "onggi.toml").read_text(), re.M)
    if url:
        text = subprocess.run(["psql", "-qAt", "-F", "\t", url.group(1), "-c", sql], check=True, capture_output=True, text=True).stdout
        return [line.split("\t") for line in text.splitlines()]
    with sqlite3.connect(f"file:{home}/onggi.db?mode=ro", uri=True) as database:
        return [tuple(map(str, row)) for row in database.execute(sql)]


def documents(home):
    return [row[0] for row in query_home(home, "SELECT id FROM documents")]


def test_what_is_gone_goes_and_what_is_lost_stays(home, tmp_path):
    folder = tmp_path / "mount"
    make_terms.write_folder(folder, 12)
    onggi(home, "source", "add", "규정", "folder", folder)
    sync(home, "규정")
    next(folder.rglob("약관_00003.txt")).unlink()
    assert sync(home, "규정") == (0, 0, 11, 1, 0)
    assert make_terms.token(3) not in found(home, make_terms.token(3))
    # The mount is away, then there and empty: nothing is removed, and the reason is told.
    hidden = tmp_path / "elsewhere"
    folder.rename(hidden)
    onggi(home, "source", "run", "규정", code=(9,))
    assert shown(home, "규정")["last_run"]["error_code"] == "source_missing"
    folder.mkdir()
    onggi(home, "source", "run", "규정", code=(9,))
    assert shown(home, "규정")["last_run"]["error_code"] == "source_empty"
    assert make_terms.token(5) in found(home, make_terms.token(5))
    assert sync(home, "규정", "--allow-empty")[3] == 11
    assert documents(home) == []
    folder.rmdir()
    hidden.rename(folder)
    assert sync(home, "규정") == (11, 0, 0, 0, 0)


def test_globs_broken_files_and_the_workspace_itself(plain, tmp_path):
    folder = tmp_path / "data"
    (folder / "보관").mkdir(parents=True)
    (folder / "본문.md").write_text("# 지침\n\n출장비는 실비로 정산한다.\n")
    (folder / "비고.log").write_text("기록")
    (folder / "보관" / "옛글.md").write_text("# 옛글\n\n예전 글이다.\n")
    (folder / "빈글.md").write_text("")
    (folder / "깨짐.md.docx").write_bytes(b"PK\x03\x04 broken")
    onggi(plain, "source", "add", "글", "folder", folder, "--option", "include=*.md", "--option", "include=*.docx", "--option", "exclude=보관/*")
    assert sync(plain, "글", code=(1,)) == (2, 0, 0, 0, 1)
    items = {item["item"]: item for item in shown(plain, "글")["items"]}
    assert set(items) == {"빈글.md", "깨짐.md.docx"}, "what could not be read is shown with its reason"
    assert items["빈글.md"]["error_code"] == "empty_file" and items["깨짐.md.docx"]["error_code"] == "bad_input"
    for wrong in (["folder", plain], ["folder", plain / "keys"], ["folder", tmp_path]):
        assert "own folder" in onggi(plain, "source", "add", "x", *wrong, code=(4,)).stderr
    for wrong in (["ftp", "/x"], ["folder", folder, "--option", "depth=3"], ["folder", folder, "--every", "3 weeks"], ["folder", folder, "--daily", "25:00"]):
        onggi(plain, "source", "add", "x", *wrong, code=(2,))
    onggi(plain, "source", "add", "글", "folder", folder, code=(2,))


def test_permission_and_fields_follow_the_source(home, tmp_path):
    folder = tmp_path / "data"
    make_terms.write_folder(folder, 3)
    onggi(home, "user", "add", "reader", "--role", "reader")
    onggi(home, "source", "add", "규정", "folder", folder, "--field", "department=재무팀")
    sync(home, "규정")
    assert hits(home, make_terms.token(1), "--as", "reader") == []
    onggi(home, "source", "set", "규정", "--allow", "everyone", "--field", "department=총무팀")
    assert sync(home, "규정")[2] == 3, "nothing is read again for it"
    assert make_terms.token(1) in found(home, make_terms.token(1), "--as", "reader")
    values = {row[0] for row in query_home(home, "SELECT value FROM document_metadata WHERE field = 'department'")}
    assert values == {"총무팀"}


def test_a_source_is_removed_with_or_without_its_documents(plain, tmp_path):
    folder = tmp_path / "data"
    make_terms.write_folder(folder, 3)
    for name, flag in (("하나", "--keep-documents"), ("둘", None)):
        onggi(plain, "source", "add", name, "folder", folder)
        sync(plain, name)
        onggi(plain, "source", "remove", name, *([flag] if flag else []))
    assert told(plain, "source", "list")["sources"] == []
    assert len(documents(plain)) == 3
    assert onggi(plain, "doctor").returncode == 0


# ---- the schedule ----


def test_a_schedule_runs_by_itself_and_rests_when_paused(plain, tmp_path):
    folder = tmp_path / "data"
    make_terms.write_folder(folder, 2)
    onggi(plain, "source", "add", "규정", "folder", folder, "--every", "10s")
    server = conftest.Server(plain)
    try:
        wait_until(lambda: (shown(plain, "규정")["last_run"] or {}).get("created") == 2)
        make_terms.write_one(folder, 7, 1)
        wait_until(lambda: shown(plain, "규정")["last_run"]["created"] == 1)
        onggi(plain, "source", "pause", "규정")
        paused = shown(plain, "규정")
        assert paused["state"] == "paused" and paused["next_ms"] == 0
        onggi(plain, "source", "resume", "규정")
        assert shown(plain, "규정")["next_ms"] > time.time() * 1000
    finally:
        server.stop()


def wait_until(happened, seconds=60):
    end = time.time() + seconds
    while not happened():
        assert time.time() < end, "it did not happen in time"
        time.sleep(0.3)


def test_a_killed_run_goes_on_and_loses_nothing(home, tmp_path):
    folder = tmp_path / "data"
    make_terms.write_folder(folder, 150)
    onggi(home, "source", "add", "규정", "folder", folder)
    for _ in range(3):
        server = kills.Server(home)
        subprocess.Popen([conftest.BINARY, "--home", str(home), "source", "run", "규정", "--no-wait", "--quiet"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).wait()
        time.sleep(random.uniform(0.05, 0.6))
        server.kill()
    counts = sync(home, "규정")
    source = shown(home, "규정")
    assert source["documents"] == 150 and len(documents(home)) == 150, source
    # However often it was killed, each file came in once, in one run or in the one that went on with it.
    assert sum(run_["created"] for run_ in source["runs"]) == 150 and counts[4] == 0
    names = [row[0] for row in query_home(home, "SELECT name FROM documents")]
    assert len(set(names)) == 150
    assert make_terms.token(149) in found(home, make_terms.token(149))


# ---- versions ----


def test_an_old_version_is_cited_by_its_date(home, tmp_path):
    """Rows say since when they hold; the old text answers for its day, the new one for today."""
    database = tmp_path / "terms.db"
    with sqlite3.connect(database) as db:
        db.execute("CREATE TABLE terms (id INTEGER PRIMARY KEY, name TEXT, body TEXT, holds TEXT)")
        for number in range(5):
            db.execute("INSERT INTO terms VALUES (?, ?, ?, ?)", (number, f"약관 {number}", make_terms.terms(number, 1), make_terms.effective(1)))
    onggi(home, "source", "add", "약관", "sql", f"sqlite:{database}", "--option", "query=SELECT * FROM terms", "--option", "id=id", "--option", "title=name",
          "--option", "text=body", "--option", "fields=holds=effective_date", "--option", "versions=keep")
    assert sync(home, "약관") == (5, 0, 0, 0, 0)
    with sqlite3.connect(database) as db:
        db.execute("UPDATE terms SET body = ?, holds = ? WHERE id = 2", (make_terms.terms(2, 2), make_terms.effective(2)))
    assert sync(home, "약관") == (0, 1, 4, 0, 0)
    question = f"{make_terms.token(2)} 상품의 해지 수수료는 얼마인가?"
    old, new = f"{make_terms.fee(2, 1):,}원", f"{make_terms.fee(2, 2):,}원"
    today = found(home, question)
    assert new in today and old not in today
    assert new in ask(home, question)["answer"] and new in ask(home, question, "--as-of", "2024-03-01")["answer"]
    before = ask(home, question, "--as-of", "2024-02-29")
    assert old in before["answer"] and new not in before["answer"]
    assert before["citations"][0]["document_id"] != ask(home, question)["citations"][0]["document_id"]
    assert found(home, question, "--as-of", "2023-02-28") == "", "nothing held on that day"
    assert onggi(home, "search", "x", "--as-of", "2024-02-30", code=(2,)).stderr
    # Whoever may not see the document does not see its old version either.
    onggi(home, "user", "add", "reader", "--role", "reader")
    assert hits(home, question, "--as", "reader", "--as-of", "2024-02-29") == []
    # A restart and a rebuilt index tell the same.
    shutil.rmtree(home / "index")
    assert old not in found(home, question) and old in found(home, question, "--as-of", "2024-02-29")
    # Gone at the source: gone with all its versions.
    with sqlite3.connect(database) as db:
        db.execute("DELETE FROM terms WHERE id = 2")
    assert sync(home, "약관") == (0, 0, 4, 1, 0)
    assert old not in found(home, question, "--as-of", "2024-02-29")
    assert onggi(home, "doctor").returncode == 0


def test_versions_of_a_folder_are_kept_apart_even_where_only_spaces_changed(plain, tmp_path):
    folder = tmp_path / "data"
    folder.mkdir()
    (folder / "규정.txt").write_text("제1조 숙박비 상한은 하루 12만원이다.\n")
    onggi(plain, "source", "add", "규정", "folder", folder, "--option", "versions=keep")
    sync(plain, "규정")
    (folder / "규정.txt").write_text("제1조 숙박비 상한은 하루 12만원이다.\n\n\n")
    assert sync(plain, "규정") == (0, 1, 0, 0, 0)
    rows = query_home(plain, "SELECT version, state, superseded_on <> '' FROM documents ORDER BY version")
    assert rows == [("1", "ready", "1"), ("2", "ready", "0")]
    assert len(hits(plain, "숙박비 상한")) == 1


def test_a_version_takes_over_when_it_can_be_read_and_all_have_the_same_readers(home, tmp_path):
    folder = tmp_path / "data"
    folder.mkdir()
    (folder / "규정.txt").write_text("제1조 숙박비 상한은 하루 12만원이다.\n")
    onggi(home, "source", "add", "규정", "folder", folder, "--option", "versions=keep", "--allow", "everyone")
    onggi(home, "user", "add", "reader", "--role", "reader")
    sync(home, "규정")
    (folder / "규정.txt").write_bytes(b"%PDF-1.7 this is none")
    onggi(home, "source", "run", "규정", "--json", code=(0, 1))
    assert "12만원" in found(home, "숙박비 상한"), "the version before holds until the new one is ready"
    (folder / "규정.txt").write_text("제1조 숙박비 상한은 하루 15만원이다.\n")
    onggi(home, "source", "run", "규정", "--json", code=(0, 1))
    assert "15만원" in found(home, "숙박비 상한") and "12만원" not in found(home, "숙박비 상한")
    rows = query_home(home, "SELECT version, state, CASE WHEN superseded_on = '' THEN 'holds' ELSE 'ended' END FROM documents ORDER BY version")
    assert [tuple(row) for row in rows] == [("1", "ready", "ended"), ("2", "ready", "holds")]
    old = query_home(home, "SELECT id FROM documents WHERE version = 1")[0][0]
    assert hits(home, "숙박비 상한", "--as", "reader")
    onggi(home, "source", "set", "규정", "--label", "C", "--allow", "person:owner")
    sync(home, "규정")
    permissions = {row[0] for row in query_home(home, "SELECT permission FROM documents")}
    assert len(permissions) == 1, "the version before is closed, too"
    assert hits(home, "숙박비 상한", "--as", "reader", "--as-of", "2999-01-01") == []
    onggi(home, "label", "set", old, "--label", "O", code=(0,))
    assert len({row[0] for row in query_home(home, "SELECT permission FROM documents")}) == 1


# ---- SQL ----


@pytest.fixture(params=["sqlite", "postgresql"])
def outside(request, tmp_path):
    """A database of others: (its location, what changes it)."""
    if request.param == "sqlite":
        file = tmp_path / "외부.db"
        yield f"sqlite:{file}", lambda sql: sqlite3.connect(file).executescript(sql).close()
        return
    with postgresql() as url:
        yield url, lambda sql: subprocess.run(["psql", "-q", url, "-c", sql], check=True)


def test_rows_of_a_query(plain, outside):
    location, change = outside
    setup = "CREATE TABLE notice (id TEXT, title TEXT, body TEXT, team TEXT, day TEXT); INSERT INTO notice VALUES ('a', '휴가 <안내>', '연차는 <b>15일</b>이다 & 이월되지 않는다.', '인사팀', '2024-05-01'), ('b', '출장', '여비는 실비이다.', NULL, NULL);"
    change(setup)
    options = ["--option", "id=id", "--option", "title=title", "--option", "text=body", "--option", "fields=team=department", "--option", "fields=day=effective_date"]
    onggi(plain, "source", "add", "공지", "sql", location, "--option", "query=SELECT * FROM notice ORDER BY id", *options)
    assert sync(plain, "공지") == (2, 0, 0, 0, 0)
    assert "<b>15일</b>이다 & 이월" in found(plain, "연차 이월"), "text of a row is text, not markup"
    assert hits(plain, "연차 이월")[0]["title"] == "휴가 <안내>"
    assert {tuple(row) for row in query_home(plain, "SELECT field, value FROM document_metadata WHERE origin = 'source'")} == {("department", "인사팀"), ("effective_date", "2024-05-01")}
    change("UPDATE notice SET body = '여비는 정액이다.' WHERE id = 'b'")
    assert sync(plain, "공지") == (0, 1, 1, 0, 0)
    change("DELETE FROM notice WHERE id = 'a'")
    assert sync(plain, "공지") == (0, 0, 1, 1, 0)
    # What would change the database, or is no single query, is refused; nothing is removed by it.
    for query in ("DELETE FROM notice RETURNING id, title, body, team, day", "SELECT * FROM notice; DROP TABLE notice", "SELECT * FROM nowhere"):
        onggi(plain, "source", "set", "공지", "--option", "query=" + query)
        onggi(plain, "source", "run", "공지", code=(9,))
        assert shown(plain, "공지")["last_run"]["error_code"] == "bad_query"
    change("INSERT INTO notice VALUES ('b', 'x', 'y', NULL, NULL)")
    onggi(plain, "source", "set", "공지", "--option", "query=SELECT * FROM notice")
    onggi(plain, "source", "run", "공지", code=(9,))
    assert shown(plain, "공지")["last_run"]["error_code"] == "sql_id"
    assert len(documents(plain)) == 1


def test_a_database_over_the_network_needs_its_host_allowed(plain):
    add = ["source", "add", "표", "sql", "postgresql://reader@db.internal:5432/erp", "--option", "query=SELECT 1", "--option", "id=id", "--option", "text=t"]
    refused = onggi(plain, *add, code=(4,)).stderr
    assert "db.internal:5432" in refused and "allow" in refused
    secret = "비밀번호-KQ8812"
    add[4] = f"postgresql://reader:{secret}@db.internal:5432/erp"
    refused = onggi(plain, *add, code=(2,)).stderr
    assert secret not in refused and "secret" in refused


# ---- mail ----


def message(number, subject, body, message_id=True):
    mail = email.message.EmailMessage()
    mail["Subject"], mail["From"], mail["To"] = subject, "홍길동 <gildong@example.com>", "team@example.com"
    mail["Date"] = f"Fri, {number:02d} Mar 2024 10:00:00 +0900"
    if message_id:
        mail["Message-ID"] = f"<m{number}@example.com>"
    mail.set_content(body)
    return mail


@pytest.mark.parametrize("form", ["mbox", "maildir", "folder"])
def test_each_message_of_an_archive_is_a_document(plain, tmp_path, form):
    place = tmp_path / ("편지.mbox" if form == "mbox" else "편지")
    mails = [message(1, "출장비 정산 안내", "영수증은 5일 안에 낸다.\n\nFrom now on 온라인으로 낸다.\n"), message(2, "휴가 계획", "연차는 미리 낸다.\n")]
    if form == "folder":
        place.mkdir()
        for number, mail in enumerate(mails):
            (place / f"{number}.eml").write_bytes(mail.as_bytes())
    else:
        box = mailbox.mbox(place) if form == "mbox" else mailbox.Maildir(place)
        for mail in mails:
            box.add(mail)
        box.close()
    onggi(plain, "source", "add", "편지", "mail", place)
    assert sync(plain, "편지") == (2, 0, 0, 0, 0)
    assert sync(plain, "편지") == (0, 0, 2, 0, 0)
    assert "온라인으로 낸다" in found(plain, "영수증 온라인")
    said = {tuple(row) for row in query_home(plain, "SELECT field, value FROM document_metadata WHERE field <> 'author'")}
    assert said == {("title", "출장비 정산 안내"), ("date", "2024-03-01"), ("title", "휴가 계획"), ("date", "2024-03-02")}
    assert {item["item"] for item in shown(plain, "편지", "--all")["items"]} == {"m1@example.com", "m2@example.com"}


# ---- a web site ----


class Site(http.server.ThreadingHTTPServer):
    """Pages by path; ETags; counts what was sent in full."""

    def __init__(self):
        super().__init__(("127.0.0.1", 0), SiteHandler)
        self.pages, self.sent, self.asked, self.down = {}, [], [], False
        threading.Thread(target=self.serve_forever, daemon=True).start()
        self.url = f"http://127.0.0.1:{self.server_port}"


class SiteHandler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        site = self.server
        path = urllib.parse.unquote(self.path)
        site.asked.append(path)
        if site.down:
            return self.answer(503, b"")
        page = site.pages.get(path)
        if page is None:
            return self.answer(404, b"")
        body, kind = page if isinstance(page, tuple) else (page.encode(), "text/html; charset=utf-8")
        etag = f'"{hash(body)}"'
        if self.headers.get("If-None-Match") == etag:
            return self.answer(304, b"")
        site.sent.append(path)
        self.answer(200, body, kind, etag)

    def answer(self, status, body, kind="text/plain", etag=None):
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        if etag:
            self.send_header("ETag", etag)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *arguments):
        pass


@pytest.fixture
def site():
    running = Site()
    yield running
    running.shutdown()


def page(text, *links):
    return f"<html><head><title>{text[:10]}</title></head><body><p>{text}</p>" + "".join(f'<a href="{link}">더</a>' for link in links) + "</body></html>"


def test_a_site_is_followed_politely_and_asked_only_for_what_changed(plain, site):
    add = ["source", "add", "누리집", "web", site.url + "/", "--option", "delay_ms=0"]
    assert "allow" in onggi(plain, *add, code=(4,)).stderr, "a host that the configuration does not name is not called"
    allow(plain, f"127.0.0.1:{site.server_port}")
    site.pages = {
        "/": page("옹기 회사의 누리집 대문이다.", "/규정.html", "notice/1", "http://outside.example/x", "/private/secret.html", "mailto:a@b.c"),
        "/규정.html": page("출장 여비 규정이다. 숙박비는 12만원이다.", "/deep.html"),
        "/notice/1": page("첫째 알림이다. 주차장을 닫는다.", "/"),
        "/deep.html": page("깊은 쪽이다.", "/deeper.html"),
        "/deeper.html": page("너무 깊은 쪽이다."),
        "/private/secret.html": page("로봇이 읽지 않을 쪽이다."),
        "/robots.txt": (b"User-agent: *\nDisallow: /private/\n", "text/plain"),
    }
    onggi(plain, *add)
    assert sync(plain, "누리집") == (4, 0, 0, 0, 0)
    assert "/private/secret.html" not in site.asked and "/deeper.html" not in site.asked
    assert "12만원" in found(plain, "숙박비")
    site.sent.clear()
    site.pages["/notice/1"] = page("첫째 알림이다. 주차장을 다시 연다.")
    assert sync(plain, "누리집") == (0, 1, 3, 0, 0)
    assert set(site.sent) - {"/robots.txt"} == {"/notice/1"}, "unchanged pages are not sent again"
    del site.pages["/notice/1"]
    assert sync(plain, "누리집") == (0, 0, 3, 1, 0)
    site.down = True
    onggi(plain, "source", "run", "누리집", code=(9,))
    assert len(documents(plain)) == 3, "a site that is down loses nothing"


def test_a_sitemap_says_which_pages_there_are(plain, site):
    allow(plain, f"127.0.0.1:{site.server_port}")
    urls = "".join(f"<url><loc>{site.url}/{name}</loc></url>" for name in ("a.html", "b.html"))
    site.pages = {"/sitemap.xml": (f'<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{urls}</urlset>'.encode(), "application/xml"),
                  "/a.html": page("가 쪽이다. 보증금은 오백만원이다.", "/c.html"), "/b.html": page("나 쪽이다. 계약금은 백만원이다."), "/c.html": page("지도에 없는 쪽이다.")}
    onggi(plain, "source", "add", "지도", "web", site.url + "/sitemap.xml", "--option", "delay_ms=0")
    assert sync(plain, "지도") == (2, 0, 0, 0, 0)
    del site.pages["/sitemap.xml"]
    onggi(plain, "source", "run", "지도", code=(9,))
    assert shown(plain, "지도")["last_run"]["error_code"] == "bad_sitemap" and len(documents(plain)) == 2


# ---- S3 ----


ACCESS, SECRET = "AKIAONGGITESTKEY0001", "s3-비밀-9f4K2mQx7Lr0"


class Bucket:
    """A bucket on a real server of S3's protocol, filled by boto3."""

    def __init__(self, url, secret):
        import boto3

        self.url = url
        self.client = boto3.client("s3", endpoint_url=url, aws_access_key_id=ACCESS, aws_secret_access_key=secret, region_name="us-east-1")
        self.client.create_bucket(Bucket="docs")

    def put(self, key, text):
        self.client.put_object(Bucket="docs", Key=key, Body=text.encode())

    def delete(self, key):
        self.client.delete_object(Bucket="docs", Key=key)


@pytest.fixture(params=["moto", "versitygw"])
def bucket(request, tmp_path):
    port = 20_000 + random.randrange(20_000)
    secret = "moto-secret-Kq81xZ20aa" if request.param == "moto" else "versity-secret-Pw73"
    if request.param == "moto":
        pytest.importorskip("moto")
        command = [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)]
        environment = dict(os.environ)
    else:
        gateway = os.environ.get("ONGGI_TEST_S3", shutil.which("versitygw"))
        if not gateway:
            pytest.skip("ONGGI_TEST_S3 names no versitygw")
        pytest.importorskip("boto3")
        (tmp_path / "s3").mkdir()
        command = [gateway, "--port", f"127.0.0.1:{port}", "posix", str(tmp_path / "s3")]
        environment = dict(os.environ, ROOT_ACCESS_KEY=ACCESS, ROOT_SECRET_KEY=secret)
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        wait_until(lambda: reachable(port))
        made = Bucket(f"http://127.0.0.1:{port}", secret)
        made.secret = secret
        made.checks_signatures = request.param == "versitygw"
        yield made
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=30)


def reachable(port):
    import socket

    with socket.socket() as one:
        one.settimeout(1)
        return one.connect_ex(("127.0.0.1", port)) == 0


def test_only_changed_objects_of_a_bucket_are_fetched(plain, bucket):
    allow(plain, bucket.url.removeprefix("http://"))
    for number in range(1_005):  # more than one page of a listing
        bucket.put(f"표/빈칸 {number}+%&.log", "x")
    bucket.put("규정/여비 규정+(개정).txt", "숙박비 상한은 하루 12만원이다.")
    bucket.put("규정/휴가.txt", "연차는 15일이다.")
    options = ["--option", f"endpoint={bucket.url}", "--option", "exclude=*.log"]
    onggi(plain, "source", "add", "자료", "s3", "docs", *options, "--secrets-stdin", text=f"access_key={ACCESS}\nsecret_key={bucket.secret}\n")
    assert sync(plain, "자료") == (2, 0, 0, 0, 0)
    assert "12만원" in found(plain, "숙박비 상한")
    bucket.put("규정/휴가.txt", "연차는 16일이다.")
    assert sync(plain, "자료") == (0, 1, 1, 0, 0)
    bucket.delete("규정/여비 규정+(개정).txt")
    assert sync(plain, "자료") == (0, 0, 1, 1, 0)
    if bucket.checks_signatures:
        onggi(plain, "source", "set", "자료", "--secrets-stdin", text=f"access_key={ACCESS}\nsecret_key=wrong\n")
        onggi(plain, "source", "run", "자료", code=(9,))
        assert shown(plain, "자료")["last_run"]["error_code"] == "s3_denied"


def test_secrets_are_kept_and_never_told(plain, tmp_path):
    allow(plain, "s3.internal:9000")
    (plain / "onggi.toml").write_text((plain / "onggi.toml").read_text() + '[log]\nlevel = "debug"\n')
    added = onggi(plain, "source", "add", "자료", "s3", "docs", "--option", "endpoint=http://s3.internal:9000", "--secrets-stdin", "--json", text=f"access_key={ACCESS}\nsecret_key={SECRET}\n")
    said = added.stdout + added.stderr
    for command in (["source", "list", "--json"], ["source", "show", "자료"], ["source", "show", "자료", "--json"]):
        done = onggi(plain, *command)
        said += done.stdout + done.stderr
    failed = onggi(plain, "source", "run", "자료", code=(9,))
    said += failed.stdout + failed.stderr
    assert SECRET not in said and ACCESS not in said
    assert told(plain, "source", "list")["sources"][0]["secrets"] == ["access_key", "secret_key"]
    onggi(plain, "doctor", "--repair")
    for file in plain.rglob("*"):
        if file.is_file():
            assert SECRET.encode() not in file.read_bytes(), file
    onggi(plain, "vault", "rotate")
    assert told(plain, "source", "list")["sources"][0]["secrets"] == ["access_key", "secret_key"]


# ---- over HTTP ----


def test_sources_over_http(plain, tmp_path):
    folder = tmp_path / "data"
    make_terms.write_folder(folder, 2)
    (plain / "onggi.toml").write_text(f'[sources]\nfolders = ["{folder}"]\n[network]\nallow = ["s3.internal:9000"]\n')
    onggi(plain, "user", "add", "admin", "--role", "admin")
    onggi(plain, "user", "add", "editor", "--role", "editor")
    admin, editor = (onggi(plain, "key", "add", login, "--name", "t").stdout.strip() for login in ("admin", "editor"))
    server = conftest.Server(plain)
    try:
        wish = {"name": "규정", "kind": "folder", "location": str(folder), "schedule": "every 1h"}
        assert server.call("POST", "/api/sources", editor, wish).status == 403
        assert server.call("GET", "/api/sources", editor).status == 403
        outside = server.call("POST", "/api/sources", admin, {**wish, "location": "/etc"})
        assert outside.status == 403 and outside.json()["error"]["reason"] == "folder_not_allowed"
        climbing = server.call("POST", "/api/sources", admin, {**wish, "location": f"{folder}/../.."})
        assert climbing.status == 403
        made = server.call("POST", "/api/sources", admin, wish)
        assert made.status == 201, made.body
        path = "/api/sources/" + made.json()["id"]
        wait_until(lambda: (server.call("GET", path, admin).json()["last_run"] or {}).get("created") == 2)
        assert server.call("POST", "/api/sources", admin, wish).status == 409
        assert server.call("PATCH", path, admin, {"options": {"depth": 3}}).status == 400
        assert server.call("PATCH", path, admin, {"state": "paused"}).json()["next_ms"] == 0
        assert len(server.call("GET", path + "/items", admin).json()["items"]) == 2
        assert server.call("POST", path + "/runs", admin, {}).status == 202
        bucket = server.call("POST", "/api/sources", admin, {"name": "s3", "kind": "s3", "location": "b", "options": {"endpoint": "http://s3.internal:9000"}, "secrets": {"access_key": ACCESS, "secret_key": SECRET}})
        assert bucket.status == 201 and bucket.json()["secrets"] == ["access_key", "secret_key"]
        answers = bucket.body + server.call("GET", "/api/sources", admin).body + server.call("GET", "/api/sources/" + bucket.json()["id"], admin).body
        assert SECRET.encode() not in answers and ACCESS.encode() not in answers
        # What the command line's owner added: an administrator may run it, and may not open it to others.
        owners = told(plain, "source", "add", "소유자", "folder", folder)["source_id"]
        assert server.call("PATCH", "/api/sources/" + owners, admin, {"allow": ["everyone"]}).status == 403
        assert server.call("DELETE", path, admin).status == 202
        wait_until(lambda: server.call("GET", path, admin).status == 404)
        actions = {row[0] for row in query_home(plain, "SELECT action FROM audit_entries")}
        assert {"source.add", "source.change", "source.run", "source.remove", "source.read"} <= actions
    finally:
        server.stop()
