#!/usr/bin/env python3
"""Writes the small DOCX and HWPX files of tests/golden/parse: one feature each. Run it after changing a case; the files are committed."""

import io
import pathlib
import sys
import zipfile

ROOT = pathlib.Path(__file__).resolve().parent.parent / "tests" / "golden" / "parse"
XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
MC = ' xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" xmlns:wps="urn:wps" xmlns:v="urn:v"'
R = ' xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
M = ' xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"


def pack(folder: str, name: str, parts: dict[str, str]) -> None:
    """A ZIP that is the same byte for byte each time: fixed order and times."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package:
        for path, text in parts.items():
            package.writestr(zipfile.ZipInfo(path, (1980, 1, 1, 0, 0, 0)), text.encode("utf-8"), zipfile.ZIP_DEFLATED)
    target = ROOT / folder / name
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(buffer.getvalue())


# ---- DOCX ----


def relations(entries: list[tuple[str, str]]) -> str:
    body = "".join(f'<Relationship Id="r{i}" Type="{RELATION}{kind}" Target="{target}"/>' for i, (kind, target) in enumerate(entries))
    return f'{XML}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{body}</Relationships>'


def p(text: str, style: str = "", properties: str = "") -> str:
    style = f'<w:pStyle w:val="{style}"/>' if style else ""
    return f'<w:p><w:pPr>{style}{properties}</w:pPr><w:r><w:t xml:space="preserve">{text}</w:t></w:r></w:p>'


def tc(text: str, properties: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{text if text.startswith('<') else p(text)}</w:tc>"


STYLES = f"""{XML}<w:styles {W}>
<w:style w:type="paragraph" w:default="1" w:styleId="a"><w:name w:val="Normal"/></w:style>
<w:style w:type="paragraph" w:styleId="a1"><w:name w:val="Title"/><w:basedOn w:val="a"/></w:style>
<w:style w:type="paragraph" w:styleId="1"><w:name w:val="heading 1"/><w:basedOn w:val="a"/><w:pPr><w:outlineLvl w:val="0"/></w:pPr></w:style>
<w:style w:type="paragraph" w:styleId="2"><w:name w:val="heading 2"/><w:basedOn w:val="1"/><w:pPr><w:outlineLvl w:val="1"/></w:pPr></w:style>
<w:style w:type="paragraph" w:styleId="own"><w:name w:val="우리 제목"/><w:basedOn w:val="2"/></w:style>
<w:style w:type="paragraph" w:styleId="cap"><w:name w:val="caption"/></w:style>
</w:styles>"""


def level(index: int, form: str, text: str) -> str:
    return f'<w:lvl w:ilvl="{index}"><w:start w:val="1"/><w:numFmt w:val="{form}"/><w:lvlText w:val="{text}"/></w:lvl>'


TYPES = (XML + '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Override PartName="/word/document.xml" '
         'ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>')
NUMBERING = f"""{XML}<w:numbering {W}>
<w:abstractNum w:abstractNumId="0">{level(0, "decimal", "제%1조")}{level(1, "decimal", "%1.%2")}{level(2, "ganada", "%3.")}</w:abstractNum>
<w:abstractNum w:abstractNumId="1">{level(0, "bullet", chr(0xF0B7))}</w:abstractNum>
<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num><w:num w:numId="2"><w:abstractNumId w:val="1"/></w:num>
<w:num w:numId="3"><w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="7"/></w:lvlOverride></w:num>
</w:numbering>"""


def num(number: int, depth: int) -> str:
    return f'<w:numPr><w:ilvl w:val="{depth}"/><w:numId w:val="{number}"/></w:numPr>'


def docx(name: str, body: str, parts: dict[str, str] | None = None, kinds: list[tuple[str, str]] | None = None) -> None:
    kinds = [("styles", "styles.xml"), ("numbering", "numbering.xml")] + (kinds or [])
    pack("docx", name, {
        "[Content_Types].xml": TYPES,
        "_rels/.rels": relations([("officeDocument", "word/document.xml")]),
        "word/document.xml": f"{XML}<w:document {W}{MC}{R}{M}><w:body>{body}</w:body></w:document>",
        "word/_rels/document.xml.rels": relations(kinds),
        "word/styles.xml": STYLES, "word/numbering.xml": NUMBERING, **(parts or {})})


def write_docx() -> None:
    docx("headings_and_lists.docx", p("취업 규칙", "a1") + p("총칙", "1") + p("목적", "2") + p("상속된 제목", "own") + p("이 규칙은 직원의 근로 조건을 정한다.") +
         p("정의", "", num(1, 0)) + p("직원이란", "", num(1, 1)) + p("정규직", "", num(1, 2)) + p("계약직", "", num(1, 2)) + p("적용 범위", "", num(1, 0)) +
         p("글머리", "", num(2, 0)) + p("다시 세기", "", num(3, 0)))
    docx("merged_cells.docx", "<w:tbl>" +
         "<w:tr><w:trPr><w:tblHeader/></w:trPr>" + tc("구분", '<w:vMerge w:val="restart"/>') + tc("금액", '<w:gridSpan w:val="2"/>') + "</w:tr>" +
         "<w:tr>" + tc("", "<w:vMerge/>") + tc("국내") + tc("국외") + "</w:tr>" +
         "<w:tr>" + tc("여비") + tc("10,000") + tc("20,000") + "</w:tr></w:tbl>")
    inner = "<w:tbl><w:tr>" + tc("가") + tc("나") + "</w:tr><w:tr>" + tc("다") + tc("라") + "</w:tr></w:tbl>"
    docx("nested_table.docx", "<w:tbl><w:tr>" + tc("바깥") + tc(p("안쪽 표") + inner) + "</w:tr></w:tbl>" + p("표 1. 겹친 표", "cap"))
    docx("tracked_changes.docx", '<w:p><w:r><w:t xml:space="preserve">기간은 </w:t></w:r><w:del w:id="1"><w:r><w:delText>1년</w:delText></w:r></w:del>'
         '<w:ins w:id="2"><w:r><w:t>2년</w:t></w:r></w:ins><w:r><w:t>이다.</w:t></w:r><w:r><w:rPr><w:vanish/></w:rPr><w:t>숨은 글</w:t></w:r></w:p>')
    note = f'{XML}<w:footnotes {W}><w:footnote w:type="separator" w:id="-1"><w:p/></w:footnote><w:footnote w:id="1">{p("개정 2024. 1. 1.")}</w:footnote></w:footnotes>'
    head = f'{XML}<w:hdr {W}>{p("사내 한정")}</w:hdr>'
    foot = f'{XML}<w:ftr {W}>{p("총무팀")}</w:ftr>'
    docx("notes_and_margins.docx", '<w:p><w:r><w:t>시행일</w:t></w:r><w:r><w:footnoteReference w:id="1"/></w:r><w:r><w:t>은 따로 정한다.</w:t></w:r></w:p>'
         '<w:sectPr><w:headerReference w:type="default" r:id="r3"/><w:footerReference w:type="default" r:id="r4"/></w:sectPr>',
         {"word/footnotes.xml": note, "word/header1.xml": head, "word/footer1.xml": foot},
         [("footnotes", "footnotes.xml"), ("header", "header1.xml"), ("footer", "footer1.xml")])
    box = f"<w:txbxContent>{p('상자 안의 글')}</w:txbxContent>"
    docx("text_box_once.docx", f'<w:p><w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wps:txbx>{box}</wps:txbx></w:drawing></mc:Choice>'
         f'<mc:Fallback><w:pict><v:textbox>{box}</v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r><w:r><w:t>본문</w:t></w:r></w:p>')
    size = '<w:pgSz w:w="11906" w:h="16838"/>'
    docx("page_breaks.docx", p("첫 쪽") + '<w:p><w:r><w:br w:type="page"/></w:r><w:r><w:lastRenderedPageBreak/><w:t>둘째 쪽</w:t></w:r></w:p>' +
         p("둘째 쪽 끝", "", f'<w:sectPr>{size}</w:sectPr>') + p("셋째 쪽은 11쪽이라고 적힌다") + f'<w:sectPr>{size}<w:pgNumType w:start="11"/></w:sectPr>')
    fraction = "<m:f><m:num><m:r><m:t>a+b</m:t></m:r></m:num><m:den><m:r><m:t>2</m:t></m:r></m:den></m:f>"
    power = "<m:sSup><m:e><m:r><m:t>x</m:t></m:r></m:e><m:sup><m:r><m:t>2</m:t></m:r></m:sup></m:sSup>"
    docx("formula.docx", f"<w:p><m:oMathPara><m:oMath>{power}<m:r><m:t>=</m:t></m:r>{fraction}</m:oMath></m:oMathPara></w:p>" +
         f"<w:p><w:r><w:t>넓이는 </w:t></w:r><m:oMath>{power}</m:oMath><w:r><w:t>이다.</w:t></w:r></w:p>")
    docx("entities_stay_closed.docx", p("&amp;외부 글은 &lt;읽지&gt; 않는다"))
    pack("docx", "cut_off.docx", {"[Content_Types].xml": TYPES, "_rels/.rels": relations([("officeDocument", "word/document.xml")]),
                                  "word/document.xml": f"{XML}<w:document {W}><w:body>{p('앞 문단은 남는다.')}<w:p><w:r><w:t>끊긴"})
    pack("docx", "not_a_document.docx", {"[Content_Types].xml": TYPES, "word/other.xml": "<a/>"})


# ---- HWPX ----

HP = 'xmlns:hp="http://www.hancom.co.kr/hwpml/2011/paragraph" xmlns:hs="http://www.hancom.co.kr/hwpml/2011/section" xmlns:hc="http://www.hancom.co.kr/hwpml/2011/core"'
HH = 'xmlns:hh="http://www.hancom.co.kr/hwpml/2011/head"'


def head_level(index: int, form: str, text: str) -> str:
    return f'<hh:paraHead start="1" level="{index}" numFormat="{form}">{text}</hh:paraHead>'


HEADER = f"""{XML}<hh:head {HH}><hh:refList>
<hh:numberings><hh:numbering id="1" start="0">{head_level(1, "DIGIT", "제^1장")}{head_level(2, "HANGUL_SYLLABLE", "^2.")}</hh:numbering>
<hh:numbering id="2" start="0">{head_level(1, "DIGIT", "^1.")}{head_level(2, "DIGIT", "^1.^2")}{head_level(3, "CIRCLED_DIGIT", "^3")}</hh:numbering></hh:numberings>
<hh:bullets><hh:bullet id="1" char="&#xF06C;"/></hh:bullets>
<hh:paraProperties><hh:paraPr id="0"><hh:heading type="NONE" idRef="0" level="0"/></hh:paraPr>
<hh:paraPr id="1"><hh:heading type="OUTLINE" idRef="0" level="0"/></hh:paraPr><hh:paraPr id="2"><hh:heading type="OUTLINE" idRef="0" level="1"/></hh:paraPr>
<hh:paraPr id="3"><hh:heading type="NUMBER" idRef="2" level="0"/></hh:paraPr><hh:paraPr id="4"><hh:heading type="NUMBER" idRef="2" level="1"/></hh:paraPr>
<hh:paraPr id="5"><hh:heading type="NUMBER" idRef="2" level="2"/></hh:paraPr><hh:paraPr id="6"><hh:heading type="BULLET" idRef="1" level="0"/></hh:paraPr></hh:paraProperties>
<hh:styles><hh:style id="0" name="바탕글" engName="Normal"/><hh:style id="1" name="개요 3" engName="Outline 3"/></hh:styles>
</hh:refList></hh:head>"""

SECTION = '<hp:run><hp:secPr outlineShapeIDRef="1"><hp:startNum page="%d"/><hp:pagePr landscape="WIDELY" width="59528" height="84188"><hp:margin left="8504" right="8504" top="5668" bottom="4252" header="4252" footer="4252"/></hp:pagePr></hp:secPr></hp:run>'


def lines(*positions: int) -> str:
    return "<hp:linesegarray>" + "".join(f'<hp:lineseg textpos="0" vertpos="{at}" vertsize="1000"/>' for at in positions) + "</hp:linesegarray>"


def hp(text: str, shape: int = 0, attributes: str = "", before: str = "", after: str = "", style: int = 0) -> str:
    run = f"<hp:run>{text if text.startswith('<') else f'<hp:t>{text}</hp:t>'}</hp:run>"
    return f'<hp:p paraPrIDRef="{shape}" styleIDRef="{style}" {attributes}>{before}{run}{after}</hp:p>'


def cell(row: int, column: int, text: str, rows: int = 1, columns: int = 1, header: int = 0) -> str:
    body = text if text.startswith("<") else hp(text)
    return (f'<hp:tc header="{header}"><hp:subList>{body}</hp:subList><hp:cellAddr colAddr="{column}" rowAddr="{row}"/>'
            f'<hp:cellSpan colSpan="{columns}" rowSpan="{rows}"/></hp:tc>')


def tbl(rows: list[list[str]], extra: str = "") -> str:
    return f'<hp:tbl rowCnt="{len(rows)}" repeatHeader="1"><hp:sz height="3000"/>{extra}' + "".join(f"<hp:tr>{''.join(row)}</hp:tr>" for row in rows) + "</hp:tbl>"


def hwpx(name: str, *sections: str, manifest: bool = True, extra: dict[str, str] | None = None, title: str = "") -> None:
    parts = {"mimetype": "application/hwp+zip"}
    items = "".join(f'<opf:item id="s{i}" href="Contents/section{i}.xml"/>' for i in range(len(sections)))
    # The spine names the sections backwards where there are two: its order is the document's order, not the names'.
    spine = "".join(f'<opf:itemref idref="s{i}"/>' for i in reversed(range(len(sections))))
    if manifest:
        parts["META-INF/container.xml"] = f'{XML}<c xmlns:ocf="urn:o"><ocf:rootfiles><ocf:rootfile full-path="Contents/content.hpf"/></ocf:rootfiles></c>'
        parts["Contents/content.hpf"] = (f'{XML}<opf:package xmlns:opf="http://www.idpf.org/2007/opf/"><opf:metadata><opf:title>{title}</opf:title></opf:metadata>'
                                         f'<opf:manifest><opf:item id="header" href="Contents/header.xml"/>{items}</opf:manifest><opf:spine>{spine}</opf:spine></opf:package>')
    parts["Contents/header.xml"] = HEADER
    for i, body in enumerate(sections):
        parts[f"Contents/section{i}.xml"] = f"{XML}<hs:sec {HP}>{body}</hs:sec>"
    pack("hwpx", name, {**parts, **(extra or {})})


def write_hwpx() -> None:
    start = SECTION % 0
    hwpx("headings_and_numbers.hwpx", hp("총칙", 1, before=start, after=lines(0)) + hp("목적", 2, after=lines(1600)) + hp("개요 양식의 제목", 0, style=1, after=lines(3200)) +
         hp("첫째", 3) + hp("첫째의 하나", 4) + hp("첫째의 둘", 4) + hp("더 아래", 5) + hp("둘째", 3) + hp("글머리표", 6), title="문서 제목")
    hwpx("merged_cells.hwpx", hp(tbl([[cell(0, 0, "구분", rows=2, header=1), cell(0, 1, "금액", columns=2, header=1)], [cell(1, 1, "국내"), cell(1, 2, "국외")],
                                      [cell(2, 0, "여비"), cell(2, 1, "10,000"), cell(2, 2, "20,000")]],
                                     f'<hp:caption side="TOP"><hp:subList>{hp("표 1 여비")}</hp:subList></hp:caption>'), before=start, after=lines(0)))
    inner = tbl([[cell(0, 0, "가"), cell(0, 1, "나")]])
    hwpx("nested_table.hwpx", hp(tbl([[cell(0, 0, "바깥"), cell(0, 1, hp("앞") + hp(inner))]]), before=start, after=lines(0)))
    hwpx("contradicting_cells.hwpx", hp(tbl([[cell(0, 0, "하나", columns=2), cell(0, 1, "둘")], [cell(5, 0, "셋"), cell(1, 9999, "넷")]]), before=start, after=lines(0)))
    control = ('<hp:ctrl><hp:header id="1"><hp:subList>%s</hp:subList></hp:header></hp:ctrl><hp:ctrl><hp:footer id="2"><hp:subList>%s</hp:subList></hp:footer></hp:ctrl>'
               % (hp("대외비"), hp("인사팀")))
    note = f'<hp:ctrl><hp:footNote number="1"><hp:subList>{hp("각주의 글")}</hp:subList></hp:footNote></hp:ctrl>'
    memo = f'<hp:ctrl><hp:hiddenComment><hp:subList>{hp("숨은 설명")}</hp:subList></hp:hiddenComment></hp:ctrl>'
    hwpx("notes_and_margins.hwpx", hp(f"{control}<hp:t>본문의 앞</hp:t>{note}{memo}<hp:t>과 뒤</hp:t>", before=start, after=lines(0)))
    hwpx("inline_marks.hwpx", hp('<hp:t>앞<hp:tab/>뒤<hp:lineBreak/>다음 줄<hp:nbSpace/>끝<hp:hyphen/>표</hp:t>', before=start, after=lines(0)) +
         hp('<hp:t>기간은 <hp:deleteBegin Id="1"/>1년<hp:deleteEnd Id="1"/><hp:insertBegin Id="2"/>2년<hp:insertEnd Id="2"/></hp:t>', after=lines(1600)))
    hwpx("text_box_and_formula.hwpx", hp(f"<hp:rect><hp:drawText><hp:subList>{hp('상자 안의 글')}</hp:subList></hp:drawText></hp:rect><hp:t>본문</hp:t>", before=start, after=lines(0)) +
         hp("<hp:equation><hp:script>{a+b} over 2</hp:script></hp:equation>", after=lines(1600)) +
         hp("<hp:pic><hp:shapeComment>조직도</hp:shapeComment></hp:pic>", after=lines(3200)) +
         hp("<hp:pic><hp:shapeComment>그림입니다. 원본 그림의 이름: a.bmp</hp:shapeComment></hp:pic>", after=lines(4800)))
    hwpx("pages.hwpx", hp("끝 구역은 먼저 온다", before=SECTION % 5, after=lines(0)),
         hp("첫 쪽", before=start, after=lines(0)) + hp("쪽을 나눈 뒤", attributes='pageBreak="1"', after=lines(0)) + hp("아래로 흐른 뒤", after=lines(60000)) + hp("다음 쪽으로 넘어간 글", after=lines(0)))
    hwpx("no_manifest.hwpx", hp("이름으로 찾은 글", before=start, after=lines(0)), manifest=False)
    hwpx("encrypted.hwpx", hp("못 읽는 글"), extra={"META-INF/manifest.xml": f'{XML}<odf:manifest xmlns:odf="urn:m"><odf:file-entry><odf:encryption-data/></odf:file-entry></odf:manifest>'})


if __name__ == "__main__":
    write_docx()
    write_hwpx()
    print(f"written below {ROOT}", file=sys.stderr)
