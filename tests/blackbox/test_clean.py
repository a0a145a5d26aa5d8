"""Recipes over rows, by the command line: what comes out, what is said, what a kill leaves."""

import json
import os
import pathlib
import random
import signal
import subprocess
import time

import kills

ROOT = pathlib.Path(__file__).resolve().parents[2]
ENVIRONMENT = {**os.environ, "LANG": "ko_KR.UTF-8"}


def onggi(*arguments):
    return subprocess.run([kills.BINARY, *map(str, arguments)], capture_output=True, text=True, timeout=300, env=ENVIRONMENT)


def write(path, rows):
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows))
    return path


def read(path):
    return [json.loads(line) for line in path.read_text().splitlines()]


def test_a_preset_cleans_rows_and_tells_what_it_did(tmp_path):
    rows = [
        {"id": 1, "text": "ＡＳ 접수는　성명: 홍길동, 010-0000-1234로 합니다.", "metadata": {"team": "고객"}},
        {"id": 2, "text": "¾È³çÇÏ¼¼¿ä, °í°´´Ô. 주문이 접수되었습니다."},
        {"id": 3, "text": "짧음"},
        {"id": 4, "text": "안녕하세요, 고객님.  주문이 접수되었습니다."},
    ]
    done = onggi("clean", write(tmp_path / "in.jsonl", rows), "--out", tmp_path / "out.jsonl", "--report", tmp_path / "report.json", "--json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["rows_in"] == 4 and json.loads(done.stdout)["rows_out"] == 2
    kept = read(tmp_path / "out.jsonl")
    assert kept[0] == {**rows[0], "text": "AS 접수는 성명: [이름], [휴대전화번호]로 합니다."}
    assert kept[1]["text"] == "안녕하세요, 고객님. 주문이 접수되었습니다."
    assert [(row["id"], row["removed"]["operation"]) for row in read(tmp_path / "out.jsonl.removed.jsonl")] == [(3, "filter"), (4, "dedup")]
    assert {"id": 1, "operation": "pii", "changes": {"mask.PERSON": 1, "mask.PHONE": 1}} in read(tmp_path / "out.jsonl.changes.jsonl")
    report = json.loads((tmp_path / "report.json").read_text())
    assert [step["operation"] for step in report["steps"]] == ["normalise", "boilerplate", "filter", "dedup", "pii"]
    page = (tmp_path / "report.html").read_text()
    assert "정제 보고서" in page and "1234" not in page and "홍길동" not in page
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in.jsonl", "out.jsonl", "out.jsonl.changes.jsonl", "out.jsonl.removed.jsonl", "report.html", "report.json"]


def test_a_preset_can_be_printed_and_changed(tmp_path):
    printed = onggi("clean", "--print-recipe", "--recipe", "pretrain")
    assert printed.returncode == 0 and "operations:" in printed.stdout
    recipe = tmp_path / "own.yaml"
    recipe.write_text(printed.stdout.replace("min_characters: 200", "min_characters: 5"))
    done = onggi("clean", write(tmp_path / "in.jsonl", [{"text": "짧은 글은 여기에 남습니다."}]), "--out", tmp_path / "out.jsonl", "--recipe", recipe)
    assert done.returncode == 0, done.stderr
    assert len(read(tmp_path / "out.jsonl")) == 1


def test_the_manual_names_every_operation_and_option_with_its_preset():
    manual = (ROOT / "docs/cleaning.md").read_text()
    for operation in json.loads(onggi("clean", "--operations", "--json").stdout):
        row = next((line for line in manual.splitlines() if line.startswith(f"| `{operation['name']}` |")), None)
        assert row, operation["name"]
        for option in operation["options"]:
            preset = {True: "true", False: "false"}.get(option["preset"], option["preset"]) if isinstance(option["preset"], bool) else option["preset"]
            said = f"`{option['name']}`" if preset in ("", [], {}) else f"`{option['name']}: {preset}`"
            assert said in row, said
    assert "normalise" in onggi("clean", "--operations").stdout


def test_what_is_wrong_is_said_before_anything_is_written(tmp_path):
    source = write(tmp_path / "in.jsonl", [{"text": "하나"}])
    recipe = tmp_path / "own.yaml"
    recipe.write_text("operations:\n  - normalise\n  - filter:\n      min_letters: 5\n")
    done = onggi("clean", source, "--out", tmp_path / "out.jsonl", "--recipe", recipe)
    assert done.returncode == 2 and "own.yaml: line 4" in done.stderr and "min_characters" in done.stderr
    assert onggi("clean", source, "--out", tmp_path / "out.jsonl", "--recipe", "nothing").returncode == 5
    assert onggi("clean", source).returncode == 2
    source.write_text('{"text": "하나"}\nno json\n')
    done = onggi("clean", source, "--out", tmp_path / "out.jsonl")
    assert done.returncode == 3 and "line 2" in done.stderr
    assert not (tmp_path / "out.jsonl").exists()


def test_spelling_is_an_operation(tmp_path):
    (tmp_path / "words.txt").write_text("어떻해\n")
    source = write(tmp_path / "in.jsonl", [{"id": 1, "text": "접수가 안 되요. 며칠 뒤에 다시 오십시오."}, {"id": 2, "text": "바르게 쓴 문장입니다."}])
    recipe = tmp_path / "own.yaml"
    recipe.write_text("operations:\n  - spell: {words: words.txt}\n")
    done = onggi("clean", source, "--out", tmp_path / "out.jsonl", "--recipe", recipe)
    assert done.returncode == 0, done.stderr
    assert [row["text"] for row in read(tmp_path / "out.jsonl")] == ["접수가 안 돼요. 며칠 뒤에 다시 오십시오.", "바르게 쓴 문장입니다."]
    assert [row["id"] for row in read(tmp_path / "out.jsonl.changes.jsonl")] == [1]


def test_a_killed_run_goes_on_to_the_same_bytes(tmp_path):
    words = ["회사는", "근로자에게", "임금을", "지급한다.", "휴가는", "승인을", "받아", "사용하며", "연락처는", "010-0000-1234", "이다.", "\n", "규정", "개정", "２０２４년"]
    maker = random.Random(7)
    rows = [{"id": i, "text": " ".join(maker.choices(words, k=60))} for i in range(20_000)]
    source = write(tmp_path / "in.jsonl", rows)
    assert onggi("clean", source, "--out", tmp_path / "whole.jsonl", "--quiet").returncode == 0
    out = tmp_path / "killed.jsonl"
    for _ in range(6):
        process = subprocess.Popen([kills.BINARY, "clean", str(source), "--out", str(out), "--quiet"], env=ENVIRONMENT)
        time.sleep(maker.uniform(0.05, 0.8))
        process.send_signal(signal.SIGKILL)
        process.wait()
    assert onggi("clean", source, "--out", out, "--quiet").returncode == 0
    for ending in ("", ".removed.jsonl", ".changes.jsonl"):
        assert (tmp_path / f"killed.jsonl{ending}").read_bytes() == (tmp_path / f"whole.jsonl{ending}").read_bytes()
    assert not (tmp_path / "killed.jsonl.work").exists()
