"""Reads a sample source into blocks, the one form that the DOCX, HWPX and PDF writers share.

A source is a small Markdown dialect. First lines "key: value" up to "---" (title, subtitle, header, footer), then:

    # .. ###       headings of level 1 to 3
    - item         list item          1. item    numbered item, counted anew in each list
    > text         small print (source line, remark)
    :center: text  centred paragraph  (:right: likewise)
    | a | b |      table; rows above |---| are header rows. A cell "<" continues the cell to its left, "^" the one above.
    {40,30,30}     widths of the next table's columns in per cent
    ```html        a figure as HTML with inline SVG (PDF only)
    \\page          a page break: what follows starts a new page

Text may hold **bold**. A line that is none of these is a paragraph of its own.
"""

import re
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Heading:
    level: int
    text: str


@dataclass(frozen=True)
class Text:
    text: str
    align: str = "left"  # left, center, right
    small: bool = False


@dataclass(frozen=True)
class Item:
    text: str
    ordered: bool
    list_index: int  # which ordered list of the document, from 1; 0 for bullets
    number: int  # 1 for the first item of an ordered list; 0 for bullets


@dataclass(frozen=True)
class Cell:
    text: str
    row: int
    column: int
    row_span: int
    column_span: int


@dataclass(frozen=True)
class Table:
    rows: int
    columns: int
    header_rows: int
    cells: tuple[Cell, ...]  # anchors only, in row order
    widths: tuple[int, ...]  # per cent, one per column


@dataclass(frozen=True)
class Figure:
    html: str


@dataclass(frozen=True)
class PageBreak:
    pass


@dataclass
class Source:
    keys: dict[str, str]
    blocks: list = field(default_factory=list)

    @property
    def title(self) -> str:
        return self.keys["title"]


class SourceError(ValueError):
    """A source that does not follow the dialect; the message names the line."""


def bold_runs(text: str) -> list[tuple[str, bool]]:
    """Splits "a **b** c" into [("a ", False), ("b", True), (" c", False)]."""
    parts = re.split(r"\*\*(.+?)\*\*", text)
    return [(part, index % 2 == 1) for index, part in enumerate(parts) if part]


def plain(text: str) -> str:
    return "".join(part for part, _ in bold_runs(text))


def read_source(text: str) -> Source:
    head, _, body = text.partition("\n---\n")
    keys = dict(line.split(": ", 1) for line in head.splitlines())
    return Source(keys, _Reader(body.splitlines()).read())


class _Reader:
    def __init__(self, lines: list[str]):
        self.lines = lines
        self.at = 0
        self.blocks: list = []
        self.ordered_lists = 0
        self.widths: tuple[int, ...] = ()

    def read(self) -> list:
        while self.at < len(self.lines):
            line = self.lines[self.at].rstrip()
            if not line:
                self.at += 1
            elif line.startswith("|"):
                self._table()
            elif line == "```html":
                self._figure()
            else:
                self._line(line)
                self.at += 1
        return self.blocks

    def _line(self, line: str) -> None:
        if match := re.fullmatch(r"(#{1,3}) (.+)", line):
            self.blocks.append(Heading(len(match[1]), match[2]))
        elif line.startswith("- "):
            self.blocks.append(Item(line[2:], False, 0, 0))
        elif match := re.fullmatch(r"(\d+)\. (.+)", line):
            self._ordered_item(int(match[1]), match[2])
        elif line.startswith("> "):
            self.blocks.append(Text(line[2:], small=True))
        elif match := re.fullmatch(r":(center|right): (.+)", line):
            self.blocks.append(Text(match[2], align=match[1]))
        elif match := re.fullmatch(r"\{([\d,]+)\}", line):
            self.widths = tuple(int(width) for width in match[1].split(","))
        elif line == "\\page":
            self.blocks.append(PageBreak())
        else:
            self.blocks.append(Text(line))

    def _ordered_item(self, number: int, text: str) -> None:
        if number == 1:
            self.ordered_lists += 1
        self.blocks.append(Item(text, True, self.ordered_lists, number))

    def _figure(self) -> None:
        end = self.lines.index("```", self.at)
        self.blocks.append(Figure("\n".join(self.lines[self.at + 1 : end])))
        self.at = end + 1

    def _table(self) -> None:
        first = self.at
        grid: list[list[str]] = []
        header_rows = 0
        while self.at < len(self.lines) and self.lines[self.at].startswith("|"):
            row = [cell.strip() for cell in self.lines[self.at].strip().strip("|").split("|")]
            if all(re.fullmatch(r"-+", cell) for cell in row):
                header_rows = len(grid)
            else:
                grid.append(row)
            self.at += 1
        if any(len(row) != len(grid[0]) for row in grid):
            raise SourceError(f"table at body line {first + 1}: rows differ in length")
        widths = self.widths or _equal_widths(len(grid[0]))
        if len(widths) != len(grid[0]) or sum(widths) != 100:
            raise SourceError(f"table at body line {first + 1}: widths do not fit or do not add up to 100")
        self.widths = ()
        self.blocks.append(Table(len(grid), len(grid[0]), header_rows, tuple(_anchors(grid)), widths))


def _equal_widths(columns: int) -> tuple[int, ...]:
    widths = [100 // columns] * columns
    widths[0] += 100 - sum(widths)
    return tuple(widths)


def _anchors(grid: list[list[str]]):
    """Yields the cells that hold text; "<" and "^" widen the cell they point to."""
    for row, cells in enumerate(grid):
        for column, text in enumerate(cells):
            if text in ("<", "^"):
                continue
            column_span = _run(cells[column + 1 :], "<")
            row_span = _run([below[column] for below in grid[row + 1 :]], "^")
            yield Cell(text, row, column, row_span, column_span)


def _run(following: list[str], mark: str) -> int:
    span = 1
    for text in following:
        if text != mark:
            break
        span += 1
    return span
