"""Reading real documents: what comes out, what it costs, how faithful it is; beside other programs with --peers. Needs a release build and $ONGGI_DATA.

usage: python bench/parse.py [formats] [quality] [memory] [--peers] [--write]            (./dev bench parse [--peers])

Prints Markdown tables; --write puts them into docs/parsing.md too. Times are CPU milliseconds in a process that runs already: the start of a program or an interpreter is in none of them.
"""

import collections
import hashlib
import html
import json
import os
import pathlib
import queue
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import time

import memory
import report

ROOT = pathlib.Path(__file__).resolve().parents[1]
BUILD = ROOT / "build-release"
BINARY = os.environ.get("ONGGI_BINARY", str(BUILD / "onggi"))
DOCUMENTS = pathlib.Path(os.environ.get("ONGGI_DATA", ROOT.parent / "shared/data")) / "documents"
DEPS = pathlib.Path(os.environ.get("ONGGI_DEPS", pathlib.Path.home() / ".cache/onggi"))
SECONDS_MAX = 60

PEERS_PYTHON = ["pdf-inspector==1.25.2", "markitdown[docx,pptx,xlsx,xls,pdf,outlook]==0.1.8", "pdfplumber==0.11.10", "pymupdf4llm==0.2.9", "pymupdf==1.28.2", "python-hwpx==6.9.0", "hwp-hwpx-parser==1.0.0", "pyhwp==0.1b15"]
PEERS_NODE = ["kordoc@4.14.1"]
PEERS_OF = {
    "PDF": ["pdftotext", "pdf-inspector", "kordoc", "markitdown", "pdfplumber", "pymupdf4llm"],
    "HWP 5": ["kordoc", "hwp-hwpx-parser", "pyhwp"],
    "HWPX": ["kordoc", "hwp-hwpx-parser", "python-hwpx"],
    "DOCX": ["kordoc", "markitdown"],
    "XLSX": ["kordoc", "markitdown"],
    "PPTX": ["markitdown"],
    "HTML": ["markitdown"],
}

FORMATS = {
    "application/pdf": "PDF",
    "application/x-hwp": "HWP 5",
    "application/x-hwp-v3": "HWP 3",
    "application/hwp+zip": "HWPX",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "DOCX",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation": "PPTX",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "XLSX",
    "text/html": "HTML",
    "text/markdown": "Markdown",
    "text/plain": "text",
    "text/csv": "CSV, TSV",
    "text/tab-separated-values": "CSV, TSV",
    "message/rfc822": "EML",
    "application/vnd.ms-outlook": "MSG",
    "application/msword": "DOC, PPT, XLS",
    "application/vnd.ms-powerpoint": "DOC, PPT, XLS",
    "application/vnd.ms-excel": "DOC, PPT, XLS",
    "application/rtf": "RTF",
    "application/vnd.oasis.opendocument.text": "ODF",
    "application/vnd.oasis.opendocument.spreadsheet": "ODF",
    "application/vnd.oasis.opendocument.presentation": "ODF",
    "application/epub+zip": "EPUB",
    "application/zip": "archives",
    "application/gzip": "archives",
    "application/x-7z-compressed": "archives",
    "application/vnd.rar": "archives",
    "application/x-ooxml-encrypted": "Office, encrypted",
}


CONVERTED = {"DOC, PPT, XLS", "RTF", "ODF"}


class Loop:
    """A program that answers each path with one line of JSON; one that hangs or dies is started again behind that file."""

    def __init__(self, command):
        self.command = command
        self.process = None

    def start(self):
        self.process = subprocess.Popen(self.command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        self.lines = queue.Queue()
        threading.Thread(target=self.pump, args=(self.process.stdout, self.lines), daemon=True).start()

    @staticmethod
    def pump(stream, lines):
        for line in stream:
            if line.startswith("{"):  # anything else is talk of a library
                lines.put(line)
        lines.put(None)

    def stop(self):
        if self.process:
            self.process.kill()
            self.process.wait()
        self.process = None

    def ask(self, path):
        if self.process is None:
            self.start()
        try:
            self.process.stdin.write(f"{path}\n")
            self.process.stdin.flush()
            # Forks of a loaded machine take their time; the readers have a limit of CPU seconds of their own.
            line = self.lines.get(timeout=SECONDS_MAX * 4)
        except queue.Empty:
            self.stop()
            return {"file": str(path), "status": "hang", "cpu_ms": SECONDS_MAX * 1e3}
        except BrokenPipeError:
            line = None
        if line is None:
            self.stop()
            return {"file": str(path), "status": "crash", "cpu_ms": 0}
        return json.loads(line)

    def ask_all(self, paths, what):
        progress, answers = Progress(what, len(paths)), []
        for path in paths:
            progress.tell(path)
            answers.append(self.ask(path))
        self.stop()
        return answers


class Progress:
    """A line on standard error every few seconds, so that nobody takes a slow file for a hang."""

    SECONDS = 10

    def __init__(self, what, files):
        self.what, self.files, self.done = what, files, 0
        self.start = self.told = time.monotonic()

    def tell(self, path):
        now = time.monotonic()
        if now - self.told >= self.SECONDS:
            print(f"{self.what}: {self.done} of {self.files} files, {now - self.start:.0f} s, now {pathlib.Path(path).name}", file=sys.stderr, flush=True)
            self.told = now
        self.done += 1


def onggi_reader(settle_ms=0, ocr="auto", content="main"):
    return Loop([str(BUILD / "bench/onggi_read_files"), "--seconds", str(SECONDS_MAX), "--settle-ms", str(settle_ms), "--ocr", ocr, "--content", content])


def real_documents():
    """Everything but expected texts and what was made or kept to be hostile."""
    left_out = {"groundtruth", "expected_outputs", "robustness", "robustness-made"}
    return sorted(path for path in DOCUMENTS.rglob("*") if path.is_file() and not left_out & set(path.parts) and not path.name.endswith((".itxt", ".css", ".gold.txt", ".uzn")))


def hostile_documents():
    return sorted(path for path in DOCUMENTS.rglob("*") if path.is_file() and {"robustness", "robustness-made"} & set(path.parts) and path.name != "EXPECTED.tsv")


def percentile(values, share):
    return sorted(values)[round(share * (len(values) - 1))] if values else 0


def number(value):
    return f"{value:,.0f}" if value >= 100 else f"{value:.1f}" if value >= 1 else f"{value:.2f}"


def table(head, rows):
    lines = ["| " + " | ".join(head) + " |", "|---" * len(head) + "|"]
    return "\n".join(lines + ["| " + " | ".join(map(str, row)) + " |" for row in rows]) + "\n"


def groups_of(answers):
    groups = collections.defaultdict(list)
    for answer in answers:
        groups[FORMATS.get(answer.get("media_type"), "other")].append(answer)
    order = list(dict.fromkeys(FORMATS.values())) + ["other"]
    return {name: groups[name] for name in order if name in groups}


def format_row(name, answers):
    read = [answer for answer in answers if answer["status"] == "ok"]
    refused = collections.Counter(answer["status"] for answer in answers if answer["status"] != "ok")
    times = [answer["cpu_ms"] for answer in read]
    pages = sum(answer["pages"] for answer in read)
    total = lambda field: f"{sum(answer[field] for answer in read):,}"
    rate = number(pages / (sum(times) / 1e3)) if pages and sum(times) else "–"
    said = ", ".join(f"{count} {code}" for code, count in refused.most_common()) or "–"
    if not read:
        return [name, len(answers), 0, said] + ["–"] * 9
    return [name, len(answers), len(read), said, total("characters_in"), total("characters_out"), total("unaccounted"), f"{pages:,}" if pages else "–", total("tables"), number(percentile(times, 0.5)), number(percentile(times, 0.95)), rate, number(max(answer["peak_mb"] for answer in read))]


HEAD = ["format", "files", "read", "refused", "characters in", "out", "unaccounted", "pages", "tables", "p50 ms", "p95 ms", "pages/CPU-s", "peak MB"]


def checks(answers):
    """What must never be: a crash, a hang, a file that gives nothing and says nothing."""
    crashed = [answer for answer in answers if answer["status"] in ("crash", "internal")]
    hung = [answer for answer in answers if answer["status"] in ("hang", "timeout")]
    silent = [answer for answer in answers if answer.get("silent_empty")]
    lossy = [answer for answer in answers if answer.get("unaccounted")]
    lines = [f"{len(answers)} files: {len(crashed)} crashes, {len(hung)} hangs, {len(silent)} empty without a warning, {len(lossy)} with characters that no reason accounts for."]
    for what, found in {"crash": crashed, "hang": hung, "silently empty": silent, "unaccounted": lossy}.items():
        lines += [f"- {what}: `{pathlib.Path(answer['file']).relative_to(DOCUMENTS)}`" for answer in found]
    return "\n".join(lines) + "\n", not (crashed or hung or silent)


def read_and_recognised():
    """All files as they are, then those that ask for recognition again with it: it takes seconds a page and would hide what reading takes."""
    read = onggi_reader(settle_ms=60, ocr="off").ask_all(real_documents(), "formats")
    pages = [answer["file"] for answer in read if "needs_ocr" in answer.get("warnings", [])]
    return read, onggi_reader().ask_all(pages, "recognition")


def converted(answer):
    """The whole program on one file that LibreOffice has to convert first; the answer in the words of the reading loop."""
    output = tempfile.TemporaryFile()
    process = subprocess.Popen([BINARY, "parse", answer["file"], "--to", "json", "--ocr", "off"], stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.PIPE)
    said = process.stderr.read().decode()
    _, status, used = os.wait4(process.pid, 0)
    made = {**answer, "cpu_ms": (used.ru_utime + used.ru_stime) * 1e3, "peak_mb": used.ru_maxrss / 1024}
    code = os.waitstatus_to_exitcode(status)
    if code not in (0, 1):
        return {**made, "status": {3: "bad_input", 6: "limit_exceeded", 8: "unsupported", 9: "unavailable"}.get(code, "crash")}
    output.seek(0)
    document = json.load(output)
    account = document["account"]
    dropped = sum(drop["characters"] for drop in account["dropped"])
    return {**made, "status": "ok", "pages": len(document["document"]["pages"]), "characters_in": account["characters_in"], "characters_out": account["characters_out"], "unaccounted": max(0, account["characters_in"] - account["characters_out"] - dropped), "tables": sum("table" in element for element in document["elements"]), "silent_empty": not document["elements"] and not document["warnings"] and not said}


def converted_all(read):
    """Formats that LibreOffice converts, where it is installed; the reader alone refuses them."""
    wanted = [answer for answer in read if FORMATS.get(answer.get("media_type")) in CONVERTED and answer["status"] == "unsupported"]
    progress, answers = Progress("conversion", len(wanted)), []
    for answer in wanted:
        progress.tell(answer["file"])
        answers.append(converted(answer))
    return answers


def recognised_name(answer):
    return "recognised: " + ("pictures" if answer.get("media_type", "").startswith("image/") else FORMATS.get(answer.get("media_type"), "other"))


def bench_formats():
    read, recognised = read_and_recognised()
    converted_answers = converted_all(read)
    by_name = {answer["file"]: answer for answer in recognised + converted_answers}
    answers = [by_name.get(answer["file"], answer) for answer in read]
    hostile = onggi_reader().ask_all(hostile_documents(), "hostile files")
    groups = groups_of([answer for answer in read if answer["file"] not in by_name])
    for answer in recognised:
        groups.setdefault(recognised_name(answer), []).append(answer)
    for answer in converted_answers:
        groups.setdefault("converted: " + FORMATS[answer["media_type"]], []).append(answer)
    text = table(HEAD, [format_row(name, group) for name, group in groups.items()])
    said, good = checks(answers)
    said_hostile, good_hostile = checks(hostile)
    slow = max(hostile, key=lambda answer: answer["cpu_ms"])
    text += f"\nReal documents: {said}\nHostile ones: {said_hostile}\nThe hostile file that takes longest: {pathlib.Path(slow['file']).name}, {number(slow['cpu_ms'])} ms of CPU.\n"
    return text, good and good_hostile


# ---- quality ----


# What docling's expected texts hold: all of a web page, and no text of pictures inside of office files.
DOCLING_OPTIONS = {"html": ["--content", "all", "--ocr", "off"], "docx": ["--ocr", "off"], "pptx": ["--ocr", "off"], "xlsx": ["--ocr", "off"], "odf": ["--ocr", "off"]}


def evaluated(folder, expected=None, options=()):
    command = [BINARY, "evaluate", "parse", str(folder), "--json", *options, *(["--expected", str(expected)] if expected else [])]
    done = subprocess.run(command, capture_output=True, text=True, stdin=subprocess.DEVNULL)
    return json.loads(done.stdout) if done.returncode in (0, 1) else None


def title_of(line):
    """A heading's number and letters: "# 제 3 장 ...", "3장. ..." and "3.1. ...", "3.1 ..." are written in both ways."""
    return re.sub(r"[^0-9A-Za-z가-힣]", "", re.sub(r"^#*\s*제\s*(\d+)\s*장", r"\1장", html.unescape(line)))


def sections_of_html(pages):
    """(title, HTML) of each section, in the order of the pages. Left out: navigation, tables of contents, titles in cross references (the PDF prints their numbers alone); notes are unwrapped from the tables that put a picture beside them."""
    text = "\n".join(re.search(r"(?s)<body[^>]*>(.*)</body>", page.read_text()).group(1) for page in pages)
    text = re.sub(r'(?s)<div class="nav(header|footer)">.*?</table>.*?</div>|<div class="toc">.*?</div>', "", text)
    text = re.sub(r'(?s)(<a class="xref"[^>]*>\s*[\dA-Z.]+(?:절|장))\. .*?</a>', r"\1</a>", text)
    text = re.sub(r'(?s)<table border="0" summary="[^"]*">(.*?)</table>', lambda note: re.sub("</?t[rdh][^>]*>|<img[^>]*>", " ", note.group(1)), text)
    parts = re.split(r"(?=<h[1-6][ >])", text)[1:]
    return [(title_of(re.sub(r"<[^>]+>", "", re.search(r"(?s)<h[1-6][^>]*>(.*?)</h", part).group(1))), part) for part in parts]


def sections_of_markdown(text, titles):
    """{title: (Markdown, the next section's title)}; a section begins at a numbered heading, or at a line that is one in the HTML, whether it was recognised or not."""
    lines = text.splitlines()
    begins = [number for number, line in enumerate(lines) if title_of(line) in titles or re.match(r"#+ (제 )?\d+", line)]
    ends = begins[1:] + [len(lines)]
    return {title_of(lines[begin]): ("\n".join(lines[begin:end]), title_of(lines[end]) if end < len(lines) else "") for begin, end in zip(begins, ends)}


def manual(folder):
    """The Korean manual: the PDF's sections against those of its HTML. Of both some pages are not in the set: only sections whose next one is the same in both are whole."""
    source = DOCUMENTS / "ko-debian-install-guide"
    found = subprocess.run([BINARY, "parse", str(next(source.glob("*.pdf"))), "--quiet"], capture_output=True, text=True, stdin=subprocess.DEVNULL).stdout
    found = re.sub(" ?b’’", "", found)  # what the program that made this PDF printed around each Korean letter of its listings
    expected = sections_of_html(sorted(source.glob("*.html"), key=lambda path: (not path.name.startswith("pr"), path.name)))
    sections = sections_of_markdown(found, {title for title, _ in expected})
    whole = [(sections[title][0], part) for (title, part), (following, _) in zip(expected, expected[1:]) if sections.get(title, ("", ""))[1] == following]
    (folder / "manual.md").write_text("\n\n".join(one for one, _ in whole))
    (folder / "manual.md.html").write_text("<html><body>" + "\n".join(one for _, one in whole) + "</body></html>")
    return ["--as-is"]


def twins(folder, ending):
    """HWP or HWPX files and the text of their HTML export, which knows lines and places but no structure."""
    source = DOCUMENTS / "hwp/hwpjs-ohah"
    for page in sorted(source.glob("*.[hH][tT][mM][lL]")):
        file = source / f"{page.stem}.{ending}"
        if not file.exists():
            continue
        shutil.copy(file, folder / file.name)
        pages = sorted(source.glob(f"{page.stem}_*.html")) or [page]
        lines = [html.unescape(re.sub(r"<[^>]+>", "", line)) for one in pages for line in re.split(r"(?i)</div>", re.sub(r"(?is)<head>.*?</head>", "", one.read_text(encoding="utf-8-sig")))]
        (folder / f"{page.stem}.txt").write_text("\n".join(line for line in lines if line.strip()))


def hwp_against_hwpx(folder):
    """What is read from HWP against what is read from its HWPX twin."""
    source = DOCUMENTS / "hwp/hwpjs-ohah"
    for twin in sorted(source.glob("*.hwpx")):
        file = twin.with_suffix(".hwp")
        done = subprocess.run([BINARY, "parse", str(twin), "--quiet"], capture_output=True, text=True, stdin=subprocess.DEVNULL)
        if file.exists() and done.returncode in (0, 1):
            shutil.copy(file, folder / file.name)
            (folder / f"{file.stem}.md").write_text(done.stdout)


def pictures(folder, pattern):
    source = DOCUMENTS / "images/korean-pages-made"
    for picture in sorted(source.glob(pattern)):
        name = picture.name.split(".")[0]
        shutil.copy(picture, folder / f"{name}{picture.suffix}")
        shutil.copy(source / f"{name}.txt", folder / f"{name}.txt")


def reports():
    for folder in sorted((DOCUMENTS / "docling").iterdir()):
        if (folder / "groundtruth").is_dir():
            options = DOCLING_OPTIONS.get(folder.name, [])
            yield " ".join([f"docling {folder.name}", *options]), evaluated(folder / "sources", folder / "groundtruth", options)
    made = {
        "Korean manual, PDF against HTML": manual,
        "HWP against its HTML export": lambda folder: twins(folder, "hwp"),
        "HWPX against its HTML export": lambda folder: twins(folder, "hwpx"),
        "HWP against its HWPX twin": hwp_against_hwpx,
        "Korean pages, clean pictures": lambda folder: pictures(folder, "p???.png"),
        "Korean pages, noisy scans": lambda folder: pictures(folder, "p???.scan.jpg"),
    }
    for name, fill in made.items():
        with tempfile.TemporaryDirectory() as temporary:
            yield name, evaluated(temporary, options=fill(pathlib.Path(temporary)) or [])


def share(mean):
    return f"{mean['value']:.3f} ({mean['low']:.2f}–{mean['high']:.2f})" if mean["of"] else "–"


def bench_quality():
    measures = ["character_recall", "character_precision", "nid", "teds", "mhs"]
    rows, worst = [], []
    for name, told in reports():
        if told is None:
            continue
        summary = told["summary"]
        rows.append([name, summary["files"], summary["failed"], *(share(summary[measure]) for measure in measures)])
        low = [file for file in told["files"] if not file["error"] and (file["overall"] or 1) < 0.7][:3]
        worst += [f"- {name}: `{file['file']}` " + ", ".join(f"{measure} {file[measure]:.2f}" for measure in measures if file[measure] is not None) for file in low]
    return table(["set", "files", "not read", "recall", "precision", "NID", "TEDS", "MHS"], rows) + "\nBelow 0.7 overall, three a set at most:\n\n" + "\n".join(worst) + "\n", True


# ---- peers ----


def peers_folder():
    """The peers in a home of their own, made once for each list of versions."""
    folder = DEPS / ("peers-" + hashlib.sha256(" ".join(PEERS_PYTHON + PEERS_NODE).encode()).hexdigest()[:12])
    if not (folder / "made").exists():
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        print(f"making {folder}", file=sys.stderr)
        subprocess.run(["/usr/bin/python3", "-m", "venv", str(folder / "venv")], check=True)
        subprocess.run([folder / "venv/bin/pip", "install", "-q", "--disable-pip-version-check", *PEERS_PYTHON], check=True, stdout=sys.stderr)
        subprocess.run(["npm", "install", "--prefix", folder, "--no-audit", "--no-fund", "--ignore-scripts", *PEERS_NODE], check=True, stdout=sys.stderr)
        (folder / "made").touch()
    return folder


def peer_loop(name, folder):
    if name == "kordoc":
        return Loop(["node", str(ROOT / "bench/peers.mjs"), str(folder)])
    return Loop([str(folder / "venv/bin/python"), str(ROOT / "bench/peers.py"), name])


def peer_row(form, name, answers):
    read = [answer for answer in answers if answer["status"] == "ok"]
    times = [answer["cpu_ms"] for answer in read]
    if not read:
        return [form, name, f"0 of {len(answers)}"] + ["–"] * 6
    memory = max(answer.get("peak_mb", 0) for answer in answers)
    hangul = sum(answer["hangul"] for answer in read)
    return [form, name, f"{len(read)} of {len(answers)}", number(percentile(times, 0.5)), number(percentile(times, 0.95)), number(sum(times) / 1e3), number(memory), f"{hangul:,}", f"{sum(answer['tables'] for answer in read):,}"]


def bench_peers():
    folder = peers_folder()
    groups = groups_of(onggi_reader(settle_ms=60, ocr="off", content="all").ask_all(real_documents(), "onggi"))
    rows, more_of = [], {}
    for form, names in PEERS_OF.items():
        ours = groups.get(form, [])
        rows.append(peer_row(form, "**onggi**", ours))
        for name in names:
            theirs = peer_loop(name, folder).ask_all([answer["file"] for answer in ours], f"{form}, {name}")
            rows.append(peer_row(form, name, theirs))
            for own, other in zip(ours, theirs):
                more = other.get("hangul", 0) - own.get("hangul", 0)
                if more > 0:
                    more_of.setdefault((form, own["file"], own.get("hangul", 0)), []).append((more, f"{name} {other['hangul']:,}"))
        print(f"{form} done", file=sys.stderr)
    missing = sorted(more_of.items(), key=lambda one: -max(one[1])[0])
    listed = "\n".join(f"- {form}: `{pathlib.Path(file).relative_to(DOCUMENTS)}`: onggi {own:,}, " + ", ".join(said for _, said in more) for (form, file, own), more in missing[:40]) or "- none"
    return table(["format", "program", "read", "p50 ms", "p95 ms", "CPU s", "MB over idle", "Hangul out", "tables"], rows) + f"\nFiles of which another program gives more Hangul ({len(missing)}, the largest differences first):\n\n{listed}\n", True


def main():
    if not DOCUMENTS.is_dir():
        sys.exit(f"bench: {DOCUMENTS} is not there: set ONGGI_DATA")
    parts = {"formats": bench_formats, "quality": bench_quality, "memory": lambda: memory.bench_memory(BINARY), "peers": bench_peers}
    chosen = [name for name in parts if name in sys.argv] or ["formats", "quality", "memory"] + (["peers"] if "--peers" in sys.argv else [])
    all_good = True
    for name in chosen:
        load = os.getloadavg()[0] / os.cpu_count()
        text, good = parts[name]()
        all_good = all_good and good
        print(f"## {name}\n\n{text}" + (f"\n(The machine was busy: {load:.1f} programs a core.)\n" if load > 1 else ""), flush=True)
        if "--write" in sys.argv:
            report.write(name, text, "parsing.md")
    sys.exit(0 if all_good else 1)


if __name__ == "__main__":
    main()
