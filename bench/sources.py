"""6,000 약관 come in by a source, 1 % of them are revised: what is worked on again, how long it takes, and what is cited by which date.

usage: bench/sources.py [folder|sql] [COUNT]      (ONGGI_BINARY, else build/onggi)
"""

import json
import os
import pathlib
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests/support"))
import make_terms  # noqa: E402

BINARY = os.environ.get("ONGGI_BINARY", str(ROOT / "build/onggi"))


class Home:
    def __init__(self, folder):
        self.folder = folder

    def onggi(self, *arguments):
        done = subprocess.run([BINARY, "--home", str(self.folder), *map(str, arguments), "--json"], capture_output=True, text=True)
        if done.returncode != 0:
            sys.exit(f"{arguments}: {done.returncode} {done.stderr}")
        return json.loads(done.stdout)

    def stages(self):
        """How often each stage was worked out, as lineage keeps it."""
        with sqlite3.connect(f"file:{self.folder}/onggi.db?mode=ro", uri=True) as database:
            return dict(database.execute("SELECT stage, COUNT(*) FROM ingest_stages GROUP BY stage"))


class Folder:
    """Files in a folder; a version holds from the day on which it came in."""

    def __init__(self, place, count):
        self.place = place / "약관"
        make_terms.write_folder(self.place, count)

    def add(self, home):
        home.onggi("source", "add", "약관", "folder", self.place, "--option", "versions=keep")

    def revise(self, number):
        make_terms.write_one(self.place, number, 2)


class Rows:
    """Rows of a table; a column says since when a version holds."""

    def __init__(self, place, count):
        self.database = sqlite3.connect(place / "terms.db")
        self.place = place
        self.database.execute("CREATE TABLE terms (id INTEGER PRIMARY KEY, name TEXT, body TEXT, holds TEXT)")
        self.database.executemany("INSERT INTO terms VALUES (?, ?, ?, ?)", ((n, f"약관 {n}", make_terms.terms(n, 1), make_terms.effective(1)) for n in range(count)))
        self.database.commit()

    def add(self, home):
        options = ["query=SELECT * FROM terms", "id=id", "title=name", "text=body", "fields=holds=effective_date", "versions=keep"]
        home.onggi("source", "add", "약관", "sql", f"sqlite:{self.place}/terms.db", *[word for option in options for word in ("--option", option)])

    def revise(self, number):
        self.database.execute("UPDATE terms SET body = ?, holds = ? WHERE id = ?", (make_terms.terms(number, 2), make_terms.effective(2), number))
        self.database.commit()


def run(home, what):
    before, start = home.stages(), time.time()
    last = home.onggi("source", "run", "약관")["last_run"]
    after = home.stages()
    counts = {name: last[name] for name in ("created", "changed", "unchanged", "removed", "failed")}
    worked = {stage: count - before.get(stage, 0) for stage, count in after.items()}
    looked = (last["finished_ms"] - last["started_ms"]) / 1000
    print(f"{what}: {time.time() - start:.1f} s until all is searchable, {looked:.1f} s for looking through; items {counts}; stages worked out {worked}")
    return counts, worked


def ask(home, number, *day):
    start = time.time()
    answer = home.onggi("ask", f"{make_terms.token(number)} 상품의 해지 수수료는 얼마인가?", *day)
    fees = [version for version in (1, 2) if f"{make_terms.fee(number, version):,}원" in answer["answer"]]
    print(f"  asked {' '.join(day) or 'for today'}: version {fees} in {time.time() - start:.2f} s")
    return fees


def main():
    kind, count = (sys.argv[1:] + ["sql"])[0], int((sys.argv[2:] + ["6000"])[0])
    place = pathlib.Path(tempfile.mkdtemp(prefix="onggi-sources-"))
    try:
        home = Home(place / "home")
        home.folder.mkdir(mode=0o700)
        home.onggi("user", "list")
        source = Folder(place, count) if kind == "folder" else Rows(place, count)
        source.add(home)
        first, _ = run(home, f"{count:,} 약관 ({kind})")
        run(home, "again, nothing changed")
        revised = range(0, count, 100)
        for number in revised:
            source.revise(number)
        second, worked = run(home, f"{len(revised)} revised")
        wrong = first["created"] != count or second["changed"] != len(revised) or worked["parse"] != len(revised)
        wrong |= ask(home, 100) != [2]
        wrong |= ask(home, 100, "--as-of", "2024-02-29") != [1] or ask(home, 100, "--as-of", "2024-03-01") != [2]
        sys.exit("not as promised" if wrong else 0)
    finally:
        shutil.rmtree(place)


if __name__ == "__main__":
    main()
