"""The check of generated sentences against their sources: how many false ones it marks, and how many true ones; needs a release build and $ONGGI_DATA.

usage: python bench/sentences.py [--write]                                                        (./dev bench sentences)

  inference   pairs that people judged: XNLI in Korean (development), which was looked at while the rules were written, and the half of KLUE-NLI's that lies in $ONGGI_DATA,
              held out. A hypothesis that contradicts its premise should be marked, one that follows from it should not
  changed     sentences of the LibreOffice help (Korean), as they stand and with one thing changed by a rule: a number, or what is said ("수 있습니다" for "수 없습니다"), against the page that
              they stand in; the held-out half of the pages
--write puts the table into docs/benchmarks.md.
"""

import collections
import csv
import json
import os
import pathlib
import random
import re
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "bench"))
import help_answers  # noqa: E402
import report  # noqa: E402

DRIVER = pathlib.Path(os.environ.get("ONGGI_SUPPORT_DRIVER", ROOT / "build-release/bench/onggi_support_driver"))
DATA = pathlib.Path(os.environ.get("ONGGI_DATA", ROOT.parent / "shared/data"))
REASONS = ["other_number", "other_date", "other_name", "denial", "no_source"]
OPPOSITES = [("수 있습니다.", "수 없습니다."), ("수 없습니다.", "수 있습니다."), ("지 않습니다.", None), ("합니다.", "하지 않습니다."), ("됩니다.", "되지 않습니다.")]  # the first that fits


def xnli():
    with open(DATA / "korean-nlp/kornlu/xnli.dev.ko.tsv", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
            yield "XNLI, Korean: " + row["gold_label"], row["sentence1"], row["sentence2"]


def klue():
    for line in open(DATA / "korean-nlp/klue/klue-nli_dev_half.jsonl"):
        row = json.loads(line)
        yield "KLUE-NLI, held out: " + row["gold_label"], row["premise"], row["hypothesis"]


def another_number(sentence, chance):
    numbers = [match for match in re.finditer(r"\d+", sentence) if sentence[: match.start()].strip()]
    if not numbers:
        return None
    match = chance.choice(numbers)
    return sentence[: match.start()] + str(int(match[0]) + chance.choice([1, 3, 10])) + sentence[match.end() :]


def the_opposite(sentence):
    for said, denied in OPPOSITES:
        if sentence.endswith(said):
            return denied and sentence[: -len(said)] + denied
    return None


def changed():
    chance = random.Random(7)
    with tempfile.TemporaryDirectory() as folder:
        for path in sorted(help_answers.pages(pathlib.Path(folder)).iterdir()):
            paragraphs = [block[1] for block in help_answers.Page(path.read_text()).blocks if block[0] == "p"]
            if not help_answers.is_held_out({"document": path.name}):
                continue
            for sentence in re.findall(r"[^.\n]{20,200}\.(?=\s|$)", "\n".join(paragraphs)):
                yield from changes("\n".join(paragraphs), sentence.strip(), chance)


def changes(page, sentence, chance):
    yield "help: as it stands", page, sentence
    if number := another_number(sentence, chance):
        yield "help: another number", page, number
    if denied := the_opposite(sentence):
        yield "help: the opposite", page, denied


def judged(pairs):
    lines = "".join(json.dumps({"source": source, "sentence": sentence}, ensure_ascii=False) + "\n" for _, source, sentence in pairs)
    done = subprocess.run([DRIVER], input=lines, capture_output=True, text=True, check=True)
    found = collections.defaultdict(collections.Counter)
    for (kind, *_), line in zip(pairs, done.stdout.splitlines(), strict=True):
        found[kind][json.loads(line)["support"]] += 1
    return found


def table(found):
    rows = ["| pairs | | marked | " + " | ".join(reason.replace("_", " ") for reason in REASONS) + " |", "|---|---|---|" + "---|" * len(REASONS)]
    for kind, counts in found.items():
        whole = sum(counts.values())
        rows.append(f"| {kind} | {whole:,} | {1 - counts['borne_out'] / whole:.3f} | " + " | ".join(f"{counts[reason] / whole:.3f}" for reason in REASONS) + " |")
    return "\n".join(rows)


def main():
    sets = [xnli] if "--tune" in sys.argv else [xnli, klue, changed]
    text = table(judged([pair for make in sets for pair in make()]))
    print(text)
    if "--write" in sys.argv:
        report.write("sentences", text)


if __name__ == "__main__":
    main()
