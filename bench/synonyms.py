"""How much of a search's quality a group of synonyms keeps: in each question of bench/answers one word that the answering document holds is put in other letters, which stand in no document; then both are made a group. usage: bench/synonyms.py HOUSE... (default: all)"""

import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[1]
BINARY = os.environ.get("ONGGI_BINARY", str(ROOT / "build/onggi"))
PARTICLES = re.compile(r"(에서는|에서|으로|까지|부터|에는|이나|에게|은|는|이|가|을|를|의|에|도|로|와|과|나)$")


def onggi(home, *arguments):
    return subprocess.run([BINARY, "--home", str(home), *map(str, arguments)], check=True, capture_output=True, text=True).stdout


def strange(number):
    """Three syllables that no text has."""
    return "".join(chr(0xAC00 + 588 * (number // 21**place % 15) + 28 * 18 + 22) if place else "쀍" for place in range(2)) + chr(0xAC00 + 588 * (number % 19) + 28 * 19 + 22)


def named(question, text):
    """The longest word of the question that the document holds."""
    words = [PARTICLES.sub("", word) for word in re.findall(r"[가-힣]{2,}", question)]
    return max((word for word in words if len(word) >= 2 and word in text), key=len, default=None)


def reciprocal(home, question, document):
    names = []
    for hit in json.loads(onggi(home, "search", question, "--limit", 20, "--json"))["hits"]:
        names += [hit["document"]] if hit["document"] not in names else []
    return 1 / (1 + names.index(document)) if document in names[:10] else 0.0


def main(houses):
    sums, asked = [0.0, 0.0, 0.0], 0
    for house in houses:
        folder = ROOT / "bench/answers" / house
        with tempfile.TemporaryDirectory() as scratch:
            home = pathlib.Path(scratch) / "home"
            onggi(home, "ingest", folder / "documents", "--quiet")
            cases = []
            for line in (folder / "questions.jsonl").read_text().splitlines():
                one = json.loads(line)
                if not one["answerable"] or not one["document"]:
                    continue
                file = next((folder / "documents").rglob(one["document"]), None)
                word = named(one["question"], file.read_text()) if file and file.suffix in (".md", ".txt", ".html") else None
                if word:
                    cases.append((one["question"], one["question"].replace(word, strange(len(cases)), 1), word, strange(len(cases)), one["document"]))
            for question, other, _, _, document in cases:
                sums[0] += reciprocal(home, question, document)
                sums[1] += reciprocal(home, other, document)
            file = pathlib.Path(scratch) / "words.tsv"
            file.write_text("".join(f"=\t{word}\t{letters}\n" for _, _, word, letters, _ in cases))
            onggi(home, "words", "import", file, "--quiet")
            sums[2] += sum(reciprocal(home, other, document) for _, other, _, _, document in cases)
            asked += len(cases)
    print(f"{asked} questions, MRR@10 of documents: as asked {sums[0] / asked:.3f}, in other letters {sums[1] / asked:.3f}, as a group {sums[2] / asked:.3f}")


main(sys.argv[1:] or sorted(path.name for path in (ROOT / "bench/answers").iterdir() if (path / "questions.jsonl").exists()))
