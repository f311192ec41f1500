"""What the README says runs, and so does every example in a docstring."""

from __future__ import annotations

import doctest
import importlib
import os
import pkgutil
import re
import shlex
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import typer

import timeline
from timeline.cli import app

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
MODULES = ["timeline", *(m.name for m in pkgutil.walk_packages(timeline.__path__, "timeline."))]


@pytest.mark.parametrize("name", MODULES)
def test_the_examples_of_a_module_run(name, monkeypatch):
    monkeypatch.chdir(ROOT)
    module = importlib.import_module(name)
    result = doctest.testmod(module, optionflags=doctest.NORMALIZE_WHITESPACE | doctest.ELLIPSIS)
    assert result.failed == 0


def test_every_verb_has_an_example():
    """`review` draws a form; `code_events` takes what three steps have made: `extract_events` shows it."""
    without = {verb for verb in timeline.__all__ if ">>>" not in (getattr(timeline, verb).__doc__ or "")}
    assert without <= {"review", "code_events"}


def blocks(language: str) -> list[str]:
    found = re.findall(r"^```(\w*)\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)
    return [code for name, code in found if name == language]


@pytest.fixture(scope="module")
def checkout(tmp_path_factory) -> Path:
    """A folder with the data of the project, in which what the README says may write."""
    folder = tmp_path_factory.mktemp("checkout")
    shutil.copytree(ROOT / "data", folder / "data")
    return folder


def test_the_python_of_the_readme_runs(checkout):
    (code,) = blocks("python")
    ran = subprocess.run([sys.executable, "-c", code], cwd=checkout, capture_output=True, text=True, timeout=300)
    assert ran.returncode == 0, ran.stderr
    assert "SDF" in ran.stdout
    assert (checkout / "build" / "pages" / "index.html").stat().st_size > 1000
    shutil.rmtree(checkout / "build")


COMMANDS = [line for block in blocks("") for line in block.splitlines() if line.startswith("timeline ")]


def test_the_commands_of_the_readme_run_in_their_order(checkout):
    assert len(COMMANDS) >= 7
    (checkout / "build").mkdir(exist_ok=True)
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    for command in COMMANDS:
        ran = subprocess.run(shlex.split(command), cwd=checkout, capture_output=True, text=True, timeout=300,
                             env=os.environ | {"PATH": path})  # fmt: skip
        allowed = (0, 1) if command.split()[1] in ("score", "check") else (0,)
        assert ran.returncode in allowed and "Traceback" not in ran.stderr, f"{command}: {ran.stderr}"


def test_the_two_commands_are_targets_of_the_makefile():
    targets = set(re.findall(r"^(\w+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    told = {line.split()[1] for block in blocks("") for line in block.splitlines() if line.startswith("make ")}
    assert told == {"timelines", "test"} and told <= targets


def test_the_commands_that_the_documents_name_are_called_as_they_are_written():
    """Options in running text: a document once told of one that there is not."""
    told = set()
    for document in (ROOT / "README.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").glob("*.md")):
        text = document.read_text(encoding="utf-8")
        told |= set(re.findall(r"timeline (\w+)[^`\n]*?(?: (--[\w-]+))", text))
    assert ("edits", "--apply") in told
    command = typer.main.get_command(app)
    for name, option in sorted(told):
        known = {o for parameter in command.commands[name].params for o in parameter.opts}
        assert option in known | {"--help"}, f"timeline {name} {option}"


def test_links_and_files_that_the_documents_name_exist():
    own = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "data" / "README.md", *(ROOT / "docs").glob("*.md")]
    assert len(own) >= 9
    for document in own:
        for link in re.findall(r"\]\((?!https?:)([^)#]+)", document.read_text(encoding="utf-8")):
            assert (document.parent / link).exists(), f"{document.name}: {link}"


def test_the_numbers_of_the_data_card_are_those_of_the_data():
    card = (ROOT / "data" / "README.md").read_text(encoding="utf-8")
    gold = (ROOT / "data" / "gold" / "split.csv").read_text(encoding="utf-8")
    parts = {part: gold.count(f",{part}\n") for part in ("development", "held-back")}
    articles = len(list((ROOT / "data" / "articles").glob("*.txt")))
    assert f"{articles} news articles" in card and sum(parts.values()) == articles
    assert f"{parts['development']} articles for `development`, {parts['held-back']} `held-back`" in card


def test_the_version_is_the_same_everywhere():
    version = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    assert f"\nversion: {version}\n" in (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    assert f"\n## {version}\n" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
