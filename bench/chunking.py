"""Chunking: what each strategy keeps whole, finds and lets answer, beside windows of a fixed length; needs a release build.

usage: python bench/chunking.py [--write] [--parts whole,passages,answers,documents]            (./dev bench chunking)

  whole      for how many questions the answer lies whole in one chunk, by strategy and length: questions of samples/ and bench/answers/ (their answers), and headings of the
             LibreOffice help ($ONGGI_DATA/retrieval/libreoffice-help-ko) with the paragraph right below as answer
  passages   nDCG@10 of the passage that answers, over the same questions but the help's: the place of the first hit of the right document that holds the whole answer is counted in
             384 tokens read, not in hits, so that neither long nor short chunks are favoured
  answers    correctness of answers without weights (`onggi evaluate answers`: the answer's text is said or quoted)
  documents  nDCG@10 of pages of the help, asked for by their titles (`onggi evaluate retrieval`)
Differences are those to `fixed` of the same length, paired by question: mean, 95 % interval (bootstrap, 2,000 resamples) and p (randomisation of signs). Questions fall into two halves by the checksum of their ids: the
default was chosen on one, the other was held out. --write puts the tables into docs/benchmarks.md.
"""

import html
import json
import math
import os
import pathlib
import random
import re
import sqlite3
import subprocess
import sys
import tempfile
import zlib

ROOT = pathlib.Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests/blackbox"))
sys.path.insert(0, str(ROOT / "bench"))
BINARY = os.environ.setdefault("ONGGI_BINARY", str(ROOT / "build-release/onggi"))
import kills  # noqa: E402
import report  # noqa: E402
import retrieval  # noqa: E402

DATA = pathlib.Path(os.environ.get("ONGGI_DATA", ROOT.parent / "shared/data"))
STRATEGIES = ["fixed", "sentence", "structure", "clause", "topic", "parent-child"]
LENGTHS = [96, 192, 384, 768, 1024]
USUAL = ("fixed", 512, 51)  # what others set: 512 tokens, a tenth shared
UNIT = 384  # tokens read that count as one place


def settings(strategy, tokens):
    return (strategy, tokens, tokens // 8)


COMPARED = [USUAL, *(settings(strategy, 384) for strategy in STRATEGIES)]


def name_of(setting):
    strategy, tokens, overlap = setting
    return f"{strategy} {tokens}/{overlap}"


def plain(text):
    return re.sub(r"\s+", "", text).lower()


def tokens_of(text):
    """The estimate of src/text/counter.cpp."""
    quarters = sum(0 if sign == " " else 2 if sign.isdigit() and sign.isascii() else 1 if sign.isascii() and sign.isalpha() else 3 if "가" <= sign <= "힣" else 4 for sign in text)
    return (quarters + 3) // 4


def done(command):
    assert command.returncode == 0, command.stderr
    return command


class Home:
    def __init__(self, folder, sources, cases):
        self.folder, self.cases = folder, cases
        for source in sources:
            read = kills.command(folder, "ingest", "--quiet", str(source), "--allow", "everyone")
            assert read.returncode in (0, 1), read.stderr  # 1: something to look at, as an empty page of the help
        self.toml = (folder / "onggi.toml").read_text()

    def cut(self, setting):
        strategy, tokens, overlap = setting
        lines = f'[ingest]\nchunk_strategy = "{strategy}"\nchunk_tokens_max = {tokens}\nchunk_tokens_overlap = {overlap}\n'
        (self.folder / "onggi.toml").write_text(self.toml.replace("[ingest]\n", lines))
        assert kills.command(self.folder, "ingest", "--again", "--quiet").returncode in (0, 1)

    def texts(self):
        """{document's name: text of each chunk}"""
        texts = {}
        with sqlite3.connect(f"file:{self.folder}/onggi.db?mode=ro", uri=True) as database:
            for name, lead, text in database.execute("SELECT d.name, c.lead, c.text FROM chunks c JOIN documents d ON d.id = c.document"):
                texts.setdefault(name, []).append(plain(lead + "\n" + text))
        return texts

    def key(self):
        self.owner = getattr(self, "owner", None) or done(kills.command(self.folder, "key", "add", "owner", "--name", "bench")).stdout.split()[-1]
        return self.owner


def company_cases():
    places = [ROOT / "samples", *sorted(one for one in (ROOT / "bench/answers").iterdir() if one.is_dir())]
    for place in places:
        for line in open(place / "questions.jsonl"):
            case = json.loads(line)
            if case["answerable"]:
                yield {**case, "id": f"{place.name}/{case['id']}", "place": place.name}


def company_sources():
    return [ROOT / "samples/shared", ROOT / "samples/restricted", *sorted((ROOT / "bench/answers").glob("*/documents"))]


def help_pages(folder):
    archive = DATA / "retrieval/libreoffice-help-ko/help-ko.tar.zst"
    (folder / "pages").mkdir()
    plain_tar = subprocess.run(["zstd", "-dc", archive], stdout=subprocess.PIPE, check=True).stdout
    subprocess.run(["tar", "x", "-C", folder / "pages"], input=plain_tar, check=True)
    flat, cases = folder / "flat", []
    flat.mkdir()
    for page in sorted((folder / "pages").rglob("*.html")):
        name = str(page.relative_to(folder / "pages")).replace("/", "_")
        page.rename(flat / name)
        for at, (title, text) in enumerate(re.findall(r"<h[1-4][^>]*>(.*?)</h[1-4]>\s*<p id=[^>]*class=\"paragraph\"[^>]*>(.*?)</p>", (flat / name).read_text(), re.S)):
            question, answer = (html.unescape(re.sub(r"<[^>]+>", "", one)) for one in (title, text))
            if len(plain(answer)) >= 20 and re.search("[가-힣]", question):
                cases.append({"id": f"{name}#{at}", "question": " ".join(question.split()), "answer": answer, "document": name})
    return flat, cases


def share(values):
    return f"{sum(values) / len(values):.3f}"


def whole(home, settings_of):
    rows = {}
    for setting in settings_of:
        home.cut(setting)
        texts = home.texts()
        rows[setting] = [any(plain(case["answer"]) in text for text in texts.get(case["document"], [])) for case in home.cases]
        print(name_of(setting), share(rows[setting]), sum(map(len, texts.values())), file=sys.stderr, flush=True)
    return rows


def passages(home, setting):
    home.cut(setting)
    server = kills.Server(home.folder)
    try:
        scores = []
        for case in home.cases:
            hits = server.call("POST", "/api/search", home.key(), json.dumps({"query": case["question"], "limit": 60}).encode())["hits"]
            read, score = 0, 0.0
            for hit in hits:
                if hit["name"] == case["document"] and plain(case["answer"]) in plain(hit["lead"] + hit["text"]):
                    place = 1 + read // UNIT
                    score = 1 / math.log2(1 + place) if place <= 10 else 0.0
                    break
                read += tokens_of(hit["lead"] + "\n" + hit["text"])
            scores.append(score)
        return scores
    finally:
        server.stop()


def difference(ours, theirs, rng=None):
    rng = rng or random.Random(7)
    gaps = [a - b for a, b in zip(ours, theirs)]
    mean = sum(gaps) / len(gaps)
    means = sorted(sum(rng.choices(gaps, k=len(gaps))) / len(gaps) for _ in range(2000))
    moved = [gap for gap in gaps if gap]
    as_large = sum(abs(sum(gap if rng.random() < 0.5 else -gap for gap in moved)) >= abs(sum(moved)) - 1e-12 for _ in range(2000))
    chance = (as_large + 1) / 2001
    return f"{mean:+.3f} ({means[50]:+.3f} to {means[1949]:+.3f}), p {'< 0.001' if chance < 0.001 else f'{chance:.3f}'}"


def halves(cases):
    side = [zlib.crc32(case["id"].encode()) % 2 == 0 for case in cases]
    return [at for at, one in enumerate(side) if one], [at for at, one in enumerate(side) if not one]


def compared_table(scores, cases, measure):
    """A line a setting; against fixed of the same length and the usual fixed, in both halves."""
    lines = [f"| {measure} | all | half it was chosen on | held-out half | held out, less fixed 384/48 | held out, less {name_of(USUAL)} |", "|---|---|---|---|---|---|"]
    chosen, held = halves(cases)
    for setting, values in scores.items():
        against = [scores[settings("fixed", 384)], scores[USUAL]]
        gaps = ["–" if values is other else difference([values[at] for at in held], [other[at] for at in held]) for other in against]
        lines.append(f"| {name_of(setting)} | {share(values)} | {share([values[at] for at in chosen])} | {share([values[at] for at in held])} | {' | '.join(gaps)} |")
    return "\n".join(lines) + "\n"


def answers(folder):
    """Every company in a home of its own, as bench/answers.py has them."""
    scores, all_cases = {setting: [] for setting in COMPARED}, []
    for place in [ROOT / "samples", *sorted(one for one in (ROOT / "bench/answers").iterdir() if one.is_dir())]:
        cases = [case for case in company_cases() if case["place"] == place.name]
        sources = [place / "shared", place / "restricted"] if place.name == "samples" else [place / "documents"]
        home = Home(folder / f"answers-{place.name}", sources, cases)
        questions = [json.loads(line) for line in open(place / "questions.jsonl")]
        for case in questions:
            case.pop("forbidden_to", None)  # who may not see is another measure's matter
        file = folder / f"{place.name}.jsonl"
        file.write_text("".join(json.dumps(case, ensure_ascii=False) + "\n" for case in questions))
        all_cases += [{**case, "id": f"{place.name}/{case['id']}"} for case in questions]
        for setting in COMPARED:
            home.cut(setting)
            told = json.loads(done(kills.command(home.folder, "evaluate", "answers", str(file), "--json")).stdout)
            by_id = {case["id"]: case for case in told["cases"]}
            scores[setting] += [float(by_id[case["id"]]["answer_contained" if case["answerable"] else "abstained"]) for case in questions]
            print(place.name, name_of(setting), share(scores[setting]), file=sys.stderr, flush=True)
    return scores, all_cases


def documents(folder):
    retrieval.BINARY = BINARY
    retrieval.libreoffice(folder / "set")
    lines = ["| libreoffice, page by title | chunks | nDCG@10 | less fixed 384/48 | less " + name_of(USUAL) + " |", "|---|---|---|---|---|"]
    runs = {}
    for setting in [settings("fixed", 384), *(one for one in COMPARED if one != settings("fixed", 384))]:
        strategy, tokens, overlap = setting
        runs[setting] = folder / f"{strategy}-{tokens}.trec"
        against = [runs[one] for one in (settings("fixed", 384), USUAL) if one in runs and one != setting]
        told = retrieval.evaluate(folder / "set", "--chunk-strategy", strategy, "--chunk-tokens", str(tokens), "--chunk-overlap", str(overlap), "--run", runs[setting], *(word for run in against for word in ("--compare", run)))
        gaps = [f"{one['ndcg@10']:+.4f} ({one['low']:+.4f} to {one['high']:+.4f})" for one in told["compared"]] + ["–", "–"]
        lines.append(f"| {name_of(setting)} | {told['chunks']:,} | {told['ndcg@10']:.4f} | {gaps[0]} | {gaps[1]} |")
        print(lines[-1], file=sys.stderr, flush=True)
    return "\n".join(lines) + "\n"


def whole_table(title, rows):
    lines = [f"| {title} | " + " | ".join(f"{tokens} tokens" for tokens in LENGTHS) + " |", "|---" * (len(LENGTHS) + 1) + "|"]
    for strategy in STRATEGIES:
        cells = [share(rows[settings(strategy, tokens)]) if settings(strategy, tokens) in rows else "–" for tokens in LENGTHS]
        lines.append(f"| {strategy} | " + " | ".join(cells) + " |")
    return "\n".join(lines) + "\n"


def main():
    wanted = next((sys.argv[at + 1].split(",") for at, word in enumerate(sys.argv) if word == "--parts"), ["whole", "passages", "answers", "documents"])
    parts = []
    with tempfile.TemporaryDirectory() as temporary:
        folder = pathlib.Path(temporary)
        if "whole" in wanted or "passages" in wanted:
            home = Home(folder / "company", company_sources(), list(company_cases()))
        if "whole" in wanted:
            curve = [settings(strategy, tokens) for tokens in LENGTHS for strategy in STRATEGIES]
            parts.append(whole_table(f"answer whole in one chunk, {len(home.cases)} questions", whole(home, curve)))
            flat, cases = help_pages(folder)
            pages = Home(folder / "help", [flat], cases)
            curve = [settings(strategy, tokens) for tokens in (192, 384) for strategy in STRATEGIES]
            parts.append(whole_table(f"paragraph whole in one chunk, {len(cases)} headings of the help", whole(pages, curve)))
        if "passages" in wanted:
            parts.append(compared_table({setting: passages(home, setting) for setting in COMPARED}, home.cases, "passage, nDCG@10"))
        if "answers" in wanted:
            parts.append(compared_table(*answers(folder), "correct answer or abstention"))
        if "documents" in wanted:
            parts.append(documents(folder))
    text = "\n".join(parts)
    print(text)
    if "--write" in sys.argv:
        report.write("chunking", text)


if __name__ == "__main__":
    main()
