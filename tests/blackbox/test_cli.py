"""The command line's contract: names, JSON shapes, exit codes; and bad input of every kind with a clear message and nothing lost."""

import json
import os
import pathlib
import shutil
import socket
import subprocess
import zipfile

import pytest

import kills

ROOT = pathlib.Path(__file__).resolve().parents[2]
SAMPLES = ROOT / "samples"
BINARY = kills.BINARY


@pytest.fixture(scope="module")
def sample_home(tmp_path_factory):
    home = tmp_path_factory.mktemp("samples") / "home"
    onggi(home, "user", "add", "park", "--role", "editor")
    onggi(home, "group", "add", "임원")
    assert onggi(home, "ingest", SAMPLES / "shared", "--allow", "everyone").returncode in (0, 1)
    assert onggi(home, "ingest", SAMPLES / "restricted", "--allow", "group:임원", "--label", "S").returncode in (0, 1)
    return home


@pytest.fixture
def home(tmp_path):
    return tmp_path / "home"


def onggi(home, *arguments, text=None, env=None):
    return subprocess.run([BINARY, "--home", str(home), *map(str, arguments)], input=text, capture_output=True, text=True, timeout=300, env={**os.environ, **(env or {})})


def clear(result, code, word=""):
    """The documented exit code, one clear message on stderr, nothing that looks like a crash."""
    assert result.returncode == code, (result.returncode, result.stdout[-500:], result.stderr[-500:])
    assert result.stderr.strip() and word in result.stderr, result.stderr
    assert "terminate" not in result.stderr and "internal error" not in result.stderr


# ---- what it does ----


@pytest.mark.parametrize("command", [["user", "list"], ["ask", "수습은 몇 달인가요?"], ["doctor"], ["parse", str(SAMPLES / "shared/취업규칙.docx")]])
def test_standard_input_is_left_alone(sample_home, command):
    """In a terminal nobody ends the input, and in a shell's loop it belongs to the loop."""
    held = subprocess.Popen(["sleep", "60"], stdout=subprocess.PIPE)
    try:
        done = subprocess.run([BINARY, "--home", str(sample_home), *command], stdin=held.stdout, capture_output=True, timeout=30)
    finally:
        held.kill()
        held.wait()
    assert done.returncode in (0, 1)


def test_parse_gives_elements_and_an_account():
    result = subprocess.run([BINARY, "parse", SAMPLES / "shared/정보보안_지침.pdf", "--to", "json", "--quiet"], capture_output=True, text=True)
    document = json.loads(result.stdout)
    assert document["document"]["media_type"] == "application/pdf" and len(document["document"]["pages"]) == 5
    assert {"id", "kind", "text", "places", "level", "table", "latex"} <= set(document["elements"][0])
    account = document["account"]
    assert account["characters_in"] == account["characters_out"] + sum(dropped["characters"] for dropped in account["dropped"])


@pytest.mark.parametrize("form", ["markdown", "text", "html", "json"])
def test_parse_is_deterministic(form):
    runs = {subprocess.run([BINARY, "parse", SAMPLES / "shared/취업규칙.docx", "--to", form, "--quiet"], capture_output=True).stdout for _ in range(3)}
    assert len(runs) == 1 and len(runs.pop()) > 1000


def test_parse_pages():
    result = subprocess.run([BINARY, "parse", SAMPLES / "shared/정보보안_지침.pdf", "--to", "json", "--pages", "2-3", "--quiet"], capture_output=True, text=True)
    pages = {place["page_index"] for element in json.loads(result.stdout)["elements"] for place in element["places"]}
    assert pages == {1, 2}


def test_ask_cites_document_and_page(sample_home):
    answer = json.loads(onggi(sample_home, "ask", "관리자 계정 비밀번호는 며칠마다 바꿔야 합니까?", "--json").stdout)
    assert set(answer) >= {"answer", "abstained", "label", "model", "citations"} and not answer["abstained"]
    citation = answer["citations"][0]
    assert citation["document"] == "정보보안_지침.pdf" and "90일" in citation["quote"] and citation["places"][0]["page_label"] == "2"


def test_ask_abstains_with_the_nearest(sample_home):
    answer = json.loads(onggi(sample_home, "ask", "화성 이주 지원금은 얼마입니까?", "--json").stdout)
    assert answer["abstained"] and answer["citations"] == []


def test_search_explains(sample_home):
    hits = json.loads(onggi(sample_home, "search", "연차휴가", "--limit", "3", "--json").stdout)["hits"]
    assert [hit["rank"] for hit in hits] == [1, 2, 3] and set(hits[0]["legs"]) == {"lexical", "dense"}


def test_second_person_sees_nothing_restricted(sample_home):
    for question in ("전무의 기본 연봉이 얼마죠?", "임원 보수 규정", "솔숲 사업 인수 제안가"):
        hits = json.loads(onggi(sample_home, "search", question, "--as", "park", "--json", "--limit", "100").stdout)["hits"]
        restricted = {path.name for path in (SAMPLES / "restricted").iterdir()}
        assert not restricted & {hit["document"] for hit in hits}


def answerable():
    return {row["id"] for row in map(json.loads, (SAMPLES / "questions.jsonl").read_text().splitlines()) if row["answerable"]}


def test_samples_are_answered(sample_home):
    """What docs/benchmarks.md says today, less two questions, as a floor that no change may go under."""
    report = json.loads(onggi(sample_home, "evaluate", "answers", SAMPLES / "questions.jsonl", "--json").stdout)
    assert report["leaks"] == 0 and report["leak_checks"] == 10
    assert report["document_cited"]["value"] >= 0.76 and report["page_cited"]["value"] >= 0.74, report
    assert report["answer_contained"]["value"] >= 0.68 and report["abstained"]["value"] >= 0.8, report
    assert report["citations_right"]["of"] == sum(len(case["citations"]) for case in report["cases"] if case["id"] in answerable()), report
    cited = next(case["citations"][0] for case in report["cases"] if case["id"] == "q15")
    assert cited["document"] == "정보보안_지침.pdf" and cited["pages"] == ["2"] and "90일" in cited["quote"]


def test_ingest_again_changes_nothing(sample_home):
    again = onggi(sample_home, "ingest", SAMPLES / "shared", "--allow", "everyone")
    assert again.returncode in (0, 1) and again.stdout.count("그대로") == len(list((SAMPLES / "shared").iterdir()))


def test_a_changed_file_replaces_its_old_text(home, tmp_path):
    file = tmp_path / "규정.txt"
    file.write_text("정산 기한은 7일이다.\n")
    onggi(home, "ingest", file)
    file.write_text("정산 기한은 14일이다.\n")
    onggi(home, "ingest", file)
    hits = json.loads(onggi(home, "search", "정산 기한", "--json").stdout)["hits"]
    assert ["14일" in hit["text"] for hit in hits] == [True]


def test_equal_documents_are_indexed_once(home, tmp_path):
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_text("연차 휴가는 15일이다.\n")
    result = onggi(home, "ingest", tmp_path / "a.txt", tmp_path / "b.txt")
    assert "중복" in result.stdout
    assert len(json.loads(onggi(home, "search", "연차 휴가", "--json").stdout)["hits"]) == 1


def test_a_text_is_found_in_other_notation(home, tmp_path):
    texts = {"a.txt": "지급 한도는 일억이다.\n", "b.txt": "인구는 315,159명이다.\n", "c.txt": "2024. 3. 1. 시행\n", "d.txt": "법 제3조제2항에 따른다.\n", "e.txt": "委員會의 결정\n", "f.txt": "테라로사는 붉다.\n"}
    for name, text in texts.items():
        (tmp_path / name).write_text(text)
    assert onggi(home, "ingest", *(tmp_path / name for name in texts)).returncode == 0
    asked = {"100,000,000": "a.txt", "31만5159명": "b.txt", "2024-03-01": "c.txt", "§3②": "d.txt", "위원회": "e.txt", "ㅌㄹㄹㅅ": "f.txt"}
    for question, name in asked.items():
        hits = json.loads(onggi(home, "search", question, "--json").stdout)["hits"]
        assert hits and hits[0]["document"] == name, question


def test_groups_count_at_once(home, tmp_path):
    (tmp_path / "secret.txt").write_text("재무팀 마감 일정은 매월 5일이다.\n")
    for words in (["user", "add", "kim"], ["group", "add", "재무팀"], ["group", "add", "본부"], ["group", "join", "재무팀", "group:본부"]):
        assert onggi(home, *words).returncode == 0
    onggi(home, "ingest", tmp_path / "secret.txt", "--allow", "group:재무팀")
    seen = lambda: len(json.loads(onggi(home, "search", "마감 일정", "--as", "kim", "--json").stdout)["hits"])  # noqa: E731
    assert seen() == 0
    onggi(home, "group", "join", "본부", "person:kim")
    assert seen() == 1
    onggi(home, "group", "leave", "본부", "person:kim")
    assert seen() == 0


def test_label_above_clearance_hides(home, tmp_path):
    (tmp_path / "c.txt").write_text("기밀 회의는 9월 1일이다.\n")
    onggi(home, "user", "add", "lee", "--clearance", "S")
    onggi(home, "ingest", tmp_path / "c.txt", "--allow", "everyone")
    seen = lambda: len(json.loads(onggi(home, "search", "기밀 회의", "--as", "lee", "--json").stdout)["hits"])  # noqa: E731
    assert seen() == 1
    assert onggi(home, "label", "set", "c.txt", "--label", "C").returncode == 0
    assert seen() == 0


def test_tokenize_counts_code_points():
    tokens = json.loads(subprocess.run([BINARY, "tokenize", "--json"], input="연차휴가는 15일", capture_output=True, text=True).stdout)["tokens"]
    assert {"연차", "휴가", "15"} <= {token["term"] for token in tokens}
    assert all(0 <= token["start"] < token["end"] <= 9 for token in tokens)


def test_doctor_finds_a_damaged_original(home, tmp_path):
    (tmp_path / "a.txt").write_text("병가는 60일이다.\n")
    onggi(home, "ingest", tmp_path / "a.txt")
    assert onggi(home, "doctor").returncode == 0
    for blob in (home / "blobs").rglob("*"):
        if blob.is_file() and blob.stat().st_size > 0:  # not the lock
            data = bytearray(blob.read_bytes())
            data[-1] ^= 1  # of the sealed bytes; the middle of a small blob may be a place for a key that is not in use
            blob.write_bytes(data)
    assert onggi(home, "doctor").returncode == 1


def test_a_lost_index_is_made_again(home, tmp_path):
    (tmp_path / "a.txt").write_text("병가는 60일이다.\n")
    onggi(home, "ingest", tmp_path / "a.txt")
    shutil.rmtree(home / "index")
    assert len(json.loads(onggi(home, "search", "병가", "--json").stdout)["hits"]) == 1


def test_commands_work_beside_a_server(home, tmp_path):
    (tmp_path / "a.txt").write_text("병가는 60일이다.\n")
    server = kills.Server(home)
    try:
        assert onggi(home, "ingest", tmp_path / "a.txt").returncode == 0
        assert "60일" in onggi(home, "ask", "병가는 며칠인가요?").stdout
        clear(onggi(home, "serve"), 9)
        clear(onggi(home, "ask", ""), 2)
    finally:
        assert server.stop() == 0


# ---- bad input ----


def test_wrong_use(home):
    clear(onggi(home, "fly"), 2)
    clear(onggi(home, "search"), 2)
    clear(onggi(home, "ingest", "/nowhere/at/all"), 5, "/nowhere")
    clear(onggi(home, "search", "x", "--as", "nobody"), 5, "--as nobody")
    clear(onggi(home, "ask", "x", "--model", "no-such-model"), 5, "no-such-model")
    clear(onggi(home, "worker"), 2, "PostgreSQL")


def test_empty_file(home, tmp_path):
    (tmp_path / "empty.pdf").write_bytes(b"")
    clear(subprocess.run([BINARY, "parse", tmp_path / "empty.pdf"], capture_output=True, text=True), 3)
    result = onggi(home, "ingest", tmp_path / "empty.pdf")
    assert result.returncode == 1 and "bad_input" in result.stdout


def test_what_failed_is_tried_again(home, tmp_path):
    (tmp_path / "well.txt").write_text("정산 기한은 7일이다.\n")
    (tmp_path / "cut.pdf").write_bytes((SAMPLES / "shared/정보보안_지침.pdf").read_bytes()[:200])
    assert onggi(home, "ingest", tmp_path / "well.txt", tmp_path / "cut.pdf").returncode == 1
    again = onggi(home, "ingest", "--again", "--json")
    (line,) = again.stdout.splitlines()
    assert again.returncode == 1 and json.loads(line)["file"] == "cut.pdf" and json.loads(line)["error"]["code"] == "bad_input"


def test_wrong_extension_is_read_by_its_bytes(tmp_path):
    shutil.copy(SAMPLES / "shared/정보보안_지침.pdf", tmp_path / "지침.docx")
    result = subprocess.run([BINARY, "parse", tmp_path / "지침.docx", "--to", "json", "--quiet"], capture_output=True, text=True)
    assert json.loads(result.stdout)["document"]["media_type"] == "application/pdf"


def test_broken_zip(tmp_path):
    whole = (SAMPLES / "shared/취업규칙.docx").read_bytes()
    (tmp_path / "cut.docx").write_bytes(whole[: len(whole) // 2])
    clear(subprocess.run([BINARY, "parse", tmp_path / "cut.docx"], capture_output=True, text=True), 3, "cut.docx")


def test_zip_that_holds_no_document(tmp_path):
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("a.bin", bytes(range(9)) * 9)
    result = subprocess.run([BINARY, "parse", tmp_path / "a.zip"], capture_output=True, text=True)
    assert result.returncode == 1, result.stderr  # read, with a warning that names the member
    assert "a.bin" in result.stderr


def pdf_of(objects, trailer=""):
    """A PDF of these numbered objects, with its table of places."""
    body, places = b"%PDF-1.4\n", []
    for number, text in enumerate(objects, start=1):
        places.append(len(body))
        body += f"{number} 0 obj{text}endobj\n".encode()
    table = f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n" + "".join(f"{place:010d} 00000 n \n" for place in places)
    return body + f"{table}trailer<</Size {len(objects) + 1}/Root 1 0 R{trailer}>>\nstartxref\n{len(body)}\n%%EOF\n".encode()


def test_encrypted_pdf(tmp_path):
    """A PDF whose trailer asks for a password that nobody knows."""
    file = tmp_path / "locked.pdf"
    lock = f"<</Filter/Standard/V 1/R 2/P -4/O<{'5a' * 32}>/U<{'a5' * 32}>>>"
    file.write_bytes(pdf_of(["<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[3 0 R]/Count 1>>", "<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]>>", lock], f"/Encrypt 4 0 R/ID[<{'01' * 16}><{'01' * 16}>]"))
    clear(subprocess.run([BINARY, "parse", file], capture_output=True, text=True), 3, "password")
    clear(subprocess.run([BINARY, "parse", file, "--password-stdin"], input="wrong\n", capture_output=True, text=True), 3, "password")


def test_pdf_without_pages(tmp_path):
    (tmp_path / "none.pdf").write_bytes(pdf_of(["<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[]/Count 0>>"]))
    clear(subprocess.run([BINARY, "parse", tmp_path / "none.pdf"], capture_output=True, text=True), 3)


def test_a_bad_file_loses_no_other(home, tmp_path):
    (tmp_path / "in").mkdir()
    (tmp_path / "in/good.txt").write_text("교육비는 연 100만 원이다.\n")
    (tmp_path / "in/bad.docx").write_bytes(b"PK\x03\x04 nothing of the kind")
    result = onggi(home, "ingest", tmp_path / "in")
    assert result.returncode == 1 and "bad.docx" in result.stdout
    assert len(json.loads(onggi(home, "search", "교육비", "--json").stdout)["hits"]) == 1
    assert onggi(home, "doctor").returncode == 0


def test_invalid_utf8_query(home):
    result = subprocess.run([BINARY, "--home", str(home), "search", b"\xff\xfe\x80"], capture_output=True)
    assert result.returncode == 2 and b"UTF-8" in result.stderr


def test_a_question_of_a_megabyte(home):
    clear(onggi(home, "ask", "가" * 40_000), 6, "limit")


def test_a_model_that_is_not_gguf(home, tmp_path):
    (tmp_path / "model.gguf").write_bytes(b"not a model" * 100)
    clear(onggi(home, "model", "add", "m", "--gguf", tmp_path / "model.gguf"), 3, "GGUF")


def test_full_disk(home, tmp_path):
    """A home on a file system of four megabytes: the message says disk, and what was acknowledged before stays."""
    small = tmp_path / "small"
    small.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=4m", "onggi", str(small)], capture_output=True).returncode != 0:
        pytest.skip("a small file system needs the right to mount")
    try:
        (tmp_path / "a.txt").write_text("병가는 60일이다.\n")
        assert onggi(small / "home", "ingest", tmp_path / "a.txt").returncode == 0
        (tmp_path / "big.txt").write_bytes(os.urandom(6 << 20))
        clear(onggi(small / "home", "ingest", tmp_path / "big.txt"), 9, "space")
        assert len(json.loads(onggi(small / "home", "search", "병가", "--json").stdout)["hits"]) == 1
        assert onggi(small / "home", "doctor").returncode == 0
    finally:
        subprocess.run(["umount", str(small)], check=False)


def test_read_only_home(tmp_path):
    place = tmp_path / "place"
    place.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "ro", "onggi", str(place)], capture_output=True).returncode != 0:
        pytest.skip("a read-only file system needs the right to mount")
    try:
        clear(onggi(place / "home", "user", "list"), 9, "place")
    finally:
        subprocess.run(["umount", str(place)], check=False)


def test_port_in_use(home):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        clear(onggi(home, "serve", "--listen", f"127.0.0.1:{port}"), 9, str(port))


def test_a_misspelt_option_in_the_configuration(home):
    home.mkdir()
    (home / "onggi.toml").write_text("[server]\nlisten_on = \"127.0.0.1:1\"\n")
    clear(onggi(home, "user", "list"), 3, "line 2")


def test_a_database_that_is_none(home):
    home.mkdir()
    (home / "onggi.db").write_bytes(b"this is not a database, whatever its name says" * 100)
    clear(onggi(home, "user", "list"), 3)


# ---- evaluate parse ----


def test_evaluate_parse_scores_files_against_expected_texts(home, tmp_path):
    folder = tmp_path / "set"
    folder.mkdir()
    (folder / "good.html").write_text("<h1>총칙</h1><p>목적은 하나다.</p><table><tr><th>품목</th><th>값</th></tr><tr><td>배</td><td>5</td></tr></table>")
    (folder / "good.md").write_text("# 총칙\n\n목적은 하나다.\n\n| 품목 | 값 |\n|---|---|\n| 배 | 5 |\n")
    (folder / "half.html").write_text("<p>가나</p>")
    (folder / "half.md").write_text("가나다라\n")
    (folder / "broken.pdf").write_bytes(b"%PDF-1.4\nnothing of a document\n")
    (folder / "broken.txt").write_text("본문\n")
    (folder / "alone.html").write_text("<p>글</p>")
    done = onggi(home, "evaluate", "parse", folder, "--json")
    report = json.loads(done.stdout)
    assert done.returncode == 1, "a file could not be read"
    assert [file["file"] for file in report["files"]] == ["broken.pdf", "half.html", "good.html"], "the worst first"
    broken, half, good = report["files"]
    assert broken["error"] == "bad_input" and broken["nid"] == 0 and broken["teds"] is None
    assert half["character_recall"] == 0.5 and half["character_precision"] == 1 and abs(half["nid"] - 4 / 6) < 1e-9
    assert good["overall"] == 1 and good["teds"] == 1 and good["mhs"] == 1 and good["tables_found"] == 1
    assert report["summary"]["files"] == 3 and report["summary"]["failed"] == 1 and report["summary"]["without_expected"] == 1
    assert report["summary"]["teds"] == {"value": 1, "low": 1, "high": 1, "of": 1}
    shown = onggi(home, "evaluate", "parse", folder, env={"LC_ALL": "ko_KR.UTF-8"})
    assert "글자 재현율" in shown.stdout and "broken.pdf" in shown.stdout


def test_content_all_keeps_what_a_page_shows_around_its_main_content(home, tmp_path):
    (tmp_path / "page.html").write_text(
        "<nav><a href=/>회사 소개</a></nav><main><h1>휴가</h1><p>연차는 15일이다.</p><button>신청</button></main><aside>다른 글</aside><p hidden>숨은 글</p><script>x()</script><footer>옹기상사</footer>"
    )
    (tmp_path / "page.md").write_text("회사 소개\n\n# 휴가\n\n연차는 15일이다.\n\n신청\n\n다른 글\n\n옹기상사\n")
    shown = {content: onggi(home, "parse", tmp_path / "page.html", "--content", content).stdout for content in ["main", "all"]}
    assert shown["main"] == "# 휴가\n\n연차는 15일이다.\n"
    assert all(text in shown["all"] for text in ["회사 소개", "# 휴가", "신청", "다른 글", "옹기상사"])
    assert "숨은" not in shown["all"] and "x()" not in shown["all"]
    score = {content: json.loads(onggi(home, "evaluate", "parse", tmp_path, "--content", content, "--json").stdout)["files"][0] for content in ["main", "all"]}
    assert score["main"]["character_recall"] < 0.7 and score["all"]["character_recall"] == score["all"]["character_precision"] == 1
    clear(onggi(home, "parse", tmp_path / "page.html", "--content", "half"), 2)


def test_evaluate_parse_compares_markdown_of_others_as_it_is(home, tmp_path):
    for place, text in {"theirs/a.md": "# 총칙\n\n**목적**은 하나다.\n", "expected/a.html": "<h1>총칙</h1><p>목적은 하나다.</p>"}.items():
        (tmp_path / place).parent.mkdir()
        (tmp_path / place).write_text(text)
    done = onggi(home, "evaluate", "parse", tmp_path / "theirs", "--expected", tmp_path / "expected", "--as-is", "--json")
    assert done.returncode == 0 and json.loads(done.stdout)["files"][0]["overall"] == 1


def test_evaluate_parse_without_anything_expected_says_so(home, tmp_path):
    (tmp_path / "a.html").write_text("<p>글</p>")
    clear(onggi(home, "evaluate", "parse", tmp_path), 5, "NAME.md")
    clear(onggi(home, "evaluate", "parse", tmp_path / "nowhere"), 5)
