"""Retrieval: what a search finds in Korean corpora with judged questions, beside BM25 over other tokens; needs a release build.

usage: python bench/retrieval.py [--peers] [--write] [--sets NAME,...] [--keep FOLDER]            (./dev bench retrieval)

  boolq         questions of KoBEST BoolQ → the passage each is about ($ONGGI_DATA/korean-nlp/kobest; both files)
  libreoffice   titles of help pages → the page without its title ($ONGGI_DATA/retrieval/libreoffice-help-ko)
  fastapi       headings of the Korean manual → the text below them ($ONGGI_DATA/retrieval/fastapi-docs)
  samples       questions about the sample workspace → the page that answers them (samples/)
Sets are made anew each time, the same ones; --keep leaves them in BEIR's layout. `onggi evaluate retrieval` answers with each
leg alone, with both, and with both reranked, which is the search of the product.
With --peers, BM25 (bm25s, k1 1.2, b 0.75, Lucene's form) over Kiwi's morphemes and over bigrams of letters does the same in the interpreter that
$ONGGI_RETRIEVAL_PEERS names (pip install bm25s kiwipiepy); each difference of nDCG@10 is ours less theirs, paired, with its 95 % interval. --write puts
the table into docs/benchmarks.md.
"""

import csv
import html.parser
import json
import os
import pathlib
import re
import subprocess
import sys
import tarfile
import tempfile

import report

ROOT = pathlib.Path(__file__).resolve().parents[1]
BINARY = os.environ.get("ONGGI_BINARY", str(ROOT / "build-release/onggi"))
DATA = pathlib.Path(os.environ.get("ONGGI_DATA", ROOT.parent / "shared/data"))

PEERS = r"""
import json, re, sys, unicodedata
import bm25s
method, folder, out = sys.argv[1:4]
def rows(name): return [json.loads(line) for line in open(folder + "/" + name)]
def bigrams(text):
    words = re.findall(r"\w+", unicodedata.normalize("NFKC", text).lower())
    return [word[at:at + 2] for word in words for at in range(max(1, len(word) - 1))]
def morphemes():
    from kiwipiepy import Kiwi
    kiwi, wanted = Kiwi(), ("N", "V", "SL", "SN", "SH", "XR", "MAG", "XPN")
    return lambda text: [one.form.lower() for one in kiwi.tokenize(text) if one.tag.startswith(wanted)]
cut = bigrams if method == "bigrams" else morphemes()
corpus, queries = rows("corpus.jsonl"), rows("queries.jsonl")
index = bm25s.BM25(method="lucene", k1=1.2, b=0.75)
words = {}
def ids(text, grow): return [words.setdefault(word, len(words)) if grow else words[word] for word in cut(text) if grow or word in words]
index.index(([ids(row.get("title", "") + "\n" + row["text"], True) for row in corpus], words), show_progress=False)
with open(out, "w") as file:
    for query in queries:
        tokens = ids(query["text"], False)
        if not tokens: continue
        found, scores = index.retrieve([tokens], k=min(100, len(corpus)), show_progress=False)
        for rank, (number, score) in enumerate(zip(found[0], scores[0]), 1):
            if score > 0: file.write(f"{query['_id']} Q0 {corpus[number]['_id']} {rank} {score} {method}\n")
"""


def write_set(folder, corpus, queries, judged):
    folder.mkdir(parents=True)
    (folder / "corpus.jsonl").write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in corpus))
    (folder / "queries.jsonl").write_text("".join(json.dumps({"_id": one, "text": text}, ensure_ascii=False) + "\n" for one, text in queries))
    (folder / "qrels.tsv").write_text("query-id\tcorpus-id\tscore\n" + "".join(f"{query}\t{document}\t1\n" for query, document in judged))


def boolq(folder):
    passages, queries, judged = {}, [], []
    for name in ("BoolQ_train.tsv", "BoolQ_dev.tsv"):
        with open(DATA / "korean-nlp/kobest" / name, newline="") as file:
            for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
                passage = passages.setdefault(row["Text"].strip(), f"p{len(passages)}")
                queries.append((f"q{len(queries)}", row["Question"].strip()))
                judged.append((queries[-1][0], passage))
    write_set(folder, [{"_id": one, "title": "", "text": text} for text, one in passages.items()], queries, judged)


class Page(html.parser.HTMLParser):
    """Text of a help page: the title apart, nothing of scripts and styles."""

    def __init__(self, source):
        super().__init__()
        self.title, self.text, self.open = "", [], []
        self.feed(source)

    def handle_starttag(self, tag, attributes):
        if tag in ("title", "script", "style", "h1"):
            self.open.append(tag)
        if tag in ("p", "div", "li", "tr", "h2", "h3", "br"):
            self.text.append("\n")

    def handle_endtag(self, tag):
        if tag in self.open:
            self.open.remove(tag)

    def handle_data(self, data):
        if "title" in self.open:
            self.title += data
        elif not self.open:
            self.text.append(data)


def libreoffice(folder):
    archive = DATA / "retrieval/libreoffice-help-ko/help-ko.tar.zst"
    plain = subprocess.run(["zstd", "-dc", archive], stdout=subprocess.PIPE, check=True).stdout
    pages = {}
    with tempfile.TemporaryFile() as file:
        file.write(plain)
        file.seek(0)
        with tarfile.open(fileobj=file) as members:
            for member in sorted((one for one in members if one.name.endswith(".html")), key=lambda one: one.name):
                page = Page(members.extractfile(member).read().decode())
                title = " ".join(page.title.split())
                text = "\n".join(" ".join(line.split()) for line in "".join(page.text).splitlines() if line.split())
                if re.search("[가-힣]", title) and len(text) > 200:
                    pages.setdefault(title, []).append((member.name, text))
    corpus, queries, judged = [], [], []
    for title, some in pages.items():
        corpus += [{"_id": name, "title": "", "text": text} for name, text in some]
        queries.append((f"q{len(queries)}", title))
        judged += [(queries[-1][0], name) for name, _ in some]
    write_set(folder, corpus, queries, judged)


def fastapi(folder):
    corpus, sections = [], {}
    base = DATA / "retrieval/fastapi-docs/ko"
    for file in sorted(base.rglob("*.md")):
        heading, lines, fenced = None, [], False
        for line in [*file.read_text().splitlines(), "# "]:
            fenced ^= line.startswith("```")
            if fenced or not re.match(r"#{1,4} ", line):
                lines.append(line)
                continue
            text = "\n".join(lines).strip()
            if heading and len(text) > 100:
                name = f"{file.relative_to(base)}#{len(corpus)}"
                corpus.append({"_id": name, "title": "", "text": text})
                sections.setdefault(heading, []).append(name)
            heading, lines = re.sub(r"\{.*?\}|[`*]", "", line.lstrip("# ")).strip(), []
    queries, judged = [], []
    for heading, names in sections.items():
        if len(names) > 2 or len(heading.split()) < 2 or not re.search("[가-힣]", heading):
            continue  # "요약" stands above everything and asks for nothing
        queries.append((f"q{len(queries)}", heading))
        judged += [(queries[-1][0], name) for name in names]
    write_set(folder, corpus, queries, judged)


def samples(folder):
    corpus, queries, judged = [], [], []
    cases = [json.loads(line) for line in open(ROOT / "samples/questions.jsonl")]
    for file in sorted(one for place in ("shared", "restricted") for one in (ROOT / "samples" / place).iterdir()):
        told = json.loads(subprocess.run([BINARY, "parse", file, "--to", "json"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=False).stdout)
        pages, label = {}, ""
        for element in told["elements"]:
            label = element["places"][0]["page_label"] if element["places"] else label
            pages.setdefault(label, []).append(element["text"])
        corpus += [{"_id": f"{file.name}/{label}", "title": told["document"]["title"], "text": "\n\n".join(texts)} for label, texts in pages.items()]
    known = {row["_id"] for row in corpus}
    for case in cases:
        page = f"{case.get('document')}/{case.get('page_label', '')}"
        if case["answerable"] and page in known:
            queries.append((case["id"], case["question"]))
            judged.append((case["id"], page))
    write_set(folder, corpus, queries, judged)


PEER_METHODS = ("kiwi", "bigrams")
SETS = {"boolq": boolq, "libreoffice": libreoffice, "fastapi": fastapi, "samples": samples}


def evaluate(folder, *options):
    command = [BINARY, "evaluate", "retrieval", "--corpus", folder / "corpus.jsonl", "--queries", folder / "queries.jsonl", "--qrels", folder / "qrels.tsv", "--json", *options]
    return json.loads(subprocess.run(command, stdout=subprocess.PIPE, check=True).stdout)


CONFIGURATIONS = {
    "lexical": ("--legs", "lexical", "--as-typed", "--no-rerank"),
    "dense": ("--legs", "dense", "--as-typed", "--no-rerank"),
    "fused": ("--as-typed", "--no-rerank"),
    "fused, reranked": (),
}


def measure(name, folder, peers):
    lines, runs = [], [folder / f"{method}.trec" for method in PEER_METHODS] if peers else []
    for method, run in zip(PEER_METHODS, runs):
        subprocess.run([os.environ.get("ONGGI_RETRIEVAL_PEERS", sys.executable), "-c", PEERS, method, folder, run], check=True)
    for configuration, options in CONFIGURATIONS.items():
        against = [*runs, *([folder / "lexical.trec"] if configuration != "lexical" else [])]
        told = evaluate(folder, *options, "--run", folder / f"{configuration}.trec", *(word for run in against for word in ("--compare", run)))
        differences = [f"{one['ndcg@10']:+.4f} ({one['low']:+.4f} to {one['high']:+.4f})" for one in told["compared"]]
        cells = [*(differences[: len(runs)] or ["–", "–"]), *(differences[len(runs) :] or ["–"])]
        lines.append(f"| {name} | {configuration} | {told['ndcg@10']:.4f} | {told['recall@10']:.4f} | {told['recall@100']:.4f} | {told['mrr@10']:.4f} | {' | '.join(cells)} |")
    return lines


def main():
    wanted = next((sys.argv[at + 1].split(",") for at, word in enumerate(sys.argv) if word == "--sets"), list(SETS))
    keep = next((sys.argv[at + 1] for at, word in enumerate(sys.argv) if word == "--keep"), None)
    lines = ["| set | search | nDCG@10 | recall@10 | recall@100 | MRR@10 | nDCG@10 less BM25 over Kiwi's morphemes | less BM25 over bigrams | less the lexical leg |", "|---|---|---|---|---|---|---|---|---|"]
    with tempfile.TemporaryDirectory() as temporary:
        for name in wanted:
            folder = pathlib.Path(keep or temporary) / name
            SETS[name](folder)
            lines += measure(name, folder, "--peers" in sys.argv)
    text = "\n".join(lines) + "\n"
    print(text)
    if "--write" in sys.argv:
        report.write("retrieval", text)


if __name__ == "__main__":
    main()
