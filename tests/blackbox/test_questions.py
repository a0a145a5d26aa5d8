"""onggi evaluate questions, run, runs: a workspace's own questions, asked twice and compared."""

import json

import pytest
from conftest import ROOT, onggi, run


@pytest.fixture(scope="module")
def asked(tmp_path_factory):
    home = tmp_path_factory.mktemp("questions") / "home"
    onggi(home, "ingest", ROOT / "samples/shared", "--allow", "everyone", "--quiet")
    return home


def rows(home, *arguments, code=(0,)):
    return [json.loads(line) for line in run(home, "evaluate", *arguments, "--json", code=code).splitlines()]


def test_questions_come_from_documents_and_count_when_accepted(asked):
    added = rows(asked, "questions", "propose", "제안", "--limit", "40")[0]["added"]
    assert added >= 20
    proposed = rows(asked, "questions", "list", "제안")
    assert len(proposed) == added and not any(one["accepted"] for one in proposed)
    assert all(one["question"].endswith("?") and one["answer"] for one in proposed)
    onggi(asked, "evaluate", "run", "제안", code=(2,))
    assert rows(asked, "questions", "accept", "제안")[0]["accepted"] == added
    told = rows(asked, "run", "제안")[0]
    assert told["questions"] == added and told["recall@10"] >= 0.9 and told["answer@10"] >= 0.8
    low, high = told["intervals"]["ndcg@10"]
    assert low <= told["ndcg@10"] <= high


def test_a_worse_run_is_told_by_the_exit_code(asked):
    shared = {path.name for path in (ROOT / "samples/shared").iterdir()}
    questions = [line for line in (ROOT / "samples/questions.jsonl").read_text().splitlines() if json.loads(line).get("document") in shared]
    file = asked.parent / "questions.jsonl"
    file.write_text("\n".join(questions) + "\n")
    assert rows(asked, "questions", "add", "표본", file)[0]["added"] > 20
    first = rows(asked, "run", "표본", "--name", "기준", "--against", "last")[0]
    assert "compared" not in first
    same = rows(asked, "run", "표본", "--against", "기준")[0]
    assert same["compared"]["ndcg@10"] == 0 and same["compared"]["p"] == 1
    worse = rows(asked, "run", "표본", "--legs", "dense", "--no-rerank", "--as-typed", "--against", "기준", code=(1,))[0]
    assert worse["compared"]["ndcg@10"] < 0 and worse["compared"]["worse"] > worse["compared"]["better"]
    assert len(rows(asked, "runs", "표본")) == 3


def test_a_reader_is_measured_on_what_they_see(asked):
    onggi(asked, "user", "add", "reader", "--role", "reader", "--clearance", "O")
    everything = rows(asked, "run", "표본")[0]["questions"]
    assert 0 < rows(asked, "run", "표본", "--as", "reader")[0]["questions"] <= everything


def test_wrong_names_are_told(asked):
    onggi(asked, "evaluate", "questions", "list", "없는", code=(5,))
    onggi(asked, "evaluate", "run", "표본", "--legs", "sparse", code=(2,))
    onggi(asked, "evaluate", "run", "표본", "--against", "없는 실행", code=(5,))
    missing = asked.parent / "missing.jsonl"
    missing.write_text('{"id":"1","question":"무엇?","answer":"이것","document":"없는_문서.pdf"}\n')
    said = run(asked, "evaluate", "questions", "add", "새 집합", missing, code=(5,))
    assert "question 1" in said
    assert all(one["name"] != "새 집합" for one in rows(asked, "questions", "sets"))


def test_a_set_goes_with_its_runs(asked):
    onggi(asked, "evaluate", "questions", "remove", "표본")
    onggi(asked, "evaluate", "runs", "표본", code=(5,))
