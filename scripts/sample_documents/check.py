"""Checks the sample workspace: the built files, and that every answer stands where questions.jsonl says it stands.

The documents are read back from the built files, by other code than the writers', so a page break or a cell that a writer
lost is found. PDF pages are read with Poppler's pdftotext, which must be installed.
"""

import html.parser
import io
import json
import re
import shutil
import subprocess
import unicodedata
import xml.etree.ElementTree as ElementTree
import zipfile
from pathlib import Path

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_HP = "{http://www.hancom.co.kr/hwpml/2011/paragraph}"

_SHARED, _RESTRICTED, _UNANSWERABLE = 40, 10, 10
_FIELDS = {"id", "question", "answer", "document", "page_label", "answerable", "forbidden_to"}
_PDF_BYTES_MAX = 300 * 1024


class ToolMissing(RuntimeError):
    """A program that the check reads documents with is not installed."""


def documents_match_sources(samples: Path, built) -> list[str]:
    """`built` gives (path inside samples, bytes) of every document that must be equal to its source."""
    return [
        f"{target}: differs from its source, run scripts/make_samples.py"
        for target, content in built
        if not (samples / target).exists() or _content((samples / target).read_bytes()) != _content(content)
    ]


def _content(file: bytes):
    """Names and bytes of a package's parts in order, since another zlib may deflate them otherwise; else the bytes."""
    if not zipfile.is_zipfile(io.BytesIO(file)):
        return file
    with zipfile.ZipFile(io.BytesIO(file)) as package:
        return [(name, package.read(name)) for name in package.namelist()]


def questions(samples: Path) -> list[str]:
    rows = [json.loads(line) for line in (samples / "questions.jsonl").read_text(encoding="utf-8").splitlines()]
    documents = {file.name: file for folder in ("shared", "restricted") for file in sorted((samples / folder).iterdir())}
    pages = {name: read_pages(file) for name, file in documents.items()}
    problems = [f"{name}: name is not NFC" for name in documents if unicodedata.normalize("NFC", name) != name]
    problems += [
        f"{name}: over {_PDF_BYTES_MAX} bytes"
        for name, file in documents.items()
        if file.suffix == ".pdf" and file.stat().st_size > _PDF_BYTES_MAX
    ]
    problems += _counts(rows, documents)
    for row in rows:
        problems += [f"{row['id']}: {problem}" for problem in _row(row, documents, pages)]
    asked = {row["document"] for row in rows}
    return problems + [f"{name}: no question asks about it" for name in documents if name not in asked]


def _counts(rows: list[dict], documents: dict[str, Path]) -> list[str]:
    problems = []
    if len({row["id"] for row in rows}) != len(rows):
        problems.append("questions.jsonl: ids are not unique")
    if len({_squeeze(row["question"]) for row in rows}) != len(rows):
        problems.append("questions.jsonl: a question occurs twice")
    folders = [documents[row["document"]].parent.name for row in rows if row["document"] in documents]
    found = (folders.count("shared"), folders.count("restricted"), sum(not row["answerable"] for row in rows))
    wanted = (_SHARED, _RESTRICTED, _UNANSWERABLE)
    if found != wanted or len(rows) != sum(wanted):
        problems.append(f"questions.jsonl: shared, restricted, unanswerable are {found} of {len(rows)}, not {wanted}")
    return problems


def _row(row: dict, documents: dict[str, Path], pages: dict[str, dict[str | None, str]]):
    if unknown := set(row) - _FIELDS:
        yield f"unknown fields {sorted(unknown)}"
    if not row["answerable"]:
        if row["answer"] or row["document"] or row["page_label"]:
            yield "not answerable, but answer, document or page is set"
        return
    if row["document"] not in documents:
        yield f"no document {row['document']}"
        return
    restricted = documents[row["document"]].parent.name == "restricted"
    if row.get("forbidden_to") != (["park"] if restricted else None):
        yield "forbidden_to does not fit the document's folder"
    page = pages[row["document"]].get(row["page_label"])
    if page is None:
        yield f"no page {row['page_label']} in {row['document']}"
    elif _squeeze(row["answer"]) not in _squeeze(page):
        yield f"the answer does not occur on page {row['page_label']} of {row['document']}"


def _squeeze(text: str) -> str:
    return re.sub(r"\s+", "", unicodedata.normalize("NFC", text))


# --- reading the built documents back -------------------------------------------------------------------------------


def read_pages(file: Path) -> dict[str | None, str]:
    """Text by page label; formats without pages have the one label None."""
    match file.suffix:
        case ".docx":
            return _numbered(_docx_pages(file))
        case ".hwpx":
            return _numbered(_hwpx_pages(file))
        case ".pdf":
            return _numbered(_pdf_pages(file))
        case ".html":
            return {None: _html_text(file)}
        case ".txt":
            return {None: file.read_bytes().decode("cp949")}
    return {None: file.read_text(encoding="utf-8")}


def _numbered(pages: list[str]) -> dict[str | None, str]:
    return {str(number): text for number, text in enumerate(pages, start=1)}


def _docx_pages(file: Path) -> list[str]:
    root = _part(file, "word/document.xml")
    pages = [""]
    for node in root.iter():
        if node.tag == _W + "br" and node.get(_W + "type") == "page":
            pages.append("")
        elif node.tag == _W + "t":
            pages[-1] += node.text or ""
        elif node.tag == _W + "p":
            pages[-1] += "\n"
    return pages


def _hwpx_pages(file: Path) -> list[str]:
    with zipfile.ZipFile(file) as package:
        first = package.infolist()[0]
        if (first.filename, first.compress_type) != ("mimetype", zipfile.ZIP_STORED):
            raise ValueError(f"{file.name}: mimetype is not the first part, stored")
    pages = [""]
    for paragraph in _part(file, "Contents/section0.xml"):
        if paragraph.get("pageBreak") == "1":
            pages.append("")
        texts = [text for run in paragraph.iter(_HP + "t") for text in run.itertext()]
        pages[-1] += "\n".join(texts) + "\n"
    return pages


def _part(file: Path, name: str) -> ElementTree.Element:
    """One XML part; the others are parsed too, so a broken one does not go unseen."""
    with zipfile.ZipFile(file) as package:
        for other in package.namelist():
            if other.endswith((".xml", ".rels", ".hpf")):
                ElementTree.fromstring(package.read(other))
        return ElementTree.fromstring(package.read(name))


def _pdf_pages(file: Path) -> list[str]:
    if not shutil.which("pdftotext"):
        raise ToolMissing("pdftotext is not installed: apt-get install poppler-utils")
    done = subprocess.run(["pdftotext", "-enc", "UTF-8", str(file), "-"], capture_output=True, check=True, timeout=60)
    return done.stdout.decode("utf-8").removesuffix("\f").split("\f")


class _HtmlText(html.parser.HTMLParser):
    def __init__(self):
        super().__init__()
        self.parts: list[str] = []
        self.silent = 0

    def handle_starttag(self, tag, attrs):
        self.silent += tag in ("script", "style")

    def handle_endtag(self, tag):
        self.silent -= tag in ("script", "style")

    def handle_data(self, data):
        if not self.silent:
            self.parts.append(data)


def _html_text(file: Path) -> str:
    parser = _HtmlText()
    parser.feed(file.read_text(encoding="utf-8"))
    return "\n".join(parser.parts)
