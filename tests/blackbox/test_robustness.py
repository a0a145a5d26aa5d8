"""Hostile and odd files through the real program: every file of documents/robustness-made does what its EXPECTED.tsv says."""

import fnmatch
import json
import os
import pathlib
import re
import resource
import subprocess
import unicodedata

import pytest

import kills

ROOT = pathlib.Path(__file__).resolve().parents[2]
DATA = pathlib.Path(os.environ.get("ONGGI_DATA", ROOT.parent / "shared/data"))
FILES = DATA / "documents/robustness-made"
SECONDS_MAX = 240  # the program itself gives up after 120
MEMORY_MB_MAX = 2600  # the worker's limit and the program around it
GOOD, BROKEN, LIMIT, UNSUPPORTED = (0, 1), (3,), (6,), (8,)


class Reading:
    """One run of `onggi parse`."""

    def __init__(self, path, folder, *options):
        out, err = folder / "out", folder / "err"
        with out.open("wb") as to, err.open("wb") as talk:
            process = subprocess.Popen([kills.BINARY, "parse", str(path), *options], stdout=to, stderr=talk, stdin=subprocess.DEVNULL, cwd=folder, env={**os.environ, "LC_ALL": "en_US.UTF-8"})
            try:
                process.wait(timeout=SECONDS_MAX)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
                raise AssertionError(f"{path.name} hangs") from None
        self.code = process.returncode
        self.text, self.talk = out.read_text(), err.read_text(errors="replace")
        self.memory_mb = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024  # of the largest so far

    @property
    def document(self):
        return json.loads(self.text)

    def tables(self):
        return [element["table"] for element in self.document["elements"] if element["table"]]


def ends(*codes):
    """Ends in one of these ways, whatever it gives."""
    allowed = sum(codes, ())
    return lambda reading: reading.code in allowed


def warned_or(*codes):
    """Gives what could be read and says what is wrong with it, or fails in one of these ways."""
    return lambda reading: (reading.code == 1 and "warning: " in reading.talk) or reading.code in sum(codes, ())


def gives(*words):
    return lambda reading: reading.code in GOOD and all(word in reading.text for word in words)


def is_read_as(media_type):
    return lambda reading: reading.code in GOOD and reading.document["document"]["media_type"] == media_type


def hangul(text):
    return len(re.findall("[가-힣]", text))


def paragraph(reading):
    return reading.code == 0 and [element["kind"] for element in reading.document["elements"]] == ["paragraph"]


def table_of(rows, columns):
    return lambda reading: reading.code in GOOD and [(table["rows"], table["columns"]) for table in reading.tables()] == [(rows, columns)]


def outside_stays_outside(reading):
    return reading.code in GOOD + BROKEN and "root:" not in reading.text


def laughs_little(reading):
    return reading.code in GOOD + BROKEN + LIMIT and len(reading.text) < 100_000


# What a line of EXPECTED.tsv says, as (true format, options, check of the reading).
RULES = {
    "docx_ok_small.docx": (["--json"], paragraph),
    "docx_bomb_256MiB.docx": ([], ends(LIMIT)),
    "docx_billion_laughs.docx": ([], laughs_little),
    "docx_xxe.docx": ([], outside_stays_outside),
    "docx_deep_nesting_20000.docx": ([], lambda reading: gives("deep")(reading) or reading.code in LIMIT),
    "docx_xml_cut_off.docx": ([], warned_or(BROKEN)),
    "docx_table_5000x12.docx": (["--json"], table_of(5000, 12)),
    "docx_bidi_zero_width.docx": ([], lambda reading: reading.code in GOOD and reading.text.strip()),
    "zip_path_traversal.zip": ([], ends(GOOD, BROKEN, LIMIT)),
    "zip_30k_empty_entries.zip": ([], warned_or(LIMIT)),
    "zip_nested_bomb_4x8.zip": ([], warned_or(LIMIT)),
    "hwp_truncated_half.hwp": ([], warned_or(BROKEN)),
    "hwp_200_bytes_flipped.hwp": ([], ends(GOOD, BROKEN, LIMIT)),
    "hwp_named_as_docx.docx": (["--json"], is_read_as("application/x-hwp")),
    "hwp_fat_self_loop.hwp": ([], ends(GOOD, BROKEN, LIMIT)),
    "hwpx_truncated.hwpx": ([], warned_or(BROKEN)),
    "hwpx_bad_crc.hwpx": ([], warned_or(BROKEN)),
    "hwpx_named_as_hwp.hwp": (["--json"], is_read_as("application/hwp+zip")),
    "pdf_truncated.pdf": ([], ends(GOOD, BROKEN)),
    "pdf_no_xref.pdf": ([], ends(GOOD, BROKEN)),
    "pdf_named_as_html.html": (["--json"], is_read_as("application/pdf")),
    "pdf_junk_before_header.pdf": ([], lambda reading: reading.code in GOOD and reading.text.strip()),
    "pdf_page_tree_loop.pdf": ([], ends(GOOD, BROKEN, LIMIT)),
    "pdf_flate_bomb_240MiB.pdf": ([], warned_or(BROKEN, LIMIT)),
    "empty.*": ([], lambda reading: reading.code in BROKEN and "empty" in reading.talk),
    "random_64k.*": ([], ends(BROKEN, UNSUPPORTED)),
    "html_deep_100000_divs.html": ([], lambda reading: (reading.code in GOOD and reading.text.strip()) or reading.code in LIMIT),
    "html_cp949_no_charset.html": (["--json"], gives("한글 인코딩 시험")),
    "html_euckr_meta.html": (["--json"], gives("공지")),
    "text_nfd_jamo.txt": ([], lambda reading: reading.code in GOOD and hangul(reading.text) and unicodedata.is_normalized("NFC", reading.text)),
    "text_utf16le_bom.txt": ([], lambda reading: reading.code in GOOD and hangul(reading.text) and "\0" not in reading.text),
    "text_cp949.txt": ([], lambda reading: reading.code in GOOD and hangul(reading.text) and "\ufffd" not in reading.text),
    "text_mixed_invalid_utf8.txt": ([], lambda reading: reading.code == 1 and "encoding_replaced" in reading.talk and "\ufffd" in reading.text and len(reading.text.strip()) > 5),
    "eml_ko_*.eml": ([], lambda reading: gives("3분기 매출 보고서", "김철수")(reading) and hangul(reading.text) > 20),
    "eml_nested_60_multiparts.eml": ([], lambda reading: gives("끝")(reading) or reading.code in LIMIT),
    "table_200k_rows.csv.gz": ([], lambda reading: reading.code in GOOD and reading.text.count("\n") >= 200_000),
    "csv_ragged_quotes.csv": ([], warned_or()),
}


# Files that do not behave yet, and why; a file that has come to behave must leave this list.
KNOWN_GAPS = {
}


def lines():
    if not FILES.is_dir():
        return []
    rows = (FILES / "EXPECTED.tsv").read_text().splitlines()[1:]
    return [row.split("\t")[0] for row in rows if row.strip()]


def cases():
    return [(pattern, path) for pattern in lines() for path in sorted(FILES.iterdir()) if fnmatch.fnmatch(path.name, pattern)]


@pytest.mark.skipif(not FILES.is_dir(), reason="the corpus documents/robustness-made is not there (ONGGI_DATA)")
def test_every_line_has_a_rule_and_every_file_a_line():
    assert set(lines()) == set(RULES)
    covered = {path.name for _, path in cases()}
    assert covered == {path.name for path in FILES.iterdir()} - {"EXPECTED.tsv"}


@pytest.mark.parametrize(("pattern", "path"), cases() or [pytest.param("", None, marks=pytest.mark.skip(reason="the corpus documents/robustness-made is not there (ONGGI_DATA)"))], ids=lambda value: value.name if isinstance(value, pathlib.Path) else "")
def test_hostile_file(pattern, path, tmp_path):
    options, check = RULES[pattern]
    inside = tmp_path / "a/b/c"
    inside.mkdir(parents=True)
    reading = Reading(path, inside, *options)
    if path.name in KNOWN_GAPS:
        assert not check(reading), f"{path.name} behaves now: take it out of KNOWN_GAPS"
        pytest.xfail(KNOWN_GAPS[path.name])
    assert check(reading), (reading.code, reading.text[:300], reading.talk[-500:])
    assert reading.code in GOOD or reading.talk.startswith("onggi: "), reading.talk[-500:]
    assert "reader_crashed" not in reading.talk and "terminate called" not in reading.talk and reading.code != 7
    assert reading.memory_mb < MEMORY_MB_MAX
    written = {str(file.relative_to(tmp_path)) for file in tmp_path.rglob("*") if file.is_file()}
    assert written == {"a/b/c/out", "a/b/c/err"}, "nothing is written but what was asked for"
