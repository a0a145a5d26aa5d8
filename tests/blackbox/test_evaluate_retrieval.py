"""onggi evaluate retrieval: a corpus with judged questions in BEIR's layout."""

import json
import os
import pathlib
import subprocess

BINARY = os.environ.get("ONGGI_BINARY", str(pathlib.Path(__file__).resolve().parents[2] / "build/onggi"))
CORPUS = [
    {"_id": "휴가", "title": "휴가 규정", "text": "1년간 80퍼센트 이상 출근한 직원에게 15일의 연차휴가를 준다."},
    {"_id": "여비", "title": "", "text": "서울 출장의 숙박비는 하루 10만원을 한도로 실비를 지급한다."},
    {"_id": "징계", "title": "", "text": "무단으로 사흘 넘게 결근한 직원은 징계위원회에 넘긴다."},
]


def evaluate(folder, *options, code=0):
    command = [BINARY, "--home", folder / "none", "evaluate", "retrieval", "--corpus", folder / "corpus.jsonl", "--queries", folder / "queries.jsonl", "--qrels", folder / "qrels.tsv", *options]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == code, (done.stdout, done.stderr)
    return done


def write(folder):
    (folder / "corpus.jsonl").write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in CORPUS))
    (folder / "queries.jsonl").write_text('{"_id": "1", "text": "연차휴가는 며칠인가요?"}\n{"_id": "2", "text": "출장 숙박비 한도"}\n')
    (folder / "qrels.tsv").write_text("query-id\tcorpus-id\tscore\n1\t휴가\t1\n2\t여비\t1\n")


def test_what_is_found_is_scored_and_compared(tmp_path):
    write(tmp_path)
    told = json.loads(evaluate(tmp_path, "--json", "--run", tmp_path / "run.trec").stdout)
    assert told["ndcg@10"] == told["recall@10"] == told["mrr@10"] == told["hit@1"] == 1
    assert told["queries"] == 2 and told["documents"] == 3 and told["latency_ms"]["p95"] > 0
    (tmp_path / "other.trec").write_text("1 Q0 여비 1 2.0 x\n1 Q0 휴가 2 1.0 x\n")
    compared = json.loads(evaluate(tmp_path, "--json", "--legs", "lexical", "--compare", tmp_path / "run.trec", "--compare", tmp_path / "other.trec").stdout)["compared"]
    assert compared[0]["ndcg@10"] == 0 and compared[1]["better"] == 2
    assert not (tmp_path / "none").exists(), "no home is made"


def test_a_wrong_line_is_named(tmp_path):
    write(tmp_path)
    with open(tmp_path / "qrels.tsv", "a") as file:
        file.write("1\t없음\t1\n")
    assert "qrels.tsv, line 4" in evaluate(tmp_path, code=3).stderr
    assert "--legs" in evaluate(tmp_path, "--legs", "sparse", code=2).stderr
