"""Where benches put what they measured: between two comments of a page of docs."""

import pathlib

DOCS = pathlib.Path(__file__).resolve().parents[1] / "docs"


def write(name, text, page="benchmarks.md"):
    """Puts `text` between "bench NAME" and "end of bench NAME", which the page has already."""
    begin, end = f"<!-- bench {name} -->\n", f"<!-- end of bench {name} -->\n"
    before, rest = (DOCS / page).read_text().split(begin)
    (DOCS / page).write_text(before + begin + text.rstrip("\n") + "\n" + end + rest.split(end, 1)[1])
