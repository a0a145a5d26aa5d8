"""The ready functions over the golden sets: without weights for what they say, with a small model for the form alone, over the command line and HTTP.

tests/golden/functions/FUNCTION.jsonl, a case a line: what goes in (text, options), and what must come out. The small model knows hardly any Korean: an
honest error counts as a right form and is counted. It writes slowly, too: $ONGGI_FUNCTION_CASES says how many cases of each function it is given (20 are
all, which takes hours); without it only one of each of three functions.
"""

import collections
import json
import os
import re
import subprocess

import pytest

from conftest import BINARY, ROOT, onggi, told

GOLDEN = ROOT / "tests/golden/functions"
CASES = int(os.environ.get("ONGGI_FUNCTION_CASES", "0"))
WITHOUT_MODEL = ["classify", "summarise", "keywords", "faq", "correct"]
WITH_MODEL = ["draft", "translate", "restyle", "extract", "converse"]


def cases(function):
    return [json.loads(line) for line in (GOLDEN / f"{function}.jsonl").read_text().splitlines()]


def named(functions):
    return [pytest.param(function, case, id=f"{function}-{case['id']}") for function in functions for case in cases(function)]


def apply(function, case, tmp_path, *arguments, code=0):
    text, options = tmp_path / "text.md", tmp_path / "options.json"
    text.write_text(case["text"])
    options.write_text(json.dumps(case.get("options", {})))
    done = subprocess.run([BINARY, "apply", function, str(text), "--options", str(options), "--json", *arguments], capture_output=True, text=True, timeout=300)
    assert done.returncode == code, (done.stdout, done.stderr)
    return json.loads(done.stdout) if code == 0 else done.stderr


def holds(texts, wanted):
    return any(wanted in text for text in texts)


def check_summary(case, said):
    if case.get("options", {}).get("form") != "meeting":
        joined = " ".join(said["sentences"])
        assert all(one in case["text"] for one in said["sentences"]), "a summary without a model quotes"
        assert len(said["sentences"]) <= case["options"]["sentences"]
        assert all(part in joined for part in case["holds"]), (case["holds"], said)
        return
    tasks = [task["text"] for task in said["tasks"]]
    for part in case.get("decisions", []):
        assert holds(said["decisions"], part), said
    for part in case.get("tasks", []):
        assert holds(tasks, part), said
    for part in case.get("not", []):
        assert not holds(said["decisions"] + tasks, part), said
    for who in case.get("who", []):
        assert who in [task["who"] for task in said["tasks"]], said
    assert set(case.get("dates", [])) <= set(said["dates"]), said


def check_correction(case, said):
    assert said["text"].rstrip("\n") == case.get("corrected", said["text"].rstrip("\n"))
    assert [one["rule"] for one in said["voice"]] == case.get("voice", [])
    for wrong in case.get("not", []):
        assert wrong not in said["text"]


@pytest.mark.parametrize("function, case", named(WITHOUT_MODEL))
def test_without_weights_it_says_what_it_should(function, case, tmp_path):
    said = apply(function, case, tmp_path, "--model", "onggi/extractive")
    assert said["model"] == "onggi/extractive" and said["used_model"] is False
    if function == "classify":
        assert said["label"] == case["label"] if "label" in case else sorted(said["labels"]) == sorted(case["labels"]), said
    elif function == "summarise":
        check_summary(case, said)
    elif function == "keywords":
        found = [one["keyword"] for one in said["keywords"]][:5]
        assert all(holds(found, wanted) for wanted in case["must"]), found
    elif function == "faq":
        assert set(case["questions"]) <= {pair["question"] for pair in said["faq"]}, said
        assert all(holds([pair["answer"] for pair in said["faq"]], part) for part in case["answers"]), said
    else:
        check_correction(case, said)


@pytest.mark.parametrize("function", WITH_MODEL)
def test_what_needs_a_model_says_so(function, tmp_path):
    for case in cases(function)[:2]:
        assert "onggi model add" in apply(function, case, tmp_path, "--model", "onggi/extractive", code=8)


def share_of_hangul(text):
    letters = re.findall(r"[^\W\d_]", text)
    return sum("가" <= letter <= "힣" for letter in letters) / max(1, len(letters))


def check_form(function, case, said):
    options = case.get("options", {})
    if function == "classify":
        names = {label if isinstance(label, str) else label["name"] for label in options["labels"]}
        assert {said["label"]} <= names if "label" in said else set(said["labels"]) <= names
    elif function == "summarise" and options.get("form") == "meeting":
        assert {"decisions", "tasks", "dates"} <= said.keys()
    elif function == "summarise":
        assert 0 < len(said["summary"]) and said["rounds"] >= 1
    elif function == "keywords":
        assert all(isinstance(one["keyword"], str) for one in said["keywords"])
    elif function == "faq":
        assert all({"question", "answer"} <= pair.keys() for pair in said["faq"])
    elif function == "correct":
        assert 0.6 <= len(said["text"].strip()) / len(case["text"]) <= 1.6
    elif function == "draft":
        assert share_of_hangul(said["draft"]) > 0.5
    elif function == "translate":
        assert (share_of_hangul(said["translation"]) > 0.5) == (options["to"] == "ko")
    elif function == "restyle":
        assert share_of_hangul(said["restyled"]) > 0.5
    elif function == "extract":
        assert set(options["schema"]["required"]) <= said["extracted"].keys()
    else:
        assert said["kind"] in ("answer", "question") and isinstance(said["choices"], list)


@pytest.mark.parametrize("function", WITHOUT_MODEL + WITH_MODEL if CASES else ["summarise", "keywords", "translate"])
def test_with_a_small_model_the_form_is_right_or_the_error_honest(function, home, tiny, tmp_path):
    outcomes = collections.Counter()
    for case in cases(function)[: max(CASES, 1)]:
        text, options = tmp_path / "text.md", tmp_path / "options.json"
        text.write_text(case["text"])
        options.write_text(json.dumps(case.get("options", {})))
        done = onggi(home, "apply", function, text, "--options", options, "--model", tiny, "--json", code=(0, 3))
        if done.returncode == 3:
            assert "does not have the form" in done.stderr, done.stderr
            outcomes["honest error"] += 1
            continue
        said = json.loads(done.stdout)
        assert said["used_model"] is True and said["model"] == tiny and said["usage"]["completion_tokens"] > 0
        check_form(function, case, said)
        outcomes["right form"] += 1
    print(f"\n{function}: {dict(outcomes)}")
    assert sum(outcomes.values()) == max(CASES, 1)


def test_options_are_checked_strictly(home, tmp_path):
    case = {"text": "가나다라 마바사."}
    for function, options, word in [
        ("keywords", {"cuont": 3}, "cuont"),
        ("keywords", {"count": 0}, "count"),
        ("keywords", {"count": "3"}, "count"),
        ("summarise", {"form": "poem"}, "form"),
        ("classify", {}, "labels"),
        ("classify", {"labels": ["가"]}, "labels"),
        ("classify", {"labels": ["가", "나"], "examples": [{"text": "ㄱ", "label": "다"}]}, "examples"),
        ("classify", {"labels": ["가", "가"]}, "labels"),
        ("correct", {"voice": {"regster": "formal"}}, "regster"),
        ("correct", {"voice": {"register": "loud"}}, "register"),
    ]:
        assert word in apply(function, {**case, "options": options}, tmp_path, "--model", "onggi/extractive", code=2)
    assert "no function" in apply("dance", case, tmp_path, "--model", "onggi/extractive", code=5)
    assert "empty" in apply("keywords", {"text": " \n"}, tmp_path, "--model", "onggi/extractive", code=2)


def test_rows_are_classified_at_once(tmp_path):
    case = cases("classify")[0]
    (tmp_path / "rows.jsonl").write_text("".join(json.dumps({"id": name, "text": text}) + "\n" for name, text in [("a", "카드를 도난당했어요"), ("b", "전세 대출 한도가 궁금해요")]))
    (tmp_path / "options.json").write_text(json.dumps(case["options"]))
    done = subprocess.run([BINARY, "apply", "classify", str(tmp_path / "rows.jsonl"), "--rows", "--options", str(tmp_path / "options.json"), "--model", "onggi/extractive"], capture_output=True, text=True, check=True)
    assert {row["id"]: row["label"] for row in map(json.loads, done.stdout.splitlines())} == {"a": "카드 분실", "b": "대출 상담"}


def test_documents_are_read_as_parse_reads_them(tmp_path):
    (tmp_path / "notice.html").write_text("<h1>주차장 이용 안내</h1><h2>주차 요금</h2><p>10분에 300원이며 하루에 1만 원을 넘지 않습니다.</p>")
    done = subprocess.run([BINARY, "apply", "faq", str(tmp_path / "notice.html"), "--model", "onggi/extractive", "--json"], capture_output=True, text=True, check=True)
    assert json.loads(done.stdout)["faq"][0]["question"] == "주차 요금은 얼마인가요?"


def test_the_list_names_what_each_needs(home):
    listed = {one["id"]: one for one in told(home, "apply", "--list")["functions"]}
    assert sorted(listed) == sorted(WITHOUT_MODEL + WITH_MODEL)
    assert {name for name, one in listed.items() if one["needs"] == "model"} == set(WITH_MODEL)
    assert all(prompt["version"] == 0 for one in listed.values() for prompt in one["prompts"]) and all(one["prompts"] for one in listed.values())


def test_over_http(server, keys):
    assert server.call("GET", "/api/functions").status == 401
    listed = server.call("GET", "/api/functions", keys["reader"]).json()["functions"]
    assert {one["id"] for one in listed} == set(WITHOUT_MODEL + WITH_MODEL)
    case = cases("keywords")[0]
    reply = server.call("POST", "/api/functions/keywords", keys["reader"], {"text": case["text"], "options": {"count": 5}, "model": "onggi/extractive"})
    assert reply.status == 200
    said = reply.json()
    assert said["used_model"] is False and holds([one["keyword"] for one in said["result"]["keywords"]], case["must"][0])
    many = server.call("POST", "/api/functions/classify", keys["reader"], {"texts": ["카드를 도난당했어요", "대출 한도가 궁금해요"], "options": cases("classify")[0]["options"]}).json()
    assert [one["label"] for one in many["result"]["results"]] == ["카드 분실", "대출 상담"]
    for path, body, status in [
        ("translate", {"text": "안녕하세요."}, 415),
        ("keywords", {"text": "가", "options": {"count": 0}}, 400),
        ("keywords", {}, 400),
        ("keywords", {"texts": ["가", "나"]}, 400),
        ("dance", {"text": "가"}, 404),
        ("keywords", {"text": "가", "model": "nobody"}, 404),
    ]:
        assert server.call("POST", "/api/functions/" + path, keys["reader"], body).status == status, (path, body)
    entries = server.call("GET", "/api/audit?limit=50", keys["admin"]).json()["entries"]
    applied = [entry for entry in entries if entry["action"] == "function.apply"]
    assert any(entry["object"] == "function:keywords" for entry in applied)
    assert "전세보증보험" not in json.dumps(applied, ensure_ascii=False)


def test_the_manuals_examples_give_what_it_says(tmp_path):
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin/onggi").symlink_to(BINARY)
    env = {**os.environ, "HOME": str(tmp_path), "PATH": f"{tmp_path}/bin:{os.environ['PATH']}", "LC_ALL": "C.UTF-8"}
    (example,) = re.findall(r"^```console\n(.*?)^```$", (ROOT / "docs/functions.md").read_text(), re.S | re.M)
    steps = re.split(r"^\$ ", example, flags=re.M)[1:]
    assert len(steps) == 4
    for step in steps:
        line, _, expected = step.partition("\n")
        done = subprocess.run(["bash", "-c", line], capture_output=True, text=True, timeout=120, env=env, cwd=tmp_path)
        assert done.returncode == 0 and done.stdout.strip() == expected.strip(), (line, done.stdout, done.stderr)
