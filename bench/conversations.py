"""Follow-up questions: how often the passage that tells is among the first five that are found, by what is looked for; needs a release build.

usage: python bench/conversations.py [--write] [--show]                                   (./dev bench conversations)

60 conversations (bench/conversations/conversations.jsonl) of two to four turns over documents made for them and for bench/answers, 40 in Korean, 20 in English. Each turn knows
words of the passage that tells, and the question as one would ask it without the conversation. The rules of src/answer/follow_up.cpp were written while looking at one half
("building": factory, bank, northfield); "held out" is the other (logistics, school, harbour).

  last turn     the question alone
  joined        behind the question before it, where it has at most 36 bytes: as it was done before the rules
  by rule       what an answer without a model looks for (`queries`), and the hits that it reads
  ideal         the question as one would ask it without the conversation
--show prints each turn that the rule does not find. --write puts the table into docs/benchmarks.md.
"""

import collections
import json
import math
import os
import pathlib
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "tests/blackbox"), str(ROOT / "bench")]
os.environ.setdefault("ONGGI_BINARY", str(ROOT / "build-release/onggi"))
import conftest  # noqa: E402
import report  # noqa: E402

FOLDER = ROOT / "bench/conversations"
WAYS = ["last turn", "joined", "by rule", "ideal"]
FIRST = 5


def documents_of(name):
    own = FOLDER / name / "documents"
    return own if own.exists() else ROOT / "bench/answers" / name / "documents"


class Workspace:
    """A server over one set's documents."""

    def __init__(self, folder, name):
        home = folder / name
        conftest.cli(home, "user", "add", "kim", "--role", "editor")
        conftest.cli(home, "ingest", "--quiet", documents_of(name), "--allow", "everyone")
        self.key = conftest.cli(home, "key", "add", "kim", "--name", "bench").strip()
        self.server = conftest.Server(home)
        self.texts = {}

    def search(self, query):
        hits = self.server.call("POST", "/api/search", self.key, {"query": query, "limit": 8}).json()["hits"]
        for hit in hits:
            self.texts[hit["chunk_id"]] = hit["text"]
        return [hit["text"] for hit in hits]

    def ask(self, question, history):
        answer = self.server.call("POST", "/api/ask", self.key, {"question": question, "history": history}).json()
        for query in answer["queries"]:
            self.search(query)
        trace = self.server.call("GET", f"/api/traces/{answer['trace_id']}", self.key).json()
        return answer, [self.texts.get(hit["chunk_id"], "") for hit in trace["hits"]]


def holds(text, passage):
    return " ".join(passage.split()) in " ".join(text.split())


def found(texts, passage):
    """The place of the first that holds it, from 1; 0: none does."""
    return next((place for place, text in enumerate(texts, 1) if holds(text, passage)), 0)


def turns_of(workspace, conversation):
    """For each turn the places by way; those of the first turn count as single questions."""
    history, before = [], ""
    for number, turn in enumerate(conversation["turns"]):
        question, passage = turn["question"], turn["passage"]
        short = len(question.encode()) <= 36
        answer, read = workspace.ask(question, history)
        places = {
            "last turn": found(workspace.search(question), passage),
            "joined": found(workspace.search(f"{before}\n{question}" if before and short else question), passage),
            "by rule": found(read, passage),
            "ideal": found(workspace.search(turn["ideal"]), passage),
        }
        yield number, turn, places, answer["queries"]
        history += [{"role": "user", "content": question}, {"role": "assistant", "content": answer["answer"]}]
        before = question


def share(places):
    hits, of = sum(0 < place <= FIRST for place in places), len(places)
    value, z = hits / of, 1.96
    middle, half = value + z * z / (2 * of), z * math.sqrt(value * (1 - value) / of + z * z / (4 * of * of))
    low, high = (middle - half) / (1 + z * z / of), (middle + half) / (1 + z * z / of)
    return f"{value:.3f} ({low:.2f}–{high:.2f})"


def main():
    conversations = [json.loads(line) for line in open(FOLDER / "conversations.jsonl")]
    measured = collections.defaultdict(lambda: collections.defaultdict(list))
    with tempfile.TemporaryDirectory() as temporary:
        for name in dict.fromkeys(one["set"] for one in conversations):
            workspace = Workspace(pathlib.Path(temporary), name)
            language = "English" if (FOLDER / name).exists() else "Korean"
            for conversation in (one for one in conversations if one["set"] == name):
                for number, turn, places, queries in turns_of(workspace, conversation):
                    rows = ["first questions"] if number == 0 else [f"{conversation['half']}, {language}", conversation["half"], "all follow-ups"]
                    for row in rows:
                        for way in WAYS:
                            measured[row][way].append(places[way])
                    if "--show" in sys.argv and not (0 < places["by rule"] <= FIRST and 0 < places["ideal"] <= FIRST):
                        print(conversation["id"], number, turn["question"], queries, turn["passage"], places, file=sys.stderr)
            workspace.server.stop()
    order = ["first questions", "building, Korean", "building, English", "building", "held out, Korean", "held out, English", "held out", "all follow-ups"]
    lines = ["| turns | of | " + " | ".join(WAYS) + " |", "|---" * (len(WAYS) + 2) + "|"]
    lines += [f"| {row} | {len(measured[row]['ideal'])} | " + " | ".join(share(measured[row][way]) for way in WAYS) + " |" for row in order]
    text = "\n".join(lines) + "\n"
    print(text)
    if "--write" in sys.argv:
        report.write("conversations", text)


if __name__ == "__main__":
    main()
