"""What large files cost the reading process and the process that asks it: peak memory and speed. A part of bench/parse.py.

The files are made here, one a format, each large in another way. `onggi parse FILE --to json` reads them; the peaks are
the kernel's own (VmHWM), so what the programs hold before they see a file is in them.
"""

import gzip
import os
import pathlib
import random
import subprocess
import sys
import tempfile
import threading
import time
import zipfile

KINDS = "계약 기간 해지 통보 위약금 지급 대금 검수 납품 하자 보증 책임 손해 배상 비밀 유지 협의 관할 법원 서울 부산 대리점 본사 담당 부서 승인 결재 예산 집행 실적 보고".split()
XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
POLL_SECONDS = 0.01


def words(made, count):
    return " ".join(made.choices(KINDS, k=count))


def zipped(path, members):
    """A package; the members are (name, lines). Gives how much it inflates to."""
    inflated = 0
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as package:
        for name, lines in members:
            with package.open(name, "w", force_zip64=True) as member:
                for line in lines:
                    data = line.encode()
                    inflated += len(data)
                    member.write(data)
    return inflated


def until(bytes_min, make):
    """Lines of make(i), until they are that many bytes."""
    written, i = 0, 0
    while written < bytes_min:
        line = make(i)
        written += len(line.encode())
        i += 1
        yield line


def hwpx(path, made):
    def paragraph(i):
        text = f"{i}. {words(made, 40)}"
        return f'<hp:p id="{i}" paraPrIDRef="0" styleIDRef="0"><hp:run charPrIDRef="0"><hp:t>{text}</hp:t></hp:run><hp:linesegarray><hp:lineseg textpos="0" vertpos="{i % 40 * 1600}" vertsize="1000" textheight="1000" baseline="850" spacing="600" horzpos="0" horzsize="42520" flags="393216"/></hp:linesegarray></hp:p>\n'

    names = 'xmlns:hp="http://www.hancom.co.kr/hwpml/2011/paragraph" xmlns:hs="http://www.hancom.co.kr/hwpml/2011/section"'

    def section():
        yield f"{XML}<hs:sec {names}>"
        yield from until(75_000_000, paragraph)
        yield "</hs:sec>"

    manifest = '<opf:package xmlns:opf="http://www.idpf.org/2007/opf/"><opf:manifest><opf:item id="section0" href="Contents/section0.xml" media-type="application/xml"/></opf:manifest><opf:spine><opf:itemref idref="section0"/></opf:spine></opf:package>'
    return zipped(path, [("mimetype", ["application/hwp+zip"]), ("Contents/content.hpf", [manifest]), ("Contents/section0.xml", section())])


def xlsx(path, made):
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    packages = "http://schemas.openxmlformats.org/package/2006/relationships"
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"

    def rows():
        yield f'{XML}<worksheet xmlns="{main}"><sheetData>'
        for row in range(1, 200_001):
            cells = "".join(f'<c r="{column}{row}"><v>{made.randrange(10**6)}</v></c>' for column in "ABCDEF")
            texts = "".join(f'<c r="{column}{row}" t="s"><v>{made.randrange(1000)}</v></c>' for column in "GH")
            yield f'<row r="{row}">{cells}{texts}</row>'
        yield "</sheetData></worksheet>"

    strings = [f'{XML}<sst xmlns="{main}">', *(f"<si><t>{words(made, 2)} {i}</t></si>" for i in range(1000)), "</sst>"]
    return zipped(
        path,
        [
            ("[Content_Types].xml", [f'{XML}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/></Types>']),
            ("_rels/.rels", [f'{XML}<Relationships xmlns="{packages}"><Relationship Id="r1" Type="{office}/officeDocument" Target="xl/workbook.xml"/></Relationships>']),
            ("xl/workbook.xml", [f'{XML}<workbook xmlns="{main}" xmlns:r="{office}"><sheets><sheet name="매출" sheetId="1" r:id="r1"/></sheets></workbook>']),
            ("xl/_rels/workbook.xml.rels", [f'{XML}<Relationships xmlns="{packages}"><Relationship Id="r1" Type="{office}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="r2" Type="{office}/sharedStrings" Target="sharedStrings.xml"/></Relationships>']),
            ("xl/sharedStrings.xml", strings),
            ("xl/worksheets/sheet1.xml", rows()),
        ],
    )


def csv_gz(path, made):
    inflated = 0
    with gzip.open(path, "wb", compresslevel=1) as file:
        for i in range(200_001):
            line = "번호,이름,부서,금액,날짜,비고\n" if i == 0 else f"{i},{words(made, 1)} {made.randrange(10**4)},{words(made, 1)},{made.randrange(10**7)},2025-{made.randrange(1, 13):02}-{made.randrange(1, 29):02},{words(made, 3)}\n"
            inflated += file.write(line.encode())
    return inflated


def docx(path, made):
    main = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    packages = "http://schemas.openxmlformats.org/package/2006/relationships"

    def body():
        yield f'{XML}<w:document xmlns:w="{main}"><w:body>'
        yield from until(50_000_000, lambda i: f'<w:p><w:pPr><w:spacing w:after="120"/></w:pPr><w:r><w:rPr><w:sz w:val="20"/></w:rPr><w:t xml:space="preserve">{i}. {words(made, 40)}</w:t></w:r></w:p>')
        yield "</w:body></w:document>"

    return zipped(
        path,
        [
            ("[Content_Types].xml", [f'{XML}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/></Types>']),
            ("_rels/.rels", [f'{XML}<Relationships xmlns="{packages}"><Relationship Id="r1" Type="{office}/officeDocument" Target="word/document.xml"/></Relationships>']),
            ("word/document.xml", body()),
        ],
    )


def pdf(path, made):
    """2,000 pages of 45 lines in one of the fonts that every reader has."""
    pages, lines = 2_000, 45
    latin = "contract term notice payment delivery warranty damages secrecy court branch budget report approval".split()
    objects = ["<</Type/Catalog/Pages 2 0 R>>", f"<</Type/Pages/Count {pages}/Kids[{' '.join(f'{4 + 2 * i} 0 R' for i in range(pages))}]>>", "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"]
    inflated = 0
    for i in range(pages):
        text = "BT /F1 11 Tf 60 790 Td 16 TL\n" + "".join(f"({' '.join(made.choices(latin, k=9))} {i}.{line}) Tj T*\n" for line in range(lines)) + "ET"
        objects.append(f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F1 3 0 R>>>>/Contents {5 + 2 * i} 0 R>>")
        objects.append(f"<</Length {len(text)}>>stream\n{text}\nendstream")
        inflated += len(text)
    with open(path, "wb") as file:
        file.write(b"%PDF-1.4\n")
        places = []
        for number, content in enumerate(objects, 1):
            places.append(file.tell())
            file.write(f"{number} 0 obj\n{content}\nendobj\n".encode())
        begin = file.tell()
        file.write(f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode())
        file.write("".join(f"{place:010} 00000 n \n" for place in places).encode())
        file.write(f"trailer<</Size {len(objects) + 1}/Root 1 0 R>>\nstartxref\n{begin}\n%%EOF\n".encode())
    return os.path.getsize(path)


def html(path, made):
    def block(i):
        if i % 20 == 0:
            return f"<h2>{words(made, 4)}</h2>\n"
        if i % 20 == 10:
            return "<table>" + "".join(f"<tr><td>{words(made, 2)}</td><td>{made.randrange(10**6)}</td><td>{words(made, 3)}</td></tr>" for _ in range(20)) + "</table>\n"
        return f'<p class="body">{i}. {words(made, 40)}</p>\n'

    with open(path, "w") as file:
        file.write("<!doctype html><html><head><meta charset=utf-8><title>큰 문서</title></head><body><main>\n")
        file.writelines(until(40_000_000, block))
        file.write("</main></body></html>\n")
    return os.path.getsize(path)


FILES = {
    "HWPX, one section": ("large.hwpx", hwpx),
    "XLSX, 200,000 × 8": ("large.xlsx", xlsx),
    "CSV in gzip, 200,000 rows": ("large.csv.gz", csv_gz),
    "DOCX": ("large.docx", docx),
    "PDF, 2,000 pages": ("large.pdf", pdf),
    "HTML": ("large.html", html),
}


def status_mb(process, field):
    try:
        for line in pathlib.Path(f"/proc/{process}/status").read_text().splitlines():
            if line.startswith(field + ":"):
                return int(line.split()[1]) / 1024
    except (OSError, ValueError):
        pass
    return 0


def children_of(process):
    try:
        return [int(child) for child in pathlib.Path(f"/proc/{process}/task/{process}/children").read_text().split()]
    except OSError:
        return []


def cpu_seconds(process):
    try:
        fields = pathlib.Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    except (OSError, IndexError):
        return 0


class Watch:
    """The largest memory and the CPU time of a program and of the reading process below it."""

    def __init__(self, process):
        self.process, self.ended = process, False
        self.caller_mb = self.worker_mb = self.worker_seconds = 0
        self.thread = threading.Thread(target=self.look, daemon=True)
        self.thread.start()

    def look(self):
        while not self.ended:
            self.caller_mb = max(self.caller_mb, status_mb(self.process, "VmHWM"))
            for child in children_of(self.process):
                self.worker_mb = max(self.worker_mb, status_mb(child, "VmHWM"))
                self.worker_seconds = max(self.worker_seconds, cpu_seconds(child))
            time.sleep(POLL_SECONDS)

    def end(self):
        self.ended = True
        self.thread.join()


def read(binary, path, form):
    with open(os.devnull, "wb") as nowhere:
        process = subprocess.Popen([binary, "parse", str(path), "--to", form, "--quiet"], stdin=subprocess.DEVNULL, stdout=nowhere, stderr=subprocess.PIPE)
        watch = Watch(process.pid)
        said = process.stderr.read().decode()
        code = process.wait()
        watch.end()
    if code not in (0, 1):
        raise SystemExit(f"bench: {path.name}: {code}: {said}")
    return watch


def limit_mb(inflated):
    """150 MB for what inflates to less than 50 MB, else three times as much."""
    return 150 if inflated < 50e6 else 3 * inflated / 1e6


def rows(binary):
    with tempfile.TemporaryDirectory() as temporary:
        small = pathlib.Path(temporary) / "small.txt"
        small.write_text("한 줄\n")
        idle = read(binary, small, "json")
        yield {"name": "a line of text", "inflated": small.stat().st_size, "worker_mb": idle.worker_mb, "caller_mb": idle.caller_mb, "seconds": 0}
        for name, (file, make) in FILES.items():
            path = pathlib.Path(temporary) / file
            inflated = make(path, random.Random(7))
            watch = read(binary, path, "json")
            yield {"name": name, "inflated": inflated, "worker_mb": watch.worker_mb, "caller_mb": watch.caller_mb, "seconds": watch.worker_seconds}
            path.unlink()


def mb(value):
    return f"{value:,.0f}"


def bench_memory(binary):
    """The table, and whether every peak keeps to its limit."""
    lines = ["| file | inflated MB | limit MB | worker MB | caller MB | CPU s of the worker | MB/s or pages/s |", "|---|---|---|---|---|---|---|"]
    good = True
    for row in rows(binary):
        limit = limit_mb(row["inflated"])
        over = [mb(value) + (" (over)" if value > limit else "") for value in (row["worker_mb"], row["caller_mb"])]
        good = good and not any(value.endswith("(over)") for value in over)
        seconds = row["seconds"]
        speed = "–" if not seconds else f"{2_000 / seconds:,.0f} pages" if row["name"].startswith("PDF") else f"{row['inflated'] / 1e6 / seconds:,.1f} MB"
        lines.append(f"| {row['name']} | {row['inflated'] / 1e6:,.1f} | {mb(limit)} | {over[0]} | {over[1]} | {seconds:.2f} | {speed} |")
        print(lines[-1], file=sys.stderr, flush=True)
    return "\n".join(lines) + "\n", good


if __name__ == "__main__":
    print(bench_memory(sys.argv[1])[0])
