"""A large file with known defects through the preset `rag`: what each operation finds of what was put in, time, memory, a kill in the middle.
A part of bench/clean.py.

Rows are made of sentences of Korean manuals in random order, so that no two are alike by chance. A row in fifty gets one defect; `metadata`
keeps which, and what the row was before. Personal data is invented: 0000 numbers, example hosts, births before 1910.
"""

import json
import os
import pathlib
import random
import re
import signal
import subprocess
import tempfile
import time

import privacy

BINARY = privacy.BINARY
FOOTER = ["저작권 © 2024 주식회사 옹기. 모든 권리 보유.", "고객센터 1588-0000 (평일 9시~18시)"]
HEADER = "홈 | 회사 소개 | 제품 | 고객 지원 | 채용"


def sentences():
    """Korean ones of 20 to 120 characters without digits: what looks like personal data in a manual is not known to be none."""
    found = set()
    for page in privacy.pages():
        for sentence in re.split(r"(?<=[.!?])\s+|\n", page["text"]):
            sentence = " ".join(sentence.split())
            if 20 <= len(sentence) <= 120 and sentence.endswith(".") and not re.search(r"[0-9@`|<>*_#]", sentence) and sum("가" <= c <= "힣" for c in sentence) > len(sentence) / 2:
                found.add(sentence)
    return sorted(found)


def columns(text):
    return sum(2 if letter >= "\u1100" else 1 for letter in text)


def broken(text, width=88):
    """Lines as a page has them: a word that has no room begins the next; Hangul is two columns wide."""
    lines, line = [], ""
    for word in text.split(" "):
        if line and columns(line) + 1 + columns(word) > width:
            lines.append(line)
            line = word
        else:
            line = f"{line} {word}".strip()
    return "\n".join([*lines, line])


def mojibake(text):
    try:
        return text.encode("cp949").decode("latin-1")
    except UnicodeError:
        return text.encode().decode("latin-1")


PERSONAL = [
    ("RRN", "주민등록번호 {}", lambda r: f"{r.randrange(0, 10):02}{r.randrange(1, 13):02}{r.randrange(1, 28):02}-1{r.randrange(10**6):06}"),
    ("PHONE", "연락처 {}", lambda r: f"010-0000-{r.randrange(10**4):04}"),
    ("EMAIL", "{}으로 회신", lambda r: f"user{r.randrange(10**5)}@example.com"),
    ("CARD", "카드번호 {}", lambda r: f"0000-{r.randrange(10**4):04}-{r.randrange(10**4):04}-{r.randrange(10**4):04}"),
]


def with_person(text, made):
    kind, form, value_of = made.choice(PERSONAL)
    value = value_of(made)
    return f"{text} {form.format(value)} 바랍니다.", {"kind": kind, "value": value}


SIMPLE = {
    "mojibake": lambda text, made: mojibake(text),
    "compatibility": lambda text, made: text.replace(".", "．").replace("(", "（").replace(")", "）").replace(",", "，"),
    "invisible": lambda text, made: "\u200b".join([text[: len(text) // 2], text[len(text) // 2 :]]) + "\ufeff",
    "spaces": lambda text, made: text.replace(" ", "\u00a0 ", 9) + "  \n\n\n",
    "join_lines": lambda text, made: broken(text),
}


def rows(megabytes, seed=11):
    """Lines of JSON; what was put in stands in `metadata.defect` and `metadata.was`."""
    made, pool, written, number, recent = random.Random(seed), sentences(), 0, 0, []
    kinds = [*SIMPLE, "boilerplate", "junk", "empty", "copy", "revision", "personal"]
    while written < megabytes * 1_000_000:
        text = " ".join(made.sample(pool, made.randint(4, 12)))
        row = {"id": number, "text": text, "metadata": {"date": "2020-01-01"}}
        defect = made.choice(kinds) if number % 5 == 0 else None
        if defect in SIMPLE:
            row["text"] = SIMPLE[defect](text, made)
        elif defect == "boilerplate":
            row["text"] = "\n".join([HEADER, text, *FOOTER])
        elif defect == "junk":
            row["text"] = "".join(made.choices("★■◆※▶=+^{}\\§", k=300))
        elif defect == "empty":
            row["text"] = made.choice(["", "  ", "-", "없음", "N/A", "\u3000"])
        elif defect in ("copy", "revision") and recent:
            other = made.choice(recent)
            text = other["text"]
            row["text"] = text if defect == "copy" else text.replace("있습니다", "있다", 1) + " 끝."
            row["metadata"]["date"] = "2020-01-01" if defect == "copy" else "2024-01-01"
            row["metadata"]["of"] = other["id"]
        elif defect == "personal":
            row["text"], row["metadata"]["personal"] = with_person(text, made)
        if defect:
            row["metadata"]["defect"] = defect
            row["metadata"]["was"] = text
        elif len(recent) < 20_000 and number % 7 == 0:
            recent.append(row)
        line = json.dumps(row, ensure_ascii=False) + "\n"
        written += len(line.encode())
        number += 1
        yield line


class Process:
    """A run whose memory is watched from outside."""

    def __init__(self, arguments):
        self.begin = time.monotonic()
        self.process = subprocess.Popen(arguments, stdin=subprocess.DEVNULL, stderr=subprocess.PIPE)
        self.peak = 0

    def watch(self):
        """Peak of VmHWM in MB until now."""
        try:
            status = pathlib.Path(f"/proc/{self.process.pid}/status").read_text()
            self.peak = max(self.peak, int(re.search(r"VmHWM:\s+(\d+)", status).group(1)) / 1024)
        except (OSError, AttributeError):
            pass
        return self.process.poll()

    def wait(self, seconds=float("inf")):
        while self.watch() is None and time.monotonic() - self.begin < seconds:
            time.sleep(0.05)
        return self.process.returncode


def seen(folder):
    """{id: row} of what stayed and of what went."""
    read = lambda path: (json.loads(line) for line in open(path))
    return {row["id"]: row for row in read(folder / "out.jsonl")}, {row["id"]: row["removed"] for row in read(folder / "out.jsonl.removed.jsonl")}


class Score:
    def __init__(self):
        self.right = self.found = self.wanted = 0

    def row(self, name):
        return f"| {name} | {self.wanted:,} | {self.found:,} | {self.right / max(1, self.found):.4f} | {self.right / max(1, self.wanted):.4f} |"


def scores(source, folder):
    kept, gone = seen(folder)
    names = [*SIMPLE, "boilerplate", "filter", "dedup", "pii"]
    score = {name: Score() for name in names}
    changes = {}
    for line in open(folder / "out.jsonl.changes.jsonl"):
        one = json.loads(line)
        for reason in one["changes"]:
            name = one["operation"] if one["operation"] != "normalise" else reason
            changes.setdefault(one["id"], set()).add(name)
    for line in open(source):
        row = json.loads(line)
        meta, number = row["metadata"], row["id"]
        defect, operation = meta.get("defect"), gone.get(number, {}).get("operation")
        said = changes.get(number, set())
        text = kept[number]["text"] if number in kept else None
        for name in [*SIMPLE, "boilerplate"]:
            # Right: said for a row that has the defect, and the row is what it was before.
            score[name].wanted += defect == name
            score[name].found += name in said and defect != "empty"
            score[name].right += defect == name and name in said and (text == meta["was"] or operation == "dedup")
        score["filter"].wanted += defect in ("junk", "empty")
        score["filter"].found += operation == "filter"
        score["filter"].right += operation == "filter" and defect in ("junk", "empty")
        score["dedup"].wanted += defect in ("copy", "revision")
        score["dedup"].found += operation == "dedup"
        score["pii"].wanted += defect == "personal"
        score["pii"].found += "pii" in said
        score["pii"].right += defect == "personal" and text is not None and meta["personal"]["value"] not in text
        if operation == "dedup":  # the row itself is a copy, or has one that stays
            score["dedup"].right += defect in ("copy", "revision") or number in score_copies(source)
    return score


COPIES = {}


def score_copies(source):
    """Ids of rows that were copied: one of each pair may go."""
    if source not in COPIES:
        COPIES[source] = {json.loads(line)["metadata"].get("of") for line in open(source) if '"of": ' in line}
    return COPIES[source]


def run(megabytes=1000):
    with tempfile.TemporaryDirectory(dir=os.environ.get("TMPDIR", "/tmp")) as name:
        folder = pathlib.Path(name)
        source = folder / "in.jsonl"
        with open(source, "w") as file:
            file.writelines(rows(megabytes))
        whole = folder / "whole"
        killed = folder / "killed"
        whole.mkdir(), killed.mkdir()
        command = lambda place: [BINARY, "clean", str(source), "--out", str(place / "out.jsonl"), "--recipe", "rag", "--quiet"]
        first = Process(command(whole))
        assert first.wait() == 0, first.process.stderr.read().decode()
        seconds = time.monotonic() - first.begin
        second = Process(command(killed))
        second.wait(seconds / 2)
        second.process.send_signal(signal.SIGKILL)
        second.process.wait()
        third = Process(command(killed))
        assert third.wait() == 0, third.process.stderr.read().decode()
        again = time.monotonic() - third.begin
        same = all((whole / f"out.jsonl{end}").read_bytes() == (killed / f"out.jsonl{end}").read_bytes() for end in ("", ".removed.jsonl", ".changes.jsonl"))
        count = sum(1 for _ in open(source))
        lines = [
            f"{source.stat().st_size / 1e6:,.0f} MB, {count:,} rows, preset `rag`: {seconds:.0f} s, {source.stat().st_size / 1e6 / seconds:.1f} MB/s on {os.cpu_count()} cores, {first.peak:,.0f} MB of memory at most.",
            f"Killed with SIGKILL after {seconds / 2:.0f} s and run again: {again:.0f} s more, the same bytes: {'yes' if same else 'NO'}.\n",
            "| operation | rows with the defect | rows found | precision | recall |",
            "|---|---|---|---|---|",
        ]
        lines += [one.row(operation) for operation, one in scores(source, whole).items()]
        assert same, "the killed run gave other bytes"
        return "\n".join(lines) + "\n"


if __name__ == "__main__":
    import sys

    print(run(float(sys.argv[1]) if len(sys.argv) > 1 else 1000))
