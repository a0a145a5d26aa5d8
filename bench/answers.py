"""Answers without weights over the sets of bench/answers and the samples: a Markdown table of shares; needs a release build.

usage: python bench/answers.py            (./dev bench answers)

Citations right: of all citations of the answerable questions, those that name the expected document and whose quote stands on the page that they name (in what the samples' PDF, DOCX and HWPX
are made of; elsewhere in the document), signs and spaces aside.
"""

import html
import json
import os
import pathlib
import re
import sys
import tempfile
import unicodedata

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


def bare(text):
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFC", text))


def paged(source):
    """Name and pages of a document that scripts/make_samples.py makes."""
    name = re.search(r"^out: .*/(.+)$", source, re.M)[1]
    return name, {str(number): bare(page) for number, page in enumerate(source.split("\\page\n"), 1)}


def whole(path):
    data = path.read_bytes()
    try:
        text = data.decode()
    except UnicodeDecodeError:
        text = data.decode("cp949")
    return {"": bare(html.unescape(re.sub("<[^>]*>", " ", text)) if path.suffix == ".html" else text)}


def sample_texts():
    texts = {unicodedata.normalize("NFC", path.name): whole(path) for path in (ROOT / "samples/shared").iterdir() if path.suffix in (".md", ".html", ".txt")}
    return texts | dict(paged(path.read_text()) for path in (ROOT / "samples/sources").glob("*.md"))


def set_texts(path):
    return {unicodedata.normalize("NFC", one.name): whole(one) for one in (path / "documents").iterdir()}


def stands(citation, texts):
    pages = texts[unicodedata.normalize("NFC", citation["document"])]
    page = "".join(pages.get(label, "") for label in citation["pages"]) if "" not in pages else pages[""]
    return all(bare(cell) in page for line in citation["quote"].split("\n") for cell in line.split(" | "))


def citations_right(report, questions, texts):
    expected = {row["id"]: row["document"] for row in map(json.loads, questions.read_text().splitlines()) if row["answerable"]}
    cited = [(one, expected[case["id"]]) for case in report["cases"] if case["id"] in expected for one in case["citations"]]
    right = sum(unicodedata.normalize("NFC", one["document"]) == unicodedata.normalize("NFC", document) and stands(one, texts) for one, document in cited)
    return f"{right / len(cited):.2f} ({right} of {len(cited)})" if cited else "–"


def cell(share):
    return f"{share['value']:.2f} ({share['low']:.2f}–{share['high']:.2f})" if share["of"] else "–"


def row(name, report, questions, texts):
    shares = " | ".join(cell(report[column]) for column in COLUMNS)
    return f"| {name} | {shares} | {citations_right(report, questions, texts)} | {report['leaks']} of {report['leak_checks']} |"


def main():
    print("| set | " + " | ".join(column.replace("_", " ") for column in COLUMNS) + " | citations right | leaks |")
    print("|---" * (len(COLUMNS) + 3) + "|")
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        print(row("samples", sample_report(folder), ROOT / "samples/questions.jsonl", sample_texts()))
        for path in sorted(path for path in (ROOT / "bench/answers").iterdir() if path.is_dir()):
            print(row(path.name, set_report(folder, path), path / "questions.jsonl", set_texts(path)))


main()
