"""What near duplicates cost in a workspace: bench/duplicates.py [DOCUMENTS] [--write]. Documents are generated: one in four is a version of another.

  sketch and compare   all sketches are made anew from the kept texts, and compared: CPU milliseconds a document, and what share of its ingest that is
  lookup               200 sketches are compared again with all others: milliseconds each
  list                 all clusters, on a workspace that is up to date: seconds, and the process's peak memory
"""

import os
import pathlib
import random
import sqlite3
import subprocess
import sys
import tempfile

import report

ROOT = pathlib.Path(__file__).resolve().parent.parent
BINARY = os.environ.get("ONGGI_BINARY", str(ROOT / "build/onggi"))
WORDS = "회사 직원 규정 출장 여비 휴가 근무 보안 서약 경조금 카드 교육 검진 퇴직 승인 신청 보관 기록 부서 팀장 기간 서류 제출 확인 변경 통지 계약 비용 정산 평가 기준 절차 책임 담당 월말 분기 예산 집행 감사 점검".split()


def documents(count):
    chance, made = random.Random(11), []
    for number in range(count):
        if made and chance.random() < 0.25:
            sentences = list(chance.choice(made))
            for _ in range(2):
                sentences[chance.randrange(len(sentences))] = sentence(chance)
        else:
            sentences = [sentence(chance) for _ in range(40)]
        made.append(sentences)
        yield number, "\n\n".join(" ".join(sentences[at : at + 5]) for at in range(0, len(sentences), 5))


def sentence(chance):
    return " ".join(chance.choice(WORDS) + chance.choice(["은", "는", "을", "의", "에", "로"]) for _ in range(9)) + " 한다."


def run(home, *arguments):
    """CPU seconds and peak memory in MB."""
    process = subprocess.Popen([BINARY, "--home", str(home), *map(str, arguments), "--quiet"], stdout=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    assert status == 0, arguments
    return used.ru_utime + used.ru_stime, used.ru_maxrss / 1024


def change(home, *statements):
    with sqlite3.connect(home / "onggi.db") as tables:
        for statement in statements:
            tables.execute(statement)


def measured(count):
    with tempfile.TemporaryDirectory() as folder:
        home, files = pathlib.Path(folder) / "home", pathlib.Path(folder) / "files"
        home.mkdir(mode=0o700)
        files.mkdir()
        for number, text in documents(count):
            (files / f"{number:06}.txt").write_text(text)
        ingest, _ = run(home, "ingest", files)
        run(home, "dedup", "--workspace")
        listing, memory = run(home, "dedup", "--workspace")
        change(home, "UPDATE ingest_sketches SET compared = 0 WHERE document_id IN (SELECT document_id FROM ingest_sketches ORDER BY content LIMIT 200)")
        lookup = run(home, "dedup", "--workspace")[0] - listing
        bands = sqlite3.connect(home / "onggi.db").execute("SELECT COUNT(*) FROM ingest_near_pairs").fetchone()[0]
        change(home, "DELETE FROM ingest_sketches", "DELETE FROM ingest_sketch_bands", "DELETE FROM ingest_near_pairs")
        anew = run(home, "dedup", "--workspace")[0] - listing
    return "\n".join([
        f"{count:,} documents of about 1,400 characters, {bands:,} pairs, SQLite, CPU time:\n",
        "| what | cost |",
        "|---|---|",
        f"| ingest of one document, all stages | {ingest / count * 1e3:.1f} ms |",
        f"| its sketch and comparison, texts read again | {anew / count * 1e3:.1f} ms ({anew / ingest:.0%} of ingest) |",
        f"| lookup and proof for one document | {lookup / 200 * 1e3:.1f} ms |",
        f"| `onggi dedup --workspace`, nothing new | {listing:.2f} s, {memory:.0f} MB |",
    ]) + "\n"


def main():
    count = next((int(word) for word in sys.argv[1:] if word.isdigit()), 20_000)
    text = measured(count)
    print(text)
    if "--write" in sys.argv:
        report.write("workspace duplicates", text, "cleaning.md")


if __name__ == "__main__":
    main()
