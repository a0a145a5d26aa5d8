"""The rooms' arrows: what src/CMakeLists.txt declares is what the sources include, and no arrow leads back."""

import pathlib
import re

import pytest

ROOT = pathlib.Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src"


def declared():
    """{room: set of rooms it may include}, in the order of the file."""
    arrows = {}
    for name, words in re.findall(r"^onggi_room\((\w+)([^)]*)\)", (SOURCE / "CMakeLists.txt").read_text(), re.M):
        depends = re.search(r"DEPENDS\s+((?:\w+\s*)+?)(?:PARTS|$)", words.strip())
        arrows[name] = set(depends.group(1).split()) if depends else set()
    return arrows


def includes():
    """(file, included header) for each include of our own."""
    for path in sorted(SOURCE.rglob("*")):
        if path.suffix not in (".h", ".cpp"):
            continue
        for header in re.findall(r'^\s*#include "([^"]+)"', path.read_text(), re.M):
            yield path.relative_to(SOURCE), pathlib.PurePosixPath(header)


ARROWS = declared()


def test_every_folder_is_a_room_and_every_room_a_folder():
    folders = {path.name for path in SOURCE.iterdir() if path.is_dir()}
    assert folders == set(ARROWS)


def test_includes_follow_declared_arrows():
    wrong = [f"{path} includes {header}" for path, header in includes() if header.parts[0] != path.parts[0] and header.parts[0] not in ARROWS[path.parts[0]]]
    assert wrong == []


def test_included_headers_exist():
    assert [f"{path}: {header}" for path, header in includes() if not (SOURCE / header).exists()] == []


def test_declared_arrows_are_used():
    used = {(path.parts[0], header.parts[0]) for path, header in includes()}
    unused = [f"{room} -> {other}" for room, others in ARROWS.items() for other in others if (room, other) not in used]
    assert unused == []


@pytest.mark.parametrize("room", ARROWS)
def test_no_arrow_leads_back(room):
    seen, open_rooms = set(), list(ARROWS[room])
    while open_rooms:
        other = open_rooms.pop()
        if other not in seen:
            seen.add(other)
            open_rooms += ARROWS[other]
    assert room not in seen


def test_rooms_are_declared_after_what_they_include():
    order = list(ARROWS)
    assert [f"{room} before {other}" for room in order for other in ARROWS[room] if order.index(other) > order.index(room)] == []


def test_insides_stay_inside():
    """A header that says "Inside of room" is no door; the readers of onggi-parse are reached by its process alone."""
    wrong = []
    for path, header in includes():
        text = (SOURCE / header).read_text() if (SOURCE / header).exists() else ""
        inside = re.search(r"inside of room", text[:600], re.I) or "worker" in header.parts
        if inside and header.parts[0] != path.parts[0]:
            wrong.append(f"{path} includes {header}")
        if "worker" in header.parts and "worker" not in path.parts:
            wrong.append(f"{path} includes {header}")
    assert wrong == []


def test_server_and_command_line_do_not_know_each_other():
    assert "cli" not in ARROWS["serve"] and "serve" not in ARROWS["cli"]


def test_sources_begin_with_what_they_are():
    silent = [str(path.relative_to(ROOT)) for path in SOURCE.rglob("*") if path.suffix in (".h", ".cpp") and not path.read_text().startswith("// ")]
    assert silent == []
