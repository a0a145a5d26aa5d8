"""Text recognition on pictures with known text: a Markdown table of character error rates and seconds a page; needs a release build.

usage: python bench/ocr.py [FOLDER]            (./dev bench ocr)

FOLDER holds NAME.txt beside NAME.png, NAME.jpg, NAME.tif or NAME.scan.jpg; without it, the sets of $ONGGI_DATA. The error rate is the
edit distance over the length of the true text, white space not counted; "alike" also takes dashes, quotes and middle dots of any form
for the same. Seconds are processor seconds of a fresh `onggi parse` each time, the start of the models included.
"""

import os
import pathlib
import resource
import statistics
import subprocess
import sys
import unicodedata

ROOT = pathlib.Path(__file__).resolve().parents[1]
BINARY = os.environ.get("ONGGI_BINARY", str(ROOT / "build-release/onggi"))
SAME = str.maketrans({**dict.fromkeys("‐‑‒–—−", "-"), **dict.fromkeys("“”„", '"'), **dict.fromkeys("‘’", "'"), **dict.fromkeys("•∙・", "·")})
ENDINGS = [".scan.jpg", ".png", ".jpg", ".jpeg", ".tif", ".tiff"]


def bare(text):
    return "".join(unicodedata.normalize("NFC", text).split())


def alike(text):
    return "".join(unicodedata.normalize("NFKC", text).translate(SAME).split())


def distance(truth, guess):
    """Levenshtein's distance, a column in one pair of big integers (Myers 1999)."""
    if not truth:
        return len(guess)
    masks = {}
    for i, letter in enumerate(truth):
        masks[letter] = masks.get(letter, 0) | 1 << i
    ones, last = (1 << len(truth)) - 1, 1 << (len(truth) - 1)
    plus, minus, score = ones, 0, len(truth)
    for letter in guess:
        equal = masks.get(letter, 0)
        diagonal = (((equal & plus) + plus) ^ plus) | equal | minus
        up, down = minus | (~(diagonal | plus) & ones), plus & diagonal
        score += bool(up & last) - bool(down & last)
        up = (up << 1 | 1) & ones
        plus, minus = (down << 1 & ones) | (~(diagonal | up) & ones), up & diagonal
    return score


def recognised(path):
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run([BINARY, "parse", str(path), "--to", "text"], capture_output=True, text=True, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return done.stdout, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def sets(folder):
    """Name of a set → pairs of picture and true text."""
    found = {}
    for truth in sorted(folder.glob("*.txt")):
        stem = truth.name.removesuffix(".txt").removesuffix(".gold")
        for ending in ENDINGS:
            picture = folder / (stem + ending)
            if picture.exists():
                found.setdefault(f"{folder.name}/*{ending}", []).append((picture, truth))
    return found


def main():
    if len(sys.argv) > 1:
        folders = [pathlib.Path(sys.argv[1])]
    else:
        images = pathlib.Path(os.environ["ONGGI_DATA"]) / "documents/images"
        folders = [images / "korean-pages-made", images / "tesseract"]
    print("| set | pages | error rate | alike | median page | worst page | seconds a page |")
    print("|---|---|---|---|---|---|---|")
    for folder in folders:
        for name, pairs in sets(folder).items():
            rates, soft, seconds = [], [], []
            for picture, truth in pairs:
                text, spent = recognised(picture)
                true = truth.read_text(encoding="utf-8")
                rates.append(distance(bare(true), bare(text)) / max(len(bare(true)), 1))
                soft.append(distance(alike(true), alike(text)) / max(len(alike(true)), 1))
                seconds.append(spent)
            print(f"| {name} | {len(pairs)} | {statistics.mean(rates):.4f} | {statistics.mean(soft):.4f} | {statistics.median(rates):.4f} "
                  f"| {max(rates):.4f} | {statistics.mean(seconds):.2f} |", flush=True)


main()
