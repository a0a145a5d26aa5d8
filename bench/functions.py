"""Ready functions without weights beside what else is simple: labels by 16 examples each, keywords, summaries.

usage: python bench/functions.py [--development] [--write]                                        (./dev bench functions)

classify   16 examples a class, ten draws; up to 200 other rows a class are asked. 3i4k (what an utterance wants, 7 classes) and NSMC (film
           reviews, rated up to 4 or from 8, 2 classes). fastText is trained on the same rows, words with their neighbours and pieces of
           words, with the settings that were best for it on the development half. Its interpreter: $ONGGI_FASTTEXT (pip install fasttext-wheel "numpy<2").
keywords   ten of a page; how many words of its title, which it does not show, are among them.
summarise  three sentences of a page; how many words of its title and headings, which it does not show, are in them; beside the first three sentences and
           the three with the highest sum of TF-IDF over the corpus. Pages of at least eight sentences.

What was tuned looked only at the development part (--development): rows of 3i4k whose hash is even, films with an even number, and the Korean manual of
FastAPI. The table shows the others: odd rows and films, and LibreOffice's help. Needs $ONGGI_DATA. --write puts the table into docs/benchmarks.md.
"""

import collections
import csv
import gzip
import hashlib
import json
import math
import os
import pathlib
import random
import re
import statistics
import subprocess
import sys
import tempfile

import report
import retrieval

EXAMPLES, ASKED, DRAWS = 16, 200, 10
FASTTEXT = os.environ.get("ONGGI_FASTTEXT", "")
PEER = """
import json, sys, fasttext
folder, settings = sys.argv[1], json.loads(sys.argv[2])
model = fasttext.train_supervised(folder + "/train.txt", verbose=0, seed=1, thread=1, **settings)
for line in open(folder + "/asked.txt"):
    print(model.f.predict(line, 1, 0.0, "strict")[0][1])
"""
SETTINGS = [{"epoch": epoch, "lr": lr, "wordNgrams": 2, "minn": 1, "maxn": maxn, "dim": 50, "bucket": 200000} for epoch in (100, 300) for lr in (0.5, 1.0) for maxn in (0, 3)]
CHOSEN = {"3i4k": 5, "nsmc": 3}  # which of them; by --development


def one_line(text):
    return " ".join(text.split())


def three_i4k(part):
    rows = {}
    for line in (retrieval.DATA / "korean-nlp/3i4k/fci_train_val.txt").read_text().splitlines():
        label, _, text = line.partition("\t")
        if one_line(text) and int(hashlib.sha256(text.encode()).hexdigest(), 16) % 2 == part:
            rows[one_line(text)] = label
    return sorted((text, label) for text, label in rows.items())


def nsmc(part):
    rows = {}
    with gzip.open(retrieval.DATA / "korean-nlp/nsmc-raw/reviews_60k.tsv.gz", "rt") as file:
        for line in file.read().splitlines()[1:]:
            _, movie, rating, review = line.split("\t", 3)
            if one_line(review) and int(movie) % 2 == part and not 4 < int(rating) < 8:
                rows[one_line(review)] = "positive" if int(rating) >= 8 else "negative"
    return sorted((text, label) for text, label in rows.items())


def draw(rows, seed):
    """Examples and what is asked: each class alike, none in both."""
    by_label = collections.defaultdict(list)
    for text, label in rows:
        by_label[label].append(text)
    chance = random.Random(seed)
    examples, asked = [], []
    for label, texts in sorted(by_label.items()):
        some = chance.sample(texts, min(len(texts), EXAMPLES + ASKED))
        examples += [(text, label) for text in some[:EXAMPLES]]
        asked += [(text, label) for text in some[EXAMPLES:]]
    return examples, asked


def macro_f1(truth, said):
    scores = []
    for label in sorted(set(truth)):
        both = sum(a == b == label for a, b in zip(truth, said))
        scores.append(2 * both / max(1, truth.count(label) + said.count(label)))
    return statistics.mean(scores)


def onggi(*arguments):
    done = subprocess.run([retrieval.BINARY, "apply", *map(str, arguments), "--model", "onggi/extractive", "--quiet"], stdout=subprocess.PIPE, check=True, text=True)
    return [json.loads(line) for line in done.stdout.splitlines()]


def ours(folder, examples, asked):
    labels = sorted({label for _, label in examples})
    (folder / "options.json").write_text(json.dumps({"labels": labels, "examples": [{"text": text, "label": label} for text, label in examples]}))
    (folder / "asked.jsonl").write_text("".join(json.dumps({"id": at, "text": text}) + "\n" for at, (text, _) in enumerate(asked)))
    return [row["label"] for row in onggi("classify", folder / "asked.jsonl", "--rows", "--options", folder / "options.json")]


def theirs(folder, examples, asked, settings):
    (folder / "train.txt").write_text("".join(f"__label__{label} {text}\n" for text, label in examples))
    (folder / "asked.txt").write_text("".join(text + "\n" for text, _ in asked))
    done = subprocess.run([FASTTEXT, "-c", PEER, folder, json.dumps(settings)], stdout=subprocess.PIPE, check=True, text=True)
    return [line.removeprefix("__label__") for line in done.stdout.splitlines()]


def spread(values):
    return f"{statistics.mean(values):.3f} ± {statistics.stdev(values):.3f}"


def classify(part, folder):
    lines = [f"`classify`: macro-F1, mean and standard deviation of {DRAWS} draws of {EXAMPLES} examples a class.", "", "| set | classes | asked | onggi | fastText | onggi less fastText |", "|---|---|---|---|---|---|"]
    for name, rows in (("3i4k", three_i4k(part)), ("nsmc", nsmc(part))):
        mine, others = [], collections.defaultdict(list)
        tried = list(range(len(SETTINGS))) if part == 0 else [CHOSEN[name]]
        for seed in range(DRAWS):
            examples, asked = draw(rows, seed)
            truth = [label for _, label in asked]
            mine.append(macro_f1(truth, ours(folder, examples, asked)))
            for at in tried if FASTTEXT and (part or seed < 3) else []:
                others[at].append(macro_f1(truth, theirs(folder, examples, asked, SETTINGS[at])))
        if part == 0:
            print(name, {at: spread(values) for at, values in others.items()}, file=sys.stderr)
        best = max(others.values(), key=statistics.mean, default=None)
        told = [spread(best), f"{statistics.mean(mine[: len(best)]) - statistics.mean(best):+.3f}"] if best else ["–", "–"]
        lines.append(f"| {name} | {len(set(label for _, label in rows))} | {len(asked)} | {spread(mine)} | {' | '.join(told)} |")
    return lines


def pages(part):
    """Title, headings, and the text without them."""
    return help_pages() if part else manual_pages()


def manual_pages():
    for file in sorted((retrieval.DATA / "retrieval/fastapi-docs/ko").rglob("*.md")):
        text = re.sub(r"^```.*?^```$", "", file.read_text(), flags=re.S | re.M)
        headings = [re.sub(r"\{.*?\}|[`*#]", "", line).strip() for line in re.findall(r"^#{1,4} .*$", text, re.M)]
        body = [line.strip() for line in text.splitlines() if line.strip() and not re.match(r"#|/|\{|<|!|\||\* \[", line.strip())]
        if headings:
            yield headings[0], headings[1:], "\n\n".join(re.sub(r"\[([^\]]*)\]\([^)]*\)|[`*]", r"\1", line) for line in body)


def help_pages():
    with tempfile.TemporaryDirectory() as temporary:
        folder = pathlib.Path(temporary) / "set"
        retrieval.libreoffice(folder)
        titles = dict((row["_id"], row["text"]) for row in map(json.loads, open(folder / "queries.jsonl")))
        texts = dict((row["_id"], row["text"]) for row in map(json.loads, open(folder / "corpus.jsonl")))
        for query, document, _ in list(csv.reader(open(folder / "qrels.tsv"), delimiter="\t"))[1:]:
            lines = texts[document].splitlines()
            headings = [line for line in lines if len(line) < 40 and not re.search(r"[.:!?]$", line)]
            # The first line repeats the title on most pages; short lines without an end are its headings and labels.
            yield titles[query], headings, "\n\n".join(line for line in lines if line not in headings)


def words(text):
    """Hangul words without what is likely a particle, and Latin words."""
    found = set()
    for word in re.findall(r"[가-힣]+|[A-Za-z][A-Za-z0-9_]+", text):
        found.add(re.sub(r"(?<=..)(을|를|은|는|이|가|의|에|로|으로|와|과|에서|하기)$", "", word).lower())
    return found


def covered(wanted, text):
    """The share of the words that stand in a text."""
    lower = text.lower()
    return sum(word in lower for word in wanted) / len(wanted)


def sentences(text):
    return [one.strip() for line in text.split("\n") for one in re.split(r"(?<=[.!?])\s+", line) if len(one.strip()) > 1]


class Rarity:
    def __init__(self, texts):
        self.counts, self.number = collections.Counter(), len(texts)
        for text in texts:
            self.counts.update(words(text))

    def weigh(self, text):
        counts = collections.Counter(re.findall(r"[가-힣]+|[A-Za-z][A-Za-z0-9_]+", text))
        weights = collections.Counter()
        for word, count in counts.items():
            for bare in words(word):
                weights[bare] += count * math.log((self.number + 1) / (self.counts[bare] + 0.5))
        return weights

    def keywords(self, text, count):
        return [word for word, _ in self.weigh(text).most_common(count)]

    def summary(self, text, count):
        all_words = self.weigh(text)
        said = sentences(text)
        order = sorted(range(len(said)), key=lambda at: -sum(all_words[word] for word in words(said[at])))
        return " ".join(said[at] for at in sorted(order[:count]))


def rows_of(folder, function, texts, *options):
    (folder / "texts.jsonl").write_text("".join(json.dumps({"id": at, "text": text}) + "\n" for at, text in enumerate(texts)))
    return onggi(function, folder / "texts.jsonl", "--rows", *options)


def content(part, folder):
    chosen = [(title, headings, text) for title, headings, text in pages(part) if words(title) and len(sentences(text)) >= 8]
    texts = [text for _, _, text in chosen]
    rarity = Rarity(texts)
    mine = [[one["keyword"] for one in row["keywords"]] for row in rows_of(folder, "keywords", texts)]
    first = [list(dict.fromkeys(word for one in sentences(text)[:3] for word in sorted(words(one))))[:10] for text in texts]
    keyword_rows = [("onggi", mine), ("TF-IDF over the corpus", [rarity.keywords(text, 10) for text in texts]), ("first words", first)]
    lines = [f"`keywords`: ten of each of {len(chosen)} pages; share of the words of its title among them, mean.", "", "| keywords by | words of the title |", "|---|---|"]
    lines += [f"| {name} | {statistics.mean(covered(words(title), ' '.join(said)) for (title, _, _), said in zip(chosen, all_said)):.3f} |" for name, all_said in keyword_rows]
    mine = [" ".join(row["sentences"]) for row in rows_of(folder, "summarise", texts)]
    summary_rows = [("onggi", mine), ("first three sentences", [" ".join(sentences(text)[:3]) for text in texts]), ("TF-IDF over the corpus", [rarity.summary(text, 3) for text in texts])]
    lines += ["", "`summarise`: three sentences of the same pages; words of the title, and of title and headings, that stand in them.", "", "| summary by | words of the title | of title and headings | characters |", "|---|---|---|---|"]
    for name, said in summary_rows:
        of_title = statistics.mean(covered(words(title), one) for (title, _, _), one in zip(chosen, said))
        of_all = statistics.mean(covered(words(" ".join([title, *headings])), one) for (title, headings, _), one in zip(chosen, said))
        lines.append(f"| {name} | {of_title:.3f} | {of_all:.3f} | {statistics.mean(map(len, said)):.0f} |")
    return lines


def main():
    part = 0 if "--development" in sys.argv else 1
    with tempfile.TemporaryDirectory() as temporary:
        folder = pathlib.Path(temporary)
        text = "\n".join([*classify(part, folder), "", *content(part, folder)]) + "\n"
    print(text)
    if "--write" in sys.argv and part == 1:
        report.write("functions", text)


if __name__ == "__main__":
    main()
