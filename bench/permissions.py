"""Permissions under stress: a million searches of people over nested groups while memberships, labels and readers change.

usage: python bench/permissions.py [--pairs N] [--write]                                        (./dev bench permissions)

2,000 people, 10,000 groups (divisions, departments, teams, projects across), 20,000 documents with a label and one to three readers
each, in one process of the product's rooms: two threads search (words and vectors, reranked) and ask for a document and its chunk by
id, a third moves people and groups and gives documents other readers, through the doors. A second, plain reckoning of who may see
what judges each answer: a leak is what could not be seen at any moment of the search; a miss is a document that could be seen all the
time and that a code of its own did not bring. Then what it costs: a search with its person looked up, against the same question over the
same documents where everybody may see all of them. Needs a release build; 1,000,000 pairs take about an hour on two cores.
--write puts the table into docs/benchmarks.md.
"""

import json
import pathlib
import subprocess
import sys

import report

ROOT = pathlib.Path(__file__).resolve().parents[1]
DRIVER = ROOT / "build-release/bench/onggi_permission_driver"


def main():
    pairs = next((sys.argv[at + 1] for at, word in enumerate(sys.argv) if word == "--pairs"), "1000000")
    done = subprocess.run([DRIVER, pairs, "2000", "10000", "20000"], stdout=subprocess.PIPE, text=True)
    told = json.loads(done.stdout)
    cost = {at: told[f"{at}_us"] / told[f"{at}_open_us"] - 1 for at in ("p50", "p95")}
    text = (
        "| pairs | hits looked at | changes meanwhile | permissions | seen of all documents | leaks | leaks by id | words told of unseen documents | looked for by code | missed |\n"
        "|---|---|---|---|---|---|---|---|---|---|\n"
        f"| {told['pairs']:,} | {told['hits']:,} | {told['changes']:,} | {told['permissions']:,} | {told['visible_share']:.1%} | **{told['leaks']}** | **{told['leaks_by_address']}** "
        f"| **{told['told_words']}** of {told['told']:,} | {told['looked_for']:,} | **{told['missed']}** |\n\n"
        "| a search | p50 | p95 |\n|---|---|---|\n"
        f"| as its person | {told['p50_us'] / 1000:.2f} ms | {told['p95_us'] / 1000:.2f} ms |\n"
        f"| where everybody sees everything | {told['p50_open_us'] / 1000:.2f} ms | {told['p95_open_us'] / 1000:.2f} ms |\n"
        f"| cost | {cost['p50']:+.0%} | {cost['p95']:+.0%} |\n"
    )
    print(text)
    if "--write" in sys.argv:
        report.write("permissions", text)
    return done.returncode


if __name__ == "__main__":
    sys.exit(main())
