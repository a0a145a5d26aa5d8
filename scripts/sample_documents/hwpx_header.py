"""Contents/header.xml of a HWPX sample: fonts, borders, characters, paragraphs, numberings, styles.

Every kind of paragraph that the section writer knows has one row in _KINDS; ids are positions in that table, so the
section and the header cannot disagree.
"""

from dataclasses import dataclass

from .package import XML_HEAD

NAMESPACES = " ".join(
    f'xmlns:{prefix}="{uri}"'
    for prefix, uri in [
        ("ha", "http://www.hancom.co.kr/hwpml/2011/app"),
        ("hp", "http://www.hancom.co.kr/hwpml/2011/paragraph"),
        ("hp10", "http://www.hancom.co.kr/hwpml/2016/paragraph"),
        ("hs", "http://www.hancom.co.kr/hwpml/2011/section"),
        ("hc", "http://www.hancom.co.kr/hwpml/2011/core"),
        ("hh", "http://www.hancom.co.kr/hwpml/2011/head"),
        ("hhs", "http://www.hancom.co.kr/hwpml/2011/history"),
        ("hm", "http://www.hancom.co.kr/hwpml/2011/master-page"),
        ("hpf", "http://www.hancom.co.kr/schema/2011/hpf"),
        ("dc", "http://purl.org/dc/elements/1.1/"),
        ("opf", "http://www.idpf.org/2007/opf/"),
        ("ooxmlchart", "http://www.hancom.co.kr/hwpml/2016/ooxmlchart"),
        ("hwpunitchar", "http://www.hancom.co.kr/hwpml/2016/HwpUnitChar"),
        ("epub", "http://www.idpf.org/2007/ops"),
        ("config", "urn:oasis:names:tc:opendocument:xmlns:config:1.0"),
    ]
)

_LANGUAGES = ("hangul", "latin", "hanja", "japanese", "other", "symbol", "user")
_FONTS = ("함초롬돋움", "함초롬바탕")
_FIRST_LIST = 2  # hh:numbering 1 is the outline; ordered list n of the document is numbering 1 + n


@dataclass(frozen=True)
class _Kind:
    name: str  # what the section writer asks for
    style: str  # name of the style shown in the word processor
    english: str
    size: int  # hundredths of a point
    bold: bool
    align: str
    left: int = 0  # HWPUNIT
    before: int = 0
    heading: str = "NONE"  # NONE, OUTLINE, NUMBER, BULLET
    level: int = 0


_KINDS = (
    _Kind("left", "바탕글", "Normal", 1000, False, "JUSTIFY"),
    _Kind("heading1", "개요 1", "Outline 1", 1300, True, "LEFT", before=800, heading="OUTLINE", level=0),
    _Kind("heading2", "개요 2", "Outline 2", 1150, True, "LEFT", before=600, heading="OUTLINE", level=1),
    _Kind("heading3", "개요 3", "Outline 3", 1050, True, "LEFT", before=400, heading="OUTLINE", level=2),
    _Kind("title", "제목", "Title", 1800, True, "CENTER", before=400),
    _Kind("center", "가운데", "Centered", 1000, False, "CENTER"),
    _Kind("right", "오른쪽", "Right", 1000, False, "RIGHT"),
    _Kind("small", "작은 글", "Small Print", 900, False, "LEFT"),
    _Kind("bullet", "글머리표", "Bullet", 1000, False, "LEFT", left=1000, heading="BULLET"),
    _Kind("table_text", "표 내용", "Table Text", 950, False, "CENTER"),
    _Kind("table_head", "표 머리", "Table Head", 950, True, "CENTER"),
    _Kind("page_header", "머리말", "Header", 850, False, "RIGHT"),
    _Kind("page_footer", "꼬리말", "Footer", 850, False, "CENTER"),
    _Kind("ordered", "번호 목록", "Numbered List", 1000, False, "LEFT", left=1000, heading="NUMBER"),
)
_POSITION = {kind.name: position for position, kind in enumerate(_KINDS)}


@dataclass(frozen=True)
class Look:
    """What a paragraph of one kind refers to in the header."""

    paragraph: int
    style: int
    character: int
    bold_character: int


def look(kind: str) -> Look:
    """`kind` is a name of _KINDS; "ordered1", "ordered2" ... are the ordered lists of a document."""
    list_index = int(kind[len("ordered") :]) if kind.startswith("ordered") else 0
    position = _POSITION["ordered" if list_index else kind]
    paragraph = position + list_index - 1 if list_index else position
    return Look(paragraph, position, position, len(_KINDS) + position)


def header(ordered_lists: int, numbered_outline: bool) -> str:
    """`ordered_lists` counts the lists that start from 1; with `numbered_outline`, headings get "1." and "가." themselves."""
    ref_list = (
        _fontfaces()
        + _border_fills()
        + _character_properties()
        + '<hh:tabProperties itemCnt="1"><hh:tabPr id="0" autoTabLeft="0" autoTabRight="0"/></hh:tabProperties>'
        + _numberings(ordered_lists, numbered_outline)
        + _bullets()
        + _paragraph_properties(ordered_lists)
        + _styles()
    )
    return (
        XML_HEAD + f'<hh:head {NAMESPACES} version="1.4" secCnt="1">'
        '<hh:beginNum page="1" footnote="1" endnote="1" pic="1" tbl="1" equation="1"/>'
        f"<hh:refList>{ref_list}</hh:refList>"
        '<hh:compatibleDocument targetProgram="HWP201X"><hh:layoutCompatibility/></hh:compatibleDocument>'
        '<hh:docOption><hh:linkinfo path="" pageInherit="0" footnoteInherit="0"/></hh:docOption>'
        '<hh:trackchageConfig flags="56"/></hh:head>'  # spelt so in the format
    )


def _listed(name: str, items: list[str]) -> str:
    return f'<hh:{name} itemCnt="{len(items)}">{"".join(items)}</hh:{name}>'


def _fontfaces() -> str:
    info = (
        '<hh:typeInfo familyType="FCAT_GOTHIC" weight="8" proportion="4" contrast="0" strokeVariation="1"'
        ' armStyle="1" letterform="1" midline="1" xHeight="1"/>'
    )
    fonts = "".join(
        f'<hh:font id="{number}" face="{face}" type="TTF" isEmbedded="0">{info}</hh:font>'
        for number, face in enumerate(_FONTS)
    )
    return _listed(
        "fontfaces",
        [f'<hh:fontface lang="{lang.upper()}" fontCnt="{len(_FONTS)}">{fonts}</hh:fontface>' for lang in _LANGUAGES],
    )


def _border_fills() -> str:
    fill = '<hc:fillBrush><hc:winBrush faceColor="{}" hatchColor="#FF000000" alpha="0"/></hc:fillBrush>'
    return _listed(
        "borderFills",
        [
            _border_fill(1, "NONE", ""),
            _border_fill(2, "NONE", fill.format("none")),
            _border_fill(3, "SOLID", ""),
            _border_fill(4, "SOLID", fill.format("#E7ECEF")),
        ],
    )


def _border_fill(number: int, line: str, fill: str) -> str:
    sides = "".join(
        f'<hh:{side}Border type="{line}" width="0.12 mm" color="#000000"/>' for side in ("left", "right", "top", "bottom")
    )
    return (
        f'<hh:borderFill id="{number}" threeD="0" shadow="0" centerLine="NONE" breakCellSeparateLine="0">'
        '<hh:slash type="NONE" Crooked="0" isCounter="0"/><hh:backSlash type="NONE" Crooked="0" isCounter="0"/>'
        f'{sides}<hh:diagonal type="SOLID" width="0.1 mm" color="#000000"/>{fill}</hh:borderFill>'
    )


def _character_properties() -> str:
    """Ids 0 .. n-1 are the kinds as they are, n .. 2n-1 the same in bold, for **bold** words."""
    plain = [_character(number, kind.size, kind.bold) for number, kind in enumerate(_KINDS)]
    bold = [_character(len(_KINDS) + number, kind.size, True) for number, kind in enumerate(_KINDS)]
    return _listed("charProperties", plain + bold)


def _character(number: int, size: int, bold: bool) -> str:
    return (
        f'<hh:charPr id="{number}" height="{size}" textColor="#000000" shadeColor="none" useFontSpace="0" useKerning="0"'
        f' symMark="NONE" borderFillIDRef="2">{_each("fontRef", 0 if bold else 1)}{_each("ratio", 100)}'
        f'{_each("spacing", 0)}{_each("relSz", 100)}{_each("offset", 0)}{"<hh:bold/>" if bold else ""}'
        '<hh:underline type="NONE" shape="SOLID" color="#000000"/><hh:strikeout shape="NONE" color="#000000"/>'
        '<hh:outline type="NONE"/><hh:shadow type="NONE" color="#B2B2B2" offsetX="10" offsetY="10"/></hh:charPr>'
    )


def _each(name: str, value: int) -> str:
    return f"<hh:{name} " + " ".join(f'{language}="{value}"' for language in _LANGUAGES) + "/>"


def _numberings(ordered_lists: int, numbered_outline: bool) -> str:
    outline = ("^1.", "^2.", "^3)") if numbered_outline else ("", "", "")
    items = [_numbering(1, outline)]
    items += [_numbering(_FIRST_LIST + index, ("^1.", "^2.", "^3)")) for index in range(ordered_lists)]
    return _listed("numberings", items)


def _numbering(number: int, texts: tuple[str, str, str]) -> str:
    formats = ("DIGIT", "HANGUL_SYLLABLE", "DIGIT")
    heads = "".join(
        f'<hh:paraHead start="1" level="{level}" align="LEFT" useInstWidth="1" autoIndent="1" widthAdjust="0"'
        f' textOffsetType="PERCENT" textOffset="50" numFormat="{number_format}" charPrIDRef="4294967295"'
        f' checkable="0">{text}</hh:paraHead>'
        for level, (text, number_format) in enumerate(zip(texts, formats), start=1)
    )
    return f'<hh:numbering id="{number}" start="0">{heads}</hh:numbering>'


def _bullets() -> str:
    head = (
        '<hh:paraHead level="0" align="LEFT" useInstWidth="0" autoIndent="1" widthAdjust="0" textOffsetType="PERCENT"'
        ' textOffset="50" numFormat="DIGIT" charPrIDRef="4294967295" checkable="0"/>'
    )
    return _listed("bullets", [f'<hh:bullet id="1" char="•" useImage="0">{head}</hh:bullet>'])


def _paragraph_properties(ordered_lists: int) -> str:
    """The kind "ordered" is last, so its copies, one a list, follow without moving the others."""
    items = [_paragraph(number, kind, 0) for number, kind in enumerate(_KINDS[:-1])]
    first = len(items)
    for index in range(max(ordered_lists, 1)):
        items.append(_paragraph(first + index, _KINDS[-1], _FIRST_LIST + index if ordered_lists else 1))
    return _listed("paraProperties", items)


def _paragraph(number: int, kind: _Kind, numbering: int) -> str:
    reference = {"BULLET": 1, "NUMBER": numbering}.get(kind.heading, 0)
    return (
        f'<hh:paraPr id="{number}" tabPrIDRef="0" condense="0" fontLineHeight="0" snapToGrid="1" suppressLineNumbers="0"'
        f' checked="0"><hh:align horizontal="{kind.align}" vertical="BASELINE"/>'
        f'<hh:heading type="{kind.heading}" idRef="{reference}" level="{kind.level}"/>'
        '<hh:breakSetting breakLatinWord="KEEP_WORD" breakNonLatinWord="KEEP_WORD" widowOrphan="0" keepWithNext="0"'
        ' keepLines="0" pageBreakBefore="0" lineWrap="BREAK"/><hh:autoSpacing eAsianEng="0" eAsianNum="0"/>'
        f"{_margins(kind)}"
        '<hh:border borderFillIDRef="2" offsetLeft="0" offsetRight="0" offsetTop="0" offsetBottom="0" connect="0"'
        ' ignoreMargin="0"/></hh:paraPr>'
    )


def _margins(kind: _Kind) -> str:
    """Twice: readers that know the HwpUnitChar namespace take the case, older ones the default in doubled units."""
    case = _margin(kind.left, kind.before)
    default = _margin(kind.left * 2, kind.before * 2)
    return (
        '<hp:switch><hp:case hp:required-namespace="http://www.hancom.co.kr/hwpml/2016/HwpUnitChar">'
        f"{case}</hp:case><hp:default>{default}</hp:default></hp:switch>"
    )


def _margin(left: int, before: int) -> str:
    values = (("intent", 0), ("left", left), ("right", 0), ("prev", before), ("next", 0))
    return (
        "<hh:margin>"
        + "".join(f'<hc:{name} value="{value}" unit="HWPUNIT"/>' for name, value in values)
        + '</hh:margin><hh:lineSpacing type="PERCENT" value="150" unit="HWPUNIT"/>'
    )


def _styles() -> str:
    return _listed(
        "styles",
        [
            f'<hh:style id="{number}" type="PARA" name="{kind.style}" engName="{kind.english}" paraPrIDRef="{number}"'
            f' charPrIDRef="{number}" nextStyleIDRef="{number}" langID="1042" lockForm="0"/>'
            for number, kind in enumerate(_KINDS)
        ],
    )
