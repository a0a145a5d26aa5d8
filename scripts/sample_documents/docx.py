"""Writes blocks as DOCX: WordprocessingML of ECMA-376 part 1, in an Open Packaging Conventions zip (part 2)."""

from . import blocks
from .package import XML_HEAD, escape, zip_bytes

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE_RELS = "http://schemas.openxmlformats.org/package/2006/relationships"
_NAMESPACES = f'xmlns:w="{_W}" xmlns:r="{_R}"'
_TEXT_WIDTH = 9026  # twentieths of a point: A4 (11906) less two margins of one inch (1440)
_BULLETS = 1  # w:num of the bullet list; ordered list n is w:num 1 + n

_HEADING_SIZES = {1: 32, 2: 26, 3: 22}  # half points

_CONTENT_TYPES = (
    XML_HEAD + '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    + "".join(
        f'<Override PartName="/word/{part}.xml" '
        f'ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.{kind}+xml"/>'
        for part, kind in [
            ("document", "document.main"),
            ("styles", "styles"),
            ("numbering", "numbering"),
            ("settings", "settings"),
            ("header1", "header"),
            ("footer1", "footer"),
        ]
    )
    + '<Override PartName="/docProps/core.xml" '
    'ContentType="application/vnd.openxmlformats-package.core-properties+xml"/></Types>'
)

_ROOT_RELS = (
    XML_HEAD + f'<Relationships xmlns="{_PACKAGE_RELS}">'
    f'<Relationship Id="rId1" Type="{_R}/officeDocument" Target="word/document.xml"/>'
    '<Relationship Id="rId2" Type="http://schemas.openxmlformats.org/package/2006/relationships/metadata/'
    'core-properties" Target="docProps/core.xml"/></Relationships>'
)

_DOCUMENT_RELS = (
    XML_HEAD + f'<Relationships xmlns="{_PACKAGE_RELS}">'
    + "".join(
        f'<Relationship Id="rId{number}" Type="{_R}/{kind}" Target="{target}.xml"/>'
        for number, (kind, target) in enumerate(
            [
                ("styles", "styles"),
                ("numbering", "numbering"),
                ("settings", "settings"),
                ("header", "header1"),
                ("footer", "footer1"),
            ],
            start=1,
        )
    )
    + "</Relationships>"
)

_SETTINGS = XML_HEAD + f'<w:settings {_NAMESPACES}><w:defaultTabStop w:val="800"/></w:settings>'


def write(source: blocks.Source) -> bytes:
    parts = [
        ("[Content_Types].xml", _CONTENT_TYPES),
        ("_rels/.rels", _ROOT_RELS),
        ("docProps/core.xml", _core(source)),
        ("word/document.xml", _document(source)),
        ("word/_rels/document.xml.rels", _DOCUMENT_RELS),
        ("word/styles.xml", _styles()),
        ("word/numbering.xml", _numbering(source.blocks)),
        ("word/settings.xml", _SETTINGS),
        ("word/header1.xml", _header(source)),
        ("word/footer1.xml", _footer(source)),
    ]
    return zip_bytes(parts)


def _core(source: blocks.Source) -> str:
    date = source.keys["date"]
    return (
        XML_HEAD + '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/"'
        ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"<dc:title>{escape(source.title)}</dc:title><dc:creator>{escape(source.keys['author'])}</dc:creator>"
        f'<dcterms:created xsi:type="dcterms:W3CDTF">{date}T00:00:00Z</dcterms:created>'
        f'<dcterms:modified xsi:type="dcterms:W3CDTF">{date}T00:00:00Z</dcterms:modified></cp:coreProperties>'
    )


# --- body ---------------------------------------------------------------------------------------------------------


def _document(source: blocks.Source) -> str:
    body = [_paragraph(source.title, style="Title")]
    if subtitle := source.keys.get("subtitle"):
        body.append(_paragraph(subtitle, style="Subtitle"))
    body += [_block(block) for block in source.blocks]
    section = (
        '<w:sectPr><w:headerReference w:type="default" r:id="rId4"/><w:footerReference w:type="default" r:id="rId5"/>'
        '<w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1440" w:right="1440" w:bottom="1440" w:left="1440"'
        ' w:header="720" w:footer="720" w:gutter="0"/></w:sectPr>'
    )
    return XML_HEAD + f"<w:document {_NAMESPACES}><w:body>{''.join(body)}{section}</w:body></w:document>"


def _block(block) -> str:
    match block:
        case blocks.Heading(level, text):
            return _paragraph(text, style=f"Heading{level}")
        case blocks.Text(text, align, small):
            return _paragraph(text, style="SmallPrint" if small else "", align=align)
        case blocks.Item(text, _, list_index, _):
            return _paragraph(text, style="ListParagraph", number_id=_BULLETS + list_index)
        case blocks.Table():
            return _table(block)
        case blocks.PageBreak():
            return '<w:p><w:r><w:br w:type="page"/></w:r></w:p>'
    raise blocks.SourceError(f"DOCX cannot hold {type(block).__name__}")


def _paragraph(text: str, style: str = "", align: str = "left", number_id: int = 0) -> str:
    properties = f'<w:pStyle w:val="{style}"/>' if style else ""
    if number_id:
        properties += f'<w:numPr><w:ilvl w:val="0"/><w:numId w:val="{number_id}"/></w:numPr>'
    if align != "left":
        properties += f'<w:jc w:val="{align}"/>'
    if properties:
        properties = f"<w:pPr>{properties}</w:pPr>"
    return f"<w:p>{properties}{_runs(text)}</w:p>"


def _runs(text: str) -> str:
    return "".join(
        f'<w:r>{"<w:rPr><w:b/></w:rPr>" if bold else ""}<w:t xml:space="preserve">{escape(part)}</w:t></w:r>'
        for part, bold in blocks.bold_runs(text)
    )


def _table(table: blocks.Table) -> str:
    widths = [_TEXT_WIDTH * width // 100 for width in table.widths]
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    rows = "".join(_row(table, row, widths) for row in range(table.rows))
    return (
        '<w:tbl><w:tblPr><w:tblStyle w:val="TableGrid"/>'
        f'<w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:tblLayout w:type="fixed"/></w:tblPr>'
        f"<w:tblGrid>{grid}</w:tblGrid>{rows}</w:tbl>" + _paragraph("")
    )


def _row(table: blocks.Table, row: int, widths: list[int]) -> str:
    header = "<w:trPr><w:tblHeader/></w:trPr>" if row < table.header_rows else ""
    cells = sorted((cell for cell in table.cells if cell.row <= row < cell.row + cell.row_span), key=lambda c: c.column)
    return f"<w:tr>{header}{''.join(_cell(table, cell, row, widths) for cell in cells)}</w:tr>"


def _cell(table: blocks.Table, cell: blocks.Cell, row: int, widths: list[int]) -> str:
    width = sum(widths[cell.column : cell.column + cell.column_span])
    properties = f'<w:tcW w:w="{width}" w:type="dxa"/>'
    if cell.column_span > 1:
        properties += f'<w:gridSpan w:val="{cell.column_span}"/>'
    if cell.row_span > 1:
        properties += '<w:vMerge w:val="restart"/>' if row == cell.row else "<w:vMerge/>"
    if row < table.header_rows:
        properties += '<w:shd w:val="clear" w:color="auto" w:fill="E7ECEF"/>'
    text = cell.text if row == cell.row else ""
    style = "TableHead" if row < table.header_rows else "TableText"
    return f'<w:tc><w:tcPr>{properties}<w:vAlign w:val="center"/></w:tcPr>{_paragraph(text, style=style)}</w:tc>'


def _header(source: blocks.Source) -> str:
    text = _paragraph(source.keys["header"], style="Header", align="right")
    return XML_HEAD + f"<w:hdr {_NAMESPACES}>{text}</w:hdr>"


def _footer(source: blocks.Source) -> str:
    page = (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve"> PAGE </w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>1</w:t></w:r>'
        '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )
    label = _runs(source.keys["footer"] + "  ")
    return (
        XML_HEAD + f'<w:ftr {_NAMESPACES}><w:p><w:pPr><w:pStyle w:val="Footer"/><w:jc w:val="center"/></w:pPr>'
        f"{label}{page}</w:p></w:ftr>"
    )


# --- styles and numbering -----------------------------------------------------------------------------------------


def _styles() -> str:
    heads = "".join(_heading_style(level) for level in _HEADING_SIZES)
    others = (
        _style("Title", "Title", 36, "<w:b/>", '<w:spacing w:before="120" w:after="120"/><w:jc w:val="center"/>')
        + _style("Subtitle", "Subtitle", 20, "", '<w:spacing w:after="240"/><w:jc w:val="center"/>')
        + _style("ListParagraph", "List Paragraph", 20, "", '<w:ind w:left="560"/>')
        + _style("SmallPrint", "Small Print", 18, "", '<w:spacing w:before="60" w:after="60"/>')
        + _style("TableText", "Table Text", 19, "", '<w:spacing w:after="0" w:line="260" w:lineRule="auto"/>')
        + _style("TableHead", "Table Head", 19, "<w:b/>", '<w:spacing w:after="0"/><w:jc w:val="center"/>')
        + _style("Header", "header", 17, "", "")
        + _style("Footer", "footer", 17, "", "")
    )
    return (
        XML_HEAD + f"<w:styles {_NAMESPACES}><w:docDefaults><w:rPrDefault><w:rPr>"
        '<w:rFonts w:ascii="Malgun Gothic" w:hAnsi="Malgun Gothic" w:eastAsia="맑은 고딕" w:cs="Times New Roman"/>'
        '<w:sz w:val="20"/><w:szCs w:val="20"/><w:lang w:val="en-US" w:eastAsia="ko-KR"/></w:rPr></w:rPrDefault>'
        '<w:pPrDefault><w:pPr><w:spacing w:after="80" w:line="288" w:lineRule="auto"/></w:pPr></w:pPrDefault></w:docDefaults>'
        '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:qFormat/></w:style>'
        f"{heads}{others}{_table_style()}</w:styles>"
    )


def _heading_style(level: int) -> str:
    paragraph = f'<w:keepNext/><w:spacing w:before="200" w:after="80"/><w:outlineLvl w:val="{level - 1}"/>'
    return _style(f"Heading{level}", f"heading {level}", _HEADING_SIZES[level], "<w:b/>", paragraph)


def _style(style_id: str, name: str, half_points: int, run: str, paragraph: str) -> str:
    return (
        f'<w:style w:type="paragraph" w:styleId="{style_id}"><w:name w:val="{name}"/><w:basedOn w:val="Normal"/><w:qFormat/>'
        f"<w:pPr>{paragraph}</w:pPr>"
        f'<w:rPr>{run}<w:sz w:val="{half_points}"/><w:szCs w:val="{half_points}"/></w:rPr></w:style>'
    )


def _table_style() -> str:
    sides = ("top", "left", "bottom", "right", "insideH", "insideV")
    borders = "".join(f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="7F8C8D"/>' for side in sides)
    return (
        '<w:style w:type="table" w:styleId="TableGrid"><w:name w:val="Table Grid"/>'
        f"<w:tblPr><w:tblBorders>{borders}</w:tblBorders><w:tblCellMar>"
        '<w:left w:w="100" w:type="dxa"/><w:right w:w="100" w:type="dxa"/></w:tblCellMar></w:tblPr></w:style>'
    )


def _numbering(content: list) -> str:
    ordered = max((block.list_index for block in content if isinstance(block, blocks.Item)), default=0)
    abstract = _abstract(0, "bullet", "•") + _abstract(1, "decimal", "%1.")
    nums = f'<w:num w:numId="{_BULLETS}"><w:abstractNumId w:val="0"/></w:num>'
    for index in range(1, ordered + 1):  # each list counts from 1 again
        nums += (
            f'<w:num w:numId="{_BULLETS + index}"><w:abstractNumId w:val="1"/>'
            '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride></w:num>'
        )
    return XML_HEAD + f"<w:numbering {_NAMESPACES}>{abstract}{nums}</w:numbering>"


def _abstract(abstract_id: int, number_format: str, text: str) -> str:
    return (
        f'<w:abstractNum w:abstractNumId="{abstract_id}"><w:multiLevelType w:val="singleLevel"/><w:lvl w:ilvl="0">'
        f'<w:start w:val="1"/><w:numFmt w:val="{number_format}"/><w:lvlText w:val="{text}"/><w:lvlJc w:val="left"/>'
        '<w:pPr><w:ind w:left="560" w:hanging="280"/></w:pPr></w:lvl></w:abstractNum>'
    )
