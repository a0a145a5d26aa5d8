#!/usr/bin/env python3
"""Writes the golden HWP 3 files of tests/golden/parse/hwp3: small documents made field by field, one feature each.

    tests/support/make_hwp3.py tests/golden/parse/hwp3

Source of every layout: 한글문서파일형식 3.0 (Hancom). encrypted.hwp needs PyPI `pycryptodome`.
"""
import struct
import sys
import unicodedata
import zlib
from pathlib import Path

LEADING = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"
VOWELS = [3, 4, 5, 6, 7, 10, 11, 12, 13, 14, 15, 18, 19, 20, 21, 22, 23, 26, 27, 28, 29]
TRAILING = [1] + list(range(2, 18)) + list(range(19, 30))


# ---- letters ----
def code(letter):
    point = ord(letter)
    if point < 0x80:
        return point
    if 0xAC00 <= point <= 0xD7A3:
        index = point - 0xAC00
        return 0x8000 | index // 588 + 2 << 10 | VOWELS[index % 588 // 28] << 5 | TRAILING[index % 28]
    if letter in LEADING:
        return 0x8000 | LEADING.index(letter) + 2 << 10 | 2 << 5 | 1
    row, cell = (byte - 0xA1 for byte in letter.encode("euc_kr"))
    return 0x4000 + (row - 41) * 94 + cell if row >= 41 else 0x3400 + row * 96 + cell + 1


def codes(text):
    return [code(letter) for letter in unicodedata.normalize("NFC", text)]


def words(*values):
    return struct.pack("<%dH" % len(values), *values)


def field(text, units):
    return words(*codes(text)).ljust(2 * units, b"\0")


# ---- controls: bytes behind their first unit, and how many units they fill ----
class Control:
    def __init__(self, unit, units, data):
        self.unit, self.units, self.data = unit, units, data


def closed(unit, units, data=b""):
    return Control(unit, units, data + words(unit))


def block(unit, number, data):
    return Control(unit, 4, struct.pack("<I", number) + words(unit) + data)


def tab():
    return closed(9, 4, bytes(4))


def number(kind, value):
    return closed(18, 4, words(kind, value))


def outline(shape, level, numbers, forms=(), around=(), kind=1):
    forms = list(forms) + [0] * (7 - len(forms))
    around = [letter for pair in around for letter in pair] + [0] * (14 - 2 * len(around))
    return closed(28, 32, words(kind) + bytes([shape, level]) + words(*(list(numbers) + [0] * (7 - len(numbers)))) +
                  words(*forms) + words(*around))


def listed(unit, data, *paragraphs):
    return block(unit, 0, data + plist(*paragraphs))


def box(kind, cells, caption=(), above=False, anchor=1):
    """`cells`: ((x, y, width, height), paragraphs)."""
    data = bytearray(84)
    data[8] = anchor
    data[70:72], data[78:82] = words(1 if above else 0), words(kind, len(cells))
    boxes = b"".join(bytes(4) + words(*place) + bytes(15) for place, _ in cells)
    return block(10, 0, bytes(data) + boxes + b"".join(plist(*inner) for _, inner in cells) + plist(*caption))


def table(*cells, caption=(), above=False):
    """`cells`: (column, row, columns, rows, paragraphs) of a grid of 1000 units."""
    return box(0, [((1000 * c, 1000 * r, 1000 * cs, 1000 * rs), inner) for c, r, cs, rs, inner in cells], caption, above)


def picture(kind, name=b"", extra=b"", caption=()):
    data = bytearray(348)
    data[:4], data[74], data[83:83 + len(name)] = struct.pack("<I", len(extra)), kind, name
    return block(11, 0, bytes(data) + extra + plist(*caption))


def drawn(kind, links, text=b"", inside=b""):
    """An object of a drawing; `inside`: text of a shape that is used as a text box."""
    attributes = bytes(40) + struct.pack("<I", 1 << 19 if inside else 0)
    head = words(kind, links) + bytes(24) + bytes(16) + attributes + (bytes(8) + inside if inside else b"")
    return struct.pack("<I", len(head)) + head + struct.pack("<II", 0, len(text)) + text


def drawing(*objects):
    return picture(3, extra=struct.pack("<I", 24) + bytes(24) + b"".join(objects))


# ---- paragraphs ----
def para(*parts, style=0, lines=((0, 0),), columns=1, follows=False, mixed=False):
    """`parts`: text, codes or controls. `lines`: (first unit, position) and True for the first of a page."""
    units, data = 0, b""
    for part in parts:
        if isinstance(part, Control):
            data, units = data + words(part.unit) + part.data, units + part.units
        else:
            letters = [part] if isinstance(part, int) else codes(part)
            data, units = data + words(*letters), units + len(letters)
    data, units = data + words(13), units + 1
    head = struct.pack("<BHHBBIB", follows, units, len(lines), mixed, 0, 0, style) + bytes(31)
    shape = b"" if follows else bytes(172) + bytes([columns]) + bytes(14)
    laid = b"".join(words(line[0], 0, 0, line[1], 0, 0, 0x8001 if len(line) > 2 else 0x2985) for line in lines)
    shapes = b"\0" + bytes(31) + b"\1" * (units - 1) if mixed else b""
    return head + shape + laid + shapes + data


def plist(*paragraphs):
    return b"".join(one if isinstance(one, bytes) else para(one, lines=()) for one in paragraphs) + bytes(43)


# ---- files ----
STYLES = ["바탕글", "개요 1", "개요 2"]


def johab(text):
    return b"".join(struct.pack(">H" if one > 0x7F else "B", one) for one in codes(text))


def body(*paragraphs, blocks=b""):
    fonts = b"".join(words(1) + b"font".ljust(40, b"\0") for _ in range(7))
    styles = words(len(STYLES)) + b"".join(johab(name).ljust(20, b"\0") + bytes(31 + 187) for name in STYLES)
    return fonts + styles + plist(*paragraphs) + blocks + bytes(8)


def hwp(data, title="", packed=True, locked=0, page=1, information=b"", signature=b"HWP Document File V3.00 \x1a\1\2\3\4\5"):
    info = bytearray(128)
    info[6:10] = words(21047, 14882)
    info[96:100], info[110], info[124] = words(locked, page), ord(")"), packed
    info[126:128] = words(len(information))
    if packed and not locked:
        squeeze = zlib.compressobj(9, zlib.DEFLATED, -15)
        data = squeeze.compress(data) + squeeze.flush() + struct.pack("<II", zlib.crc32(data), len(data))
    return signature + bytes(info) + field(title, 56) + bytes(8 * 112) + information + data


def lock(data, password):
    from Crypto.Cipher import DES
    ring = [0] * 7
    for i, byte in enumerate(password.encode("utf-16le")):
        mixed = ring[i % 7] ^ byte
        ring[i % 7] = (mixed << 1 | mixed >> 7) & 0xFF
    bits = "".join("{:08b}".format(slot) for slot in ring)
    key = bytes(int(bits[i:i + 7] + "0", 2) for i in range(0, 56, 7))
    squeeze = zlib.compressobj(9, zlib.DEFLATED, -15)
    packed = squeeze.compress(bytes(256) + data) + squeeze.flush()
    return DES.new(key, DES.MODE_ECB).encrypt(packed + bytes(-len(packed) % 8))


PNG = bytes.fromhex("89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c4944415478da63f8ffff3f0005fe02"
                    "fedccc59e70000000049454e44ae426082")


def cases():
    araea = 0x8000 | 20 << 10 | 30 << 5 | 5  # 하, with the old vowel and ㄴ
    yield "letters", hwp(body(
        para("한글 ABC ㄱㅎ ", 0x8000 | 1 << 10 | 3 << 5 | 1, " ", araea, "글 大韓民國 ※○→Ⅲ① か"[:-1], 0x1F2B, " ", 0x37C0, 0x37C1),
        para(0x0081, "인용", 0x0082, 0x0083, "작은", 0x0084, " ", 0x2F06, 0x2F10, 0x2F67, " ", 0x2E01, 0x2C21, 0x2C40, 0x2C50,
             " ", 0x3013, 0x301C, 0x301D, " ", 0x309B, "책", 0x309D, 0x203B, 0x205A, " 뜻 모를 ", 0x7FFF, 0x1000)), "글자")
    yield "plain", hwp(body(para("압축하지 않은 글", mixed=True), para("둘째 문단", follows=True)), "제목", packed=False,
                       information=b"any block")
    note = listed(17, bytes(8) + words(1, 0, 0), para(number(1, 1), " 칸 안의 각주", lines=()))
    nested = table((0, 0, 1, 1, ["안쪽 1"]), (1, 0, 1, 1, ["안쪽 2"]))
    yield "merged_cells", hwp(body(
        para("표 앞"),
        para(table((0, 0, 1, 2, ["구분"]), (1, 0, 2, 1, ["금액"]), (1, 1, 1, 1, ["국비"]),
                   (2, 1, 1, 1, [para("지방비", note, lines=())]), (0, 2, 1, 1, ["계", "(단위: 원)"]),
                   (1, 2, 1, 1, [para(nested, lines=())]), (2, 2, 1, 1, ["100"]),
                   caption=[para("표 ", number(4, 1), " 예산", lines=())])),
        para("글 ", table((0, 0, 1, 1, ["위에 제목"]), caption=["위 캡션"], above=True), "끝"),
        para(box(0, [((0, 0, 1000, 500), ["가"]), ((3, 0, 997, 500), ["나"])]))))
    yield "headings_and_numbers", hwp(body(
        para("총칙", style=1), para("목적", style=2), para(outline(1, 0, [2]), "둘째 장", style=1),
        para(outline(2, 2, [1, 2, 3]), "이어진 번호"), para(outline(3, 1, [1, 2]), "나"), para(outline(5, 6, [1] * 7), "끝 수준"),
        para(outline(129, 0, [1]), "동그라미"),
        para(outline(0, 1, [1, 3], forms=[1, 10], around=[(0, 0), (ord("("), ord(")"))]), "마음대로"),
        para(outline(0, 0, [4], forms=[8]), "원 숫자"), para(outline(0, 1, [4, 2], forms=[0, 12]), "잇는 수"),
        para(outline(1, 0, [9], kind=0), "번호 없는 제목"), para(outline(1, 0, [3]), "긴 문단은 제목이 아니다. " * 12)))
    header = lambda: listed(16, bytes(8) + b"\0\0", "머리말")
    yield "notes_and_margins", hwp(body(
        para(header(), listed(16, bytes(8) + b"\1\0", para("꼬리말 ", number(0, 1), lines=())), "본문",
             listed(17, bytes(8) + words(1, 0, 0), para(number(1, 1), " 각주", lines=())), "과 ",
             listed(17, bytes(8) + words(1, 1, 0), para(number(2, 1), " 미주", lines=()), "둘째 줄"), "끝"),
        para(header(), "숨은", listed(15, bytes(8), "숨은 설명", "한 줄 더"), " 설명")))
    date = field("1년 02월 3일 6요일 ", 40) + words(2026, 3, 1, 2, 14, 5)
    yield "inline_marks", hwp(body(
        para("탭", tab(), "묶음", closed(30, 2), "빈칸", closed(31, 2), "고정", closed(24, 3, words(0)), "폭",
             closed(25, 3, words(0)), block(6, 34, field("책갈피", 16) + words(0)), closed(21, 4, words(0, 0)), " 끝"),
        para(block(5, 46, bytes([4, 0]) + bytes(44)), "누름틀", block(5, 46, bytes([4, 0]) + bytes(44)), " ",
             closed(23, 5, words(*codes("가나"), 0)), " ", closed(22, 12, johab("이름").ljust(20, b"\0")), " ",
             block(3, 4, b"skip"), closed(26, 123, bytes(242)), closed(7, 42, bytes(80)), closed(8, 48, date))))
    words_in = lambda *texts: plist(*texts)
    yield "text_boxes", hwp(body(
        para("그림 앞", picture(2, b"E$$00000.png", caption=[para("그림 ", number(3, 1), " 고양이", lines=())]), "뒤"),
        para(box(1, [((0, 0, 9, 9), ["글상자 첫 줄", "둘째 줄"])])),
        para("이 ", box(3, [((0, 0, 9, 9), ["단추"])], anchor=0), " 를 누른다"),
        para("묶음", drawing(drawn(0, 2), drawn(1, 1), drawn(2, 1, inside=words_in("네모 안")), drawn(6, 0, words_in("묶음 안")))),
        para("식 ", box(2, [((0, 0, 9, 9), ["a over b"])]), "이다."),
        para(box(2, [((0, 0, 9, 9), ["E=mc ^{2}"])])),
        blocks=struct.pack("<II", 1, 32 + len(PNG)) + b"HWP00000.png".ljust(16, b"\0") + b"PNG".ljust(16, b"\0") + PNG))
    yield "broken_drawing", hwp(body(para("앞", drawing(drawn(6, 1, words_in("남은 글"))), "뒤"), para("다음 문단")))
    new_number = closed(19, 4, words(0, 10))
    yield "pages", hwp(body(
        para(closed(20, 4, words(5, 2)), "첫 쪽", lines=((0, 0),)), para("두 쪽에 걸친 문단", lines=((0, 9000), (4, 0, True))),
        para(new_number, "새 번호", lines=((0, 400),)), para("다음 쪽", lines=((0, 0, True),)),
        para("표 앞 ", table((0, 0, 1, 1, ["셋째 쪽의 표"])), lines=((0, 400), (4, 0, True)))), page=3)
    yield "pages_by_position", hwp(body(
        para("첫 쪽", lines=((0, 0), (1, 400))), para("둘째 쪽", lines=((0, 0),)),
        para("왼쪽 단", lines=((0, 400),), columns=2), para("오른쪽 단", lines=((0, 400), (2, 0))),
        para("셋째 쪽", lines=((0, 0),))))
    yield "without_positions", hwp(body(para("줄 위치가 없는 글", lines=())))
    yield "no_text", hwp(body(para("")))
    yield "cut_off", hwp(body(para("앞은 있고"), para("뒤는 없다"), para(table((0, 0, 1, 1, ["칸"])))) [:-300], packed=False)
    yield "encrypted", hwp(lock(body(para("암호로 잠근 글")), "onggi 3"), "제목", locked=2)
    yield "version_2", hwp(body(para("옛 판")), signature=b"HWP Document File V2.10 \x1a\1\2\3\4\5")


def main():
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    for name, data in cases():
        (folder / (name + ".hwp")).write_bytes(data)


if __name__ == "__main__":
    main()
