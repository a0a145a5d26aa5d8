"""onggi optimize retrieval: choosing by measuring, stopped and gone on with, and told honestly."""

import json
import random

import pytest
from kills import command

TOPICS = "휴가 여비 징계 채용 교육 보안 안전 구매 계약 출장 급여 복지 감사 자산 문서 차량".split()
VERBS = "신청한다 승인한다 보고한다 기록한다 점검한다 통보한다".split()


@pytest.fixture
def corpus(tmp_path):
    """Long pages that speak of the same things; what is asked for stands in one sentence of one of them."""
    rng = random.Random(5)
    pages, questions, judged = [], [], []
    for number in range(24):
        said = [(rng.choice(TOPICS), rng.choice(TOPICS), rng.randint(2, 90), rng.choice(VERBS)) for _ in range(120)]
        sentences = [f"{what} 업무는 {who} 부서가 {days}일 안에 {does}." for what, who, days, does in said]
        what, who, _, does = rng.choice(said)
        pages.append({"_id": f"p{number}", "title": "", "text": "\n\n".join(" ".join(sentences[at : at + 10]) for at in range(0, 120, 10))})
        questions.append({"_id": f"q{number}", "text": f"{what} 업무는 {who} 부서가 언제까지 {does}?"})
        judged.append(f"q{number}\tp{number}\t1\n")
    (tmp_path / "corpus.jsonl").write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in pages))
    (tmp_path / "queries.jsonl").write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in questions))
    (tmp_path / "qrels.tsv").write_text("query-id\tcorpus-id\tscore\n" + "".join(judged))
    return tmp_path


def optimize(folder, *options):
    files = ["--corpus", folder / "corpus.jsonl", "--queries", folder / "queries.jsonl", "--qrels", folder / "qrels.tsv"]
    return command(folder / "none", "optimize", "retrieval", *map(str, files), *map(str, options))


def test_it_halves_and_tells_what_the_held_out_half_says(corpus):
    done = optimize(corpus, "--json", "--state", corpus / "state.json")
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    asked = [one["questions"] for one in told["tried"]]
    assert told["complete"] and asked == sorted(asked, reverse=True)
    assert asked[0] == 12 and asked.count(12) < asked.count(4), "most are out after the first round"
    assert told["held_out"]["questions"] == 12
    best, current = told["held_out"]["best"], told["held_out"]["current"]
    assert told["held_out"]["difference"]["ndcg@10"] == pytest.approx(best["ndcg@10"] - current["ndcg@10"])
    assert len({one["ndcg@10"] for one in told["tried"]}) > 3, "ways of cutting differ here"
    assert (told["toml"] is None) == (told["held_out"]["difference"]["low"] <= 0)
    assert set(told["left_out"]) == {"dense", "rerank"}
    again = json.loads(optimize(corpus, "--json", "--state", corpus / "state.json").stdout)
    assert again == told, "what was kept gives the same"
    assert not (corpus / "none").exists(), "no home is made"


def test_a_budget_ends_it_and_the_state_goes_on(corpus):
    stopped = optimize(corpus, "--json", "--state", corpus / "state.json", "--budget", "0.00001")
    assert stopped.returncode == 1 and not json.loads(stopped.stdout)["complete"]
    assert "toml" not in json.loads(stopped.stdout)
    whole = json.loads(optimize(corpus, "--json").stdout)
    assert json.loads(optimize(corpus, "--json", "--state", corpus / "state.json").stdout) == whole


def test_a_state_of_other_questions_is_refused(corpus):
    optimize(corpus, "--state", corpus / "state.json", "--budget", "0.001")
    rows = (corpus / "queries.jsonl").read_text().replace("언제까지", "며칠 안에")
    (corpus / "queries.jsonl").write_text(rows)
    refused = optimize(corpus, "--state", corpus / "state.json")
    assert refused.returncode == 3 and "state.json" in refused.stderr


def test_few_questions_are_no_ground_to_choose_on(corpus):
    lines = (corpus / "qrels.tsv").read_text().splitlines(keepends=True)
    (corpus / "qrels.tsv").write_text("".join(lines[:6]))
    refused = optimize(corpus)
    assert refused.returncode == 2 and "16" in refused.stderr
