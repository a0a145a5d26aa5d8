"""Spelling and spacing: how much `onggi spell` mends, how much it mends wrongly, how fast; needs a release build.

usage: python bench/spelling.py [--peers] [--write] [--sample FILE]            (./dev bench spelling)

  pairs     $ONGGI_DATA/spelling/common-pairs-made: wrong rows that come out right; rows `ok` and `space-either` that are touched. Rules were
            written from the orthography; the failures of rows with an even number were looked at, of odd ones never
  spacing   kiwi-spacing: ▁ is a space too many, ▔ one that is missing; F1 of the places of spaces, the mean over lines as Kiwi's own bench
            takes it, and over all lines together; the text as it is, and without any spaces
  typos     kiwi-eval: 96 lines with typing errors and their morphemes; morphemes that MeCab finds in the line as it is and as mended, F1
            against the true ones
  clean     manuals and help pages, where nearly all is right: corrections a 10,000 words at 0.8, each distinct one judged by a person's reading
            in bench/spelling_judged.tsv; --sample writes 200 at random with their judgements
  speed     MB a CPU second of the whole command on manuals, on text with errors in every line, and on text without spaces
With --peers, Kiwi (kiwipiepy) and hunspell with hunspell-ko do the same where they can: Kiwi in the interpreter that $ONGGI_SPELLING_PEERS names
(pip install kiwipiepy), hunspell as the program (apt install hunspell hunspell-ko). --write puts the tables into docs/cleaning.md.
"""

import collections
import csv
import html.parser
import io
import json
import os
import random
import re
import resource
import subprocess
import sys
import tarfile
import tempfile

import privacy
import report

BINARY, DATA = privacy.BINARY, privacy.DATA
SPELLING = DATA / "spelling"
SEEN = "집에서 만이라도"


def spell(texts, *options):
    """Each text with its corrections, and the seconds."""
    with tempfile.NamedTemporaryFile("w", suffix=".jsonl") as file:
        file.writelines(json.dumps({"id": number, "text": text}, ensure_ascii=False) + "\n" for number, text in enumerate(texts))
        file.flush()
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        done = subprocess.run([BINARY, "spell", file.name, "--rows", "--quiet", *options], capture_output=True, text=True, check=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return [json.loads(line) for line in done.stdout.splitlines()], after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def applied(texts, *options):
    return [row["text"] for row in spell(texts, "--mode", "apply", *options)[0]]


KIWI = """
import json, sys, time
from kiwipiepy import Kiwi
work, texts = sys.argv[1], json.load(sys.stdin)
kiwi = Kiwi(typos="basic_with_continual") if work == "typos" else Kiwi()
begin, out = time.process_time(), []
for text in texts:
    if work == "space": out.append(kiwi.space(text))
    elif work == "tokens": out.append([[token.form, token.tag] for token in kiwi.tokenize(text)])
    else: out.append(kiwi.join(kiwi.tokenize(text)))
print(json.dumps({"out": out, "seconds": time.process_time() - begin}))
"""


def kiwi(work, texts):
    python = os.environ.get("ONGGI_SPELLING_PEERS", sys.executable)
    done = subprocess.run([python, "-c", KIWI, work], input=json.dumps(texts), capture_output=True, text=True)
    if done.returncode != 0:
        print(f"Kiwi did not run: {done.stderr.strip().splitlines()[-1:]}", file=sys.stderr)
        return None
    return json.loads(done.stdout)


def hunspell(words):
    """The words that hunspell-ko does not know, and the seconds."""
    try:
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        done = subprocess.run(["hunspell", "-d", "ko", "-i", "UTF-8", "-l"], input="\n".join(words), capture_output=True, text=True, check=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
    except (OSError, subprocess.CalledProcessError) as error:
        print(f"hunspell did not run: {error}", file=sys.stderr)
        return None
    return done.stdout.split(), after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


# ---- pairs ----

def pair_rows():
    with open(SPELLING / "common-pairs-made/pairs.tsv", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def pair_table(name, rows, got):
    kinds = {row["kind"]: [0, 0] for row in pair_rows()}
    for row, mended in zip(rows, got):
        kind = kinds[row["kind"]]
        kind[1] += 1
        if row["kind"] == "ok" or row["kind"] == "space-either":
            kind[0] += mended in (row["wrong"], row["right"])
        else:
            kind[0] += mended == row["right"]
    wrong = [kinds[kind] for kind in kinds if kind not in ("ok", "space-either")]
    right, all_rows = sum(kind[0] for kind in wrong), sum(kind[1] for kind in wrong)
    cells = " | ".join(f"{kinds[kind][0]} of {kinds[kind][1]}" for kind in sorted(kinds))
    return f"| {name} | {right} of {all_rows} ({right / all_rows:.3f}) | {cells} |", sorted(kinds)


def pairs(peers):
    rows = pair_rows()
    wrong = [row["wrong"] for row in rows]
    tools = [("onggi", applied(wrong)), ("onggi, all that it reports (0.5)", applied(wrong, "--confidence", "0.5"))]
    if peers:
        for name, work in (("Kiwi, `space`", "space"), ("Kiwi, typos mended and joined", "typos")):
            if told := kiwi(work, wrong):
                tools.append((name, told["out"]))
    lines = []
    for name, got in tools:
        line, kinds = pair_table(name, rows, got)
        if not lines:
            lines = ["| program | wrong rows mended | " + " | ".join(kinds) + " |", "|---|---|" + "---|" * len(kinds)]
        lines.append(line)
    # The wrong side of rows from SEEN on was on the screen once, when the file's form was looked at.
    unseen = [number for number in range(1, len(rows), 2) if wrong[number] < SEEN]
    for half, name in ((range(0, len(rows), 2), "onggi, even rows"), (range(1, len(rows), 2), "onggi, odd rows"), (unseen, "onggi, odd rows seen in no form")):
        lines.append(pair_table(name, [rows[number] for number in half], [tools[0][1][number] for number in half])[0])
    touched = [row["wrong"] for row, got in zip(rows, tools[0][1]) if row["kind"] == "ok" and got not in (row["wrong"], row["right"])]
    lines.append(f"\nRows `ok` that onggi changed: {len(touched)}.")
    return "\n".join(dict.fromkeys(lines)) + "\n"


# ---- spacing ----

def spaces(text):
    places, letters = set(), 0
    for letter in text:
        if letter == " ":
            places.add(letters)
        else:
            letters += 1
    return places


def f1(truth, found):
    return 2 * len(truth & found) / max(1, len(truth) + len(found))


def spacing_scores(name, gold, got):
    pairs_of_sets = [(spaces(a), spaces(b)) for a, b in zip(gold, got)]
    mean = sum(f1(a, b) for a, b in pairs_of_sets) / len(pairs_of_sets)
    both, all_there, all_found = sum(len(a & b) for a, b in pairs_of_sets), sum(len(a) for a, _ in pairs_of_sets), sum(len(b) for _, b in pairs_of_sets)
    return f"| {name} | {mean:.3f} | {2 * both / (all_there + all_found):.3f} | {both / max(1, all_found):.3f} | {both / all_there:.3f} |"


def spacing(peers):
    marked = (SPELLING / "kiwi-spacing/written_odd.txt").read_text().rstrip("\n").split("\n")
    gold = [line.replace("▁", "").replace("▔", " ").strip() for line in marked]
    odd = [line.replace("▁", " ").replace("▔", "").strip() for line in marked]
    none = [line.replace(" ", "") for line in odd]
    lines = ["| program | F1, mean of lines | F1, all | precision | recall |", "|---|---|---|---|---|", spacing_scores("the text as it is", gold, odd)]
    options = ("--quoted", "check", "--confidence", "0.5")
    lines.append(spacing_scores("onggi", gold, applied(odd, *options)))
    lines.append(spacing_scores("onggi, `--mode apply` as it stands (0.8, quotations kept)", gold, applied(odd)))
    lines.append(spacing_scores("onggi, all spaces taken out before", gold, applied(none, *options)))
    if peers:
        for name, texts in (("Kiwi", odd), ("Kiwi, all spaces taken out before", none)):
            if told := kiwi("space", texts):
                lines.append(spacing_scores(name, gold, told["out"]))
    return f"{len(gold)} lines:\n\n" + "\n".join(lines) + "\n"


# ---- typos ----

CONTENT = {"NNG", "NNP", "VV", "VA", "MAG", "XR", "VV-I", "VA-I", "VV-R", "VA-R"}


def typo_rows():
    for line in (SPELLING / "kiwi-eval/web_with_typos.txt").read_text().splitlines():
        text, _, morphemes = line.partition("\t")
        if morphemes:
            yield text, collections.Counter(form for form, _, tag in (one.rpartition("/") for one in morphemes.split()) if tag in CONTENT)


def terms(texts):
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as file:
        file.write("\n".join(texts))
        file.flush()
        told = json.loads(subprocess.run([BINARY, "tokenize", file.name, "--json"], capture_output=True, text=True, check=True).stdout)
    ends, at = [], 0
    for text in texts:
        at += len(text) + 1
        ends.append(at)
    found, line = [collections.Counter() for _ in texts], 0
    for token in told["tokens"]:
        if token["kind"] == "morpheme":
            while token["start"] >= ends[line]:
                line += 1
            found[line][token["term"]] += 1
    return found


def typo_line(name, truth, found):
    both = sum(sum((a & b).values()) for a, b in zip(truth, found))
    there, got = sum(sum(a.values()) for a in truth), sum(sum(b.values()) for b in found)
    return f"| {name} | {both / got:.3f} | {both / there:.3f} | {2 * both / (there + got):.3f} |"


def typos(peers):
    texts, truth = zip(*typo_rows())
    rows, _ = spell(texts)
    counts = collections.Counter(one["rule"] for row in rows for one in row["corrections"])
    lines = ["| morphemes of meaning | precision | recall | F1 |", "|---|---|---|---|", typo_line("MeCab, the text as it is", truth, terms(texts))]
    lines.append(typo_line("MeCab, mended by `onggi spell`", truth, terms(applied(texts))))
    lines.append(typo_line("MeCab, mended with all that it reports (0.5)", truth, terms(applied(texts, "--confidence", "0.5", "--quoted", "check"))))
    if peers:
        for name, work in (("Kiwi's own morphemes", "tokens"), ("Kiwi's own morphemes, with typos", "typos")):
            if work == "tokens" and (told := kiwi(work, texts)):
                found = [collections.Counter(form for form, tag in one if tag in CONTENT) for one in told["out"]]
                lines.append(typo_line(name, truth, found))
            if work == "typos" and (told := kiwi(work, texts)):
                lines.append(typo_line("MeCab, mended by Kiwi with typos", truth, terms(told["out"])))
    total = sum(counts.values())
    return f"{len(texts)} lines, {total} corrections reported ({', '.join(f'{rule} {count}' for rule, count in counts.most_common())}):\n\n" + "\n".join(lines) + "\n"


# ---- clean text ----

JUDGED = privacy.ROOT / "bench/spelling_judged.tsv"


def around(text, one):
    """The words that a correction touches, before and after."""
    begin, end = one["start"], one["end"]
    while begin > 0 and not text[begin - 1].isspace():
        begin -= 1
    while end < len(text) and not text[end].isspace():
        end += 1
    if text[begin:end].startswith(" ") or one["start"] < one["end"] and text[one["start"]].isspace():
        begin = text.rfind(" ", 0, max(0, one["start"])) + 1
    changed = text[begin:one["start"]] + (one["replacement"] or "") + text[one["end"]:end]
    return " ".join(text[begin:end].split()), " ".join(changed.split())


class Text(html.parser.HTMLParser):
    """The text of a help page, a block a line."""
    BLOCKS = {"p", "div", "h1", "h2", "h3", "h4", "li", "td", "th", "tr", "dt", "dd", "br", "title", "body"}

    def __init__(self):
        super().__init__()
        self.parts, self.hidden = [], 0

    def handle_starttag(self, tag, attributes):
        self.hidden += tag in ("script", "style", "code", "pre")
        if tag in self.BLOCKS:
            self.parts.append("\n")

    def handle_endtag(self, tag):
        self.hidden -= tag in ("script", "style", "code", "pre")
        if tag in self.BLOCKS:
            self.parts.append("\n")

    def handle_data(self, data):
        if not self.hidden:
            self.parts.append(" ".join(data.split()) if not data.strip() else re.sub(r"\s+", " ", data))


def help_pages():
    (archive,) = (DATA / "retrieval/libreoffice-help-ko").glob("*.tar.zst")
    packed = subprocess.run(["zstd", "-dc", str(archive)], capture_output=True, check=True).stdout
    with tarfile.open(fileobj=io.BytesIO(packed)) as pages:
        for page in sorted(pages, key=lambda one: one.name):
            if page.isfile() and page.name.endswith(".html"):
                text = Text()
                text.feed(pages.extractfile(page).read().decode())
                yield {"id": page.name, "text": re.sub(r"[ \n]*\n[ \n]*", "\n", "".join(text.parts)).strip()}


def clean_rows():
    return [row for row in [*privacy.pages(), *help_pages()] if sum("가" <= letter <= "힣" for letter in row["text"]) > 0.2 * len(row["text"])]


def clean_text(peers, sample=None):
    rows = clean_rows()
    texts = [row["text"] for row in rows]
    words = sum(len(re.findall(r"\S*[가-힣]+\S*", text)) for text in texts)
    told, _ = spell(texts, "--confidence", "0.8")
    found = [(around(text, one), one["rule"], one["rule_name"]) for text, row in zip(texts, told) for one in row["corrections"]]
    rules = collections.Counter((rule, name) for _, rule, name in found)
    judged = dict(((before, after), verdict) for before, after, verdict in (line.split("\t") for line in JUDGED.read_text().splitlines() if line.count("\t") == 2)) if JUDGED.exists() else {}
    chosen = random.Random(11).sample(sorted(found), min(200, len(found)))
    verdicts = collections.Counter(judged.get(pair, "not judged yet") for pair, _, _ in chosen)
    if sample:
        with open(sample, "w") as file:
            file.writelines(f"{before}\t{after}\t{rule}\t{judged.get((before, after), '')}\n" for (before, after), rule, _ in chosen)
    whole = collections.Counter(judged.get(pair, "not judged yet") for pair, _, _ in found)

    def told_of(counts):
        return ", ".join(f"{verdict} {count}" for verdict, count in counts.most_common())

    lines = [f"{words:,} words, {len(found):,} corrections, {len(found) / words * 1e4:.1f} a 10,000 words. Of {len(chosen)} at random: {told_of(verdicts)}. Of all: {told_of(whole)}; "
             f"wrong ones a 10,000 words: {whole['wrong'] / words * 1e4:.2f}.\n", "| rule | corrections | a 10,000 words |", "|---|---|---|"]
    lines += [f"| {name} (`{rule}`) | {count} | {count / words * 1e4:.2f} |" for (rule, name), count in rules.most_common()]
    if peers:
        hangul = [re.sub(r"[^가-힣]", "", word) for text in texts for word in text.split()]
        hangul = [word for word in hangul if word]
        if told := hunspell(hangul):
            unknown, seconds = told
            lines.append(f"\nhunspell-ko calls {len(unknown):,} of {len(hangul):,} words wrong ({len(unknown) / len(hangul) * 1e4:.0f} a 10,000), at {sum(len(word.encode()) + 1 for word in hangul) / 1e6 / seconds:.2f} MB a CPU second.")
    return "\n".join(lines) + "\n"


# ---- speed ----

def speed(peers):
    manuals = [row["text"] for row in clean_rows()]
    wrong = [row["wrong"] for row in pair_rows() if row["kind"] not in ("ok", "space-either")]
    dense = [" ".join(f"{one}." for one in random.Random(number).sample(wrong, 8)) for number in range(4000)]
    marked = (SPELLING / "kiwi-spacing/written_odd.txt").read_text().split("\n")
    none = [line.replace("▁", "").replace("▔", "").replace(" ", "") for line in marked] * 40
    lines = ["| text | MB | MB a CPU second |", "|---|---|---|"]
    for name, texts in (("manuals and help pages", manuals * 4), ("sentences of errors", dense), ("without spaces", none)):
        size = sum(len(text.encode()) for text in texts) / 1e6
        _, seconds = spell(texts, "--mode", "apply")
        lines.append(f"| {name} | {size:.1f} | {size / seconds:.2f} |")
    if peers:
        some = manuals[:40]
        if told := kiwi("space", [line for text in some for line in text.split("\n") if line.strip()]):
            lines.append(f"| manuals, Kiwi's `space` | {sum(len(text.encode()) for text in some) / 1e6:.1f} | {sum(len(text.encode()) for text in some) / 1e6 / told['seconds']:.2f} |")
    return "\n".join(lines) + "\n"


def main():
    peers = "--peers" in sys.argv
    sample = sys.argv[sys.argv.index("--sample") + 1] if "--sample" in sys.argv else None
    text = "\n".join([pairs(peers), spacing(peers), typos(peers), clean_text(peers, sample), speed(peers)])
    print(text)
    if "--write" in sys.argv:
        report.write("spelling", text, "cleaning.md")


if __name__ == "__main__":
    main()
