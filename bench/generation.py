"""Generation in process: time to first token, tokens a second, shared beginnings, and answers under a JSON schema; needs a release build and a quiet machine.

usage: python bench/generation.py [--peers] [--write] [--schemas] [--speed] [--seeds FIRST-LAST]            (./dev bench generation)

The model is $ONGGI_TEST_MODEL, or the GGUF file that $ONGGI_BENCH_MODEL names; $ONGGI_BENCH_THREADS threads (2). Everything goes through HTTP and the
official Python client, as users have it.
  --speed     first token and tokens a second with 1 and 8 requests at once; 8 questions on one long document, with the beginning known and not known.
              With --peers the same from llama-cpp-python's server (same file, threads and context), run by the interpreter that $ONGGI_GENERATION_PEERS
              names (pip install 'llama-cpp-python[server]'); it is told not to break off an answer when the next request comes, as it does by itself.
              Built with CMAKE_ARGS=-DLLAMA_BUILD=OFF it takes the libraries that $LLAMA_CPP_LIB_PATH names: the table was made over onggi's own.
  --schemas   25 schemas (bench/generation_schemas.py) × seeds (1-20) at temperature 0.8: of the answers that ended by themselves, how many are valid by
              Python's jsonschema, formats included; answers that reached their length are counted apart and must say so.
Without either, both. --write puts the tables into docs/benchmarks.md.
"""

import concurrent.futures
import json
import os
import pathlib
import socket
import statistics
import subprocess
import sys
import tempfile
import time

import jsonschema
import openai

ROOT = pathlib.Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests/blackbox"))
BINARY = os.environ.setdefault("ONGGI_BINARY", str(ROOT / "build-release/onggi"))
import kills  # noqa: E402
import report  # noqa: E402
from generation_schemas import SCHEMAS  # noqa: E402

MODEL = os.environ.get("ONGGI_BENCH_MODEL") or os.environ["ONGGI_TEST_MODEL"]
THREADS = int(os.environ.get("ONGGI_BENCH_THREADS", "2"))
CONTEXT, TOKENS, ROUNDS = 4096, 64, 5
SCHEMA_TOKENS = 400
DOCUMENT = " ".join(f"Article {number}. A form of kind {number * 7 % 31} is handed in within {number % 9 + 1} days, or the office asks for it again." for number in range(1, 61))


class Onggi:
    name = "onggi"

    def __init__(self, folder):
        home = folder / "home"
        kills.command(home, "user", "add", "reader", "--role", "reader")
        kills.command(home, "model", "add", "model", "--gguf", MODEL)
        (home / "onggi.toml").write_text(f"[model]\ncontext_tokens = {CONTEXT}\nthreads = {THREADS}\nsequences_max = 8\n")
        key = kills.command(home, "key", "add", "reader", "--name", "bench").stdout.strip()
        self.server = kills.Server(home)
        self.client = openai.OpenAI(base_url=self.server.url + "/v1", api_key=key, max_retries=0, timeout=1800)

    def stop(self):
        self.server.stop()


class LlamaCppPython:
    name = "llama-cpp-python"

    def __init__(self, folder):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        python = os.environ["ONGGI_GENERATION_PEERS"]
        with open(folder / "peer.log", "w") as log:
            self.process = subprocess.Popen([python, "-m", "llama_cpp.server", "--model", MODEL, "--model_alias", "model", "--n_ctx", str(CONTEXT), "--n_threads", str(THREADS),
                                             "--n_threads_batch", str(THREADS), "--interrupt_requests", "false", "--port", str(port)], stdout=log, stderr=log)
        self.client = openai.OpenAI(base_url=f"http://127.0.0.1:{port}/v1", api_key="none", max_retries=0, timeout=1800)
        for _ in range(600):
            try:
                self.client.models.list()
                return
            except openai.APIConnectionError:
                time.sleep(0.2)
        raise SystemExit("the peer's server did not start: " + (folder / "peer.log").read_text()[-2000:])

    def stop(self):
        self.process.terminate()
        self.process.wait()


def stream(client, messages, tokens=TOKENS):
    """Seconds to the first token, seconds in all, pieces that came."""
    begun, first, pieces = time.perf_counter(), None, 0
    for chunk in client.chat.completions.create(model="model", messages=messages, max_tokens=tokens, temperature=0, stream=True):
        if chunk.choices and chunk.choices[0].delta.content:
            first = first or time.perf_counter() - begun
            pieces += 1
    return first or time.perf_counter() - begun, time.perf_counter() - begun, pieces


def question(number):
    return [{"role": "user", "content": f"Tell a long story about the animal number {number}."}]


def at_once(client, count, round_number):
    """First token (median) and tokens a second of all together."""
    begun = time.perf_counter()
    with concurrent.futures.ThreadPoolExecutor(count) as pool:
        results = list(pool.map(lambda one: stream(client, question(round_number * 100 + one)), range(count)))
    return statistics.median(result[0] for result in results) * 1000, sum(result[2] for result in results) / (time.perf_counter() - begun)


def about_document(client, salt):
    """Milliseconds to the first token: of the first question on a document, and of seven more."""
    system = {"role": "system", "content": f"File {salt}. " + DOCUMENT}
    times = [stream(client, [system, {"role": "user", "content": f"What is due by article {number}?"}], 4)[0] * 1000 for number in range(1, 9)]
    return times[0], statistics.median(times[1:])


def spread(values, unit):
    return f"{statistics.median(values):.0f} {unit} ({min(values):.0f}–{max(values):.0f})"


def speed(server):
    stream(server.client, question(0))  # the model is loaded with the first request
    cells = []
    for count in (1, 8):
        rounds = [at_once(server.client, count, number + 1 + count * 10) for number in range(ROUNDS)]
        cells += [spread([first for first, _ in rounds], "ms"), spread([rate for _, rate in rounds], "/s")]
    documents = [about_document(server.client, salt) for salt in range(3)]
    cells += [spread([first for first, _ in documents], "ms"), spread([later for _, later in documents], "ms"), f"{statistics.median(first / later for first, later in documents):.1f} ×"]
    return f"| {server.name} | " + " | ".join(cells) + " |"


def speed_table(servers):
    head = ("| | first token, 1 request | tokens, 1 request | first token, 8 at once | tokens, 8 at once | first question on a document | further ones | ratio |\n|---|---|---|---|---|---|---|---|\n")
    rows = []
    for make in servers:
        with tempfile.TemporaryDirectory() as folder:
            server = make(pathlib.Path(folder))
            try:
                rows.append(speed(server))
            finally:
                server.stop()
    return head + "\n".join(rows) + f"\n\n{pathlib.Path(MODEL).stat().st_size / 1e6:.0f} MB GGUF, {THREADS} threads, {TOKENS} tokens an answer, {ROUNDS} rounds: median (spread)."


def judged(client, name, ask, schema, seed):
    """'valid', 'length', or what is wrong."""
    form = {"type": "json_schema", "json_schema": {"name": name, "strict": True, "schema": schema}}
    messages = [{"role": "user", "content": ask + " Answer in JSON."}]
    choice = client.chat.completions.create(model="model", messages=messages, response_format=form, temperature=0.8, seed=seed, max_tokens=SCHEMA_TOKENS).choices[0]
    if choice.finish_reason == "length":
        return "length"
    try:
        jsonschema.Draft202012Validator(schema, format_checker=jsonschema.Draft202012Validator.FORMAT_CHECKER).validate(json.loads(choice.message.content))
    except (ValueError, jsonschema.ValidationError) as error:
        return f"{name}, seed {seed}: {str(error).splitlines()[0]}"
    return "valid"


def schema_table(seeds):
    verdicts = []
    with tempfile.TemporaryDirectory() as folder:
        server = Onggi(pathlib.Path(folder))
        try:
            with concurrent.futures.ThreadPoolExecutor(8) as pool:
                for seed in seeds:
                    verdicts += pool.map(lambda one: judged(server.client, *one, seed), SCHEMAS)
                    print(f"seed {seed}: {len(verdicts)} runs, {verdicts.count('valid')} valid, {verdicts.count('length')} cut", file=sys.stderr, flush=True)
        finally:
            server.stop()
    valid, cut = verdicts.count("valid"), verdicts.count("length")
    for verdict in verdicts:
        if verdict not in ("valid", "length"):
            print("NOT VALID:", verdict)
    return (f"| schemas | runs | ended by themselves | of these valid | reached their length (and said so) |\n|---|---|---|---|---|\n"
            f"| {len(SCHEMAS)} | {len(verdicts)} | {len(verdicts) - cut} | {valid} | {cut} |")


def seeds_asked():
    first, last = (sys.argv[sys.argv.index("--seeds") + 1] if "--seeds" in sys.argv else "1-20").split("-")
    return range(int(first), int(last) + 1)


def main():
    both = "--speed" not in sys.argv and "--schemas" not in sys.argv
    tables = {}
    if both or "--schemas" in sys.argv:
        tables["generation schemas"] = schema_table(seeds_asked())
    if both or "--speed" in sys.argv:
        tables["generation speed"] = speed_table([Onggi, LlamaCppPython] if "--peers" in sys.argv else [Onggi])
    for name, text in tables.items():
        print(text + "\n")
        if "--write" in sys.argv:
            report.write(name, text)


if __name__ == "__main__":
    main()
