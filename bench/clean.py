"""Duplicates: how many of known ones each method finds, how fast; needs a release build. Personal data has bench/privacy.py.

usage: python bench/clean.py [large | semantic] [--peers] [--write]            (./dev bench clean)

  made          paragraphs of Korean manuals, some with edited copies (a wrong vowel every sixty letters, spaces lost, sentences in another order,
                words revised): which method finds which at which threshold; pairs of one cluster against pairs of one origin
  paraphrases   $ONGGI_DATA/dedup/parakqc and question_pair: the same question in other words, which letters alone cannot tell; the curve says
                how far they carry
  speed         a file of made rows: MB a CPU second of the whole command, memory
  large         ten million short rows; alone, when it is named: many minutes, 2 GB of disk
  semantic      the threshold of `semantic`: the lowest step that is right nine times in ten on one half of each set of `paraphrases`, and what it
                gives on the other half; and the seconds that 100,000 rows take; alone, when it is named
  recipe        a gigabyte with known defects through the preset `rag`: recipe.py
With --peers, rensa, datasketch, text-dedup and datatrove do `made` and `speed` in the interpreter that $ONGGI_DEDUP_PEERS names (pip install rensa
datasketch text-dedup datatrove tokenizers), with the same n-grams of letters (text-dedup: of words), 128 permutations and threshold (datatrove: its bands have none). --write puts the tables into docs/cleaning.md.
"""

import collections
import csv
import itertools
import json
import os
import random
import re
import subprocess
import sys
import tempfile
import time

import privacy
import recipe
import report

ROOT, BINARY, DATA = privacy.ROOT, privacy.BINARY, privacy.DATA


def paragraphs():
    """Korean ones of 80 to 600 characters, each once."""
    seen = {}
    for page in privacy.pages():
        for part in re.split(r"\n\s*\n", page["text"]):
            text = " ".join(part.split())
            if 80 <= len(text) <= 600 and sum("가" <= letter <= "힣" for letter in text) > 0.4 * len(text):
                seen[text] = None
    return list(seen)


def wrong_vowels(text, chance):
    letters = list(text)
    for _ in range(max(1, len(letters) // 60)):
        at = chance.randrange(len(letters))
        if "가" <= letters[at] <= "힣":
            index = ord(letters[at]) - 0xAC00
            letters[at] = chr(0xAC00 + index // 588 * 588 + chance.randrange(21) * 28 + index % 28)
    return "".join(letters)


def lost_spaces(text, chance):
    return "".join(word + ("" if chance.random() < 0.15 else " ") for word in text.split()).strip()


def other_order(text, chance):
    sentences = re.split(r"(?<=[.다])\s+", text)
    chance.shuffle(sentences)
    return " ".join(sentences)


def revised(text, chance):
    words = text.split()
    for _ in range(max(1, len(words) // 25)):
        words[chance.randrange(len(words))] = chance.choice(["변경된", "신규", "20%", "2026년", "해당", "추가"])
    return " ".join(words)


def made_rows(seed=5):
    chance, rows = random.Random(seed), []
    originals = paragraphs()
    chance.shuffle(originals)
    for origin, text in enumerate(originals[:3000]):
        copies = [change(text, chance) for change in chance.sample([wrong_vowels, lost_spaces, other_order, revised], chance.choice([0, 0, 1, 2]))]
        rows += [(origin, one) for one in [text, *(copy for copy in copies if copy != text)]]
    chance.shuffle(rows)
    return [{"id": number, "text": text, "origin": origin} for number, (origin, text) in enumerate(rows)]


def pairs_of(groups):
    return {pair for group in groups for pair in itertools.combinations(sorted(group), 2)}


def dedup(rows, method, threshold):
    with tempfile.NamedTemporaryFile("w", suffix=".jsonl") as file:
        file.writelines(json.dumps({"id": row["id"], "text": row["text"]}, ensure_ascii=False) + "\n" for row in rows)
        file.flush()
        process = subprocess.Popen([BINARY, "dedup", file.name, "--method", method, "--threshold", str(threshold), "--json", "--quiet"], stdout=subprocess.PIPE, text=True)
        told = json.loads(process.stdout.read())
        _, status, used = os.wait4(process.pid, 0)  # of this child alone
        assert status == 0, "onggi dedup failed"
    return told, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024


def clusters_in(told):
    return [[cluster["kept"], *(one["id"] for one in cluster["removed"])] for cluster in told["clusters"]]


def scores(found, truth):
    right = len(found & truth)
    return f"{right / max(1, len(found)):.3f} | {right / max(1, len(truth)):.3f} | {2 * right / max(1, len(found) + len(truth)):.3f}"


PEERS = """
import collections, json, sys, time, unicodedata
def letters(text):
    return "".join(c for c in unicodedata.normalize("NFKC", text).lower() if c.isalnum())
def shingles(text):
    text = letters(text)
    return {text[i:i + 5] for i in range(max(1, len(text) - 4))}
def datasketch(rows, threshold):
    from datasketch import MinHash, MinHashLSH
    lsh, kept = MinHashLSH(threshold=threshold, num_perm=128), {}
    for row in rows:
        made = MinHash(num_perm=128)
        made.update_batch([s.encode() for s in shingles(row["text"])])
        kept[row["id"]] = made
        lsh.insert(row["id"], made)
    return [(a, b) for a in kept for b in lsh.query(kept[a]) if a < b and kept[a].jaccard(kept[b]) >= threshold]
def rensa(rows, threshold):
    from rensa import RMinHash, RMinHashLSH
    lsh, kept = RMinHashLSH(threshold=threshold, num_perm=128, num_bands=16), {}
    for row in rows:
        made = RMinHash(num_perm=128, seed=42)
        made.update(list(shingles(row["text"])))
        kept[row["id"]] = made
        lsh.insert(row["id"], made)
    return [(a, b) for a in kept for b in lsh.query(kept[a]) if a < b and kept[a].jaccard(kept[b]) >= threshold]
def text_dedup(rows, threshold):  # a program of its own; its n-grams are of words
    import pickle, resource, subprocess, tempfile
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([sys.executable, "-m", "text_dedup.minhash", "--path", "json", "--data_files", path, "--split", "train", "--cache_dir", folder + "/cache", "--output", folder + "/out",
                        "--column", "text", "--idx_column", "id", "--ngram", "5", "--threshold", str(threshold), "--num_perm", "128", "--min_length", "1", "--num_proc", "1", "--debug"], check=True, capture_output=True)
        parents = pickle.load(open(folder + "/out/uf.pkl", "rb")).parent
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    global begin
    begin -= used.ru_utime + used.ru_stime
    return [(min(a, b), max(a, b)) for a, b in parents.items() if a != b]
def datatrove(rows, threshold):
    import struct, tempfile
    from datatrove.data import Document
    from datatrove.pipeline.dedup import minhash
    class Letters:
        word_tokenize = staticmethod(lambda text: [c for c in text if c.isalnum()])
    minhash.load_word_tokenizer = lambda language: Letters()
    config = minhash.MinhashConfig(n_grams=5, num_buckets=16, hashes_per_bucket=8)
    documents = [Document(text=row["text"], id=str(row["id"])) for row in rows]
    with tempfile.TemporaryDirectory() as folder:
        minhash.MinhashDedupSignature(output_folder=folder + "/s", config=config)(iter(documents), 0, 1)
        for bucket in range(16):
            minhash.MinhashDedupBuckets(input_folder=folder + "/s", output_folder=folder + "/b", config=config)(None, bucket, 16)
        minhash.MinhashDedupCluster(input_folder=folder + "/b", output_folder=folder + "/c", config=config, save_cluster_id=True)(None, 0, 1)
        first, pairs = {}, []
        for number, cluster in struct.iter_unpack("<II", open(folder + "/c/000000.clusters", "rb").read()):
            one = rows[number]["id"]
            pairs.append((first.setdefault(cluster, one), one))
    return [pair for pair in pairs if pair[0] != pair[1]]
tool, threshold, path = sys.argv[1], float(sys.argv[2]), sys.argv[3]
rows = [json.loads(line) for line in open(path)]
begin = time.process_time()
pairs = {"datasketch": datasketch, "rensa": rensa, "text-dedup": text_dedup, "datatrove": datatrove}[tool](rows, threshold)
print(json.dumps({"pairs": pairs, "seconds": time.process_time() - begin}))
"""


def peer(tool, rows, threshold):
    python = os.environ.get("ONGGI_DEDUP_PEERS", sys.executable)
    with tempfile.NamedTemporaryFile("w", suffix=".jsonl") as file:
        file.writelines(json.dumps({"id": row["id"], "text": row["text"]}, ensure_ascii=False) + "\n" for row in rows)
        file.flush()
        done = subprocess.run([python, "-c", PEERS, tool, str(threshold), file.name], capture_output=True, text=True)
    if done.returncode != 0:
        print(f"{tool} did not run: {done.stderr.strip().splitlines()[-1:]}", file=sys.stderr)
        return None
    return json.loads(done.stdout)


def joined(pairs):
    root = {}

    def find(row):
        while root.setdefault(row, row) != row:
            row = root[row]
        return row

    for a, b in pairs:
        root[max(find(a), find(b))] = min(find(a), find(b))
    groups = collections.defaultdict(list)
    for row in root:
        groups[find(row)].append(row)
    return groups.values()


def made(peers):
    rows, origins = made_rows(), collections.defaultdict(list)
    for row in rows:
        origins[row["origin"]].append(row["id"])
    truth = pairs_of(origins.values())
    lines = [f"{len(rows):,} rows, {len(truth):,} true pairs:\n", "| method | threshold | precision | recall | F1 | CPU s |", "|---|---|---|---|---|---|"]
    for method, thresholds in (("exact", [1.0]), ("minhash", [0.5, 0.6, 0.7, 0.8, 0.9]), ("levenshtein", [0.7, 0.8, 0.9])):
        for threshold in thresholds:
            told, seconds, _ = dedup(rows, method, threshold)
            lines.append(f"| {method} | {threshold} | {scores(pairs_of(clusters_in(told)), truth)} | {seconds:.1f} |")
    for tool in ("rensa", "datasketch", "text-dedup", "datatrove") if peers else ():
        told = peer(tool, rows, 0.7)
        if told:
            lines.append(f"| {tool} | 0.7 | {scores(pairs_of(joined(told['pairs'])), truth)} | {told['seconds']:.1f} |")
    return "\n".join(lines) + "\n"


def question_sets():
    with open(DATA / "dedup/parakqc/parakqc_70.tsv", newline="") as file:
        rows = [{"id": number, "text": row["sentence"], "group": row["group"]} for number, row in enumerate(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))]
    groups = collections.defaultdict(list)
    for row in rows:
        groups[row["group"]].append(row["id"])
    yield "parakqc", rows, pairs_of(groups.values()), None
    with open(DATA / "dedup/question_pair/kor_pair_train.csv", newline="") as file:
        table = list(csv.DictReader(file))
    texts, truth, asked = {}, set(), set()
    for row in table:
        ids = tuple(sorted(texts.setdefault(row[name], len(texts)) for name in ("question1", "question2")))
        asked.add(ids)
        if row["is_duplicate"] == "0":  # the set's own meaning: 0 the same question, 1 another one
            truth.add(ids)
    yield "question_pair", [{"id": number, "text": text} for text, number in texts.items()], truth, asked


def paraphrases():
    lines = ["| set | method | threshold | precision | recall | F1 |", "|---|---|---|---|---|---|"]
    for name, rows, truth, asked in question_sets():
        for method, thresholds in (("minhash", [0.2, 0.4, 0.6]), ("levenshtein", [0.5, 0.6, 0.7, 0.8]), ("semantic", [0.7, 0.8, 0.85, 0.9])):
            for threshold in thresholds:
                found = pairs_of(clusters_in(dedup(rows, method, threshold)[0]))
                lines.append(f"| {name} | {method} | {threshold} | {scores(found if asked is None else found & asked, truth)} |")
    return "\n".join(lines) + "\n"


def speed(peers):
    chance, originals = random.Random(7), paragraphs()
    # Documents of about two kilobytes; made of paragraphs in any order, so that few are alike.
    rows = [{"id": number, "text": " ".join(chance.choices(originals, k=4))} for number in range(40_000)]
    size = sum(len(row["text"].encode()) for row in rows) / 1e6
    lines = [f"{len(rows):,} rows of {size / len(rows) * 1e3:.1f} kB:\n", "| program | MB a CPU second | memory, MB |", "|---|---|---|"]
    for method in ("exact", "minhash"):
        _, seconds, memory = dedup(rows, method, 0.8)
        lines.append(f"| onggi, {method}: reading JSON, n-grams, bands, proof | {size / seconds:.1f} | {memory:.0f} |")
    for tool in ("rensa", "datasketch", "text-dedup", "datatrove") if peers else ():
        told = peer(tool, rows[:4000], 0.8)
        if told:
            lines.append(f"| {tool}: n-grams, bands, estimate (4,000 rows) | {size / 10 / told['seconds']:.1f} | – |")
    return "\n".join(lines) + "\n"


def large(count=10_000_000):
    """Short rows in numbers; some come twice."""
    chance, pool = random.Random(13), recipe.sentences()
    with tempfile.NamedTemporaryFile("w", suffix=".jsonl") as file:
        for number in range(count):
            text = f"{chance.choice(pool)} {number if chance.random() < 0.95 else number % 1000}"
            file.write(json.dumps({"id": number, "text": text}, ensure_ascii=False) + "\n")
        file.flush()
        size, begin = os.path.getsize(file.name) / 1e6, time.monotonic()
        process = subprocess.Popen([BINARY, "dedup", file.name, "--method", "minhash", "--threshold", "0.9", "--quiet"], stdout=subprocess.DEVNULL)
        _, status, used = os.wait4(process.pid, 0)
        assert status == 0, "onggi dedup failed"
    return f"{count:,} rows of {size * 1e6 / count:.0f} bytes: {time.monotonic() - begin:.0f} s on {os.cpu_count()} cores, {used.ru_maxrss / 1024 / 1024:.1f} GB of memory.\n"


def halves_of(rows, truth, asked, threshold):
    """What is found and what is true in each half: of groups every second one whole; of sets that ask about pairs, every second pair."""
    for which in (0, 1):
        if asked is not None:
            chosen = set(sorted(asked)[which::2])
            yield pairs_of(clusters_in(dedup(rows, "semantic", threshold)[0])) & chosen, truth & chosen
            continue
        groups = set(sorted({row["group"] for row in rows})[which::2])
        some = [row for row in rows if row["group"] in groups]
        ids = {row["id"] for row in some}
        yield pairs_of(clusters_in(dedup(some, "semantic", threshold)[0])), {pair for pair in truth if pair[0] in ids}


def semantic():
    lines = ["| set | threshold | half that chooses: precision, recall, F1 | the other half |", "|---|---|---|---|"]
    for name, rows, truth, asked in question_sets():
        for threshold in (0.7, 0.75, 0.8, 0.85, 0.9, 0.95):
            halves = [scores(*half).replace(" |", ",") for half in halves_of(rows, truth, asked, threshold)]
            lines.append(f"| {name} | {threshold} | {halves[0]} | {halves[1]} |")
    chance, pool = random.Random(13), recipe.sentences()
    rows = [{"id": number, "text": " ".join(chance.choices(pool, k=2))} for number in range(100_000)]
    begin = time.monotonic()
    _, seconds, memory = dedup(rows, "semantic", 0.9)
    return "\n".join(lines) + f"\n\n{len(rows):,} rows: {time.monotonic() - begin:.0f} s, {seconds:.0f} CPU s, {memory:.0f} MB of memory.\n"


def main():
    peers = "--peers" in sys.argv
    if "large" in sys.argv:
        return print(large())
    if "semantic" in sys.argv:
        return print(semantic())
    fast = speed(peers)  # first: a child's peak counts what this process held when it was forked
    text = "\n".join([made(peers), paraphrases(), fast])
    print(text)
    refined = recipe.run()
    print(refined)
    if "--write" in sys.argv:
        report.write("duplicates", text, "cleaning.md")
        report.write("recipe", refined, "cleaning.md")


if __name__ == "__main__":
    main()
