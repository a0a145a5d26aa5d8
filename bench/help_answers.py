"""Answers without weights to 500 questions that a rule makes from the tables, lists and definitions of LibreOffice's Korean help; needs a release build.

usage: python bench/help_answers.py [--write] [--show KIND]            (./dev bench help_answers)

A table's cell is asked for by its page, row and column; a list by its page and the heading above it, and all of its items must come; a definition (the first sentence below a heading) by the
heading's words. A name that stands for more than one thing is asked with its page, and left out where that does not help. 500 are drawn by seed 11; half of the pages (by the checksum of their
names) is called held out: nobody looked at their questions. Contained: white space, case and marks of quotation aside, in the answer's text. Quotes are looked for, white space and borders
of cells aside, in the page that they name. --show prints what failed in the other half. Needs $ONGGI_DATA. --write puts the table into docs/benchmarks.md.
"""

import collections
import concurrent.futures
import html.parser
import json
import os
import pathlib
import random
import re
import subprocess
import sys
import tempfile
import zlib

ROOT = pathlib.Path(__file__).resolve().parents[1]
DATA = pathlib.Path(os.environ.get("ONGGI_DATA", ROOT.parent / "shared/data"))
sys.path.insert(0, str(ROOT / "tests/blackbox"))
os.environ.setdefault("ONGGI_BINARY", str(ROOT / "build-release/onggi"))
import kills  # noqa: E402
import report  # noqa: E402

WANTED = {"table": 170, "list": 130, "definition": 200}
HANGUL = re.compile("[가-힣]")


def squeezed(text):
    return " ".join(text.split())


class Page(html.parser.HTMLParser):
    """Blocks in order: ("h", level, text), ("p", text), ("list", kind, items), ("table", rows of (is_head, text))."""

    def __init__(self, source):
        super().__init__()
        self.blocks, self.open, self.skipped = [], [], 0
        self.text, self.items, self.rows, self.nested, self.spans = None, [], [], 0, False
        self.hidden = []  # of the open spans: what a browser does not show
        self.whole = ""
        self.feed(source[source.index("<body"):])

    def handle_starttag(self, tag, attributes):
        if tag == "img":
            self.whole += dict(attributes).get("alt") or ""
        if tag == "span":
            self.hidden.append("hidden" in dict(attributes))
        elif tag in ("aside", "header"):
            self.skipped += 1
        elif tag in ("ul", "ol"):
            self.nested += 1
            if self.nested == 1:
                self.items = []
        elif tag == "li" and self.nested == 1:
            self.items.append("")
        elif tag == "table":
            self.rows, self.spans = [], False
        elif tag == "tr":
            self.rows.append([])
        elif tag in ("td", "th"):
            given = dict(attributes)
            self.spans = self.spans or any(given.get(name) not in (None, "", "1") for name in ("rowspan", "colspan"))
            if self.rows:
                self.rows[-1].append([tag == "th", ""])
            self.open.append(tag)
        elif tag in ("h1", "h2", "h3", "h4", "h5", "p") and not self.skipped:
            self.text = ""

    def handle_endtag(self, tag):
        if tag == "span" and self.hidden:
            self.hidden.pop()
        elif tag in ("aside", "header"):
            self.skipped -= 1
        elif tag in ("ul", "ol"):
            self.nested -= 1
            if self.nested == 0 and not self.skipped:
                self.blocks.append(("list", tag, [squeezed(item) for item in self.items]))
        elif tag == "table":
            self.blocks.append(("table", self.spans, [[(head, squeezed(text)) for head, text in row] for row in self.rows]))
        elif tag in ("td", "th") and self.open:
            self.open.pop()
        elif tag in ("h1", "h2", "h3", "h4", "h5", "p") and self.text is not None:
            if not self.open and not self.nested:
                self.blocks.append(("p", squeezed(self.text)) if tag == "p" else ("h", int(tag[1]), squeezed(self.text)))
            self.text = None

    def handle_data(self, data):
        if any(self.hidden):
            return
        self.whole += data
        if self.text is not None:
            self.text += data
        if self.open and self.rows and self.rows[-1]:
            self.rows[-1][-1][1] += data
        if self.nested and self.items:
            self.items[-1] += data


def particle(word, with_final, without):
    last = word.rstrip("'\"’”)] ")[-1:]
    if "가" <= last <= "힣":
        return with_final if (ord(last) - 0xAC00) % 28 else without
    return with_final if last.lower() in "lmnr1378" else without


def first_sentence(text):
    return re.split(r"(?<=[다요음임함됨]\.)\s", text)[0]


def of_tables(page, title, blocks):
    for at, block in enumerate(blocks):
        if block[0] != "table" or block[1] or len(block[2]) < 3:
            continue
        head, *rows = block[2]
        names = [text for _, text in head]
        if len(names) < 2 or not all(is_head for is_head, _ in head) or len(set(names)) < len(names) or not all(names):
            continue
        keys = collections.Counter(row[0][1] for row in rows if row)
        near = next((one[2] for one in reversed(blocks[:at]) if one[0] == "h"), title)
        for row in rows:
            if len(row) != len(names) or keys[row[0][1]] > 1 or not 2 <= len(row[0][1]) <= 60:
                continue
            for name, (_, value) in list(zip(names, row))[1:]:
                if 2 <= len(value) <= 300 and HANGUL.search(value) and HANGUL.search(near):
                    where = f"{near}에서 " if near != title else f"{title}에서 "
                    yield {"kind": "table", "question": f"{where}{row[0][1]}의 {name}{particle(name, '은', '는')} 무엇인가요?", "answers": [value], "document": page}


def of_lists(page, title, blocks):
    for at in range(1, len(blocks)):
        above, block = blocks[at - 1], blocks[at]
        if block[0] != "list" or above[0] != "h" or not 2 <= len(block[2]) <= 8:
            continue
        if HANGUL.search(above[2]) and all(3 <= len(item) <= 300 and HANGUL.search(item) for item in block[2]):
            where = "" if above[2] == title else f"{title}: "
            ask = f"{where}{above[2]}{particle(above[2], '은', '는')} 어떻게 하나요?" if block[1] == "ol" else f"{where}{above[2]}에는 어떤 것이 있나요?"
            yield {"kind": "list", "question": ask, "answers": block[2], "document": page}


def of_definitions(page, title, blocks):
    for at in range(1, len(blocks)):
        above, block = blocks[at - 1], blocks[at]
        if above[0] != "h" or block[0] != "p" or not 2 <= len(above[2]) <= 40 or not HANGUL.search(above[2]):
            continue
        sentence = first_sentence(block[1])
        if 15 <= len(sentence) <= 250 and HANGUL.search(sentence) and sentence.endswith((".", "다", "음", "함")):
            yield {"kind": "definition", "question": f"{above[2]}{particle(above[2], '은', '는')} 무엇인가요?", "term": above[2], "title": title, "answers": [sentence], "document": page}


def plain(text):
    return re.sub(r"[\s\"'“”‘’]+", "", text).lower()


def with_pages(cases):
    """Definitions whose term is not the only one of its name are asked with the page's title, or not at all."""
    terms = collections.Counter(case["term"] for case in cases)
    for case in cases:
        if terms[case["term"]] > 1:
            if case["term"] == case["title"]:
                continue
            case["question"] = f"{case['title']}에서 {case['question']}"
        yield case


def unique(cases):
    counts = collections.Counter(case["question"] for case in cases)
    return [case for case in cases if counts[case["question"]] == 1]


def questions(folder):
    made = {kind: [] for kind in WANTED}
    for path in sorted(folder.iterdir()):
        blocks = Page(path.read_text()).blocks
        title = next((block[2] for block in blocks if block[0] == "h" and block[1] == 1), "")
        if not title:
            continue
        for rule, kind in ((of_tables, "table"), (of_lists, "list"), (of_definitions, "definition")):
            made[kind] += list(rule(path.name, title, blocks))[: 4 if kind == "table" else None]
    made["definition"] = list(with_pages(made["definition"]))
    cases = []
    for kind, wanted in WANTED.items():
        pool = unique(made[kind])
        print(f"{kind}: {len(pool)} can be asked", file=sys.stderr)
        cases += random.Random(11).sample(pool, min(wanted, len(pool)))
    if (rest := sum(WANTED.values()) - len(cases)) > 0:
        chosen = {case["question"] for case in cases}
        cases += random.Random(12).sample([case for case in unique(made["definition"]) if case["question"] not in chosen], rest)
    return cases


def pages(folder):
    archive = DATA / "retrieval/libreoffice-help-ko/help-ko.tar.zst"
    (folder / "pages").mkdir()
    plain_tar = subprocess.run(["zstd", "-dc", archive], stdout=subprocess.PIPE, check=True).stdout
    subprocess.run(["tar", "x", "-C", folder / "pages"], input=plain_tar, check=True)
    flat = folder / "flat"
    flat.mkdir()
    for page in sorted((folder / "pages").rglob("*.html")):
        page.rename(flat / str(page.relative_to(folder / "pages")).replace("/", "_"))
    return flat


def is_held_out(case):
    return zlib.crc32(case["document"].encode()) % 2 == 0


def asked(home, cases):
    key = kills.command(home, "key", "add", "reader", "--name", "bench").stdout.strip()
    server = kills.Server(home)
    try:
        with concurrent.futures.ThreadPoolExecutor(2) as pool:
            return list(pool.map(lambda case: server.call("POST", "/api/ask", key, json.dumps({"question": case["question"], "model": "onggi/extractive"}).encode()), cases))
    finally:
        server.stop()


def contained(case, answer):
    return not answer["abstained"] and all(plain(one) in plain(re.sub(r" \[\d+\]", "", answer["answer"])) for one in case["answers"])


def cites(case, answer):
    return any(citation["name"] == case["document"] for citation in answer["citations"])


def bare(text):
    return re.sub(r"[\s|]+", "", text)


def quotes_found(texts, answer):
    """Numbers of steps are a browser's and stand in no page."""
    return [all(bare(re.sub(r"^\d+\. ", "", line)) in texts[citation["name"]] for line in citation["quote"].split("\n")) for citation in answer["citations"]]


def share(values):
    return f"{sum(values) / len(values):.3f}" if values else "–"


def row(name, results, texts):
    quotes = [found for _, answer in results for found in quotes_found(texts, answer)]
    shares = [[contained(*one) for one in results], [cites(*one) for one in results], [answer["abstained"] for _, answer in results], quotes]
    return f"| {name} | {len(results)} | " + " | ".join(map(share, shares)) + " |"


def show(results, kind):
    for case, answer in results:
        if case["kind"] == kind and not is_held_out(case) and not contained(case, answer):
            print(json.dumps({"document": case["document"], "question": case["question"], "wanted": case["answers"], "answer": answer["answer"], "cites": [one["name"] for one in answer["citations"]],
                              "nearest": [one["name"] for one in answer["nearest"]]}, ensure_ascii=False, indent=1))


def main():
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        flat = pages(folder)
        cases = questions(flat)
        home = folder / "home"
        kept = os.environ.get("ONGGI_BENCH_HOME")
        home = pathlib.Path(kept) if kept else home
        if not home.exists():
            kills.command(home, "user", "add", "reader", "--role", "reader")
            kills.command(home, "ingest", "--quiet", str(flat), "--allow", "everyone")
        results = list(zip(cases, asked(home, cases)))
        texts = {path.name: bare(Page(path.read_text()).whole) for path in flat.iterdir()}
    if "--show" in sys.argv:
        return show(results, sys.argv[sys.argv.index("--show") + 1])
    lines = ["| | questions | answer contained | page cited | abstained | quotes found |", "|---|---|---|---|---|---|"]
    lines += [row(kind, [one for one in results if one[0]["kind"] == kind], texts) for kind in WANTED]
    lines += [row("**all**", results, texts), row("held out", [one for one in results if is_held_out(one[0])], texts)]
    print("\n".join(lines))
    if "--write" in sys.argv:
        report.write("help_answers", "\n".join(lines))


if __name__ == "__main__":
    main()
