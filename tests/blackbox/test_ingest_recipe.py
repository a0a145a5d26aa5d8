"""Documents that come in through a recipe: what is masked stays masked in text, pages, words, answers and exports; who may open the original says why."""

import json
import struct
import subprocess
import urllib.parse
import zlib

import pytest
from conftest import BINARY, Server, cli

CONTRACT = """# 임대차 계약서

임차인 홍길동의 휴대전화는 010-1234-5678이고 전자우편은 hong@example.com입니다.

| 성명 | 연락처 |
|---|---|
| 김영희 | 010-9876-5432 |

보증금은 5,000만 원이며 계약 기간은 2년으로 한다.
"""
VALUES = ("홍길동", "010-1234-5678", "hong@example.com", "김영희", "010-9876-5432")


def pdf_page(lines):
    """A PDF of one page with lines of Helvetica, 20 points, from the top."""
    text = "BT /F1 20 Tf 72 720 Td " + " ".join(f"({line}) Tj 0 -40 Td" for line in lines) + " ET"
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
        f"<< /Length {len(text)} >>\nstream\n{text}\nendstream",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    out, offsets = "%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        offsets.append(len(out))
        out += f"{number} 0 obj\n{content}\nendobj\n"
    table = "".join(f"{offset:010} 00000 n \n" for offset in offsets)
    return (out + f"xref\n0 6\n0000000000 65535 f \n{table}trailer << /Size 6 /Root 1 0 R >>\nstartxref\n{len(out)}\n%%EOF").encode()


def pixels(png):
    """Width, height and rows of an RGB or grey PNG of eight bits without interlacing, as libpng writes it."""
    assert png[:8] == b"\x89PNG\r\n\x1a\n"
    at, data = 8, b""
    while at < len(png):
        size, kind = struct.unpack(">I4s", png[at : at + 8])
        body = png[at + 8 : at + 8 + size]
        if kind == b"IHDR":
            width, height, depth, colour = struct.unpack(">IIBB", body[:10])
        if kind == b"IDAT":
            data += body
        at += size + 12
    assert depth == 8
    step = {0: 1, 2: 3, 6: 4}[colour]
    raw, rows, before = zlib.decompress(data), [], bytearray(width * step)
    for y in range(height):
        start = y * (width * step + 1)
        method, line = raw[start], bytearray(raw[start + 1 : start + 1 + width * step])
        for i in range(len(line)):
            left, up, corner = line[i - step] if i >= step else 0, before[i], before[i - step] if i >= step else 0
            if method == 1:
                line[i] = (line[i] + left) & 255
            elif method == 2:
                line[i] = (line[i] + up) & 255
            elif method == 3:
                line[i] = (line[i] + (left + up) // 2) & 255
            elif method == 4:
                guess = left + up - corner
                nearest = min((abs(guess - left), 0, left), (abs(guess - up), 1, up), (abs(guess - corner), 2, corner))[2]
                line[i] = (line[i] + nearest) & 255
        rows.append(line)
        before = line
    return width, height, rows, step


def dark_share(png, box, dpi):
    """How much of a box (in points from the top left) is dark."""
    _, _, rows, step = pixels(png)
    scale = dpi / 72
    x0, y0, x1, y1 = (round(value * scale) for value in box)
    cells = [rows[y][x * step] for y in range(y0, y1) for x in range(x0, x1)]
    return sum(value < 64 for value in cells) / len(cells)


@pytest.fixture
def place(tmp_path):
    (tmp_path / "계약서.md").write_text(CONTRACT)
    return tmp_path


def rows(output):
    return [json.loads(line) for line in output.splitlines()]


def ingest(home, *arguments):
    return rows(cli(home, "ingest", *arguments, "--json"))


def test_a_recipe_is_done_before_chunks_are_cut_and_a_changed_one_redoes_only_what_is_behind_it(place):
    home = place / "home"
    (document,) = ingest(home, place / "계약서.md", "--recipe", "rag")
    assert document["state"] == "ready"
    found = cli(home, "search", "임차인의 휴대전화", "--json") + cli(home, "ask", "임차인의 휴대전화 번호는 무엇인가요?", "--json")
    assert not [value for value in VALUES if value in found]
    assert "[휴대전화번호]" in found

    lineage = json.loads(cli(home, "lineage", document["document_id"], "--json"))
    stages = {stage["stage"]: stage for stage in lineage["stages"]}
    assert list(stages) == ["parse", "refine", "clean", "chunk", "embed"]
    assert {"operation": "mask.PHONE", "count": 2} in stages["refine"]["changes"]

    (again,) = ingest(home, place / "계약서.md", "--recipe", "rag")
    assert json.loads(cli(home, "lineage", document["document_id"], "--json"))["stages"] == lineage["stages"]
    (place / "우리.yaml").write_text("operations: [pii: {action: partial}]")
    (again,) = ingest(home, place / "계약서.md", "--recipe", place / "우리.yaml")
    assert again["document_id"] == document["document_id"]
    stages = {stage["stage"]: stage for stage in json.loads(cli(home, "lineage", document["document_id"], "--json"))["stages"]}
    assert stages["parse"]["reused"] and not stages["refine"]["reused"] and not stages["chunk"]["reused"]
    assert "010-●●●●-●●78" in cli(home, "search", "휴대전화", "--json")

    (place / "계약서.md").write_text((place / "계약서.md").read_text() + "\n연락은 휴대전화 010-8765-4321로 합니다.\n")
    ingest(home, place / "계약서.md")  # nothing said: what is masked stays masked, also when the file changes
    found = cli(home, "search", "휴대전화", "--json")
    assert "010-●●●●-●●21" in found and "8765" not in found
    ingest(home, place / "계약서.md", "--recipe", "own")  # the workspace's own: none
    assert "010-1234-5678" in cli(home, "search", "휴대전화", "--json")


def test_a_recipe_may_hold_a_document_back(place):
    home = place / "home"
    (place / "짧다.txt").write_text("짧은 글")
    (place / "체.yaml").write_text("operations: [filter: {min_characters: 20}]")
    short, long = sorted(ingest(home, place / "짧다.txt", place / "계약서.md", "--recipe", place / "체.yaml"), key=lambda row: row["state"])
    assert short["state"] == "failed" and "held_back" in short["error"]["message"] and "too_short" in short["error"]["message"]
    assert long["state"] == "ready"
    assert "짧은" not in cli(home, "search", "짧은 글", "--json")


def test_what_one_document_cannot_do_is_said(place):
    (place / "전체.yaml").write_text("operations: [normalise, perplexity]")
    done = subprocess.run([BINARY, "--home", place / "home", "ingest", place / "계약서.md", "--recipe", place / "전체.yaml"], capture_output=True, text=True)
    assert done.returncode == 8 and "perplexity" in done.stderr
    done = subprocess.run([BINARY, "--home", place / "home", "ingest", place / "계약서.md", "--recipe", "rag"], capture_output=True, text=True)
    assert done.returncode == 0 and "boilerplate, dedup" in done.stderr


def test_the_workspace_has_a_recipe_of_its_own(place):
    home = place / "home"
    cli(home, "user", "list")
    config = home / "onggi.toml"
    written = config.read_text()
    config.write_text(written.replace("[ingest]", '[ingest]\nrecipe = "우리.yaml"'))
    (home / "우리.yaml").write_text("operations: [pii: {kinds: {PHONE: keep}}]")
    ingest(home, place / "계약서.md")
    found = cli(home, "search", "휴대전화", "--json")
    assert "010-1234-5678" in found and "hong@example.com" not in found

    config.write_text(written.replace("[ingest]", '[ingest]\nmask = "type"'))
    ingest(home, place / "계약서.md")  # another recipe: done again though the file is the same
    assert "010-1234-5678" not in cli(home, "search", "휴대전화", "--json")
    config.write_text(written.replace("[ingest]", '[ingest]\nmask = "type"\nrecipe = "rag"'))
    assert subprocess.run([BINARY, "--home", home, "ingest", place / "계약서.md"], capture_output=True).returncode == 3


def test_masked_in_text_page_and_words_and_the_original_only_with_right_and_reason(place):
    home, number, mail = place / "home", "010-1234-5678", "hong@example.com"
    (place / "memo.pdf").write_bytes(pdf_page(["Contact for the lease", f"Mobile {number} or {mail}", "Deposit 50,000,000 won"]))
    for login in (logins := ("reader", "corrector", "manager", "auditor")):
        cli(home, "user", "add", login, "--role", login)
    (document,) = ingest(home, place / "memo.pdf", "--recipe", "rag", "--allow", "everyone")
    (plain,) = ingest(home, place / "계약서.md", "--allow", "everyone")
    keys = {login: json.loads(cli(home, "key", "add", login, "--name", "t", "--json"))["secret"] for login in logins}
    server = Server(home)
    try:
        at = f"/api/documents/{document['document_id']}"
        for login in keys:
            content = server.call("GET", at + "/content", keys[login]).body.decode()
            assert number not in content and mail not in content and "Deposit" in content
        detail = server.call("GET", at, keys["reader"]).json()
        assert detail["masked"] and not detail["may_see_unmasked"]
        assert server.call("GET", at, keys["corrector"]).json()["may_correct"] is False

        words = server.call("GET", at + "/pages/0/words", keys["reader"]).json()["words"]
        texts = {word["text"] for word in words}
        assert "Mobile" in texts and number not in texts and mail not in texts
        image = server.call("GET", at + "/pages/0/image?dpi=72", keys["reader"]).body
        # The second line: its values stand right of "Mobile", which a reader may see.
        mobile = next(word["box"] for word in words if word["text"] == "Mobile")
        either = next(word["box"] for word in words if word["text"] == "or")
        assert dark_share(image, (mobile[2] + 6, mobile[1] + 3, either[0] - 6, mobile[3] - 3), 72) > 0.95
        assert dark_share(image, mobile, 72) < 0.5

        for path, wanted in (("/original", 403), ("/original?reason=확인", 403), ("/content?unmasked=확인", 403), ("/corrections", 403)):
            assert server.call("GET", at + quoted(path), keys["reader"]).status == wanted, path
        assert server.call("GET", at + "/original", keys["manager"]).status == 400
        opened = server.call("GET", at + quoted("/original?reason=분쟁 확인"), keys["manager"])
        assert opened.status == 200 and number.encode() in opened.body
        assert number in server.call("GET", at + quoted("/content?unmasked=분쟁 확인"), keys["manager"]).body.decode()
        # Where nothing is masked, nobody is asked for anything.
        assert server.call("GET", f"/api/documents/{plain['document_id']}/original", keys["reader"]).status == 200
        log = server.call("GET", "/api/audit", keys["auditor"]).body.decode()
        assert log.count("분쟁 확인") == 2 and number not in log
    finally:
        server.stop()


def quoted(path):
    return urllib.parse.quote(path, safe="/?=")
