"""Answers without weights over the sets of bench/answers and the samples: a Markdown table of shares; needs a release build.

usage: python bench/answers.py            (./dev bench answers)
"""

import json
import os
import pathlib
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests/blackbox"))
BINARY = os.environ.setdefault("ONGGI_BINARY", str(ROOT / "build-release/onggi"))
import kills  # noqa: E402

COLUMNS = ["document_cited", "page_cited", "answer_contained", "abstained", "wrongly_abstained"]


def examined(home, questions):
    return json.loads(kills.command(home, "evaluate", "answers", str(questions), "--json").stdout)


def sample_report(folder):
    home = folder / "samples"
    kills.command(home, "group", "add", "임원")
    kills.command(home, "user", "add", "park")
    kills.command(home, "ingest", "--quiet", str(ROOT / "samples/shared"), "--allow", "everyone")
    kills.command(home, "ingest", "--quiet", str(ROOT / "samples/restricted"), "--allow", "group:임원", "--label", "S")
    return examined(home, ROOT / "samples/questions.jsonl")


def set_report(folder, path):
    home = folder / path.name
    kills.command(home, "ingest", "--quiet", str(path / "documents"), "--allow", "everyone")
    return examined(home, path / "questions.jsonl")


def cell(share):
    return f"{share['value']:.2f} ({share['low']:.2f}–{share['high']:.2f})" if share["of"] else "–"


def main():
    print("| set | " + " | ".join(column.replace("_", " ") for column in COLUMNS) + " | leaks |")
    print("|---" * (len(COLUMNS) + 2) + "|")
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        reports = {"samples": sample_report(folder)}
        for path in sorted(path for path in (ROOT / "bench/answers").iterdir() if path.is_dir()):
            reports[path.name] = set_report(folder, path)
        for name, report in reports.items():
            print(f"| {name} | " + " | ".join(cell(report[column]) for column in COLUMNS) + f" | {report['leaks']} of {report['leak_checks']} |")


main()
