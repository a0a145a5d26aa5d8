"""Runs over an index of their own, and the gate that keeps the index in use where another would find less."""

import contextlib
import json
import sqlite3

import pytest
from conftest import Server, cli, run
from test_embedder import Vectors, wait_for

SUBJECTS = "휴가 여비 징계 채용 교육 보안 안전 구매 계약 출장 급여 복지 감사 자산 문서 차량 비품 회의 당직 퇴직 승진 연구 홍보 전산".split()


@pytest.fixture
def home(tmp_path):
    """Rules in which each answer is a whole sentence; questions that ask for it in its words."""
    home, rules, questions = tmp_path / "home", tmp_path / "rules", []
    rules.mkdir()
    for number, subject in enumerate(SUBJECTS):
        answer = f"{subject} 업무를 맡은 사람은 매달 말일까지 처리한 결과를 부서장에게 글로 보고하고 기록을 {number + 3}년 동안 보존하여야 한다."
        around = [f"{subject} 업무의 {step} 절차는 따로 정하는 바에 따르며 필요한 서식은 담당 부서가 갖추어 둔다." for step in ("접수", "검토", "승인", "통보")]
        (rules / f"{subject} 규정.txt").write_text(f"{subject} 규정\n\n" + "\n\n".join([*around[:2], answer, *around[2:]]) + "\n")
        questions.append({"id": str(number), "question": f"{subject} 업무 결과는 누구에게 보고하고 기록은 몇 년 보존하나요?", "answer": answer, "document": f"{subject} 규정.txt"})
    (tmp_path / "questions.jsonl").write_text("".join(json.dumps(one, ensure_ascii=False) + "\n" for one in questions))
    run(home, "ingest", rules, "--allow", "everyone", "--quiet")
    run(home, "evaluate", "questions", "add", "규정", tmp_path / "questions.jsonl")
    return home


def asked(home, *options, code=(0,)):
    return json.loads(run(home, "evaluate", "run", "규정", "--json", *options, code=code))


def configure(home, **sections):
    config = (home / "onggi.toml").read_text()
    for section, line in sections.items():
        assert f"[{section}]\n" in config
        config = config.replace(f"[{section}]\n", f"[{section}]\n{line}\n")
    (home / "onggi.toml").write_text(config)


def chunk_counts(home):
    with contextlib.closing(sqlite3.connect(f"file:{home / 'onggi.db'}?mode=ro", uri=True)) as database:
        return [count for (count,) in database.execute("SELECT chunks FROM documents ORDER BY id")]


def test_a_run_over_an_index_of_its_own_leaves_nothing(home):
    before = asked(home, "--name", "지금")
    assert before["ndcg_read"] == 1 and "chunks clause 384/48" in before["index_version"]
    same = asked(home, "--chunk-tokens", "384", "--against", "지금")
    assert same["compared"]["ndcg@10"] == 0 and same["compared"]["read"]["ndcg_read"] == 0, "made anew it finds the same"
    worse = asked(home, "--chunk-strategy", "fixed", "--chunk-tokens", "16", "--chunk-overlap", "0", "--against", "지금", code=(1,))
    assert "chunks fixed 16/0" in worse["index_version"]
    assert worse["ndcg_read"] == 0 and worse["answer@10"] == 0, "no chunk of 16 tokens holds a whole answer"
    assert worse["compared"]["read"]["p"] < 0.025
    assert not any((home / "trials").iterdir()), "the index of a run goes with it"
    refused = run(home, "evaluate", "run", "규정", "--chunk-tokens", "20", "--chunk-overlap", "10", code=(2,))
    assert "half" in refused
    assert asked(home, "--against", "지금")["compared"]["ndcg@10"] == 0, "the index in use is as it was"


def test_documents_stay_cut_as_they_are_where_less_would_be_found(home):
    before = chunk_counts(home)
    configure(home, ingest='chunk_strategy = "fixed"\nchunk_tokens_max = 16\nchunk_tokens_overlap = 0', evaluate='gate = "규정"')
    refused = run(home, "ingest", "--again", code=(2,))
    assert "evaluate.gate" in refused and "--force" in refused
    assert chunk_counts(home) == before
    runs = [json.loads(line) for line in run(home, "evaluate", "runs", "규정", "--json").splitlines()]
    assert len(runs) == 2 and {one["ndcg_read"] for one in runs} == {0, 1}, "both runs can be looked at"
    run(home, "ingest", "--again", "--force", "--quiet")
    assert min(chunk_counts(home)) > max(before)
    run(home, "ingest", "--again", "--quiet")  # nothing is to be cut: nothing is asked
    assert len(run(home, "evaluate", "runs", "규정", "--json").splitlines()) == 2


def test_what_finds_as_much_passes(home):
    configure(home, ingest="chunk_tokens_max = 256\nchunk_tokens_overlap = 32", evaluate='gate = "규정"')
    run(home, "ingest", "--again", "--quiet")
    assert len(run(home, "evaluate", "runs", "규정", "--json").splitlines()) == 2


def test_a_gate_without_questions_lets_nothing_through(home):
    configure(home, ingest="chunk_tokens_max = 256\nchunk_tokens_overlap = 32", evaluate='gate = "없는 질문"')
    assert "evaluate.gate" in run(home, "ingest", "--again", code=(5,))


def test_an_embedder_that_finds_less_does_not_come_into_use(home):
    with Vectors() as vectors:
        vectors.allow(10_000)
        cli(home, "user", "add", "admin", "--role", "admin")
        key = cli(home, "key", "add", "admin", "--name", "test").strip()
        cli(home, "model", "add", "vectors", "--url", vectors.url, "--name", "v", "--embed")
        configure(home, model='embedder = "vectors"', network=f'allow = ["{vectors.host}"]', evaluate='gate = "규정"', search="lexical = false")
        server = Server(home)
        next_vectors = lambda: server.call("GET", "/api/status", key).json().get("next_vectors", {})
        wait_for(lambda: next_vectors().get("refused"))
        asked_before = len(vectors.texts)
        reply = server.call("POST", "/api/search", key, {"query": "휴가 업무 결과는 누구에게 보고하나요?", "limit": 3}).json()
        assert reply["hits"] and len(vectors.texts) == asked_before, "the one before answers"
        server.stop()
        problems = run(home, "doctor", "--repair", code=(1,))
        assert "vectors" in problems and "evaluate.gate" in problems


def test_a_run_over_an_index_of_its_own_needs_the_right_to_manage(home):
    cli(home, "user", "add", "editor", "--role", "editor")
    cli(home, "user", "add", "admin", "--role", "admin")
    keys = {login: cli(home, "key", "add", login, "--name", "test").strip() for login in ("editor", "admin")}
    server = Server(home)
    sets = server.call("GET", "/api/question-sets", keys["admin"]).json()["sets"]
    path = f"/api/question-sets/{sets[0]['id']}/runs"
    wish = {"settings": {"chunk": {"strategy": "sentence", "tokens_max": 128}}}
    assert server.call("POST", path, keys["editor"], wish).status == 403
    assert server.call("POST", path, keys["editor"], {}).status == 202
    started = server.call("POST", path, keys["admin"], wish)
    assert started.status == 202
    assert started.json()["settings"]["chunk"] == {"strategy": "sentence", "tokens_max": 128, "tokens_overlap": 16}
    run_path = f"/api/question-runs/{started.json()['id']}"
    done = wait_for(lambda: (one := server.call("GET", run_path, keys["admin"]).json())["state"] == "done" and one)
    assert done["measures"]["ndcg_read"]["value"] > 0.9 and all(one["read_tokens"] > 0 for one in done["outcomes"])
    assert server.call("POST", path, keys["admin"], {"settings": {"chunk": {"tokens_max": 8}}}).status == 400
    assert server.call("POST", path, keys["admin"], {"settings": {"embedder": "none"}}).status == 404
    server.stop()


def test_the_length_curve_is_measured_once_and_told_with_what_to_write_down(home):
    configure(home, ingest='chunk_strategy = "fixed"\nchunk_tokens_max = 16\nchunk_tokens_overlap = 0')
    run(home, "ingest", "--again", "--quiet")
    told = json.loads(run(home, "optimize", "retrieval", "--set", "규정", "--cutting", "--json"))
    tried = {(one["chunk"]["strategy"], one["chunk"]["tokens_max"]): one for one in told["tried"]}
    assert [length for strategy, length in tried if strategy == "fixed"] == [16, 96, 128, 192, 256, 512, 768, 1024]
    assert {strategy for strategy, length in tried if length == 16} == {"fixed", "clause", "structure", "sentence", "topic", "parent-child"}
    assert tried["fixed", 16]["own"] and tried["fixed", 16]["ndcg_read"] == 0 < tried["fixed", 128]["ndcg_read"]
    assert told["complete"] and told["best"]["tokens_max"] > 16 and told["held_out"]["difference"]["low"] > 0
    assert f'chunk_tokens_max = {told["best"]["tokens_max"]}' in told["toml"]
    again = json.loads(run(home, "optimize", "retrieval", "--set", "규정", "--cutting", "--json"))
    assert again == told, "nothing changed, so nothing is measured again"
    assert len(run(home, "evaluate", "runs", "규정", "--json").splitlines()) == len(tried)
    said = run(home, "optimize", "retrieval", "--set", "규정", "--cutting")
    assert "chunk_strategy" in said
    run(home, "evaluate", "questions", "add", "적은 질문", home.parent / "few.jsonl", code=(5,))
    (home.parent / "few.jsonl").write_text((home.parent / "questions.jsonl").read_text().splitlines()[0] + "\n")
    run(home, "evaluate", "questions", "add", "적은 질문", home.parent / "few.jsonl")
    few = json.loads(run(home, "optimize", "retrieval", "--set", "적은 질문", "--cutting", "--json", code=(1,)))
    assert not few["complete"] and len(few["tried"]) == len(tried)
