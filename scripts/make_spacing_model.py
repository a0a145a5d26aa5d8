#!/usr/bin/env python3
"""Makes data/spelling/spacing-ko.bin: where spaces belong in Korean text. One command, the same file every time.

    ./dev build release && python3 scripts/make_spacing_model.py [--data $ONGGI_DATA] [--out data/spelling/spacing-ko.bin]

Texts that people wrote with care, each once, from sets whose licences let what was learnt from them be given on under CC BY-SA 4.0: KLUE
(NLI, STS, NER, dependencies), KorNLU, KoBEST, 3i4k, paraKQC (CC BY-SA 4.0), SQuARe, KoSBi, Chatbot_data, Question_pair (MIT). What onggi is measured on is not among
them: neither spelling/ nor manuals and help pages.
"""

import argparse
import csv
import gzip
import hashlib
import json
import os
import pathlib
import re
import subprocess
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[1]


def table(path, columns, delimiter="\t", header=True):
    opened = gzip.open(path, "rt") if path.suffix == ".gz" else open(path)
    with opened as file:
        rows = csv.reader(file, delimiter=delimiter, quoting=csv.QUOTE_MINIMAL if delimiter == "," else csv.QUOTE_NONE)
        for number, row in enumerate(rows):
            if number > 0 or not header:
                yield from (row[column] for column in columns if column < len(row))


def json_texts(path, fields):
    opened = gzip.open(path, "rt") if path.suffix == ".gz" else open(path)
    with opened as file:
        text = file.read()
    rows = json.loads(text) if text.lstrip().startswith("[") else [json.loads(line) for line in text.splitlines() if line.strip()]
    for row in rows:
        yield from (row[field] for field in fields if isinstance(row.get(field), str))


def commented(path, marks):
    """Sets with one word or letter a line name their sentences in comments: "## id<TAB>sentence"."""
    with gzip.open(path, "rt") as file:
        for line in file:
            if line.startswith("##") and "\t" in line:
                yield re.sub(marks, r"\1", line.split("\t", 1)[1])


def texts(data):
    korean = data / "korean-nlp"
    yield from json_texts(korean / "klue/klue-nli_dev_half.jsonl", ["premise", "hypothesis"])
    yield from json_texts(korean / "klue/klue-sts_dev_even.jsonl", ["sentence1", "sentence2"])
    yield from commented(korean / "klue/klue-ner_dev_even.tsv.gz", r"<([^<>]*):[A-Z]{2}>")
    yield from commented(korean / "klue/klue-dp_dev.tsv.gz", r"<([^<>]*):[A-Z]{2}>")
    for name, columns in (("sts-train.tsv", [5, 6]), ("sts-dev.tsv", [5, 6]), ("xnli.dev.ko.tsv", [0, 1])):
        yield from table(korean / "kornlu" / name, columns)
    for part in ("train", "dev"):
        yield from table(korean / f"kobest/BoolQ_{part}.tsv", [1, 2])
        yield from table(korean / f"kobest/COPA_{part}.tsv", [1, 3, 4])
        yield from table(korean / f"kobest/HellaSwag_{part}.tsv", [0, 1, 2, 3, 4], header=False)
        for sentence in table(korean / f"kobest/WiC_{part}.tsv", [2, 5]):
            yield re.sub(r"\[([^\]]*)\]", r"\1", sentence)
    yield from table(korean / "3i4k/fci_train_val.txt", [1], header=False)
    yield from table(data / "dedup/parakqc/parakqc_70.tsv", [3])
    yield from table(data / "dedup/question_pair/kor_pair_train.csv", [1, 2], delimiter=",")
    yield from table(data / "instruction/chatbot_data/chatbot_80.csv", [0, 1], delimiter=",")
    yield from json_texts(data / "safety/square/question_valid.json.gz", ["question"])
    yield from json_texts(data / "safety/kosbi/kosbi_valid.json.gz", ["context", "sentence"])


def sentences(data):
    """Each once, in the order of their hashes; those of little Hangul, or of so few spaces that nobody cared, left out."""
    kept = {}
    for text in texts(data):
        for sentence in re.findall(r"\S.{0,380}\S(?=\s|$)", " ".join(text.split())):  # also what stands behind a full stop is to be learnt
            hangul = sum("가" <= letter <= "힣" for letter in sentence)
            words = sentence.split()
            if 4 <= hangul and hangul > 0.5 * len(sentence.replace(" ", "")) and len(sentence) < 400 and hangul < 5.5 * len(words) and max(map(len, words)) < 16:
                kept[sentence] = hashlib.sha256(sentence.encode()).digest()
    return sorted(kept, key=kept.get)


def main():
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument("--data", type=pathlib.Path, default=os.environ.get("ONGGI_DATA", ROOT.parent / "shared/data"))
    words.add_argument("--out", type=pathlib.Path, default=ROOT / "data/spelling/spacing-ko.bin")
    words.add_argument("--trainer", type=pathlib.Path, default=ROOT / "build-release/bench/onggi_train_spacing")
    words.add_argument("--dictionary", type=pathlib.Path, default=ROOT / "build-release/share/onggi/dictionary")
    chosen = words.parse_args()
    chosen.out.parent.mkdir(parents=True, exist_ok=True)
    found = sentences(pathlib.Path(chosen.data))
    print(f"{len(found):,} sentences, {sum(map(len, found)):,} characters")
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as file:
        file.write("\n".join(found) + "\n")
        file.flush()
        subprocess.run([chosen.trainer, chosen.dictionary, file.name, chosen.out], check=True)


if __name__ == "__main__":
    main()
