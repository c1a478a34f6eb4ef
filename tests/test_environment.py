"""The files that name versions agree: pyproject, lock, environment.yml, README, workflows."""

import re
import tomllib
from pathlib import Path

import pytest
import yaml
from packaging.markers import default_environment
from packaging.requirements import Requirement
from packaging.version import Version

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf8"))
CONDA_NAMES = {"matplotlib-base": "matplotlib"}
NOT_PACKAGES = {"python", "pip"}


def requirements(*groups: str) -> dict[str, str]:
    """Return name -> version range for the package itself and some of its groups."""
    lines = list(PROJECT["project"]["dependencies"])
    for group in groups:
        lines += PROJECT["dependency-groups"].get(group, [])
        lines += PROJECT["project"]["optional-dependencies"].get(group, [])
    parsed = [Requirement(line) for line in lines]
    return {r.name: str(r.specifier) for r in parsed}


def pinned() -> list[Requirement]:
    """Return the lock file's pins."""
    lines = (ROOT / "requirements.lock").read_text(encoding="utf8").splitlines()
    return [Requirement(line.removesuffix(" \\")) for line in lines if "==" in line]


def environment() -> tuple[dict[str, str], list[str]]:
    """Return environment.yml's name -> version range, conda's and pip's, and pip's options."""
    content = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf8"))
    pip = next(item["pip"] for item in content["dependencies"] if isinstance(item, dict))
    names = [item for item in content["dependencies"] if isinstance(item, str)]
    options = [line for line in pip if line.startswith("-")]
    parsed = [Requirement(line) for line in names + pip if line not in options]
    return {CONDA_NAMES.get(r.name, r.name): str(r.specifier) for r in parsed}, options


def test_environment_yml_agrees_with_pyproject() -> None:
    found, options = environment()
    wanted = requirements("pictures", "lab") | {
        "jupyter-book": requirements("book")["jupyter-book"]
    }
    assert {k: v for k, v in found.items() if k not in NOT_PACKAGES} == wanted
    assert options == ["--editable ."]


def test_environment_yml_has_the_same_pythons() -> None:
    found, _ = environment()
    ours = PROJECT["project"]["requires-python"]
    assert set(found["python"].split(",")) == set(ours.split(","))


def test_workflow_tests_every_supported_python() -> None:
    workflow = yaml.safe_load((ROOT / ".github/workflows/tests.yml").read_text(encoding="utf8"))
    tested = workflow["jobs"]["tests"]["strategy"]["matrix"]["python"]
    prefix = "Programming Language :: Python :: "
    classified = [c.removeprefix(prefix) for c in PROJECT["project"]["classifiers"] if prefix in c]
    assert tested == [c for c in classified if re.fullmatch(r"3\.\d+", c)]
    supported = Requirement("python" + PROJECT["project"]["requires-python"]).specifier
    assert all(python in supported for python in tested)


@pytest.mark.parametrize("python", ["3.11", "3.12", "3.13"])
def test_lock_holds_one_fitting_version_of_everything_asked_for(python: str) -> None:
    marks = default_environment() | {"python_version": python, "python_full_version": f"{python}.0"}
    fitting: dict[str, list[Version]] = {}
    for pin in pinned():
        if pin.marker is None or pin.marker.evaluate(marks):
            version = Version(next(iter(pin.specifier)).version)
            fitting.setdefault(pin.name, []).append(version)
    assert not {name: v for name, v in fitting.items() if len(v) > 1}
    for name, versions in requirements(*PROJECT["dependency-groups"], "pictures").items():
        assert name in fitting, name
        assert fitting[name][0] in Requirement(name + versions).specifier, name


def test_lock_holds_names_versions_and_hashes_only() -> None:
    text = (ROOT / "requirements.lock").read_text(encoding="utf8")
    assert "://" not in text
    options = re.findall(r"(?:^|\s)(-\S+)", text)
    assert all(option.startswith("--hash=sha256:") for option in options)
    assert not re.search(r"^torch==", text, re.MULTILINE)


@pytest.mark.parametrize("page", ["README.md", "CONTRIBUTING.md"])
def test_bootstrap_pins_what_the_lock_pins(page: str) -> None:
    text = (ROOT / page).read_text(encoding="utf8")
    locked = {p.name: next(iter(p.specifier)).version for p in pinned()}
    for name in ("nox", "uv"):
        assert set(re.findall(rf"\b{name}==([\d.]+\d)", text)) == {locked[name]}


def test_readme_has_exactly_two_commands() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf8")
    blocks = re.findall(r"```console\n(.*?)```", text, re.DOTALL)
    sessions = [re.findall(r"nox -s ([a-z ]+)\n", block) for block in blocks]
    assert sessions == [["book"], ["tests benchmarks"]]


def test_citation_has_the_package_version() -> None:
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf8"))
    assert citation["version"] == PROJECT["project"]["version"]
