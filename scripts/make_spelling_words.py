#!/usr/bin/env python3
"""Makes data/spelling/words-ko.txt: Hangul words of the sentences that scripts/make_spacing_model.py learns from, with their counts.

    python3 scripts/make_spelling_words.py [--data $ONGGI_DATA] [--out data/spelling/words-ko.txt]

A word that stood in three sentences or more is likely no typing error; those that rules-ko.txt knows to be wrong are left out.
"""

import argparse
import collections
import os
import pathlib
import re

import make_spacing_model

ROOT = pathlib.Path(__file__).resolve().parents[1]


def wrong_words():
    for line in (ROOT / "data/spelling/rules-ko.txt").read_text().splitlines():
        if "\t" in line and not line.startswith("#"):
            yield line.split("\t")[0]


def main():
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument("--data", type=pathlib.Path, default=os.environ.get("ONGGI_DATA", ROOT.parent / "shared/data"))
    words.add_argument("--out", type=pathlib.Path, default=ROOT / "data/spelling/words-ko.txt")
    chosen = words.parse_args()
    counts = collections.Counter()
    for sentence in make_spacing_model.sentences(pathlib.Path(chosen.data)):
        counts.update(set(re.findall(r"(?<!\w)[가-힣]{2,8}(?!\w)", sentence)))
    wrong = tuple(word for word in wrong_words() if " " not in word and "가" <= word[0])
    kept = sorted((word, count) for word, count in counts.items() if count >= 3 and not word.startswith(wrong))
    chosen.out.write_text("# word, tab, sentences it stood in; made by scripts/make_spelling_words.py, CC BY-SA 4.0 (README.md)\n" + "".join(f"{word}\t{count}\n" for word, count in kept))
    print(f"{len(kept):,} words")


if __name__ == "__main__":
    main()
