"""Memory of open models: what a server holds beside what model.memory_mb_max counts; needs a release build and $ONGGI_TEST_MODEL.

usage: python bench/model_memory.py [--write]                                       (./dev bench model_memory)

A server is asked for one token of a model after another: of a file, of an adapter to it, of a copy of the file. After each the kernel is asked what of the process is in memory (VmRSS, with the
pages of mapped files). Once without a budget, once with one in which one copy of the weights fits.
--write puts the table into docs/benchmarks.md.
"""

import os
import pathlib
import shutil
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "tests/blackbox"), str(ROOT / "bench")]
os.environ.setdefault("ONGGI_BINARY", str(ROOT / "build-release/onggi"))
import adapter_maker  # noqa: E402
import conftest  # noqa: E402
import report  # noqa: E402

MODEL = os.environ["ONGGI_TEST_MODEL"]
MEGABYTE = 1_000_000
STEPS = ["plain", "tuned", "copy", "plain"]


def resident(process):
    line = next(line for line in open(f"/proc/{process.pid}/status") if line.startswith("VmRSS"))
    return int(line.split()[1]) * 1024


def ask(server, key, model):
    reply = server.call("POST", "/v1/chat/completions", key, {"model": model, "messages": [{"role": "user", "content": "Name a color."}], "max_tokens": 1})
    assert reply.status == 200, reply.body


def counted(models, asked, budget):
    """What the budget counts of the models that are open after these were asked, the last of them at the end."""
    open_ones = []
    for model in asked:
        open_ones = [one for one in open_ones if one != model] + [model]
        while budget and total(models, open_ones) > budget:
            open_ones.pop(0)
    return total(models, open_ones), open_ones


def total(models, names):
    weights = {models[name]["source"].split(" + ")[0] for name in names}
    own = sum(models[name]["memory_bytes"] - os.path.getsize(models[name]["source"].split(" + ")[0]) for name in names)
    return sum(os.path.getsize(file) for file in weights) + own


def measured(folder, budget_mb):
    home = folder / f"home-{budget_mb}"
    adapter = adapter_maker.adapter(folder / "adapter.gguf", rank=16)
    copy = shutil.copy(MODEL, folder / "copy.gguf")
    conftest.run(home, "model", "add", "plain", "--gguf", MODEL)
    conftest.run(home, "model", "add", "tuned", "--gguf", MODEL, "--adapter", adapter)
    conftest.run(home, "model", "add", "copy", "--gguf", copy)
    models = {model["id"]: model for model in conftest.told(home, "model", "list")["models"]}
    (home / "onggi.toml").write_text(f"[model]\nmemory_mb_max = {budget_mb}\n")
    key = conftest.cli(home, "key", "add", "owner", "--name", "bench").strip()
    server = conftest.Server(home)
    before = resident(server.process)
    rows = []
    for step in range(len(STEPS)):
        ask(server, key, STEPS[step])
        count, names = counted(models, STEPS[: step + 1], budget_mb * MEGABYTE)
        rows.append((STEPS[step], ", ".join(sorted(names)), count, resident(server.process) - before))
    server.stop()
    return rows


def main():
    lines = ["| budget | asked | open | counted | held beyond the empty server |", "|---|---|---|---|---|"]
    with tempfile.TemporaryDirectory() as place:
        folder = pathlib.Path(place)
        one_copy = os.path.getsize(MODEL) // MEGABYTE + 450
        for budget in (0, one_copy):
            for asked, names, count, held in measured(folder, budget):
                lines.append(f"| {budget or 'none'}{' MB' if budget else ''} | {asked} | {names} | {count / MEGABYTE:.0f} MB | {held / MEGABYTE:.0f} MB |")
    table = "\n".join(lines)
    print(table)
    if "--write" in sys.argv:
        report.write("model_memory", table)


main()
