"""Paraphrases: what is asked in other words than it is written in; recall of full search over the words as typed.

usage: python bench/paraphrases.py [--write]                                                    (./dev bench paraphrases)

People wrote ten sentences for the same thing (ParaKQC, 700 groups). Of each group one is the passage, and the three that share the
fewest pairs of letters with it may be asked; of all of them the 500 that share least are. 12,000 other sentences (Question_pair) stand beside the passages. Neither the thesaurus (written by us) nor the embedder's vectors were made from
these sentences. Needs a release build and $ONGGI_DATA. --write puts the table into docs/benchmarks.md.
"""

import csv
import pathlib
import re
import sys
import tempfile
import unicodedata

import report
import retrieval

QUERIES = 500


def letters(text):
    text = re.sub(r"\W", "", unicodedata.normalize("NFC", text))
    return {text[at : at + 2] for at in range(len(text) - 1)}


def shared(one, other):
    a, b = letters(one), letters(other)
    return len(a & b) / max(1, min(len(a), len(b)))


def pairs():
    groups = {}
    with open(retrieval.DATA / "dedup/parakqc/parakqc_70.tsv", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t"):
            groups.setdefault(row["group"], []).append(row["sentence"])
    found = []
    for number, sentences in enumerate(groups.values()):
        least = {passage: sorted((shared(passage, one), one) for one in sentences if one != passage)[:3] for passage in sentences}
        passage = min(least, key=lambda one: (sum(share for share, _ in least[one]), one))
        found += [(share, number, passage, asked) for share, asked in least[passage]]
    return sorted(found)


def distractors():
    with open(retrieval.DATA / "dedup/question_pair/kor_pair_train.csv", newline="") as file:
        return sorted({row[side] for row in csv.DictReader(file) for side in ("question1", "question2")})


def first_ten(run, gold):
    """The questions whose passage is among the first ten of a run."""
    found = set()
    for line in open(run):
        query, _, document, rank, *_ = line.split()
        if int(rank) <= 10 and gold[query] == document:
            found.add(query)
    return found


def main():
    found = pairs()
    passages = dict((number, passage) for _, number, passage, _ in found)
    corpus = [{"_id": f"p{number}", "title": "", "text": passage} for number, passage in sorted(passages.items())]
    corpus += [{"_id": f"d{number}", "title": "", "text": text} for number, text in enumerate(distractors())]
    chosen = found[:QUERIES]
    asked = [(f"q{at}", text) for at, (_, _, _, text) in enumerate(chosen)]
    with tempfile.TemporaryDirectory() as temporary:
        folder = pathlib.Path(temporary) / "set"
        gold = {f"q{at}": f"p{number}" for at, (_, number, _, _) in enumerate(chosen)}
        retrieval.write_set(folder, corpus, asked, list(gold.items()))
        rows = [("words as typed", ("--legs", "lexical", "--as-typed", "--no-rerank")), ("words and other words for the same", ("--legs", "lexical", "--no-rerank")), ("meaning alone", ("--legs", "dense", "--no-rerank")), ("full", ())]
        told = [(name, retrieval.evaluate(folder, *options, "--run", folder / name)) for name, options in rows]
        either = first_ten(folder / rows[1][0], gold) | first_ten(folder / rows[2][0], gold)
    share = sum(one for one, _, _, _ in chosen) / QUERIES
    lines = [f"{QUERIES} questions among {len(corpus):,} sentences; question and passage share {share:.0%} of the pairs of letters of the shorter one.", "", "| search | recall@10 | recall@100 | nDCG@10 |", "|---|---|---|---|"]
    lines += [f"| {name} | {one['recall@10']:.3f} | {one['recall@100']:.3f} | {one['ndcg@10']:.3f} |" for name, one in told]
    lines += ["", f"Full less words as typed: recall@10 {told[-1][1]['recall@10'] - told[0][1]['recall@10']:+.3f}. Among the first ten of words with other words for the same, or of meaning alone: {len(either) / QUERIES:.3f}."]
    text = "\n".join(lines) + "\n"
    print(text)
    if "--write" in sys.argv:
        report.write("paraphrases", text)


if __name__ == "__main__":
    main()
