"""The gateway: what onggi adds to a call that it passes on to a model server, how many calls and open streams it carries, and what trouble does to the others; needs a release build and a quiet machine.

usage: python bench/serve.py [--peers] [--write]            (./dev bench serve --peers)

The model server and the clients are bench/gateway_driver.cpp, beside the gateway on the same machine and its cores. Every call carries an API key whose
scopes and limits (requests and tokens a minute, a month's budget: all high) are looked at, and is counted.
  latency     8 connections, 400 calls a second over all: what a call takes through the gateway less what it takes without
  calls       8 connections, each call sent as soon as the last was answered; what of the cores' time the gateway takes for one
  streams     2,000 at once, an event each second: memory of the process; a call now and then meanwhile
  trouble     200 streams of 100 events a second whose readers stop reading; 64 calls to a server that accepts and never answers, and 400 calls a second
              to one that is not there: a call now and then to the good one meanwhile
--peers: LiteLLM's proxy, run by the interpreter that $ONGGI_LITELLM names (pip install 'litellm[proxy]'), and Portkey's gateway, in the folder that
$ONGGI_PORTKEY names (npm install @portkey-ai/gateway), latency and calls alone.
--write puts the tables into docs/benchmarks.md.
"""

import contextlib
import json
import os
import pathlib
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "tests/blackbox"), str(ROOT / "bench")]
os.environ.setdefault("ONGGI_BINARY", str(ROOT / "build-release/onggi"))
import kills  # noqa: E402
import report  # noqa: E402

DRIVER = str(ROOT / "build-release/bench/onggi_gateway_driver")
ROUNDS, SECONDS, CONNECTIONS, RATE = 5, 4, 8, 400
STREAMS, SLOW_READERS, WAITING = 2_000, 200, 64
LIMITS = ["--rpm", "100000000", "--tpm", "1000000000", "--tokens-per-month", "1000000000000"]


def body(model="mock", **more):
    return json.dumps({"model": model, "messages": [{"role": "user", "content": "연차 휴가는 며칠인가요?"}], "max_tokens": 64} | more, ensure_ascii=False, separators=(",", ":"))


class Upstream:
    """The model server of the driver."""

    def __enter__(self):
        self.process = subprocess.Popen([DRIVER, "upstream"], stdout=subprocess.PIPE, text=True)
        self.port = int(self.process.stdout.readline())
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait()


class Onggi:
    name = "onggi"

    def __init__(self, folder, port):
        home = folder / "home"
        kills.command(home, "user", "add", "caller", "--role", "reader")
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            gone = probe.getsockname()[1]
        self.silent = socket.create_server(("127.0.0.1", 0), backlog=4 * WAITING)  # connections come in, nobody answers
        servers = {"mock": port, "silent": self.silent.getsockname()[1], "gone": gone}
        (home / "onggi.toml").write_text("[network]\nallow = " + json.dumps([f"127.0.0.1:{where}" for where in servers.values()]) + "\n")
        for name, where in servers.items():
            kills.command(home, "model", "add", name, "--url", f"http://127.0.0.1:{where}/v1", "--name", "mock")
        self.key = kills.command(home, "key", "add", "caller", "--name", "bench", "--scope", "models", *LIMITS, "--quiet").stdout.strip()
        self.server = kills.Server(home)
        self.pid = self.server.process.pid
        self.port = int(self.server.url.rsplit(":", 1)[1])

    def stop(self):
        self.silent.close()
        self.server.stop()


class Program:
    """A peer that is started and waited for."""

    fields = {}

    def run(self, arguments, folder, environment=None):
        with open(folder / "peer.log", "w") as log:
            self.process = subprocess.Popen(arguments, stdout=log, stderr=log, env={**os.environ, **(environment or {})})
        self.pid = self.process.pid
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}/v1/chat/completions", data=body().encode(), headers={"Authorization": f"Bearer {self.key}", "Content-Type": "application/json", **self.fields})
        for _ in range(120):
            try:
                urllib.request.urlopen(request, timeout=10)
                return
            except (urllib.error.URLError, OSError):
                time.sleep(0.5)
        raise SystemExit(f"{self.name} did not start: " + (folder / "peer.log").read_text()[-2000:])

    def stop(self):
        self.process.terminate()
        self.process.wait()


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Relay:
    """What the way through another process costs, whatever it does."""

    name, key = "a relay that only copies bytes", "none"

    def __init__(self, _, port):
        self.process = subprocess.Popen([DRIVER, "relay", str(port)], stdout=subprocess.PIPE, text=True)
        self.pid = self.process.pid
        self.port = int(self.process.stdout.readline())

    def stop(self):
        self.process.kill()
        self.process.wait()


class LiteLlm(Program):
    name, key = "LiteLLM", "sk-bench"

    def __init__(self, folder, port):
        (folder / "litellm.yaml").write_text(f"model_list:\n  - model_name: mock\n    litellm_params: {{model: openai/mock, api_base: 'http://127.0.0.1:{port}/v1', api_key: none}}\ngeneral_settings: {{master_key: {self.key}}}\n")
        self.port = free_port()
        python = pathlib.Path(os.environ["ONGGI_LITELLM"])
        self.run([str(python.parent / "litellm"), "--config", str(folder / "litellm.yaml"), "--port", str(self.port), "--host", "127.0.0.1"], folder, {"LITELLM_LOCAL_MODEL_COST_MAP": "True"})


class Portkey(Program):
    name, key = "Portkey", "none"

    def __init__(self, folder, port):
        self.port = free_port()
        self.fields = {"x-portkey-provider": "openai", "x-portkey-custom-host": f"http://127.0.0.1:{port}/v1"}
        start = pathlib.Path(os.environ["ONGGI_PORTKEY"]) / "node_modules/@portkey-ai/gateway/build/start-server.js"
        self.run(["node", str(start), "--headless", f"--port={self.port}"], folder)


def drive(mode, target, text, connections, seconds, last):
    fields = "\n".join(f"{name}: {value}" for name, value in getattr(target, "fields", {}).items())
    done = subprocess.run([DRIVER, mode, "127.0.0.1", str(target.port), getattr(target, "key", "none"), text, str(connections), str(seconds), str(last)],
                          capture_output=True, text=True, check=True, env={**os.environ, "ONGGI_BENCH_FIELDS": fields})
    told = json.loads(done.stdout.splitlines()[-1])
    assert mode != "load" or told["answered"], f"nothing was answered: {done.stdout}"
    return told


def memory_mb(pid):
    """Resident memory of a process and of those that it started."""
    kilobytes, pids = 0, [pid]
    for one in pids:
        status = pathlib.Path(f"/proc/{one}/status").read_text()
        kilobytes += next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS"))
        pids += [int(child) for child in pathlib.Path(f"/proc/{one}/task/{one}/children").read_text().split()]
    return kilobytes / 1024


def core_seconds(pid):
    """What a process and those that it started have taken of the cores so far."""
    ticks, pids = 0, [pid]
    for one in pids:
        fields = pathlib.Path(f"/proc/{one}/stat").read_text().rsplit(")", 1)[1].split()
        ticks += int(fields[11]) + int(fields[12])
        pids += [int(child) for child in pathlib.Path(f"/proc/{one}/task/{one}/children").read_text().split()]
    return ticks / os.sysconf("SC_CLK_TCK")


def spread(values, unit, digits=2):
    return f"{statistics.median(values):,.{digits}f} {unit} ({min(values):,.{digits}f}–{max(values):,.{digits}f})"


def passed_on(target, upstream):
    """Added milliseconds (median and 99 %), calls a second, core time and memory, round by round beside the direct way."""
    added, rates, taken, failed, memory = {"p50_ms": [], "p99_ms": []}, [], [], 0, 0.0
    drive("load", target, body(), CONNECTIONS, 1, 0)
    for _ in range(ROUNDS):
        direct = drive("load", upstream, body(), CONNECTIONS, SECONDS, RATE)
        through = drive("load", target, body(), CONNECTIONS, SECONDS, min(RATE, target.rate))
        before = core_seconds(target.pid)
        full = drive("load", target, body(), CONNECTIONS, SECONDS, 0)
        taken.append((core_seconds(target.pid) - before) / full["answered"] * 1e3)
        for name, values in added.items():
            values.append(through[name] - direct[name])
        rates.append(full["rate"])
        failed += through["failed"] + full["failed"]
        memory = max(memory, memory_mb(target.pid))
    return f"| {target.name} | {spread(added['p50_ms'], 'ms')} | {spread(added['p99_ms'], 'ms')} | {spread(rates, '/s', 0)} | {spread(taken, 'ms')} | {memory:.0f} MB | {failed} |"


def gateway_table(peers, upstream):
    rows = ["| | added, median | added, 99 % | calls, 8 connections | of a core, a call | memory | failed |", "|---|---|---|---|---|---|---|"]
    for make in [Relay, Onggi, *peers]:
        with started(make, upstream) as target:
            target.rate = RATE if make in (Relay, Onggi) else 20  # what the slowest of them carries without a queue
            rows.append(passed_on(target, upstream))
            print(rows[-1], file=sys.stderr, flush=True)
    return "\n".join(rows)


@contextlib.contextmanager
def started(make, upstream):
    with tempfile.TemporaryDirectory() as folder:
        target = make(pathlib.Path(folder), upstream.port)
        try:
            yield target
        finally:
            target.stop()


@contextlib.contextmanager
def beside(*arguments):
    """The driver, or something like it, while something else is measured."""
    process = subprocess.Popen([DRIVER, *map(str, arguments)], stdout=subprocess.PIPE, text=True)
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def now_and_then(target):
    told = drive("load", target, body(), 2, SECONDS, 50)
    return f"{told['p50_ms']:.2f} ms", f"{told['p99_ms']:.2f} ms", told["failed"]


def trouble_row(name, target, arguments, wait_for=""):
    with beside(*arguments) as process:
        if wait_for:
            line = process.stdout.readline()
            assert line.startswith(wait_for), f"{name}: {line}"
        else:
            time.sleep(1)
        p50, p99, failed = now_and_then(target)
        return f"| {name} | {p50} | {p99} | {failed} | {memory_mb(target.pid):.0f} MB |"


def trouble_table(upstream):
    rows = ["| meanwhile | a call to a good server, median | 99 % | failed | memory |", "|---|---|---|---|---|"]
    with started(Onggi, upstream) as target:
        def streams(text, count, reads):
            return ["streams", "127.0.0.1", target.port, target.key, text, count, 120, reads]

        def calls(model, rate):
            return ["load", "127.0.0.1", target.port, target.key, body(model), WAITING, 120, rate]

        p50, p99, failed = now_and_then(target)
        rows.append(f"| nothing | {p50} | {p99} | {failed} | {memory_mb(target.pid):.0f} MB |")
        rows.append(trouble_row(f"{STREAMS:,} open streams, an event each second", target, streams(body(stream=True, max_tokens=60, seed=1000), STREAMS, 1), f"open {STREAMS}"))
        rows.append(trouble_row(f"{SLOW_READERS} streams that nobody reads", target, streams(body(stream=True, max_tokens=100000, seed=10), SLOW_READERS, 0), f"open {SLOW_READERS}"))
        rows.append(trouble_row(f"{WAITING} calls to a server that never answers", target, calls("silent", 0)))
        rows.append(trouble_row(f"{RATE} calls a second to a server that is not there", target, calls("gone", RATE)))
    return "\n".join(rows)


def main():
    peers = [LiteLlm, Portkey] if "--peers" in sys.argv else []
    with Upstream() as upstream:
        tables = {"serve": gateway_table(peers, upstream), "serve trouble": trouble_table(upstream)}
    for name, table in tables.items():
        print(table, "\n")
        if "--write" in sys.argv:
            report.write(name, table)


if __name__ == "__main__":
    main()
