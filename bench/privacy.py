"""Personal data: how much `onggi pii scan` finds and how much it takes for personal data that is none; needs a release build.

usage: python bench/privacy.py [--peers] [--write]            (./dev bench privacy)

Prints Markdown tables; --write puts them into docs/cleaning.md:
  korean    $ONGGI_DATA/pii/korean-made, exact spans, a row a kind; and a row a fold, where a fold is a fifth of the templates (a template is
            the text with its spans cut out), so that one well-known sentence cannot carry the result
  english   $ONGGI_DATA/pii/presidio-research for the kinds that have a form; with --peers beside Presidio's pattern recognisers (without
            its language model), each in its own Python environment: presidio-analyzer must be importable there ($ONGGI_PRESIDIO names
            the interpreter)
  clean     findings a 100 kB in manuals and help pages, where nearly everything found is a false alarm
  speed     megabytes a processor second over the same pages, and over the sentences of `korean` (three spans in 250 bytes)
"""

import collections
import contextlib
import gzip
import hashlib
import io
import json
import os
import pathlib
import resource
import subprocess
import sys
import tempfile

import report

ROOT = pathlib.Path(__file__).resolve().parents[1]
BINARY = os.environ.get("ONGGI_BINARY", str(ROOT / "build-release/onggi"))
DATA = pathlib.Path(os.environ.get("ONGGI_DATA", ROOT.parent / "shared/data"))
ENGLISH = {"CREDIT_CARD": "CARD", "PHONE_NUMBER": "PHONE", "EMAIL_ADDRESS": "EMAIL", "IBAN_CODE": "IBAN", "US_SSN": "US_SSN", "IP_ADDRESS": "IP",
           "DOMAIN_NAME": "URL", "US_DRIVER_LICENSE": "US_DRIVER_LICENSE"}


def rows_of(path):
    return [json.loads(line) for line in path.read_text().splitlines()]


def scan(rows, *options):
    with tempfile.NamedTemporaryFile("w", suffix=".jsonl") as file:
        for row in rows:
            file.write(json.dumps({"id": row["id"], "text": row["text"]}, ensure_ascii=False) + "\n")
        file.flush()
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        done = subprocess.run([BINARY, "pii", "scan", file.name, "--quiet", *options], capture_output=True, text=True, check=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
    found = {row["id"]: row["findings"] for row in map(json.loads, done.stdout.splitlines())}
    return found, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


class Score:
    def __init__(self):
        self.right = self.wrong = self.missed = 0

    def add(self, truth, found):
        self.right, self.wrong, self.missed = self.right + len(truth & found), self.wrong + len(found - truth), self.missed + len(truth - found)

    def row(self, name):
        precision, recall = self.right / max(1, self.right + self.wrong), self.right / max(1, self.right + self.missed)
        f1 = 2 * self.right / max(1, 2 * self.right + self.wrong + self.missed)
        return f"| {name} | {self.right + self.missed:,} | {precision:.3f} | {recall:.3f} | {f1:.3f} |"


def template_of(row):
    text, made, at = row["text"], "", 0
    for span in sorted(row["spans"], key=lambda span: span["start"]):
        made, at = made + text[at:span["start"]] + "{" + span["type"] + "}", span["end"]
    return made + text[at:]


def korean():
    rows = rows_of(DATA / "pii/korean-made/pii_ko.jsonl")
    found, _ = scan(rows)
    kinds, folds, whole = collections.defaultdict(Score), collections.defaultdict(Score), Score()
    for row in rows:
        truth = {(span["type"], span["start"], span["end"]) for span in row["spans"]}
        got = {(finding["type"], finding["start"], finding["end"]) for finding in found[row["id"]]}
        for kind in {span[0] for span in truth | got}:
            kinds[kind].add({span for span in truth if span[0] == kind}, {span for span in got if span[0] == kind})
        folds[int(hashlib.md5(template_of(row).encode()).hexdigest(), 16) % 5].add(truth, got)
        whole.add(truth, got)
    print("| kind | spans | precision | recall | F1 |\n|---|---|---|---|---|")
    for kind in sorted(kinds):
        print(kinds[kind].row(kind))
    for fold in sorted(folds):
        print(folds[fold].row(f"templates, fold {fold + 1}"))
    print(whole.row("all"), end="\n\n")


PRESIDIO = """
import json, sys
from presidio_analyzer import AnalyzerEngine, RecognizerRegistry
from presidio_analyzer.nlp_engine import NlpArtifacts, NlpEngine
from presidio_analyzer.predefined_recognizers import (CreditCardRecognizer, EmailRecognizer, IbanRecognizer, IpRecognizer, PhoneRecognizer,
                                                      UrlRecognizer, UsLicenseRecognizer, UsSsnRecognizer)
tools = [CreditCardRecognizer(), EmailRecognizer(), IbanRecognizer(), IpRecognizer(), PhoneRecognizer(), UrlRecognizer(), UsLicenseRecognizer(), UsSsnRecognizer()]
for line in sys.stdin:
    row, found = json.loads(line), []
    for tool in tools:
        try:
            results = tool.analyze(row["text"], tool.supported_entities, None) or []
        except Exception:
            results = []
        for result in results:
            if result.score >= 0.4:
                found.append([result.entity_type, result.start, result.end, result.score])
    print(json.dumps({"id": row["id"], "findings": found}))
"""


def presidio(rows):
    lines = "".join(json.dumps({"id": row["id"], "text": row["text"]}) + "\n" for row in rows)
    python = os.environ.get("ONGGI_PRESIDIO", sys.executable)
    done = subprocess.run([python, "-c", PRESIDIO], input=lines, capture_output=True, text=True)
    if done.returncode != 0:
        print(f"Presidio did not run: {done.stderr.strip().splitlines()[-1:]}")
        return None
    names = {**ENGLISH, "URL": "URL"}
    return {row["id"]: [(names.get(kind, kind), start, end) for kind, start, end, _ in row["findings"]] for row in map(json.loads, done.stdout.splitlines())}


def touches(span, others):
    return any(span[0] == other[0] and span[1] < other[2] and other[1] < span[2] for other in others)


def english_score(rows, found):
    """By kind; a finding counts where it touches a true span of its kind, as Presidio's own evaluation does with its token overlap."""
    kinds = collections.defaultdict(Score)
    for row in rows:
        truth = {(ENGLISH[span["entity_type"]], span["start_position"], span["end_position"]) for span in row["spans"] if span["entity_type"] in ENGLISH}
        got = {("PHONE" if kind == "TEL" else kind, start, end) for kind, start, end in found[row["id"]]}
        for kind in set(ENGLISH.values()):
            true, said = {span for span in truth if span[0] == kind}, {span for span in got if span[0] == kind}
            if kind == "URL":  # a host inside of a mail address is no web address
                said = {span for span in said if not any(other[0] == "EMAIL" and touches(("EMAIL", *span[1:]), {other}) for other in got)}
            kinds[kind].right += sum(touches(span, said) for span in true)
            kinds[kind].missed += sum(not touches(span, said) for span in true)
            kinds[kind].wrong += sum(not touches(span, true) for span in said)
    return kinds


def english(peers):
    small = json.loads((DATA / "pii/presidio-research/generated_small.json").read_text())
    large = json.loads(gzip.decompress((DATA / "pii/presidio-research/synth_dataset_v2.json.gz").read_bytes()))
    rows = [{"id": number, "text": row["full_text"], "spans": row["spans"]} for number, row in enumerate(small + large)]
    ours, _ = scan(rows, "--everything")
    tools = {"onggi": {key: [(f["type"], f["start"], f["end"]) for f in found] for key, found in ours.items()}}
    if peers:
        theirs = presidio(rows)
        if theirs:
            tools["Presidio 2.2, patterns"] = theirs
    for tool, found in tools.items():
        kinds, whole = english_score(rows, found), Score()
        print(f"| {tool} | spans | precision | recall | F1 |\n|---|---|---|---|---|")
        for kind in sorted(kinds):
            print(kinds[kind].row(kind))
            whole.right, whole.wrong, whole.missed = whole.right + kinds[kind].right, whole.wrong + kinds[kind].wrong, whole.missed + kinds[kind].missed
        print(whole.row("all"), end="\n\n")


def pages():
    """Manuals and help pages as rows of at most 20,000 characters."""
    files = [path for folder in ("retrieval", "documents/ko-debian-install-guide") for path in sorted((DATA / folder).rglob("*")) if path.is_file()]
    for path in files:
        if path.suffix == ".html":
            text = subprocess.run([BINARY, "parse", str(path), "--to", "text", "--quiet"], capture_output=True, text=True).stdout
        elif path.suffix in (".md", ".txt", ".tsv", ".jsonl"):
            text = path.read_text(errors="replace")
        else:
            continue
        for at in range(0, len(text), 20_000):
            yield {"id": f"{path.relative_to(DATA)}#{at}", "text": text[at:at + 20_000]}


def clean_and_speed():
    rows = list(pages())
    size = sum(len(row["text"].encode()) for row in rows)
    found, _ = scan(rows)
    counts = collections.Counter(finding["type"] for findings in found.values() for finding in findings)
    print(f"Manuals and help pages, {size / 1e6:.1f} MB:\n\n| kind | findings | a 100 kB |\n|---|---|---|")
    for kind, count in counts.most_common():
        print(f"| {kind} | {count} | {count / size * 1e5:.2f} |")
    print("\n| text | MB | MB a CPU second |\n|---|---|---|")
    dense = rows_of(DATA / "pii/korean-made/pii_ko.jsonl")
    for name, some in (("manuals and help pages", rows), ("sentences full of personal data", dense)):
        size = sum(len(row["text"].encode()) for row in some)
        times = max(1, int(60e6 / size))
        _, seconds = scan([{**row, "id": number * 100_000 + at} for number in range(times) for at, row in enumerate(some)])
        print(f"| {name} | {size * times / 1e6:.0f} | {size * times / 1e6 / seconds:.1f} |")


def main():
    text = io.StringIO()
    with contextlib.redirect_stdout(text):
        korean()
        english("--peers" in sys.argv)
        clean_and_speed()
    print(text.getvalue())
    if "--write" in sys.argv:
        report.write("privacy", text.getvalue(), "cleaning.md")


if __name__ == "__main__":
    main()
