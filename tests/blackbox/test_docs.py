"""What the documents promise, held against the program: commands, options with their defaults, and the examples, run as they stand."""

import os
import pathlib
import re
import shutil
import subprocess

import pytest

import kills

ROOT = pathlib.Path(__file__).resolve().parents[2]
BINARY = kills.BINARY


def blocks(path, language=""):
    """The fenced code blocks of one language."""
    return re.findall(rf"^```{language}\n(.*?)^```$", (ROOT / path).read_text(), re.S | re.M)


def run(*arguments, **more):
    return subprocess.run([BINARY, *arguments], capture_output=True, text=True, timeout=120, **more)


def test_the_command_lines_manual_names_every_command_and_no_other():
    synopsis = blocks("docs/cli.md")[0]
    documented = {line.split()[1] for line in synopsis.splitlines() if line.startswith("onggi ")}
    listed = run("--help", env={**os.environ, "LC_ALL": "en_US.UTF-8"}).stdout
    there = set(re.findall(r"^  ([a-z]+) ", listed.split("SUBCOMMANDS:", 1)[-1], re.M))
    assert there and documented == there


def test_each_documented_option_of_a_command_is_in_its_help():
    for line in blocks("docs/cli.md")[0].splitlines():
        command = re.match(r"onggi (\w+)( answers| parse| retrieval| questions propose| questions| runs| run| scan| mask| reveal| proposals accept| proposals| fields add| report)?", line)
        subcommands = re.findall(r"(?:^onggi \w+ |\| )([a-z]+(?:\|[a-z]+)?)(?= |$)", line) if "|" in line else []
        text = run(*command.group(0).split()[1:], "--help").stdout
        for name in (name for group in subcommands for name in group.split("|")):
            more = run(command.group(1), name, "--help")
            text += more.stdout if more.returncode == 0 else ""
        for option in re.findall(r"--[a-z-]+", line):
            assert option in text or option == "--json", (line, option)


def written_defaults(text):
    """Options of an onggi.toml whose lines are comments: {"server.listen": "127.0.0.1:8400"}."""
    section, options = "", {}
    for line in text.splitlines():
        if heading := re.match(r"\[(\w+)\]", line):
            section = heading.group(1)
        elif option := re.match(r"# (\w+) = (\"[^\"]*\"|\[\]|\S+)", line):
            options[f"{section}.{option.group(1)}"] = option.group(2).strip('"')
    return options


def test_the_configurations_manual_names_every_option_with_its_default(tmp_path):
    assert run("--home", str(tmp_path / "home"), "user", "list").returncode == 0
    there = written_defaults((tmp_path / "home/onggi.toml").read_text())
    documented = {}
    for row in re.findall(r"^\| (`\w+\.\w+`.*?) \| (.*?) \|", (ROOT / "docs/configuration.md").read_text(), re.M):
        names = re.findall(r"`([\w.]+)`", row[0])
        values = [value.strip("`") for value in row[1].split(", ")]
        documented.update(zip(names, values if len(values) == len(names) else values * len(names)))
    documented = {name: "" if value == "–" else value for name, value in documented.items()}
    assert there and documented == there


@pytest.mark.parametrize("readme", ["README.md", "README.ko.md"])
def test_the_readmes_example_runs_as_it_stands(readme, tmp_path):
    folder = tmp_path / "문서"
    shutil.copytree(ROOT / "samples/shared", folder)
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin/onggi").symlink_to(BINARY)
    env = {**os.environ, "HOME": str(tmp_path), "PATH": f"{tmp_path}/bin:{os.environ['PATH']}"}
    env.pop("ONGGI_HOME", None)
    (example,) = blocks(readme, "console")
    lines = [line.removeprefix("$ ") for line in example.splitlines()]
    assert lines and lines[-1] == "onggi serve"
    for line in lines[:-1]:
        done = subprocess.run(["bash", "-c", line], input="a-long-password\n", capture_output=True, text=True, timeout=120, env=env)
        assert done.returncode in (0, 1) and "internal" not in done.stderr, (line, done.stderr)
        if line.startswith("onggi ask"):
            assert "[1]" in done.stdout, done.stdout
    serve = subprocess.Popen(["bash", "-c", "exec " + lines[-1] + " --listen 127.0.0.1:0"], stderr=subprocess.PIPE, text=True, env=env)
    try:
        assert "http://127.0.0.1:" in serve.stderr.readline()
    finally:
        serve.terminate()
        assert serve.wait(timeout=60) == 0


def test_the_verbs_that_the_documents_name_are_verbs_of_dev():
    verbs = set(re.findall(r"^  (\w+)\)", (ROOT / "dev").read_text(), re.M))
    for path in ["README.md", "README.ko.md", "CONTRIBUTING.md", *sorted(str(p.relative_to(ROOT)) for p in (ROOT / "docs").rglob("*.md"))]:
        for verb in re.findall(r"`?\./dev (\w+)", (ROOT / path).read_text()):
            assert verb in verbs, (path, verb)


def test_links_between_documents_lead_somewhere():
    for path in [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "src").rglob("*.md"), *(ROOT / "samples").glob("*.md")]:
        for target in re.findall(r"\]\(([^)#\s]+)", path.read_text()):
            if "://" not in target:
                assert (path.parent / target).exists(), (path.relative_to(ROOT), target)
