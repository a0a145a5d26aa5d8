#!/usr/bin/env python3
"""Builds the sample workspace in samples/ from samples/sources/.

    scripts/make_samples.py            builds every document (PDF needs chromium and fonts-nanum)
    scripts/make_samples.py --check    changes nothing; checks documents and questions, exit status 1 if anything is wrong

A source names its result in its first line, "out: shared/name.docx". DOCX, HWPX and text come out the same, byte for byte,
with the same zlib; PDF with the same Chromium and fonts. Markdown and HTML documents are written by hand where they are.
"""

import argparse
import sys
from pathlib import Path

from sample_documents import blocks, check, docx, hwpx, pdf

SAMPLES = Path(__file__).resolve().parent.parent / "samples"
_WRITERS = {".docx": docx.write, ".hwpx": hwpx.write, ".pdf": pdf.write}


def build(source_file: Path) -> tuple[Path, bytes]:
    """Gives the document's path inside samples/ and its bytes."""
    text = source_file.read_text(encoding="utf-8")
    target = Path(text.split("\n", 1)[0].removeprefix("out: "))
    if target.suffix == ".txt":
        return target, _old_text(text)
    return target, _WRITERS[target.suffix](blocks.read_source(text))


def _old_text(text: str) -> bytes:
    """Text as an old Windows editor saved it: CP949, CR LF."""
    return text.partition("\n---\n")[2].replace("\n", "\r\n").encode("cp949")


def source_files() -> list[Path]:
    return sorted((SAMPLES / "sources").iterdir())


def build_all() -> None:
    for source_file in source_files():
        target, content = build(source_file)
        (SAMPLES / target).parent.mkdir(exist_ok=True)
        (SAMPLES / target).write_bytes(content)
        print(f"{target}  {len(content)} bytes")


def check_all() -> int:
    problems = check.documents_match_sources(SAMPLES, (build(file) for file in source_files() if not _is_pdf(file)))
    problems += check.questions(SAMPLES)
    for problem in problems:
        print(problem, file=sys.stderr)
    print("samples: " + (f"{len(problems)} problems" if problems else "all right"))
    return 1 if problems else 0


def _is_pdf(source_file: Path) -> bool:
    with source_file.open(encoding="utf-8") as lines:
        return lines.readline().strip().endswith(".pdf")


def main() -> int:
    parser = argparse.ArgumentParser(description="Builds or checks the sample workspace.")
    parser.add_argument("--check", action="store_true", help="check only, change nothing")
    if parser.parse_args().check:
        return check_all()
    build_all()
    return 0


if __name__ == "__main__":
    sys.exit(main())
