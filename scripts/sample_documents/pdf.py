"""Writes blocks as PDF: HTML with @page margin boxes (CSS Paged Media 3), printed by headless Chromium.

The font is NanumGothic (Debian fonts-nanum, OFL): TrueType is embedded as a small subset; the CFF outlines of Noto Sans CJK
become dozens of Type 3 fonts and half as many bytes again."""

import os
import re
import shutil
import subprocess
import tempfile
from pathlib import Path

from . import blocks
from .package import escape

_TIMEOUT_S = 120

_STYLE = """
@page { size: A4; margin: 24mm 22mm 22mm 22mm;
  @top-left { content: "%(header)s"; font: 8.5pt "NanumGothic", "Noto Sans CJK KR"; color: #555; }
  @top-right { content: "%(mark)s"; font: 8.5pt "NanumGothic", "Noto Sans CJK KR"; color: #555; }
  @bottom-left { content: "%(footer)s"; font: 8.5pt "NanumGothic", "Noto Sans CJK KR"; color: #555; }
  @bottom-right { content: "- " counter(page) " / " counter(pages) " -"; font: 8.5pt "NanumGothic", "Noto Sans CJK KR"; color: #555; } }
body { font: 10pt/1.65 "NanumGothic", "Noto Sans CJK KR", sans-serif; margin: 0; color: #111; word-break: keep-all; }
h1.title { font-size: 19pt; text-align: center; margin: 4mm 0 2mm; }
h2 { font-size: 14pt; margin: 6mm 0 2mm; } h3 { font-size: 12pt; margin: 4mm 0 1.5mm; } h4 { font-size: 10.5pt; margin: 3mm 0 1mm; }
p { margin: 0 0 2mm; } p.center { text-align: center; } p.right { text-align: right; } p.small { font-size: 8.5pt; color: #333; }
ul, ol { margin: 0 0 2mm; padding-left: 7mm; }
table { border-collapse: collapse; width: 100%%; margin: 2mm 0 4mm; table-layout: fixed; }
th, td { border: 0.3mm solid #7f8c8d; padding: 1.2mm 2mm; font-size: 9pt; line-height: 1.4; text-align: left; }
th { background: #e7ecef; text-align: center; }
figure { margin: 3mm 0 4mm; text-align: center; break-inside: avoid; } figcaption { font-size: 9pt; margin-top: 1mm; }
.page { break-before: page; }
"""


class ChromiumError(RuntimeError):
    """Chromium is missing or did not print."""


def write(source: blocks.Source) -> bytes:
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    if not chromium:
        raise ChromiumError("chromium is not installed: apt-get install chromium fonts-nanum")
    with tempfile.TemporaryDirectory() as folder:
        page, printed = Path(folder, "page.html"), Path(folder, "page.pdf")
        page.write_text(html(source), encoding="utf-8")
        command = [chromium, "--headless=new", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer"]
        command += [f"--user-data-dir={folder}/profile", f"--print-to-pdf={printed}", page.as_uri()]
        done = subprocess.run(command, capture_output=True, timeout=_TIMEOUT_S, env={**os.environ, "TZ": "UTC"}, check=False)
        if not printed.exists():
            raise ChromiumError(f"chromium printed nothing, exit status {done.returncode}")
        return _with_date(printed.read_bytes(), source.keys["date"])


def _with_date(pdf: bytes, date: str) -> bytes:
    """Replaces the time of printing by the document's date, in the same number of bytes, so that a rebuild is equal."""
    stamp = date.replace("-", "").encode() + b"000000"
    return re.sub(rb"(/(?:Creation|Mod)Date \(D:)\d{14}", rb"\g<1>" + stamp, pdf)


def html(source: blocks.Source) -> str:
    style = _STYLE % {key: _css(source.keys.get(key, "")) for key in ("header", "mark", "footer")}
    body = [f'<h1 class="title">{_inline(source.title)}</h1>']
    if subtitle := source.keys.get("subtitle"):
        body.append(f'<p class="center">{_inline(subtitle)}</p>')
    body += _blocks(source.blocks)
    return (
        f'<!doctype html><html lang="ko"><head><meta charset="utf-8"><title>{escape(source.title)}</title>'
        f"<style>{style}</style></head><body>{''.join(body)}</body></html>"
    )


def _css(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"')


def _inline(text: str) -> str:
    return "".join(f"<b>{escape(part)}</b>" if bold else escape(part) for part, bold in blocks.bold_runs(text))


def _blocks(content: list) -> list[str]:
    out: list[str] = []
    open_list = ""
    for block in content:
        wanted = _list_tag(block)
        if open_list and (wanted != open_list or getattr(block, "number", 0) == 1):
            out.append(f"</{open_list}>")
            open_list = ""
        if wanted and not open_list:
            out.append(f"<{wanted}>")
            open_list = wanted
        out.append(_block(block))
    return out + ([f"</{open_list}>"] if open_list else [])


def _list_tag(block) -> str:
    if not isinstance(block, blocks.Item):
        return ""
    return "ol" if block.ordered else "ul"


def _block(block) -> str:
    match block:
        case blocks.Heading(level, text):
            return f"<h{level + 1}>{_inline(text)}</h{level + 1}>"
        case blocks.Text(text, align, small):
            return f'<p class="{"small" if small else align}">{_inline(text)}</p>'
        case blocks.Item(text):
            return f"<li>{_inline(text)}</li>"
        case blocks.Table():
            return _table(block)
        case blocks.Figure(markup):
            return markup
        case blocks.PageBreak():
            return '<div class="page"></div>'
    raise blocks.SourceError(f"PDF cannot hold {type(block).__name__}")


def _table(table: blocks.Table) -> str:
    columns = "".join(f'<col style="width:{width}%">' for width in table.widths)
    head = "".join(_row(table, row, "th") for row in range(table.header_rows))
    body = "".join(_row(table, row, "td") for row in range(table.header_rows, table.rows))
    return f"<table><colgroup>{columns}</colgroup><thead>{head}</thead><tbody>{body}</tbody></table>"


def _row(table: blocks.Table, row: int, tag: str) -> str:
    cells = "".join(
        f'<{tag} rowspan="{cell.row_span}" colspan="{cell.column_span}">{_inline(cell.text)}</{tag}>'
        for cell in table.cells
        if cell.row == row
    )
    return f"<tr>{cells}</tr>"
