"""Writes blocks as HWPX: OWPML of KS X 6101, one section, in the layout that Hancom Office 2014 and later write.

The line layout cache (hp:linesegarray) is left out on purpose: it may be absent, and the word processor lays the text out
anew; a wrong one would be believed.
"""

from . import blocks, hwpx_header
from .package import XML_HEAD, escape, zip_bytes

_TEXT_WIDTH = 42520  # HWPUNIT, 1/7200 inch: A4 (59528) less two margins of 30 mm (8504)
_ROW_HEIGHT = 2000

_NAMESPACES = hwpx_header.NAMESPACES

_VERSION = (
    XML_HEAD + '<hv:HCFVersion xmlns:hv="http://www.hancom.co.kr/hwpml/2011/version" tagetApplication="WORDPROCESSOR"'
    ' major="5" minor="0" micro="5" buildNumber="0" os="1" xmlVersion="1.4" application="onggi samples" appVersion="1"/>'
)
_CONTAINER = (
    XML_HEAD + '<ocf:container xmlns:ocf="urn:oasis:names:tc:opendocument:xmlns:container"'
    ' xmlns:hpf="http://www.hancom.co.kr/schema/2011/hpf"><ocf:rootfiles>'
    '<ocf:rootfile full-path="Contents/content.hpf" media-type="application/hwpml-package+xml"/>'
    '<ocf:rootfile full-path="Preview/PrvText.txt" media-type="text/plain"/></ocf:rootfiles></ocf:container>'
)
_MANIFEST = XML_HEAD + '<odf:manifest xmlns:odf="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'
_SETTINGS = (
    XML_HEAD + '<ha:HWPApplicationSetting xmlns:ha="http://www.hancom.co.kr/hwpml/2011/app"'
    ' xmlns:config="urn:oasis:names:tc:opendocument:xmlns:config:1.0">'
    '<ha:CaretPosition listIDRef="0" paraIDRef="0" pos="0"/></ha:HWPApplicationSetting>'
)


def write(source: blocks.Source) -> bytes:
    ordered = max((block.list_index for block in source.blocks if isinstance(block, blocks.Item)), default=0)
    numbered_outline = source.keys.get("outline") == "numbered"
    parts = [
        ("mimetype", "application/hwp+zip"),
        ("version.xml", _VERSION),
        ("Contents/header.xml", hwpx_header.header(ordered, numbered_outline)),
        ("Contents/section0.xml", _Section(source).xml()),
        ("Preview/PrvText.txt", _preview(source)),
        ("settings.xml", _SETTINGS),
        ("META-INF/container.xml", _CONTAINER),
        ("Contents/content.hpf", _content(source)),
        ("META-INF/manifest.xml", _MANIFEST),
    ]
    return zip_bytes(parts, stored=frozenset({"mimetype", "version.xml"}))


def _content(source: blocks.Source) -> str:
    date = f"{source.keys['date']}T00:00:00Z"
    author = escape(source.keys["author"])
    metas = [("creator", author), ("subject", ""), ("description", ""), ("lastsaveby", author)]
    metas += [("CreatedDate", date), ("ModifiedDate", date), ("keyword", "")]
    items = [("header", "Contents/header.xml"), ("section0", "Contents/section0.xml"), ("settings", "settings.xml")]
    return (
        XML_HEAD + f'<opf:package {_NAMESPACES} version="" unique-identifier="" id=""><opf:metadata>'
        f"<opf:title>{escape(source.title)}</opf:title><opf:language>ko</opf:language>"
        + "".join(f'<opf:meta name="{name}" content="text">{value}</opf:meta>' for name, value in metas)
        + "</opf:metadata><opf:manifest>"
        + "".join(f'<opf:item id="{key}" href="{href}" media-type="application/xml"/>' for key, href in items)
        + '</opf:manifest><opf:spine><opf:itemref idref="header" linear="yes"/>'
        '<opf:itemref idref="section0" linear="yes"/></opf:spine></opf:package>'
    )


def _preview(source: blocks.Source) -> str:
    """The first 1,000 characters as the word processor keeps them: cells in angle brackets, CR LF."""
    lines = [source.title]
    for block in source.blocks:
        match block:
            case blocks.Table():
                for row in range(block.rows):
                    lines.append("".join(f"<{blocks.plain(cell.text)}>" for cell in block.cells if cell.row == row))
            case blocks.Heading() | blocks.Text() | blocks.Item():
                lines.append(blocks.plain(block.text))
    return "\r\n".join(lines)[:1000]


class _Section:
    """Contents/section0.xml. Ids are counted, so the same source gives the same bytes."""

    def __init__(self, source: blocks.Source):
        self.source = source
        self.next_id = 1
        self.page_break = False  # the next paragraph starts a page

    def xml(self) -> str:
        title = _run(_SECTION_PROPERTIES + self._header() + self._footer(), "title") + _runs(self.source.title, "title")
        body = [self._paragraph(title, "title")]
        if subtitle := self.source.keys.get("subtitle"):
            body.append(self._text(subtitle, "center"))
        body += [self._block(block) for block in self.source.blocks]
        return XML_HEAD + f"<hs:sec {_NAMESPACES}>{''.join(body)}</hs:sec>"

    def _block(self, block) -> str:
        match block:
            case blocks.Heading(level, text):
                return self._text(text, f"heading{level}")
            case blocks.Text(text, align, small):
                return self._text(text, "small" if small else align)
            case blocks.Item(text, ordered, list_index, _):
                return self._text(text, f"ordered{list_index}" if ordered else "bullet")
            case blocks.Table():
                return self._paragraph(_run(self._table(block) + "<hp:t/>", "left"), "left")
            case blocks.PageBreak():
                self.page_break = True
                return ""
        raise blocks.SourceError(f"HWPX cannot hold {type(block).__name__}")

    def _id(self) -> int:
        self.next_id += 1
        return self.next_id

    def _text(self, text: str, kind: str) -> str:
        return self._paragraph(_runs(text, kind), kind)

    def _paragraph(self, runs: str, kind: str) -> str:
        page_break, self.page_break = int(self.page_break), False
        look = hwpx_header.look(kind)
        return (
            f'<hp:p id="{self._id()}" paraPrIDRef="{look.paragraph}" styleIDRef="{look.style}" pageBreak="{page_break}"'
            f' columnBreak="0" merged="0">{runs}</hp:p>'
        )

    # --- tables ---

    def _table(self, table: blocks.Table) -> str:
        widths = [_TEXT_WIDTH * width // 100 for width in table.widths]
        rows = "".join(
            "<hp:tr>" + "".join(self._cell(table, cell, widths) for cell in table.cells if cell.row == row) + "</hp:tr>"
            for row in range(table.rows)
        )
        return (
            f'<hp:tbl id="{self._id()}" zOrder="0" numberingType="TABLE" textWrap="TOP_AND_BOTTOM" textFlow="BOTH_SIDES"'
            ' lock="0" dropcapstyle="None" pageBreak="CELL" repeatHeader="1"'
            f' rowCnt="{table.rows}" colCnt="{table.columns}" cellSpacing="0" borderFillIDRef="3" noAdjust="0">'
            f'<hp:sz width="{sum(widths)}" widthRelTo="ABSOLUTE" height="{_ROW_HEIGHT * table.rows}"'
            ' heightRelTo="ABSOLUTE" protect="0"/><hp:pos treatAsChar="1" affectLSpacing="0" flowWithText="1"'
            ' allowOverlap="0" holdAnchorAndSO="0" vertRelTo="PARA" horzRelTo="COLUMN" vertAlign="TOP" horzAlign="LEFT"'
            ' vertOffset="0" horzOffset="0"/><hp:outMargin left="283" right="283" top="283" bottom="283"/>'
            f'<hp:inMargin left="510" right="510" top="141" bottom="141"/>{rows}</hp:tbl>'
        )

    def _cell(self, table: blocks.Table, cell: blocks.Cell, widths: list[int]) -> str:
        header = cell.row < table.header_rows
        width = sum(widths[cell.column : cell.column + cell.column_span])
        kind = "table_head" if header else "table_text"
        return (
            f'<hp:tc name="" header="{int(header)}" hasMargin="0" protect="0" editable="0" dirty="0"'
            f' borderFillIDRef="{4 if header else 3}">{self._sub_list("CENTER", self._text(cell.text, kind))}'
            f'<hp:cellAddr colAddr="{cell.column}" rowAddr="{cell.row}"/>'
            f'<hp:cellSpan colSpan="{cell.column_span}" rowSpan="{cell.row_span}"/>'
            f'<hp:cellSz width="{width}" height="{_ROW_HEIGHT * cell.row_span}"/>'
            '<hp:cellMargin left="510" right="510" top="141" bottom="141"/></hp:tc>'
        )

    # --- page header and footer ---

    def _header(self) -> str:
        text = self._text(self.source.keys["header"], "page_header")
        return f'<hp:ctrl><hp:header id="1" applyPageType="BOTH">{self._sub_list("TOP", text, 4252)}</hp:header></hp:ctrl>'

    def _footer(self) -> str:
        number = (
            '<hp:ctrl><hp:autoNum num="1" numType="PAGE"><hp:autoNumFormat type="DIGIT" userChar="" prefixChar=""'
            ' suffixChar="" supscript="0"/></hp:autoNum></hp:ctrl>'
        )
        runs = _runs(self.source.keys["footer"] + "  ", "page_footer") + _run(number + "<hp:t/>", "page_footer")
        text = self._paragraph(runs, "page_footer")
        return f'<hp:ctrl><hp:footer id="2" applyPageType="BOTH">{self._sub_list("BOTTOM", text, 4252)}</hp:footer></hp:ctrl>'

    def _sub_list(self, vertical: str, paragraphs: str, height: int = 0) -> str:
        width = _TEXT_WIDTH if height else 0
        return (
            f'<hp:subList id="" textDirection="HORIZONTAL" lineWrap="BREAK" vertAlign="{vertical}" linkListIDRef="0"'
            f' linkListNextIDRef="0" textWidth="{width}" textHeight="{height}" hasTextRef="0" hasNumRef="0">'
            f"{paragraphs}</hp:subList>"
        )


def _runs(text: str, kind: str) -> str:
    if not text:
        return _run("<hp:t/>", kind)
    return "".join(_run(f"<hp:t>{escape(part)}</hp:t>", kind, bold) for part, bold in blocks.bold_runs(text))


def _run(content: str, kind: str, bold: bool = False) -> str:
    look = hwpx_header.look(kind)
    return f'<hp:run charPrIDRef="{look.bold_character if bold else look.character}">{content}</hp:run>'


def _note_properties(name: str, length: int, between: int, place: str) -> str:
    return (
        f'<hp:{name}><hp:autoNumFormat type="DIGIT" userChar="" prefixChar="" suffixChar=")" supscript="0"/>'
        f'<hp:noteLine length="{length}" type="SOLID" width="0.12 mm" color="#000000"/>'
        f'<hp:noteSpacing betweenNotes="{between}" belowLine="567" aboveLine="850"/>'
        f'<hp:numbering type="CONTINUOUS" newNum="1"/><hp:placement place="{place}" beneathText="0"/></hp:{name}>'
    )


_SECTION_PROPERTIES = (
    '<hp:secPr id="" textDirection="HORIZONTAL" spaceColumns="1134" tabStop="8000" tabStopVal="4000"'
    ' tabStopUnit="HWPUNIT" outlineShapeIDRef="1" memoShapeIDRef="0" textVerticalWidthHead="0" masterPageCnt="0">'
    '<hp:grid lineGrid="0" charGrid="0" wonggojiFormat="0"/>'
    '<hp:startNum pageStartsOn="BOTH" page="0" pic="0" tbl="0" equation="0"/>'
    '<hp:visibility hideFirstHeader="0" hideFirstFooter="0" hideFirstMasterPage="0" border="SHOW_ALL" fill="SHOW_ALL"'
    ' hideFirstPageNum="0" hideFirstEmptyLine="0" showLineNumber="0"/>'
    '<hp:lineNumberShape restartType="0" countBy="0" distance="0" startNumber="0"/>'
    '<hp:pagePr landscape="WIDELY" width="59528" height="84188" gutterType="LEFT_ONLY">'
    '<hp:margin header="4252" footer="4252" gutter="0" left="8504" right="8504" top="5668" bottom="4252"/></hp:pagePr>'
    + _note_properties("footNotePr", -1, 283, "EACH_COLUMN")
    + _note_properties("endNotePr", 14692344, 0, "END_OF_DOCUMENT")
    + "".join(
        f'<hp:pageBorderFill type="{pages}" borderFillIDRef="1" textBorder="PAPER" headerInside="0" footerInside="0"'
        ' fillArea="PAPER"><hp:offset left="1417" right="1417" top="1417" bottom="1417"/></hp:pageBorderFill>'
        for pages in ("BOTH", "EVEN", "ODD")
    )
    + '</hp:secPr><hp:ctrl><hp:colPr id="" type="NEWSPAPER" layout="LEFT" colCount="1" sameSz="1" sameGap="0"/></hp:ctrl>'
)
