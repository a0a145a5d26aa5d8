"""Files that are read a stretch at a time: nothing is lost at a border, and neither process grows with the file."""

import json
import pathlib
import subprocess
import sys

import kills

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "bench"))
import memory  # noqa: E402

MAIN = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
SHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGES = "http://schemas.openxmlformats.org/package/2006/relationships"


def parsed(path):
    done = subprocess.run([kills.BINARY, "parse", str(path), "--to", "json", "--quiet"], capture_output=True, stdin=subprocess.DEVNULL)
    assert done.returncode in (0, 1), done.stderr
    return json.loads(done.stdout)


TYPES = ("[Content_Types].xml", [f'{memory.XML}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'])


def relations(target, kind):
    return f'{memory.XML}<Relationships xmlns="{PACKAGES}"><Relationship Id="r1" Type="{OFFICE}/{kind}" Target="{target}"/></Relationships>'


def write_docx(path, paragraphs):
    body = "".join(paragraphs) + '<w:sectPr><w:pgSz w:w="11906" w:h="16838"/></w:sectPr>'
    memory.zipped(path, [TYPES, ("_rels/.rels", [relations("word/document.xml", "officeDocument")]), ("word/document.xml", [f'{memory.XML}<w:document xmlns:w="{MAIN}"><w:body>{body}</w:body></w:document>'])])


def paragraph(i):
    section = '<w:sectPr><w:pgSz w:w="11906" w:h="16838"/></w:sectPr>' if i % 3000 == 2999 else ""
    return f"<w:p><w:pPr>{section}</w:pPr><w:r><w:t>{i}번째 문단 &lt;{'가' * 60}&gt;</w:t></w:r></w:p>"


def table(i):
    return f"<w:tbl><w:tr><w:tc><w:p><w:r><w:t>{i} 왼쪽</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>오른쪽</w:t></w:r></w:p></w:tc></w:tr></w:tbl>"


def test_a_docx_that_is_read_in_stretches_is_whole(tmp_path):
    pieces = [table(i) if i % 500 == 250 else paragraph(i) for i in range(20_000)]
    write_docx(tmp_path / "large.docx", pieces)
    found = parsed(tmp_path / "large.docx")
    texts = [element["text"] for element in found["elements"]]
    assert texts == [f"{i} 왼쪽 | 오른쪽" if i % 500 == 250 else f"{i}번째 문단 <{'가' * 60}>" for i in range(20_000)]
    assert found["account"]["characters_in"] == found["account"]["characters_out"]
    assert len(found["document"]["pages"]) == 7  # a section each
    # What is broken in the middle is read by a tree, as far as that goes, and says so.
    write_docx(tmp_path / "broken.docx", [*pieces, "<w:p><w:r><w:t>offen</w:p>"])
    broken = parsed(tmp_path / "broken.docx")
    assert [element["text"] for element in broken["elements"]][:20_000] == texts
    assert "truncated" in {warning["code"] for warning in broken["warnings"]}


def test_a_long_sheet_comes_in_tables_with_its_header(tmp_path):
    count = 25_000
    rows = ['<row r="1"><c r="A1" t="str"><v>번호</v></c><c r="B1" t="str"><v>이름</v></c></row>']
    rows += [f'<row r="{i}"><c r="A{i}"><v>{i}</v></c><c r="B{i}" t="str"><v>행 {i}</v></c></row>' for i in range(2, count + 2)]
    memory.zipped(
        tmp_path / "long.xlsx",
        [
            TYPES,
            ("_rels/.rels", [relations("xl/workbook.xml", "officeDocument")]),
            ("xl/workbook.xml", [f'{memory.XML}<workbook xmlns="{SHEET}" xmlns:r="{OFFICE}"><sheets><sheet name="긴 표" sheetId="1" r:id="r1"/></sheets></workbook>']),
            ("xl/_rels/workbook.xml.rels", [relations("worksheets/sheet1.xml", "worksheet")]),
            ("xl/worksheets/sheet1.xml", [f'{memory.XML}<worksheet xmlns="{SHEET}"><sheetData>{"".join(rows)}</sheetData><autoFilter ref="A1:B{count + 1}"/></worksheet>']),
        ],
    )
    found = parsed(tmp_path / "long.xlsx")
    tables = [element["table"] for element in found["elements"] if element["table"]]
    assert [one["rows"] for one in tables] == [10_001, 10_001, 5_001]
    for one in tables:
        assert [cell["text"] for cell in one["cells"][:2]] == ["번호", "이름"]
        assert all(cell["header"] == (cell["row"] == 0) for cell in one["cells"])
    body = [cell["text"] for one in tables for cell in one["cells"] if not cell["header"]]
    assert body == [text for i in range(2, count + 2) for text in (str(i), f"행 {i}")]
    assert found["account"]["characters_in"] == found["account"]["characters_out"]


def test_neither_process_grows_with_a_long_list(tmp_path):
    lines = "".join(f"{i},{'나' * 20},{i * 7}\n" for i in range(100_000))
    (tmp_path / "long.csv").write_text("번호,이름,값\n" + lines)
    watch = memory.read(kills.BINARY, tmp_path / "long.csv", "json")
    # A tree of JSON took some 800 MB for it.
    assert watch.caller_mb < 100
    assert watch.worker_mb < 150
