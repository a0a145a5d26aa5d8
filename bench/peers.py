"""Other programs' readers as libraries, each file in a forked child of an interpreter that has loaded them already. Driven by bench/parse.py.

usage: python bench/peers.py TOOL < LIST      one path a line in, one JSON object a line out
"""

import json
import os
import re
import resource
import subprocess
import sys
import tempfile

SETTLE_MS = 60


def markdown_tables(text):
    return len(re.findall(r"^\s*\|?[\s:|-]*-[\s:|-]*\|[\s:|-]*$", text, re.M)) + len(re.findall(r"<table", text))


def pdf_inspector():
    import pdf_inspector as peer

    return lambda path: (peer.process_pdf(path).markdown or "", None)


def markitdown():
    from markitdown import MarkItDown

    peer = MarkItDown(enable_plugins=False)
    return lambda path: (peer.convert(path).text_content, None)


def pdfplumber():
    import pdfplumber as peer

    def read(path):
        with peer.open(path) as pdf:
            return "\n".join(page.extract_text() or "" for page in pdf.pages), sum(len(page.find_tables()) for page in pdf.pages)

    return read


def pymupdf4llm():
    import pymupdf4llm as peer

    return lambda path: (peer.to_markdown(path, show_progress=False), None)


def python_hwpx():
    from hwpx import HwpxDocument

    return lambda path: (HwpxDocument.open(path).export_markdown(), None)


def hwp_hwpx_parser():
    import hwp_hwpx_parser as peer

    def read(path):
        with_tables = peer.Reader(path)
        return with_tables.text, len(with_tables.tables)

    return read


def pyhwp():
    from contextlib import closing

    from hwp5.hwp5txt import TextTransform
    from hwp5.xmlmodel import Hwp5File

    transform = TextTransform().transform_hwp5_to_text

    def read(path):
        with closing(Hwp5File(path)) as file, tempfile.TemporaryFile() as out:
            transform(file, out)
            out.seek(0)
            return out.read().decode(errors="replace"), 0

    return read


def pdftotext():
    return lambda path: (subprocess.run(["pdftotext", "-layout", path, "-"], capture_output=True, check=True).stdout.decode(errors="replace"), 0)


def spent_ms():
    return sum(usage.ru_utime + usage.ru_stime for usage in map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))) * 1e3


def answer(read, path):
    """Kernels count CPU time in ticks of up to 4 ms, so a file is read again until 60 ms were used."""
    begin_mb, start, runs = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, spent_ms(), 0
    try:
        while runs == 0 or (spent_ms() - start < SETTLE_MS and runs < 50):
            text, tables = read(path)
            runs += 1
        cost = {"cpu_ms": (spent_ms() - start) / runs, "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024 - begin_mb}
        return {**cost, "status": "ok", "hangul": len(re.findall("[가-힣]", text)), "characters": len(re.sub(r"\s", "", text)), "tables": markdown_tables(text) if tables is None else tables}
    except BaseException as error:  # a peer may raise anything
        return {"status": type(error).__name__, "cpu_ms": spent_ms() - start, "peak_mb": 0}


def in_child(read, path):
    receive, send = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(receive)
        with os.fdopen(send, "w") as out:
            json.dump(answer(read, path), out)
        os._exit(0)
    os.close(send)
    with os.fdopen(receive) as answers:
        text = answers.read()
    os.waitpid(child, 0)
    line = json.loads(text) if text else {"status": "crash", "cpu_ms": 0, "peak_mb": 0}
    return {**line, "file": path}


def main():
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # some of them print
    read = globals()[sys.argv[1].replace("-", "_")]()
    for path in sys.stdin:
        print(json.dumps(in_child(read, path.rstrip("\n"))), file=answers, flush=True)


main()
