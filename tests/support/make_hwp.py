#!/usr/bin/env python3
"""Writes the golden HWP 5 files of tests/golden/parse/hwp: small documents made record by record, one feature each.

    tests/support/make_hwp.py tests/golden/parse/hwp

Source of every layout: HWP 5.0 file format (Hancom). encrypted.hwp and distribution.hwp need PyPI `pycryptodome`.
"""
import hashlib
import struct
import sys
import zlib
from pathlib import Path

PARA_HEADER, PARA_TEXT, LETTERS, LINE_SEG, CTRL, LIST, PAGE_DEF = 0x42, 0x43, 0x44, 0x45, 0x47, 0x48, 0x49
SHAPE, TABLE, PICTURE, CONTAINER, EQEDIT, TEXTART, FORM, MEMO_LIST = 0x4C, 0x4D, 0x55, 0x56, 0x58, 0x5A, 0x5B, 0x5D
PROPERTIES, BIN_DATA, BORDER_FILL, LETTER_SHAPE, NUMBERING, BULLET, PARA_SHAPE, STYLE, DISTRIBUTE = 0x10, 0x12, 0x14, 0x15, 0x17, 0x18, 0x19, 0x1A, 0x1C
PACKED, PASSWORD, DISTRIBUTED, DRM = 1, 2, 4, 16


# ---- compound files (MS-CFB), version 3 ----
def compound(streams):
    """`streams`: path → bytes, at most one storage deep."""
    entries = [["Root Entry", 5, b"", []]]  # name, type, data, children
    storages = {}
    for path, data in streams.items():
        *above, name = path.split("/")
        parent = 0
        if above:
            if above[0] not in storages:
                storages[above[0]] = len(entries)
                entries[0][3].append(len(entries))
                entries.append([above[0], 1, b"", []])
            parent = storages[above[0]]
        entries[parent][3].append(len(entries))
        entries.append([name, 2, data, []])
    fat, body, mini_fat, mini = [], b"", [], b""

    def store(data, table, size):
        if not data:
            return 0xFFFFFFFE
        first, count = len(table), -(-len(data) // size)
        table.extend(range(first + 1, first + count))
        table.append(0xFFFFFFFE)
        return first

    starts = {}
    for i, (_, kind, data, _) in enumerate(entries):
        if kind == 2 and len(data) < 4096:
            starts[i] = store(data, mini_fat, 64)
            mini += data + bytes(-len(data) % 64)
        elif kind == 2:
            starts[i] = store(data, fat, 512)
            body += data + bytes(-len(data) % 512)
    starts[0] = store(mini, fat, 512)
    body += mini + bytes(-len(mini) % 512)
    mini_fat_bytes = b"".join(struct.pack("<I", x) for x in mini_fat)
    mini_fat_bytes += b"\xff" * (-len(mini_fat_bytes) % 512)
    mini_start = store(mini_fat_bytes, fat, 512)
    body += mini_fat_bytes
    directory = b""
    for i, (name, kind, data, children) in enumerate(entries):
        wide = name.encode("utf-16le") + b"\0\0"
        # Siblings as a chain to the right, in the order that MS-CFB sorts names: by length, then by letter.
        left = right = child = 0xFFFFFFFF
        for _, _, _, among in entries:
            order = sorted(among, key=lambda j: (len(entries[j][0]), entries[j][0].upper()))
            if i in order and order.index(i) + 1 < len(order):
                right = order[order.index(i) + 1]
        if children:
            child = min(children, key=lambda j: (len(entries[j][0]), entries[j][0].upper()))
        size = len(mini) if i == 0 else len(data)
        directory += wide.ljust(64, b"\0") + struct.pack("<HBBIII", len(wide), kind, 1, left, right, child)
        directory += bytes(36) + struct.pack("<IQ", starts.get(i, 0), size)
    directory += bytes(-len(directory) % 512)
    directory_start = store(directory, fat, 512)
    body += directory
    fat_sectors = 1
    while (len(fat) + fat_sectors) * 4 > fat_sectors * 512:
        fat_sectors += 1
    fat_start = len(fat)
    fat += [0xFFFFFFFD] * fat_sectors
    table = b"".join(struct.pack("<I", x) for x in fat)
    body += table.ljust(fat_sectors * 512, b"\xff")
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(10)
    header += struct.pack("<IIIIIIIII", fat_sectors, directory_start, 0, 4096, mini_start, len(mini_fat_bytes) // 512,
                          0xFFFFFFFE, 0, fat_start)
    for i in range(1, 109):
        header += struct.pack("<I", fat_start + i if i < fat_sectors else 0xFFFFFFFF)
    return header + body


# ---- records ----
def record(tag, level, data):
    if len(data) >= 0xFFF:
        return struct.pack("<II", tag | level << 10 | 0xFFF << 20, len(data)) + data
    return struct.pack("<I", tag | level << 10 | len(data) << 20) + data


def wide(text):
    return struct.pack("<H", len(text.encode("utf-16le")) // 2) + text.encode("utf-16le")


def control(unit, ctrl_id):
    return struct.pack("<H", unit) + ctrl_id[::-1].encode() + bytes(8) + struct.pack("<H", unit)


class Ctrl:
    """A control: the unit in the text, its id, the rest of its CTRL_HEADER and what hangs below it."""

    def __init__(self, unit, ctrl_id, data=b"", below=lambda level: b""):
        self.unit, self.id, self.data, self.below = unit, ctrl_id, data, below

    def records(self, level):
        return record(CTRL, level, self.id[::-1].encode() + self.data) + self.below(level + 1)


def para(*parts, shape=0, style=0, breaks=0, lines=(), letters=(), level=0, old=False, tail=b""):
    """`parts`: text, control units as b"..", or Ctrl. `lines`: (position, height); `letters`: (position, shape)."""
    units, controls = b"", []
    for part in parts:
        if isinstance(part, Ctrl):
            units += control(part.unit, part.id)
            controls.append(part)
        else:
            units += part if isinstance(part, bytes) else part.encode("utf-16le", "surrogatepass")
    units += b"\r\0"
    head = struct.pack("<IIHBBHHHI", len(units) // 2, 0, shape, style, breaks, 1, 0, len(lines), 0)
    data = record(PARA_HEADER, level, head + (b"" if old else b"\0\0"))
    data += record(PARA_TEXT, level + 1, units) if len(units) > 2 else b""
    if letters:
        data += record(LETTERS, level + 1, b"".join(struct.pack("<II", *one) for one in letters))
    if lines:
        cache = b"".join(struct.pack("<IiiiiiiiI", 0, at, h, h, h, 600, 0, 42520, 0x60000) for at, h in lines)
        data += record(LINE_SEG, level + 1, cache)
    return data + b"".join(c.records(level + 1) for c in controls) + tail


def plist(level, paragraphs, data=b"", attributes=0):
    """A LIST_HEADER and its paragraphs, as functions of their level."""
    return record(LIST, level, struct.pack("<II", len(paragraphs), attributes) + data) + b"".join(
        p(level) for p in paragraphs)


def p(*parts, **how):
    return lambda level: para(*parts, level=level, **how)


def section(columns=1, number=0, numbering=1, master=None):
    data = struct.pack("<IHHHIHH", 0, 1134, 0, 0, 8000, numbering, number) + bytes(16)

    def below(level):
        page = struct.pack("<9iI", 59528, 84188, 8504, 8504, 5668, 4252, 4252, 4252, 0, 0)
        return record(PAGE_DEF, level, page) + (plist(level, master) if master else b"")

    return Ctrl(2, "secd", data, below), Ctrl(2, "cold", struct.pack("<HH", columns << 2, 0) + bytes(8))


def head(height=1000, attributes=0x082A2210, words=""):
    return struct.pack("<IIIIIi", attributes, 0, 0, 10000, height, 0) + bytes(16) + wide(words)


def cell(column, row, paragraphs, columns=1, rows=1, title=False):
    return lambda level: plist(level, paragraphs, struct.pack("<4H", column, row, columns, rows) + bytes(18),
                               (1 << 18) if title else 0)


def table(rows, columns, cells, caption=None, above=True, attributes=0x082A2210, height=1000, cutting=2):
    def below(level):
        data = b""
        if caption:
            data += plist(level, caption, struct.pack("<IIHI", 2 if above else 3, 8504, 850, 0))
        counts = struct.pack("<%dH" % rows, *[len(cells) // rows] * rows)
        data += record(TABLE, level, struct.pack("<IHH", cutting | 4, rows, columns) + bytes(10) + counts + bytes(2))
        return data + b"".join(c(level) for c in cells)

    return Ctrl(11, "tbl ", head(height, attributes), below)


def number(kind, value, form=0, before="", after=""):
    mark = lambda x: x.encode("utf-16le") or b"\0\0"
    return Ctrl(18, "atno", struct.pack("<IH", kind | form << 4, value) + b"\0\0" + mark(before) + mark(after))


def listed(unit, ctrl_id, paragraphs, data=b""):
    return Ctrl(unit, ctrl_id, data, lambda level: plist(level, paragraphs))


def shape(level, inside, kind="$rec"):
    return record(SHAPE, level, kind[::-1].encode() * 2 + bytes(188)) + inside(level + 1)


def gso(inside, words="", caption=None):
    def below(level):
        return (plist(level, caption, struct.pack("<IIHI", 3, 8504, 850, 0)) if caption else b"") + inside(level)

    return Ctrl(11, "gso ", head(words=words), below)


def equation(script):
    return Ctrl(11, "eqed", head(attributes=0x2C2A2311),
                lambda level: record(EQEDIT, level, bytes(4) + wide(script) + bytes(10)))


# ---- DocInfo ----
def para_shape(kind=0, level=0, number_id=0, page_before=False, fill=0):
    attributes = kind << 23 | min(level, 6) << 25 | (1 << 19 if page_before else 0)
    return record(PARA_SHAPE, 0, struct.pack("<I", attributes) + bytes(26) + struct.pack("<HH", number_id, fill) + bytes(20) +
                  struct.pack("<I", level))


def letter_shape(color=0, height=1000):
    return record(LETTER_SHAPE, 0, bytes(42) + struct.pack("<i", height) + bytes(6) + struct.pack("<IIIIH", color, 0, 0xFFFFFFFF, 0, 0))


def border_fill(color):
    return record(BORDER_FILL, 0, bytes(32) + struct.pack("<III", 1, color, 0) + bytes(8))


def numbering(levels, starts=None):
    """`levels`: (form, pattern), ten of them."""
    starts = starts or [1] * 10
    one = lambda form, text: struct.pack("<IHHI", 0xC | form << 5, 0, 50, 0xFFFFFFFF) + wide(text)
    data = b"".join(one(*level) for level in levels[:7]) + b"\0\0" + struct.pack("<7I", *starts[:7])
    return record(NUMBERING, 0, data + b"".join(one(*level) for level in levels[7:]) + struct.pack("<3I", *starts[7:]))


def bullet(letter):
    return record(BULLET, 0, bytes(12) + letter.encode("utf-16le") + bytes(10))


def style(name, english=""):
    return record(STYLE, 0, wide(name) + wide(english) + bytes(10))


FORMS = [(0, "^1."), (8, "^2."), (0, "^3)"), (8, "^4)"), (0, "(^5)"), (8, "(^6)"), (1, "^7"), (2, "^n"), (3, "^9."),
         (0, "<^:>")]
INFO = (record(PROPERTIES, 0, struct.pack("<H", 1) + bytes(24)) + record(BIN_DATA, 0, struct.pack("<HH", 1, 1) + wide("png")) +
        border_fill(0x00FFFFFF) + border_fill(0x00400000) + letter_shape() + letter_shape(0x00FFFFFF) + letter_shape(0, 100) +
        numbering(FORMS) + bullet("\uf06c") + para_shape() + para_shape(1, 0, 0) + para_shape(1, 1, 0) +
        para_shape(2, 0, 1) + para_shape(2, 1, 1) + para_shape(2, 8, 1) + para_shape(2, 9, 1) + para_shape(3, 0, 1) +
        para_shape(page_before=True) + para_shape(fill=2) + style("바탕글", "Normal") + style("개요 3", "Outline 3"))
PLAIN, OUTLINE1, OUTLINE2, NUMBER1, NUMBER2, NUMBER9, NUMBER10, BULLETED, NEW_PAGE, DARK = range(10)
BLACK, WHITE, TINY = range(3)


# ---- files ----
def pack(data):
    squeeze = zlib.compressobj(9, zlib.DEFLATED, -15)
    return squeeze.compress(data) + squeeze.flush()


def hwp(body, flags=PACKED, version=0x05010001, info=INFO, encryption=4, hide=lambda data: data, more=None, text="BodyText"):
    header = b"HWP Document File".ljust(32, b"\0") + struct.pack("<IIII", version, flags, 0, encryption)
    packed = pack if flags & PACKED else lambda data: data
    bodies = body if isinstance(body, list) else [body]
    streams = {"FileHeader": header.ljust(256, b"\0"), "DocInfo": (hide if text == "BodyText" else bytes)(packed(info))}
    for i, one in enumerate(bodies):
        streams["%s/Section%d" % (text, i)] = hide(packed(one))
    return compound({**streams, **(more or {})})


def distributed(data):
    from Crypto.Cipher import AES
    seed = 0x1234
    key = hashlib.sha1(b"onggi").hexdigest().upper().encode("utf-16le")
    clear = bytearray(256)
    clear[:4] = struct.pack("<I", seed)
    offset = 4 + (seed & 15)
    clear[offset:offset + 80] = key
    state, at = seed, 0

    def rand():
        nonlocal state
        state = (state * 214013 + 2531011) & 0xFFFFFFFF
        return state >> 16 & 0x7FFF

    while at < 256:
        mask, run = rand() & 255, (rand() & 15) + 1
        for at in range(at, min(at + run, 256)):
            if at >= 4:
                clear[at] ^= mask
        at += 1
    blocks = data + bytes(-len(data) % 16)
    return record(DISTRIBUTE, 0, bytes(clear)) + AES.new(key[:16], AES.MODE_ECB).encrypt(blocks)


def locked(password):
    from Crypto.Cipher import AES
    mixed, before = b"", 0xEC
    for byte in password.encode():
        mixed += bytes([(before << 1 | before >> 7) & 0xFF, byte])
        before = byte
    key = hashlib.sha1(mixed).digest()[:16]

    def hide(data):
        cipher, register, out = AES.new(key, AES.MODE_ECB), 0, 0
        for bit in range(len(data) * 8):
            plain = data[bit >> 3] >> (7 - (bit & 7)) & 1
            hidden = plain ^ cipher.encrypt(register.to_bytes(16, "big"))[0] >> 7
            register = (register << 1 | hidden) & ((1 << 128) - 1)
            out = out << 1 | hidden
        return out.to_bytes(len(data), "big")

    return hide


PNG = bytes.fromhex("89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c4944415478da63f8ffff3f0005fe02"
                    "fedccc59e70000000049454e44ae426082")


def picture(level):
    return shape(level, lambda inner: record(PICTURE, inner, bytes(71) + struct.pack("<H", 1) + bytes(5)), "$pic")


OLE = 0x54
CHART = """<?xml version="1.0" encoding="UTF-8"?><c:chartSpace xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart"
xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><c:chart><c:title><c:tx><c:rich><a:p><a:r><a:t>분기별 매출</a:t>
</a:r></a:p></c:rich></c:tx></c:title><c:plotArea><c:barChart><c:ser><c:tx><c:strRef><c:strCache><c:pt idx="0"><c:v>서울</c:v></c:pt>
</c:strCache></c:strRef></c:tx><c:cat><c:strRef><c:strCache><c:pt idx="0"><c:v>1분기</c:v></c:pt><c:pt idx="1"><c:v>2분기</c:v></c:pt>
</c:strCache></c:strRef></c:cat><c:val><c:numRef><c:numCache><c:pt idx="0"><c:v>4.3</c:v></c:pt><c:pt idx="1"><c:v>2.5</c:v></c:pt>
</c:numCache></c:numRef></c:val></c:ser></c:barChart></c:plotArea></c:chart></c:chartSpace>"""


def ole(number):
    return lambda level: shape(level, lambda inner: record(OLE, inner, struct.pack("<IiiH", 1, 7200, 7200, number) + bytes(16)), "$ole")


def ole_object(streams):
    data = compound(streams)
    return pack(struct.pack("<I", len(data)) + data)


def box(*paragraphs):
    return lambda level: plist(level, list(paragraphs))


def cases():
    first = section()
    nested = table(1, 2, [cell(0, 0, [p("안쪽 1")]), cell(1, 0, [p("안쪽 2")])])
    note = listed(17, "fn  ", [p(number(1, 1, after=")"), " 칸 안의 각주")])
    picture_box = gso(lambda level: shape(level, box(p("상자"))))
    yield "merged_cells", hwp(
        para(*first, "표 앞") +
        para(table(3, 3, [
            cell(0, 0, [p("구분")], rows=2, title=True), cell(1, 0, [p("금액")], columns=2, title=True),
            cell(1, 1, [p("국비")]), cell(2, 1, [p("지방비", note)]),
            cell(0, 2, [p("계"), p("(단위: 원)")]), cell(1, 2, [p(nested)]), cell(2, 2, [p("100")])],
            caption=[p("표 ", number(4, 1), " 예산")])) +
        para("표 뒤"))
    simple = table(2, 2, [cell(x, y, [p("칸 %d-%d" % (x, y))]) for y in range(2) for x in range(2)])
    yield "plain_tables", hwp(para(*first, "글", simple, note, "끝") + para(equation("x over y"), picture_box), flags=0)
    yield "contradicting_cells", hwp(
        para(*first, table(2, 2, [cell(0, 0, [p("가")]), cell(0, 0, [p("나")]), cell(5000, 1, [p("다")])],
                           caption=[p("아래 캡션")], above=False)))
    yield "headings_and_numbers", hwp(
        para(*first, "총칙", shape=OUTLINE1) + para("목적", shape=OUTLINE2) + para("정의", shape=OUTLINE2) +
        para("벌칙", shape=OUTLINE1) + para("스타일 제목", style=1) + para("첫째", shape=NUMBER1) +
        para("가지", shape=NUMBER2) + para("둘째", shape=NUMBER1) + para("아홉째 수준", shape=NUMBER9) +
        para("열째 수준", shape=NUMBER10) + para("점", shape=BULLETED))
    header = lambda: listed(16, "head", [p("머리말")], struct.pack("<I", 0))
    yield "notes_and_margins", hwp(
        para(*section(master=[p("바탕쪽 글")]), header(), listed(16, "foot", [p("꼬리말 ", number(0, 1))], bytes(4)), "본문",
             listed(17, "fn  ", [p(number(1, 1, after=")"), " 각주")]), "과 ",
             listed(17, "en  ", [p(number(2, 1, 8), ". 미주"), p("둘째 줄")]), "끝") +
        para(header(), "숨은", listed(15, "tcmt", [p("숨은 설명"), p("한 줄 더")]), " 설명") +
        para(Ctrl(3, "%%me", bytes(12)), "메모 달린 글", control(4, "%%me"),
             tail=record(MEMO_LIST, 1, bytes(22)) + plist(1, [p("메모 글")])))
    yield "inline_marks", hwp(
        para(*first, "탭", control(9, "    "), "묶음\x1e빈칸\x1f고정\x18폭\x0a다음 줄", Ctrl(22, "bokm"),
             " ", Ctrl(3, "%hlk", bytes(4) + b"\0" + wide("http\\://example.com;1;0;0;") + bytes(4)), "누리집", control(4, "%hlk")) +
        para("덧말 ", Ctrl(23, "tdut", wide("韓國") + wide("한국") + bytes(20)), ", 겹침 ",
             Ctrl(23, "tcps", wide("③") + bytes(8))) +
        para("옛한글 \ue560 \u1112\u119e\u11ab, 한자 밖 \U00020000, 반쪽 \ud800 끝") +
        para("식 ", equation("a over b"), "이다.") + para(equation("E=mc ^{2}")), version=0x05000202)
    yield "text_boxes", hwp(
        para(*first, "그림 앞", gso(picture, "고양이가 담 위에 앉아 있다.", [p("그림 ", number(3, 1), " 고양이")]),
             gso(picture, "그림입니다. 원본 그림의 이름: a.png")) +
        para(gso(lambda level: shape(level, box(p("글상자 첫 줄"), p("둘째 줄"))))) +
        para("묶음", gso(lambda level: shape(level, lambda inner: record(CONTAINER, inner, bytes(4)) + shape(
            inner, box(p("묶음 안"))) + shape(inner, lambda deepest: record(TEXTART, deepest, bytes(32) + wide("글맵시"))),
                                           "$con"))) +
        para("동의 ", Ctrl(11, "form", head(), lambda level: record(
            FORM, level, bytes(12) + "CommonSet:set:1:Caption:wstring:4:예, 동 Text:wstring:0:".encode("utf-16le")))),
        more={"BinData/BIN0001.png": pack(PNG)})
    objects = struct.pack("<HH", 1, 1) + wide("OLE"), struct.pack("<HH", 1, 2) + wide("OLE")
    yield "charts", hwp(
        para(*first, "앞", gso(ole(2), "", [p("그림 ", number(3, 1), " 매출")]), gso(ole(3)), gso(ole(9)), "뒤"),
        info=INFO + b"".join(record(BIN_DATA, 1, one) for one in objects),
        more={"BinData/BIN0001.OLE": ole_object({"Contents": bytes(40), "OOXMLChartContents": CHART.encode()}),
              "BinData/BIN0002.OLE": ole_object({"Workbook": b"no chart"})})
    tracked = para(*first, "고친 끝 글", breaks=0)
    yield "tracked_changes", hwp(tracked, flags=PACKED | 1 << 14,
                                 more={"ViewText/Section0": pack(para(*first, "지운 글과 고친 끝 글"))})
    at = lambda *positions: [(position, 1000) for position in positions]
    big = table(3, 1, [cell(0, i, [p("줄 %d" % i)]) for i in range(3)], height=100000)
    yield "pages", hwp([
        para(*section(number=3), Ctrl(21, "pgnp", struct.pack("<I", 3) + bytes(8)), "첫 쪽", lines=at(0)) +
        para("두 쪽에 걸친 문단", lines=at(63000, 0)) + para("끊은 쪽", breaks=4, lines=at(0)) +
        para("문단 앞에서 끊은 쪽", shape=NEW_PAGE, lines=at(0)) +
        para(Ctrl(21, "nwno", struct.pack("<IH", 0, 10)), "새 번호", lines=at(1600)) +
        para(big, lines=at(3200)) + para("긴 표 뒤", lines=at(40000)),
        para(*section(columns=2), "왼쪽 단", lines=at(0, 1600)) + para("오른쪽 단", lines=at(0, 1600)) +
        para("다시 왼쪽", breaks=8, lines=at(0))])
    yield "without_positions", hwp(para(*first, "줄 위치가 없는 글") + para("끊은 쪽", breaks=4))
    yield "plain_5_0_0", hwp(para(*first, "압축하지 않은 옛 판", old=True), flags=0, version=0x05000000)
    yield "no_text", hwp(para(*first))
    yield "unseen_letters", hwp(
        para(*first, "보이고 안 보이고 다시 보인다", letters=[(0, BLACK), (20, WHITE), (26, BLACK)]) +
        para("너무 작은 글", letters=[(0, TINY)]) + para("어두운 바탕의 흰 글", shape=DARK, letters=[(0, WHITE)]) +
        para(gso(lambda level: shape(level, box(p("글상자의 흰 글", letters=[(0, WHITE)]))))))
    yield "drm", hwp(para(*first, "보이지 않는다"), flags=PACKED | DRM)
    yield "encrypted_before_7", hwp(para(*first, "보이지 않는다"), flags=PACKED | PASSWORD, encryption=3)
    yield "encrypted", hwp(para(*first, "암호로 잠근 글"), flags=PACKED | PASSWORD, hide=locked("onggi 7"))
    yield "distribution", hwp(para(*first, "배포용 문서의 글"), flags=PACKED | DISTRIBUTED, hide=distributed, text="ViewText",
                              more={"BodyText/Section0": pack(para(*first, "상위 버전의 배포용 문서입니다."))})


def main():
    folder = Path(sys.argv[1])
    for name, data in cases():
        (folder / (name + ".hwp")).write_bytes(data)


if __name__ == "__main__":
    main()
