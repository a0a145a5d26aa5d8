"""Chat templates: what the golden cases expect is what Jinja itself writes, set up as transformers sets it up."""

import json
import pathlib
import sys

import pytest

jinja2 = pytest.importorskip("jinja2")
from jinja2.ext import loopcontrols  # noqa: E402
from jinja2.sandbox import ImmutableSandboxedEnvironment  # noqa: E402

CASES = sorted((pathlib.Path(__file__).resolve().parent.parent / "golden" / "template").glob("*.case"))
INPUT, OUTPUT = "---- input\n", "---- output\n"


def to_json(value, ensure_ascii=False, indent=None, separators=None, sort_keys=False):
    return json.dumps(value, ensure_ascii=ensure_ascii, indent=indent, separators=separators, sort_keys=sort_keys)


def refuse(message):
    raise jinja2.exceptions.TemplateError(message)


def judged(source, variables):
    environment = ImmutableSandboxedEnvironment(trim_blocks=True, lstrip_blocks=True, extensions=[loopcontrols])
    environment.filters["tojson"] = to_json
    environment.globals["raise_exception"] = refuse
    return environment.from_string(source).render(**variables)


def parts(path):
    """Template, input and output: each ends before the line end that stands in front of the next."""
    source, rest = path.read_text().split("\n" + INPUT, 1)
    given, _, wanted = rest.partition("\n" + OUTPUT)
    return source.split("\n", 1)[1], json.loads(given), wanted.removesuffix("\n")


@pytest.mark.parametrize("path", CASES, ids=[path.stem for path in CASES])
def test_expectations_are_what_jinja_writes(path):
    source, given, wanted = parts(path)
    assert judged(source, given) == wanted


if __name__ == "__main__":  # writes what Jinja says into the cases that are named
    for name in sys.argv[1:]:
        case = pathlib.Path(name)
        source, given, _ = parts(case)
        head = case.read_text().split("\n" + OUTPUT, 1)[0].removesuffix("\n")
        case.write_text(head + "\n" + OUTPUT + judged(source, given) + "\n")
