"""onggi optimize retrieval: choosing by measuring, stopped and gone on with, and told honestly."""

import json
import random

import pytest
from conftest import run
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


# ---- settings of a search, over a workspace's own questions ----


@pytest.fixture(scope="module")
def workspace(tmp_path_factory):
    """A home in which words stand once each, and people who ask for them by their initials."""
    folder = tmp_path_factory.mktemp("optimize")
    home = folder / "home"
    texts = folder / "texts"
    texts.mkdir()
    questions = []
    words = [first + second for first, second in zip(TOPICS * 3, [name for by in (1, 5, 9) for name in TOPICS[by:] + TOPICS[:by]])]
    for number, word in enumerate(words):
        (texts / f"규정{number}.txt").write_text(f"{word} 규정\n\n{word}에 관하여 필요한 사항을 정한다.\n")
        questions.append({"id": f"q{number}", "question": initials(word), "answer": word, "document": f"규정{number}.txt"})
    (folder / "questions.jsonl").write_text("".join(json.dumps(one, ensure_ascii=False) + "\n" for one in questions))
    run(home, "ingest", texts, "--allow", "everyone", "--quiet")
    run(home, "evaluate", "questions", "add", "초성", folder / "questions.jsonl")
    return home


def initials(word):
    return "".join("ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"[(ord(letter) - 0xAC00) // 588] for letter in word)


def configure(home, text):
    (home / "onggi.toml").write_text(text)


def optimize_set(home, *options, code=0):
    done = command(home, "optimize", "retrieval", "--set", "초성", "--json", *map(str, options))
    assert done.returncode == code, done.stderr
    return json.loads(done.stdout) if done.stdout else done.stderr


def test_settings_of_a_search_are_chosen_and_set(workspace):
    configure(workspace, "[search]\nvariants = false\n")
    told = optimize_set(workspace, "--state", workspace.parent / "state.json")
    assert told["complete"] and told["questions"]["choosing"] + told["questions"]["held_out"] == 48
    assert told["current"] == {"lexical": True, "dense": True, "variants": False, "rerank": True, "dense_weight": pytest.approx(0.1)}
    means = [one["ndcg@10"] for one in told["tried"]]
    assert len(means) == 36 and means == sorted(means, reverse=True)
    for one in told["tried"]:
        assert one["low"] <= one["ndcg@10"] <= one["high"] and one["latency_ms"]["p50"] > 0
        if one["settings"] == told["current"]:
            assert one["difference"] == {"ndcg@10": 0, "low": 0, "high": 0, "p": 1}
    assert told["best"]["variants"] and told["held_out"]["difference"]["low"] > 0.2
    assert told["held_out"]["questions"] == told["questions"]["held_out"]
    configure(workspace, told["toml"])
    again = optimize_set(workspace, "--state", workspace.parent / "state.json")
    assert again["current"] == told["best"], "what it says to set is what a search then uses"
    assert again["toml"] is None, "and nothing says that another setting would be better"


def test_a_budget_ends_the_trying_of_settings(workspace):
    configure(workspace, "")
    told = optimize_set(workspace, "--budget", "0.00001", code=1)
    assert not told["complete"] and "toml" not in told
    text = command(workspace, "optimize", "retrieval", "--set", "초성", "--budget", "0.00001").stdout
    assert "--state" in text


def test_settings_are_what_a_search_reads(workspace):
    def legs():
        hits = json.loads(run(workspace, "search", "휴가 규정", "--json"))["hits"]
        return set(hits[0]["legs"])

    configure(workspace, "")
    assert legs() == {"lexical", "dense"}
    configure(workspace, "[search]\ndense = false\n")
    assert legs() == {"lexical"}
    for wrong in ("dense = false\nlexical = false\n", "dense_weight = 1.5\n", 'dense_weight = "much"\n', "rerank = 1\n"):
        configure(workspace, "[search]\n" + wrong)
        assert "search" in run(workspace, "search", "휴가", code=(3,))
    configure(workspace, "")


def test_what_is_tried_on_is_one_of_both(workspace, tmp_path):
    for options in ([], ["--set", "초성", "--corpus", "x.jsonl"], ["--as", "owner"]):
        assert command(workspace, "optimize", "retrieval", *options).returncode == 2
    assert command(workspace, "optimize", "retrieval", "--set", "없는").returncode == 5
    (tmp_path / "few.jsonl").write_text('{"id":"1","question":"휴가?","answer":"규정","document":"규정1.txt"}\n')
    run(workspace, "evaluate", "questions", "add", "적은", tmp_path / "few.jsonl")
    few = command(workspace, "optimize", "retrieval", "--set", "적은")
    assert few.returncode == 2 and "16" in few.stderr
