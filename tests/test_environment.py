"""environment.yml, pyproject.toml and requirements.lock name the same things."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

from packaging.requirements import Requirement
from packaging.version import Version

ROOT = Path(__file__).parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
EXTRAS = PROJECT["optional-dependencies"]


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def bounds(lines: list[str]) -> dict[str, str]:
    """Name -> bounds, the way packaging writes them."""
    found = [Requirement(line) for line in lines]
    return {normal(r.name): ",".join(sorted(str(s) for s in r.specifier)) for r in found}


def environment() -> tuple[list[str], list[str]]:
    """The conda and the pip lines of environment.yml (a file this small needs no YAML reader)."""
    conda, pip = [], []
    for line in (ROOT / "environment.yml").read_text(encoding="utf-8").partition("dependencies:")[2].splitlines():
        found = re.fullmatch(r"( +)- (.+)", line)
        if found and found[2] != "pip:":
            (conda if len(found[1]) == 2 else pip).append(found[2])
    return conda, pip


def test_the_environment_has_the_names_and_bounds_of_the_library_and_the_notebooks():
    conda, pip = environment()
    assert pip[-1] == "-e ."
    wanted = bounds([*PROJECT["dependencies"], *EXTRAS["notebooks"]])
    python = {"python": PROJECT["requires-python"], "pip": ""}
    assert bounds([*conda, *pip[:-1]]) == wanted | python


def test_the_lock_fits_every_bound():
    lock = {}
    for line in (ROOT / "requirements.lock").read_text(encoding="utf-8").splitlines():
        if found := re.match(r"([A-Za-z0-9._-]+)(?:\[.*?\])?==([^ ;]+)", line):
            lock.setdefault(normal(found[1]), []).append(Version(found[2]))
    for extra in ([], *EXTRAS.values()):
        for line in [*PROJECT["dependencies"], *extra]:
            wanted = Requirement(line)
            versions = lock[normal(wanted.name)]
            assert all(wanted.specifier.contains(v, prereleases=True) for v in versions), line


def test_no_address_and_no_path_of_a_machine_stands_in_the_lock():
    text = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    assert not re.search(r"https?:|file:|--(extra-)?index|^/|@ ", text, re.MULTILINE)


def test_each_dependency_says_why():
    block = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    lines = [line for line in block.splitlines() if re.match(r'  "[\w-]+[<>=~]', line)]
    assert len(lines) == len(PROJECT["dependencies"]) + sum(map(len, EXTRAS.values()))
    assert all(re.search(r"# \w+", line) for line in lines)
