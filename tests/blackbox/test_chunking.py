"""How documents are cut: chosen in onggi.toml, done again where it changed, the same for what is measured."""

import json
import os
import sqlite3

import pytest
from kills import command

RULE = """# 취업규칙

## 제3장 휴가

제10조(연차휴가) ① 1년간 80퍼센트 이상 출근한 직원에게 15일의 연차휴가를 준다.
② 3년 이상 근무한 직원에게는 2년마다 1일을 더한다.
③ 휴가는 직원이 청구한 때에 준다. 다만 사업에 큰 지장이 있으면 시기를 바꿀 수 있다.

제11조(병가) ① 아픈 직원은 연간 60일까지 병가를 쓸 수 있다.
② 7일을 넘는 병가에는 진단서를 붙인다.

제12조(공가) 예비군 훈련, 투표, 법원의 출석 요구에는 공가를 준다.
"""


def chunks(home):
    with sqlite3.connect(f"file:{home}/onggi.db?mode=ro", uri=True) as database:
        return database.execute("SELECT lead, text FROM chunks ORDER BY number").fetchall()


def stages(home):
    with sqlite3.connect(f"file:{home}/onggi.db?mode=ro", uri=True) as database:
        return dict(database.execute("SELECT stage, COUNT(*) FROM ingest_stages GROUP BY stage").fetchall())


def choose(home, *lines):
    text = (home / "onggi.toml").read_text()
    kept = [line for line in text.splitlines() if not line.startswith("chunk_")]
    kept.insert(kept.index("[ingest]") + 1, "\n".join(lines))
    (home / "onggi.toml").write_text("\n".join(kept) + "\n")


def ingested(tmp_path):
    home, file = tmp_path / "home", tmp_path / "취업규칙.md"
    file.write_text(RULE)
    assert command(home, "ingest", "--quiet", str(file), "--allow", "everyone").returncode == 0
    return home


def test_another_strategy_cuts_again_and_reads_nothing_again(tmp_path):
    home = ingested(tmp_path)
    before = stages(home)
    choose(home, 'chunk_strategy = "clause"', "chunk_tokens_max = 72", "chunk_tokens_overlap = 0")
    done = command(home, "ingest", "--again", "--json")
    assert done.returncode == 0, done.stderr
    cut = chunks(home)
    assert [lead.split(" > ")[-1] for lead, _ in cut] == ["취업규칙", "제10조 제3항", "제11조", "제12조"], cut
    after = stages(home)
    assert after["parse"] == before["parse"] and after["clean"] == before["clean"]
    assert after["chunk"] == before["chunk"] + 1
    again = command(home, "ingest", "--again", "--json")
    assert again.returncode == 0 and stages(home) == after, "nothing is left to do"


def test_parent_child_finds_small_and_reads_large(tmp_path):
    home = ingested(tmp_path)
    choose(home, 'chunk_strategy = "parent-child"', "chunk_tokens_max = 150")
    assert command(home, "ingest", "--again", "--quiet").returncode == 0
    assert max(len(text) for _, text in chunks(home)) < 150
    answer = json.loads(command(home, "ask", "병가에 진단서는 언제 붙이나요?", "--json").stdout)
    assert "7일을 넘는 병가" in answer["answer"]
    quoted = answer["citations"][0]
    with sqlite3.connect(f"file:{home}/onggi.db?mode=ro", uri=True) as database:
        (text,) = database.execute("SELECT text FROM chunks WHERE id = ?", (quoted["chunk_id"],)).fetchone()
    assert quoted["quote"] in " ".join(text.split()), "a citation names the chunk that holds it"


def test_an_unknown_strategy_is_refused_with_those_there_are(tmp_path):
    home = ingested(tmp_path)
    choose(home, 'chunk_strategy = "paragraphs"')
    refused = command(home, "search", "휴가")
    assert refused.returncode != 0
    assert "ingest.chunk_strategy" in refused.stderr and "parent-child" in refused.stderr
    choose(home, "chunk_tokens_overlap = 300")
    assert "chunk_tokens_overlap" in command(home, "search", "휴가").stderr


def test_what_is_measured_is_cut_the_same_way(tmp_path):
    (tmp_path / "corpus.jsonl").write_text(json.dumps({"_id": "규칙", "title": "", "text": RULE}, ensure_ascii=False) + "\n")
    (tmp_path / "queries.jsonl").write_text('{"_id": "1", "text": "연차휴가는 며칠인가요?"}\n')
    (tmp_path / "qrels.tsv").write_text("query-id\tcorpus-id\tscore\n1\t규칙\t1\n")

    def counted(*options):
        files = [word for name in ("corpus.jsonl", "queries.jsonl", "qrels.tsv") for word in (f"--{name.split('.')[0]}", str(tmp_path / name))]
        return command(tmp_path / "none", "evaluate", "retrieval", *files, "--json", *options)

    whole = json.loads(counted("--chunk-tokens", "1000", "--chunk-overlap", "0").stdout)["chunks"]
    for strategy in ("fixed", "sentence", "topic", "parent-child"):
        told = counted("--chunk-strategy", strategy, "--chunk-tokens", "60", "--chunk-overlap", "10")
        assert json.loads(told.stdout)["chunks"] > whole, strategy
    assert "chunk strategy" in counted("--chunk-strategy", "lines").stderr
    assert counted("--chunk-tokens", "8").returncode != 0


@pytest.mark.skipif("ONGGI_TEST_MODEL" not in os.environ, reason="ONGGI_TEST_MODEL names no GGUF file (./dev setup makes one)")
def test_the_budget_is_what_the_embedder_in_use_reads(tmp_path):
    home = tmp_path / "home"
    added = command(home, "model", "add", "vectors", "--gguf", os.environ["ONGGI_TEST_MODEL"], "--embed")
    assert added.returncode == 0, added.stderr
    choose(home, "chunk_tokens_max = 3000")
    text = (home / "onggi.toml").read_text().replace("[model]\n", '[model]\nembedder = "vectors"\n')
    (home / "onggi.toml").write_text(text)
    (tmp_path / "취업규칙.md").write_text(RULE)
    done = command(home, "ingest", "--quiet", str(tmp_path / "취업규칙.md"), "--allow", "everyone")
    assert done.returncode == 0, done.stderr
    assert "chunk_tokens_max" in done.stderr and "3000" not in done.stderr, "said once what it is lowered to"
    with sqlite3.connect(f"file:{home}/onggi.db?mode=ro", uri=True) as database:
        version, options = database.execute("SELECT version, options FROM ingest_stages WHERE stage = 'chunk' ORDER BY time_ms DESC").fetchone()
    assert "/gguf/" in version, "counted by its own vocabulary"
    assert json.loads(options)["max"] < 2048
