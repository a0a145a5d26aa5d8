"""The whole program: start to ready, idle memory, ingest, ask. Prints a Markdown table with the spread over runs; needs a release build.

usage: python bench/house.py            (./dev bench house)
"""

import http.client
import json
import os
import pathlib
import shutil
import statistics
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests/blackbox"))
BINARY = os.environ.setdefault("ONGGI_BINARY", str(ROOT / "build-release/onggi"))
import kills  # noqa: E402

SAMPLES = ROOT / "samples"
RUNS = 7


def memory_mb(pid):
    """Resident memory of the process alone: its private part and its share of files."""
    for line in pathlib.Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS"):
            return int(line.split()[1]) / 1024
    raise AssertionError("no VmRSS")


def row(name, unit, values, aim=""):
    print(f"| {name} | {statistics.median(values):.1f} {unit} | {min(values):.1f}–{max(values):.1f} | {aim} |")


def filled_home(folder):
    home = folder / "home"
    kills.command(home, "group", "add", "임원")
    kills.command(home, "user", "add", "park")
    kills.command(home, "ingest", "--quiet", str(SAMPLES / "shared"), "--allow", "everyone")
    kills.command(home, "ingest", "--quiet", str(SAMPLES / "restricted"), "--allow", "group:임원", "--label", "S")
    return home


def start_to_ready(home):
    begin = time.perf_counter()
    server = kills.Server(home)
    host, port = server.url.removeprefix("http://").split(":")
    while True:
        connection = http.client.HTTPConnection(host, int(port))
        connection.request("GET", "/ready")
        if connection.getresponse().status == 200:
            return server, (time.perf_counter() - begin) * 1000


def bench_start_and_memory(home):
    starts, idle = [], []
    for _ in range(RUNS):
        server, took = start_to_ready(home)
        starts.append(took)
        time.sleep(1)
        idle.append(memory_mb(server.process.pid))
        server.stop()
    row("start to ready", "ms", starts, "≤ 300 ms")
    row("idle memory, samples loaded", "MB", idle, "≤ 100 MB")


def bench_ask(home):
    p50, p95 = [], []
    for _ in range(RUNS):
        report = json.loads(kills.command(home, "evaluate", "answers", str(SAMPLES / "questions.jsonl"), "--json").stdout)
        p50.append(report["latency_ms"]["p50"])
        p95.append(report["latency_ms"]["p95"])
    row("ask p50, samples, no weights", "ms", p50, "≤ 30 ms")
    row("ask p95, samples, no weights", "ms", p95, "≤ 80 ms")
    return report


def bench_ingest(folder, source, name):
    files = [path for path in source.rglob("*") if path.is_file()]
    megabytes = sum(path.stat().st_size for path in files) / 1e6
    documents, rates = [], []
    for run in range(3):
        home = folder / f"ingest-{run}"
        kills.command(home, "user", "list")
        before = os.times()
        kills.command(home, "ingest", "--quiet", str(source))
        after = os.times()
        cpu = after.children_user + after.children_system - before.children_user - before.children_system
        documents.append(len(files) / cpu)
        rates.append(megabytes / cpu)
        shutil.rmtree(home)
    row(f"ingest {name}: documents a CPU second", "/s", documents)
    row(f"ingest {name}: megabytes a CPU second", "MB/s", rates)


def main():
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        home = filled_home(folder)
        print("| what | median | spread | aim |\n|---|---|---|---|")
        bench_start_and_memory(home)
        report = bench_ask(home)
        bench_ingest(folder, SAMPLES / "shared", "samples")
        guide = pathlib.Path(os.environ.get("ONGGI_DATA", ROOT.parent / "shared/data")) / "documents/ko-debian-install-guide"
        if guide.exists():
            bench_ingest(folder, guide, "Korean manual (32 HTML, 1 PDF)")
    print("\nquality on the samples:", {name: round(report[name]["value"], 3) for name in ("document_cited", "page_cited", "answer_contained", "abstained", "wrongly_abstained")}, "leaks", report["leaks"])


if __name__ == "__main__":
    main()
