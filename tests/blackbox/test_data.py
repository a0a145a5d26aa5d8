"""Data as rows: personal data and duplicates in JSON Lines, by the command line. Values are invented: 0000 numbers, example hosts."""

import json
import os
import subprocess
import unicodedata

import pytest

import kills

PERSONAL = [
    {"id": "a", "text": "성명: 홍길동, 연락처 010-0000-1234입니다.", "metadata": {"source": "상담"}},
    {"id": "b", "text": "개인정보가 없는 줄"},
    {"id": "c", "text": "hong@example.com으로 보내 주세요"},
]


def onggi(*arguments):
    return subprocess.run([kills.BINARY, *map(str, arguments)], capture_output=True, text=True, timeout=300, env={**os.environ, "LANG": "ko_KR.UTF-8"})


@pytest.fixture
def file(tmp_path):
    def write(rows):
        path = tmp_path / "in.jsonl"
        path.write_text("".join((row if isinstance(row, str) else json.dumps(row, ensure_ascii=False)) + "\n" for row in rows))
        return path

    return write


def rows_of(text):
    return [json.loads(line) for line in text.splitlines()]


def test_scan_gives_a_row_for_each_row_with_code_point_offsets(file):
    done = onggi("pii", "scan", file(PERSONAL))
    assert done.returncode == 0, done.stderr
    rows = {row["id"]: row["findings"] for row in rows_of(done.stdout)}
    assert list(rows) == ["a", "b", "c"]
    found = {(f["type"], PERSONAL[0]["text"][f["start"]:f["end"]]) for f in rows["a"]}
    assert found == {("PERSON", "홍길동"), ("PHONE", "010-0000-1234")}
    assert rows["b"] == []
    assert [(f["type"], f["start"], f["end"]) for f in rows["c"]] == [("EMAIL", 0, 16)]
    assert all(0.5 <= f["confidence"] <= 1 and f["reason"] and "1234" not in f["reason"] for f in rows["a"])


def test_mask_keeps_the_other_fields_and_masks_by_kind(file, tmp_path):
    out = tmp_path / "out.jsonl"
    done = onggi("pii", "mask", file(PERSONAL), "--out", out, "--action", "partial", "--kind", "PHONE=keep", "--kind", "EMAIL=type")
    assert done.returncode == 0, done.stderr
    rows = rows_of(out.read_text())
    assert rows[0] == {**PERSONAL[0], "text": "성명: 홍●●, 연락처 010-0000-1234입니다."}
    assert rows[1] == PERSONAL[1]
    assert rows[2]["text"] == "[이메일]으로 보내 주세요"
    again = onggi("pii", "mask", out, "--action", "partial", "--kind", "PHONE=keep", "--kind", "EMAIL=type")
    assert rows_of(again.stdout) == rows


def test_mask_with_pseudonyms_is_consistent_and_needs_a_key(file, tmp_path):
    source = file([{"id": 1, "text": "홍길동님"}, {"id": 2, "text": "홍길동님과 이지은님"}])
    assert onggi("pii", "mask", source, "--action", "pseudonym").returncode == 2
    key = tmp_path / "key"
    key.write_bytes(b"0123456789abcdef0123456789abcdef")
    rows = rows_of(onggi("pii", "mask", source, "--action", "pseudonym", "--key-file", key).stdout)
    name = rows[0]["text"].removesuffix("님")
    assert name.startswith("[이름-") and rows[1]["text"].startswith(name) and rows[1]["text"].count(name) == 1
    key.write_bytes(b"another key of enough bytes")
    assert rows_of(onggi("pii", "mask", source, "--action", "pseudonym", "--key-file", key).stdout)[0]["text"] != rows[0]["text"]


def test_mask_remove_puts_rows_aside(file, tmp_path):
    out = tmp_path / "out.jsonl"
    assert onggi("pii", "mask", file(PERSONAL), "--out", out, "--action", "remove").returncode == 0
    assert [row["id"] for row in rows_of(out.read_text())] == ["b"]
    assert rows_of((tmp_path / "out.jsonl.removed.jsonl").read_text()) == [PERSONAL[0], PERSONAL[2]]


def test_rows_typed_on_a_mac_keep_their_bytes_and_offsets(file, tmp_path):
    text = unicodedata.normalize("NFD", "가입자 성명: 홍길동, 010-0000-") + "\u200b1234"
    row = rows_of(onggi("pii", "scan", file([{"id": 1, "text": text}])).stdout)[0]
    found = {f["type"]: unicodedata.normalize("NFC", text[f["start"]:f["end"]]) for f in row["findings"]}
    assert found == {"PERSON": "홍길동", "PHONE": "010-0000-\u200b1234"}
    masked = rows_of(onggi("pii", "mask", file([{"id": 1, "text": text}])).stdout)[0]["text"]
    assert masked == unicodedata.normalize("NFD", "가입자 성명: ") + "[이름], [휴대전화번호]"


def test_rows_are_not_removed_into_nowhere(file, tmp_path):
    for words in (["--action", "remove"], ["--kind", "PHONE=remove"]):
        done = onggi("pii", "mask", file(PERSONAL), *words)
        assert done.returncode == 2 and "--out" in done.stderr and done.stdout == ""
    out = tmp_path / "out.jsonl"
    assert onggi("pii", "mask", file(PERSONAL), "--out", out, "--kind", "EMAIL=remove").returncode == 0
    assert [row["id"] for row in rows_of(out.read_text())] == ["a", "b"]
    assert rows_of(out.read_text())[0]["text"] == "성명: [이름], 연락처 [휴대전화번호]입니다."
    assert rows_of((tmp_path / "out.jsonl.removed.jsonl").read_text()) == [PERSONAL[2]]


@pytest.mark.parametrize("words, named", [(["--kind", "FONE=keep"], "PHONE"), (["--kind", "PHONE=hide"], "partial"), (["--kind", "PHONE"], "KIND=ACTION")])
def test_a_wrong_kind_or_action_is_told_with_those_that_are(file, words, named):
    done = onggi("pii", "mask", file(PERSONAL), *words)
    assert done.returncode == 2 and named in done.stderr, done.stderr


def test_company_patterns(file, tmp_path):
    patterns = tmp_path / "patterns.toml"
    patterns.write_text('[[pattern]]\ntype = "EMPLOYEE"\nregex = "E[0-9]{6}"\nwords = ["사번"]\n')
    rows = rows_of(onggi("pii", "scan", file([{"id": 1, "text": "사번 E000001"}]), "--patterns", patterns).stdout)
    assert [f["type"] for f in rows[0]["findings"]] == ["EMPLOYEE"]
    patterns.write_text(patterns.read_text() + 'name = "사번"\n')
    masked = onggi("pii", "mask", file([{"id": 1, "text": "사번 E000001, 010-0000-1234"}]), "--patterns", patterns, "--kind", "PHONE=keep", "--kind", "EMPLOYEE=type")
    assert rows_of(masked.stdout)[0]["text"] == "사번 [사번], 010-0000-1234", masked.stderr
    patterns.write_text('[[pattern]]\ntype = "EMPLOYEE"\nregex = "("\n')
    wrong = onggi("pii", "scan", file([{"id": 1, "text": "x"}]), "--patterns", patterns)
    assert wrong.returncode == 2 and "patterns.toml" in wrong.stderr and "line 1" in wrong.stderr


@pytest.mark.parametrize("command", [("pii", "scan"), ("pii", "mask"), ("dedup",)])
@pytest.mark.parametrize("row, word", [("{", "JSON"), ("[]", "object"), ('{"id": 1}', "text"), ('{"text": 5}', "text")])
def test_a_wrong_row_is_named_by_its_line_and_nothing_is_written(file, tmp_path, command, row, word):
    out = tmp_path / "out.jsonl"
    out.write_text("as before")
    done = onggi(*command, file([{"id": 1, "text": "하나"}, row]), "--out", out)
    assert done.returncode == 3 and "line 2" in done.stderr and word in done.stderr, done.stderr
    assert out.read_text() == "as before"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in.jsonl", "out.jsonl"]


def test_rows_of_any_length_and_ending(file):
    path = file([{"text": "가" * 800_000 + " 010-0000-1234"}, "", {"text": "끝"}])
    path.write_bytes(path.read_bytes().rstrip(b"\n"))
    rows = rows_of(onggi("pii", "scan", path).stdout)
    assert [row["id"] for row in rows] == [1, 3]
    assert [(f["start"], f["type"]) for f in rows[0]["findings"]] == [(800_001, "PHONE")]


RULE = "연차 휴가는 일 년간 팔십 퍼센트 이상 출근한 근로자에게 십오 일을 준다. 회사는 근로자가 청구한 시기에 휴가를 주어야 한다."


def test_dedup_keeps_the_newest_and_tells_why(file, tmp_path):
    rows = [
        {"id": "old", "text": RULE, "metadata": {"effective_date": "2023-01-01"}},
        {"id": "other", "text": "출장비는 출발 사흘 전까지 신청하며 영수증을 붙여 정산한다. 숙박비는 도시마다 다르다."},
        {"id": "new", "text": RULE.replace("십오", "십육"), "metadata": {"effective_date": "2025-01-01"}},
        {"id": "spaced", "text": RULE.replace(" ", "")},
    ]
    out = tmp_path / "kept.jsonl"
    done = onggi("dedup", file(rows), "--out", out, "--json")
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert told["rows"] == 4 and told["removed"] == 2 and told["expected_recall"] >= 0.95
    assert [cluster["kept"] for cluster in told["clusters"]] == ["new"]
    assert {member["id"] for member in told["clusters"][0]["removed"]} == {"old", "spaced"}
    assert [row["id"] for row in rows_of(out.read_text())] == ["other", "new"]
    assert [row["id"] for row in rows_of((tmp_path / "kept.jsonl.removed.jsonl").read_text())] == ["old", "spaced"]


@pytest.mark.parametrize("method, clusters", [("exact", 1), ("levenshtein", 1), ("minhash", 1)])
def test_dedup_methods(file, method, clusters):
    rows = [{"id": 1, "text": RULE}, {"id": 2, "text": "  " + RULE}, {"id": 3, "text": "아주 다른 글입니다."}]
    told = json.loads(onggi("dedup", file(rows), "--method", method, "--json", "--pairs").stdout)
    assert len(told["clusters"]) == clusters and told["pairs"] == [[1, 2, 1.0]]


def test_dedup_finds_words_that_differ_by_a_jamo(file):
    rows = [{"id": 1, "text": "휴가 신청이 됬습니다 확인 바랍니다"}, {"id": 2, "text": "휴가신청이 됐습니다 확인바랍니다"}]
    assert json.loads(onggi("dedup", file(rows), "--method", "exact", "--json").stdout)["clusters"] == []
    assert len(json.loads(onggi("dedup", file(rows), "--method", "levenshtein", "--threshold", "0.9", "--json").stdout)["clusters"]) == 1


# ---- spelling ----

WRONG = "제가 할께요. 나도 할수 있다.\n컨텐츠를 만든다. `컨텐츠`는 코드다.\n"
RIGHT = "제가 할게요. 나도 할 수 있다.\n콘텐츠를 만든다. `컨텐츠`는 코드다.\n"


def test_spell_reports_suggests_and_applies(tmp_path):
    path = tmp_path / "text.txt"
    path.write_text(WRONG)
    report = onggi("spell", path)
    assert report.returncode == 0, report.stderr
    assert report.stdout.splitlines()[0].startswith("1:5: 할께요. → 할게요.") and "(어미)" in report.stdout and "외래어 표기" in report.stdout
    told = json.loads(onggi("spell", path, "--json").stdout)["corrections"]
    assert [(one["rule"], WRONG[one["start"]:one["end"]], one["replacement"]) for one in told] == [("ending", "께", "게"), ("dependent_noun_space", "", " "), ("loanword", "컨텐츠", "콘텐츠")]
    assert [(one["line"], one["column"]) for one in told] == [(1, 5), (1, 13), (2, 1)]
    suggested = rows_of(onggi("spell", path, "--mode", "suggest").stdout)
    assert [(row["line"], row["suggested"]) for row in suggested] == list(enumerate(RIGHT.splitlines(), 1))
    assert onggi("spell", path, "--mode", "apply").stdout == RIGHT
    out = tmp_path / "out.txt"
    assert onggi("spell", path, "--mode", "apply", "--out", out, "--quiet").stderr == "" and out.read_text() == RIGHT
    assert onggi("spell", out).stdout == ""


def test_spell_reads_standard_input_and_leaves_company_words(tmp_path):
    words = tmp_path / "words.txt"
    words.write_text("컨텐츠\n")
    done = subprocess.run([kills.BINARY, "spell", "--mode", "apply", "--words", str(words)], input=WRONG, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0 and done.stdout == RIGHT.replace("콘텐츠", "컨텐츠")
    assert onggi("spell", words, "--words", tmp_path / "none.txt").returncode == 5


def test_spell_on_rows_keeps_the_other_fields(file, tmp_path):
    rows = [{"id": 1, "text": WRONG, "metadata": {"source": "상담"}}, {"id": 2, "text": "맞는 줄이다."}]
    source = file(rows)
    assert rows_of(onggi("spell", source, "--rows", "--mode", "apply").stdout) == [{**rows[0], "text": RIGHT}, rows[1]]
    assert [(row["id"], len(row["corrections"])) for row in rows_of(onggi("spell", source, "--rows").stdout)] == [(1, 3), (2, 0)]
    assert [row["suggested"] for row in rows_of(onggi("spell", source, "--rows", "--mode", "suggest").stdout)] == [RIGHT]
    assert onggi("spell", "--rows").returncode == 2
    broken = file([{"id": 1, "text": "하나"}, "{"])
    assert "line 2" in onggi("spell", broken, "--rows").stderr


def test_spell_tells_unknown_words_with_likely_ones(tmp_path):
    path = tmp_path / "text.txt"
    path.write_text("새 프로그렘을 설치했다.\n")
    assert onggi("spell", path).stdout == ""
    assert "프로그램을" in onggi("spell", path, "--unknown").stdout
    assert onggi("spell", path, "--unknown", "--mode", "apply").stdout == path.read_text()


def test_dedup_finds_the_same_question_in_other_words(file, tmp_path):
    rows = [
        {"id": "a", "text": "내일 서울 날씨 알려줘"},
        {"id": "b", "text": "서울의 내일 날씨를 알려 줄래?"},
        {"id": "c", "text": "퇴직금은 언제까지 지급해야 하나요?"},
        {"id": "d", "text": "내일 서울, 날씨 알려줘!"},
    ]
    told = json.loads(onggi("dedup", file(rows), "--method", "semantic", "--threshold", "0.8", "--json").stdout)
    assert [sorted([cluster["kept"], *(one["id"] for one in cluster["removed"])]) for cluster in told["clusters"]] == [["a", "b", "d"]]
    assert told["expected_recall"] == 1.0
    assert json.loads(onggi("dedup", file(rows), "--method", "semantic", "--json").stdout)["threshold"] == 0.9
    (tmp_path / "recipe.yaml").write_text("operations:\n  - dedup: {method: semantic, threshold: 0.8}\n")
    onggi("clean", file(rows), "--recipe", tmp_path / "recipe.yaml", "--out", tmp_path / "out.jsonl", "--quiet")
    assert len((tmp_path / "out.jsonl").read_text().splitlines()) == 2
