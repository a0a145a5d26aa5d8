"""A reranker that a company runs: registered, asked in searches, seen in what explains a hit; its trouble costs only its order."""

import json

import pytest
from conftest import PASSWORD, Server, onggi, run, told
from upstream import Judge

TEXTS = {
    "휴가": "연차휴가는 1년에 15일을 준다. 휴가는 사흘 전에 신청한다.",
    "경조": "결혼하는 직원에게 경조휴가 5일을 준다. 휴가 신청은 부서장이 승인한다.",
    "출장": "서울 출장의 숙박비는 하루 10만원까지 지급한다. 출장 중 휴가는 쓰지 않는다.",
}


@pytest.fixture
def judge():
    with Judge() as running:
        yield running


def configure(home, judge, reranker=""):
    (home / "onggi.toml").write_text(f'[network]\nallow = ["{judge.host}"]\n[model]\nreranker = "{reranker}"\n')


@pytest.fixture
def home(tmp_path, judge):
    folder, documents = tmp_path / "home", tmp_path / "문서"
    folder.mkdir(mode=0o700)
    documents.mkdir()
    for name, text in TEXTS.items():
        (documents / f"{name}.txt").write_text(text + "\n")
    configure(folder, judge)
    onggi(folder, "user", "add", "hong", "--role", "editor", "--password-stdin", text=PASSWORD + "\n")
    onggi(folder, "ingest", documents, "--allow", "everyone", "--quiet")
    (documents / "임원.txt").write_text("임원의 특별휴가와 보상비는 이사회가 정한다. 숙박비는 한도가 없다.\n")
    onggi(folder, "ingest", documents / "임원.txt", "--quiet")  # the owner alone sees it
    onggi(folder, "model", "add", "judge", "--url", judge.url, "--name", "bge-reranker", "--rerank")
    judge.asked.clear()
    return folder


def names(result):
    return [hit["document"] for hit in result["hits"]]


def test_a_reranker_is_asked_before_it_is_kept_and_listed(home, judge):
    onggi(home, "model", "add", "judge", "--url", judge.url, "--rerank", code=(2,))  # the id is taken
    judge.asked.clear()
    onggi(home, "model", "add", "tei", "--url", f"http://{judge.host}", "--rerank", "--tei", "--key-env", "JUDGE_KEY", code=(9,))
    assert judge.asked == []  # no key, no call
    done = onggi(home, "model", "add", "tei", "--url", f"http://{judge.host}", "--rerank", "--tei", "--key-env", "JUDGE_KEY", env={"JUDGE_KEY": "sk-1"})
    assert len(judge.asked) == 1 and set(judge.asked[0]) == {"query", "texts", "raw_scores", "truncate"}
    assert judge.keys[-1] == "Bearer sk-1" and "sk-1" not in done.stdout + done.stderr
    models = {model["id"]: model for model in told(home, "model", "list")["models"]}
    assert models["judge"]["rerank"] and not models["judge"]["chat"] and not models["judge"]["embed"]
    assert models["tei"]["rerank"] and not models["onggi/static-ko"]["rerank"]
    judge.broken = (200, {"results": [{"index": 0, "relevance_score": 1}]})
    assert "score" in run(home, "model", "add", "half", "--url", judge.url, "--rerank", code=(9,))
    judge.broken = None
    onggi(home, "model", "add", "far", "--url", "http://reranker.internal:8000/v1", "--rerank", code=(4,))
    onggi(home, "model", "add", "both", "--url", judge.url, "--rerank", "--embed", code=(2,))
    assert set(models) == {model["id"] for model in told(home, "model", "list")["models"]}


def test_it_orders_what_is_found_and_is_seen(home, judge):
    before = told(home, "search", "연차휴가는 며칠인가요", "--as", "hong")
    assert before["reranker"] == "none" and names(before)[0] == "휴가.txt" and judge.asked == []
    assert all(hit["reranker"] is None for hit in before["hits"])
    configure(home, judge, "judge")
    after = told(home, "search", "연차휴가는 며칠인가요", "--as", "hong")
    assert after["reranker"] == "ordered" and sorted(names(after)) == sorted(names(before))
    assert names(after) == ["출장.txt"] + [name for name in names(before) if name != "출장.txt"]
    assert after["hits"][0]["reranker"] == {"rank": 1, "score": 8.25}
    assert [hit["score"] for hit in after["hits"]] == [hit["score"] for hit in before["hits"]]
    assert judge.asked[0]["model"] == "bge-reranker" and judge.asked[0]["query"] == "연차휴가는 며칠인가요"
    told_why = run(home, "search", "연차휴가는 며칠인가요", "--as", "hong", "--explain")
    assert "재정렬 모델: 순위 1, 점수 8.25" in told_why
    answer = told(home, "ask", "연차휴가는 며칠인가요", "--as", "hong")
    assert answer["citations"] or answer["nearest"]


def test_nothing_that_a_person_may_not_see_is_sent(home, judge):
    configure(home, judge, "judge")
    for question in ("임원 특별휴가 보상비", "숙박비 한도"):
        assert "임원.txt" not in names(told(home, "search", question, "--as", "hong"))
    assert judge.texts() and not any("이사회" in text for text in judge.texts())
    assert "임원.txt" in names(told(home, "search", "임원 특별휴가 보상비"))
    assert any("이사회" in text for text in judge.texts())


@pytest.mark.parametrize("broken", [(500, {"error": "secret"}), (200, {"results": []}), (200, {"results": [{"index": 9, "relevance_score": 1}]}), (400, {})])
def test_its_trouble_costs_only_its_order(home, judge, broken):
    before = names(told(home, "search", "연차휴가는 며칠인가요", "--as", "hong"))
    configure(home, judge, "judge")
    judge.broken = broken
    done = onggi(home, "search", "연차휴가는 며칠인가요", "--as", "hong", "--json")
    assert json.loads(done.stdout)["reranker"] == "failed" and names(json.loads(done.stdout)) == before
    assert "judge" in done.stderr and "휴가" not in done.stderr and "secret" not in done.stderr
    assert "재정렬 모델이 답하지 않아" in run(home, "search", "연차휴가는 며칠인가요", "--as", "hong", "--explain")


def test_a_server_searches_on_while_it_is_away(home, judge):
    configure(home, judge, "judge")
    key = run(home, "key", "add", "hong", "--name", "test").strip()
    server = Server(home)
    try:
        search = lambda: server.call("POST", "/api/search", key, {"query": "연차휴가는 며칠인가요"}).json()
        found = search()
        assert found["reranker"] == "ordered" and found["hits"][0]["reranker"]["rank"] == 1 and found["hits"][0]["name"] == "출장.txt"
        models = {model["id"]: model for model in server.call("GET", "/api/models", key).json()["models"]}
        assert models["judge"]["rerank"]
        assert "judge" in [model["id"] for model in server.call("GET", "/v1/models", key).json()["data"]]  # for /v1/rerank
        assert server.call("POST", "/v1/chat/completions", key, {"model": "judge", "messages": [{"role": "user", "content": "안녕"}]}).status == 404
        judge.broken = (500, {})
        judge.asked.clear()
        found = search()
        assert found["reranker"] == "failed" and found["hits"][0]["name"] == "휴가.txt" and len(judge.asked) == 1
        assert search()["reranker"] == "failed" and len(judge.asked) == 1  # it is left alone for a while
    finally:
        code, rest = server.stop()
    assert code in (0, 130) and rest.count("reranker failed") == 1, rest


def test_runs_of_questions_are_asked_with_it(home, judge, tmp_path):
    questions = tmp_path / "questions.jsonl"
    questions.write_text(json.dumps({"id": "1", "question": "숙박비는 얼마인가요?", "answer": "10만원", "document": "출장.txt"}) + "\n")
    onggi(home, "evaluate", "questions", "add", "표본", questions)
    onggi(home, "evaluate", "run", "표본", "--name", "before")
    configure(home, judge, "judge")
    onggi(home, "evaluate", "run", "표본", "--name", "after")
    assert judge.asked
    judge.asked.clear()
    onggi(home, "evaluate", "run", "표본", "--name", "plain", "--no-rerank")
    assert judge.asked == []
    runs = [json.loads(line) for line in run(home, "evaluate", "runs", "표본", "--json").splitlines()]
    assert ["reranker judge" in one["index_version"] for one in sorted(runs, key=lambda one: one["name"])] == [True, False, True]


def test_a_reranker_that_is_not_there_is_told_at_the_start(home, judge):
    configure(home, judge, "없는")
    assert "model.reranker" in run(home, "search", "휴가", code=(5,))
