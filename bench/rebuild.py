"""Time of `./dev build` after one changed line: a Markdown table; what it changes it puts back.

usage: python bench/rebuild.py            (./dev bench rebuild)
"""

import os
import pathlib
import statistics
import subprocess
import time

ROOT = pathlib.Path(__file__).resolve().parents[1]
ROUNDS = 3
# A file far below everything, one in the middle, one at the top, and a header that many include.
PLACES = ["src/text/sentences.cpp", "src/answer/extractive.cpp", "src/serve/questions.cpp", "src/document/document.h"]


def build():
    subprocess.run([ROOT / "dev", "build"], check=True, stdout=subprocess.DEVNULL)


def rebuilt_after(path):
    """The line is code and new every time, or the compiler's cache would answer."""
    path.write_text(path.read_text() + f'static_assert(sizeof("{os.urandom(8).hex()}") == 17);\n')
    begin = time.monotonic()
    build()
    return time.monotonic() - begin


def main():
    build()
    begin = time.monotonic()
    build()
    print("| changed line in | seconds, median | fastest – slowest |\n|---|---|---|")
    print(f"| nothing | {time.monotonic() - begin:.1f} | |")
    for name in PLACES:
        path = ROOT / name
        before = path.read_bytes()
        try:
            times = [rebuilt_after(path) for _ in range(ROUNDS)]
        finally:
            path.write_bytes(before)
        print(f"| `{name}` | {statistics.median(times):.1f} | {min(times):.1f}–{max(times):.1f} |", flush=True)
    build()


main()
