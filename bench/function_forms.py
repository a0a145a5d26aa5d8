"""Ready functions with a small model over all golden cases: is the form right (valid JSON, length, language), or the error honest? Needs a release build and $ONGGI_TEST_MODEL.

usage: python bench/function_forms.py [--cases N] [--write]                         (./dev bench function_forms)

The first N cases (all 20, about an hour of one core) of each set of tests/golden/functions, eight at a time, over POST /api/functions/FUNCTION. The model (SmolLM2 135M) knows hardly any Korean: what it says is not looked at. A form is what
tests/blackbox/test_functions.py holds it against. An error is honest where it says that the model's answer has not the form that is needed; anything else is wrong.
--write puts the table into docs/benchmarks.md.
"""

import collections
import concurrent.futures
import json
import os
import pathlib
import sys
import tempfile
import time
import urllib.error
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "tests/blackbox"), str(ROOT / "bench")]
os.environ.setdefault("ONGGI_BINARY", str(ROOT / "build-release/onggi"))
import conftest  # noqa: E402
import report  # noqa: E402
import test_functions  # noqa: E402

AT_ONCE, SECONDS = 8, 1800


def outcome(server, key, function, case):
    body = {"text": case["text"], "options": case.get("options", {}), "model": "small"}
    headers = {"Authorization": f"Bearer {key}", "Content-Type": "application/json"}
    try:
        reply = urllib.request.urlopen(urllib.request.Request(f"{server.url}/api/functions/{function}", json.dumps(body).encode(), headers), timeout=SECONDS)
    except urllib.error.HTTPError as error:
        return "honest error" if "does not have the form" in error.read().decode() else f"status {error.code}"
    said = json.loads(reply.read())
    if not said["used_model"] or said["usage"]["completion_tokens"] == 0:
        return "wrong form"
    try:
        test_functions.check_form(function, case, said["result"])
    except (AssertionError, KeyError, TypeError):
        return "wrong form"
    return "right form"


def main():
    functions = test_functions.WITHOUT_MODEL + test_functions.WITH_MODEL
    count = int(sys.argv[sys.argv.index("--cases") + 1]) if "--cases" in sys.argv else None
    everything = [(function, case) for function in functions for case in test_functions.cases(function)[:count]]
    outcomes = collections.defaultdict(collections.Counter)
    begun = time.monotonic()
    with tempfile.TemporaryDirectory() as place:
        home = pathlib.Path(place) / "home"
        conftest.run(home, "model", "add", "small", "--gguf", os.environ["ONGGI_TEST_MODEL"])
        (home / "onggi.toml").write_text(f"[model]\ncontext_tokens = 8192\n\n[server]\nrequest_seconds_max = {SECONDS}\n")
        key = conftest.cli(home, "key", "add", "owner", "--name", "bench").strip()
        server = conftest.Server(home)
        with concurrent.futures.ThreadPoolExecutor(AT_ONCE) as pool:
            made = pool.map(lambda one: outcome(server, key, *one), everything)
            for (function, case), how in zip(everything, made, strict=True):
                outcomes[function][how] += 1
                if how not in ("right form", "honest error"):
                    print(f"{function}-{case['id']}: {how}", file=sys.stderr)
        server.stop()
    lines = ["| function | cases | right form | honest error | wrong |", "|---|---|---|---|---|"]
    whole = collections.Counter()
    for function, counts in [*outcomes.items(), ("**all**", whole)]:
        cases, right, honest = counts.total(), counts["right form"], counts["honest error"]
        lines.append(f"| {function} | {cases} | {right} | {honest} | {cases - right - honest} |")
        whole.update(counts)
    table = "\n".join(lines)
    print(f"{table}\n\n{time.monotonic() - begun:.0f} s")
    if "--write" in sys.argv:
        report.write("function_forms", table)


main()
