"""Personal data in answers: how many values come out of the program where the policy masks answers; needs a release build and $ONGGI_DATA.

usage: python bench/masking.py [--write]                                                  (./dev bench masking)

The sentences of pii/korean-made stand in documents, a paragraph each. A value counts as found where `onggi pii scan` finds it in its sentence, as surely as masking asks for (0.5): what the rules
do not find no route can mask (bench/pii.py says how much that is). Values of fewer than six letters that are no numbers are left out of the count: they are parts of other words.
  streams   each sentence stands in an answer that is cut in two at every place, and comes a letter at a time: whether what goes on is what masking the whole gives, and holds no value
  routes    each of every tenth sentence is asked for, its own values left out of the question, over every route that shows text of documents or of a model that answers from documents; the model
            (a server that says the sentence itself, a letter at a time) is as indiscreet as can be. Any found value of any sentence in a reply is a leak.
--write puts the tables into docs/benchmarks.md.
"""

import collections
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "tests/blackbox"), str(ROOT / "bench")]
BINARY = os.environ.setdefault("ONGGI_BINARY", str(ROOT / "build-release/onggi"))
DRIVER = pathlib.Path(BINARY).parent / "bench/onggi_masking_driver"
import conftest  # noqa: E402
import report  # noqa: E402
import upstream  # noqa: E402

DATA = pathlib.Path(os.environ.get("ONGGI_DATA", ROOT.parent / "shared/data"))
CONFIDENCE = 0.5
EVERY = 10  # sentences of which one is asked for
PARAGRAPHS = 50  # of a document


def sentences(folder):
    """Each with the values that are found in it, and a question about it that holds none."""
    rows = [json.loads(line) for line in open(DATA / "pii/korean-made/pii_ko.jsonl")]
    file = folder / "rows.jsonl"
    file.write_text("".join(json.dumps({"id": str(row["id"]), "text": row["text"]}) + "\n" for row in rows))
    told = subprocess.run([BINARY, "--quiet", "pii", "scan", file], stdout=subprocess.PIPE, text=True).stdout.splitlines()
    for row, line in zip(rows, told, strict=True):
        sure = [one for one in json.loads(line)["findings"] if one["confidence"] >= CONFIDENCE]
        question = row["text"]
        for one in sorted(sure, key=lambda one: -one["start"]):
            question = question[: one["start"]] + " " + question[one["end"] :]
        yield {"text": row["text"], "values": [row["text"][one["start"] : one["end"]] for one in sure], "question": " ".join(question.split())}


def counts(value):
    return len(value) >= 6 or any(letter.isdigit() for letter in value)


def held(values, text):
    """Which of them stand in the text, not inside of a longer number or word."""
    return {value for value in values if value in text and re.search(rf"(?<![\w]){re.escape(value)}(?![0-9A-Za-z])", text)}


class Indiscreet(upstream.ModelServer):
    """Says what it is told, a letter at a time where it streams."""

    said = ""

    def answer(self, path, request):
        text = self.said + " [1]."
        if not request.get("stream"):
            return upstream.spoken(text)
        return ({"choices": [{"index": 0, "delta": {"content": letter}}]} for letter in text)


def streams(rows):
    lines = "".join(json.dumps(row["text"]) + "\n" for row in rows)
    done = subprocess.run([DRIVER], input=lines, stdout=subprocess.PIPE, text=True, check=True)
    count = collections.Counter()
    for row, line in zip(rows, done.stdout.splitlines(), strict=True):
        told = json.loads(line)
        values = {value for value in row["values"] if counts(value)}
        count["values"] += len(values)
        count["leaks"] += len(held(values, told["whole"]))
        count["cuts"] += told["cuts"]
        count["others"] += told["others"]
    return count


class Workspace:
    def __init__(self, folder, rows, model):
        self.model, self.home = model, folder / "home"
        (folder / "documents").mkdir()
        for begin in range(0, len(rows), PARAGRAPHS):
            (folder / f"documents/{begin:04}.txt").write_text("\n\n".join(row["text"] for row in rows[begin : begin + PARAGRAPHS]) + "\n")
        conftest.cli(self.home, "user", "add", "boss", "--role", "admin")
        (self.home / "onggi.toml").write_text(f'[network]\nallow = ["{model.host}"]\n[answer]\nrewrite_follow_ups = false\n')
        conftest.cli(self.home, "model", "add", "far", "--url", model.url, "--name", "m", "--label", "C")
        conftest.cli(self.home, "ingest", "--quiet", folder / "documents", "--allow", "everyone")
        self.key = conftest.cli(self.home, "key", "add", "boss", "--name", "bench").strip()
        self.server = conftest.Server(self.home)
        now = self.get("/api/guards")
        self.call("PUT", "/api/guards", {"policy": {**now["policy"], "mask_answer": True}, "number": now["number"]})
        self.conversation = self.call("POST", "/api/conversations", {})["id"]
        self.store = self.call("POST", "/v1/vector_stores", {"name": "all"})["id"]
        for document in self.get("/api/documents?limit=100")["documents"]:
            self.call("POST", f"/v1/vector_stores/{self.store}/files", {"file_id": document["id"]})
        assert self.call("POST", f"/v1/vector_stores/{self.store}/search", {"query": "전화번호"})["data"]
        self.call("POST", "/api/applications", {"name": "desk", "settings": {"title": "desk", "model": "far"}})

    def raw(self, method, path, body=None):
        reply = self.server.call(method, path, self.key, body)
        assert reply.status < 300, (path, reply.status, reply.body)
        return reply.body.decode()

    def call(self, method, path, body=None):
        return json.loads(self.raw(method, path, body))

    def get(self, path):
        return self.call("GET", path)

    def routes(self, row):
        """What each route shows for one sentence."""
        question, self.model.said = row["question"], row["text"]
        chat = {"messages": [{"role": "user", "content": question}]}
        whole = self.raw("POST", "/api/ask", {"question": question, "model": "far"})
        yield "/api/ask, a model", whole
        yield "/api/ask, without a model", self.raw("POST", "/api/ask", {"question": question, "model": "onggi/extractive"})
        yield "/api/ask, streamed", spoken_in(self.raw("POST", "/api/ask", {"question": question, "model": "far", "stream": True}))
        yield "/api/ask, in a conversation", self.raw("POST", "/api/ask", {"question": question, "model": "far", "conversation_id": self.conversation})
        yield "/v1/chat/completions", self.raw("POST", "/v1/chat/completions", {"model": "onggi/far", **chat})
        yield "/v1/chat/completions, streamed", spoken_in(self.raw("POST", "/v1/chat/completions", {"model": "onggi/far", "stream": True, **chat}))
        yield "/v1/chat/completions, an application", self.raw("POST", "/v1/chat/completions", {"model": "onggi/desk", **chat})
        yield "/v1/responses", self.raw("POST", "/v1/responses", {"model": "onggi/far", "input": question})
        yield "/v1/responses, streamed", spoken_in(self.raw("POST", "/v1/responses", {"model": "onggi/far", "input": question, "stream": True}))
        yield "/v1/vector_stores/{id}/search", self.raw("POST", f"/v1/vector_stores/{self.store}/search", {"query": question})
        yield "/api/search", self.raw("POST", "/api/search", {"query": question})
        yield "/api/traces/{id}", self.raw("GET", "/api/traces/" + json.loads(whole)["trace_id"])

    def kept(self):
        """What is shown of all of it afterwards."""
        yield "/api/conversations/{id}", self.raw("GET", f"/api/conversations/{self.conversation}")
        for form in ("markdown", "json"):
            yield f"/api/conversations/{{id}}/export, {form}", self.raw("GET", f"/api/conversations/{self.conversation}/export?format={form}")


def spoken_in(events):
    """The events as they are, and behind them the text that their pieces make together."""
    text = ""
    for line in events.splitlines():
        if not line.startswith("data: {"):
            continue
        told = json.loads(line[6:])
        choices = told.get("choices") or [{}]
        delta = told.get("delta")
        text += told.get("text") or (delta if isinstance(delta, str) else "") or choices[0].get("delta", {}).get("content") or ""
    return events + "\n" + text


def main():
    with tempfile.TemporaryDirectory() as temporary:
        folder = pathlib.Path(temporary)
        rows = list(sentences(folder))
        cut = streams(rows)
        values = {value for row in rows for value in row["values"] if counts(value)}
        measured = collections.defaultdict(lambda: [0, set()])
        with Indiscreet() as model:
            workspace = Workspace(folder, rows, model)
            replies = (reply for row in rows[::EVERY] if row["question"] for reply in workspace.routes(row))
            for route, text in [*replies, *workspace.kept()]:
                measured[route][0] += 1
                measured[route][1] |= held(values, json_letters(text))
            workspace.server.stop()
    lines = [f"Streams: {cut['values']:,} found values in {len(rows):,} answers, cut in {cut['cuts']:,} ways: {cut['leaks']} values go on, {cut['others']} streams differ from the whole.", ""]
    lines += ["| route | replies | values that could come out | leaks |", "|---|---|---|---|"]
    lines += [f"| {route} | {replies:,} | {len(values):,} | {len(leaks)} |" for route, (replies, leaks) in measured.items()]
    text = "\n".join(lines) + "\n"
    print(text)
    if "--show" in sys.argv:
        for route, (_, leaks) in measured.items():
            print(route, sorted(leaks)[:20], file=sys.stderr)
    if "--write" in sys.argv:
        report.write("masking", text)


def json_letters(text):
    """JSON may write letters as escapes."""
    text = re.sub(r"\\[nrt]", "\n", text)
    return re.sub(r"\\u([0-9a-fA-F]{4})", lambda found: chr(int(found.group(1), 16)), text)


if __name__ == "__main__":
    main()
