"""Rules of the book's text that the build does not hold: each function lists what breaks one."""

import ast
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from chapters import CodeCell, code_cells, listed_pages, read_chapters

EQUATION = re.compile(r"\beq-[a-z0-9-]*[a-z0-9]")
OPENING = re.compile(r"\s*(?:`{3,}|:{3,})\{([\w:-]+)\}\s*(.*)")
OPTION = re.compile(r"\s*:([\w-]+):\s*(.*)")
TARGET = re.compile(r"^\s*(?:\(([^()\s]+)\)=|:?(?:name|label):\s*(\S+))\s*$", re.MULTILINE)
DOLLAR_LABEL = re.compile(r"\$\$\s*\(([^()\s]+)\)")
HEADING = re.compile(r"^#+\s+(.*)$", re.MULTILINE)
NOT_PROSE = re.compile(r"^(`{3,})(?!\{(?!code)).*?^\1\s*$|`[^`\n]+`|\$[^$]+\$", re.DOTALL | re.M)
LINK = re.compile(r"(?<!!)\[[^\]]*\]\(([^()\s]+)\)")
PICTURE = re.compile(r"!\[([^\]]*)\]\(([^()\s]+)\)")
DEFINITIONS = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
MAY_DEFINE = "pitfall"  # tags a cell that shows a mistake, which no other file could want


@dataclass(frozen=True)
class Directive:
    """One directive of a page, with its options written ``:key: value``."""

    name: str
    argument: str
    options: dict[str, str]
    place: str


def pages(root: Path) -> dict[Path, str]:
    """Return the text of every page of the book."""
    return {page: page.read_text(encoding="utf-8") for page in listed_pages(root)}


def directives(page: Path, text: str) -> Iterator[Directive]:
    """Yield the directives of a page, nested ones too."""
    lines = text.splitlines()
    for number, line in enumerate(lines, start=1):
        opening = OPENING.fullmatch(line)
        if opening:
            options = {}
            for following in lines[number:]:
                option = OPTION.fullmatch(following)
                if not option:
                    break
                options[option[1]] = option[2].strip()
            yield Directive(opening[1], opening[2].strip(), options, f"{page.name}:{number}")


def equation_labels(root: Path) -> list[str]:
    """Return the labels of all equations."""
    labels = []
    for page, text in pages(root).items():
        labels += DOLLAR_LABEL.findall(text)
        labels += [
            it.options["label"]
            for it in directives(page, text)
            if it.name == "math" and it.options.get("label")
        ]
    return labels


def equations_not_in_the_book(root: Path) -> list[str]:
    """Equations that the package's sources cite and no page labels."""
    labels = set(equation_labels(root))
    return [
        f"{path.relative_to(root)}:{number}: cites {label}"
        for path in sorted((root / "src").rglob("*.py"))
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        for label in EQUATION.findall(line)
        if label not in labels
    ]


def equations_labelled_twice(root: Path) -> list[str]:
    """Labels that stand at more than one equation."""
    return [label for label, count in Counter(equation_labels(root)).items() if count > 1]


def sources_that_do_not_exist(root: Path) -> list[str]:
    """Inclusions of a file, or of an object in it, that does not exist."""
    problems = []
    for page, text in pages(root).items():
        for it in directives(page, text):
            if it.name != "literalinclude":
                continue
            path = page.parent / it.argument
            wanted = it.options.get("pyobject")
            if not path.is_file():
                problems.append(f"{it.place}: no file {it.argument}")
            elif wanted and wanted not in objects(path):
                problems.append(f"{it.place}: no {wanted} in {it.argument}")
    return problems


def objects(path: Path) -> set[str]:
    """Return the dotted names of all functions and classes of a module."""

    def named(node: ast.AST, prefix: str) -> Iterator[str]:
        for child in ast.iter_child_nodes(node):
            if isinstance(child, DEFINITIONS):
                yield prefix + child.name
                yield from named(child, f"{prefix}{child.name}.")

    return set(named(ast.parse(path.read_text(encoding="utf-8")), ""))


def definitions_in_cells(root: Path) -> list[str]:
    """Functions and classes that a chapter defines for itself, beyond one line to return."""
    problems = []
    for chapter in read_chapters(root):
        for number, cell in enumerate(chapter.cells):
            if MAY_DEFINE in cell.tags:
                continue
            for node in ast.walk(ast.parse(without_magics(cell.source))):
                if isinstance(node, DEFINITIONS) and not is_one_expression(node):
                    problems.append(f"{chapter.name}, cell {number}: defines {node.name}")
    return problems


def is_one_expression(node: ast.AST) -> bool:
    """Whether a definition is no more than a lambda with a name."""
    return isinstance(node, ast.FunctionDef) and isinstance(node.body[0], ast.Return)


def without_magics(source: str) -> str:
    """Return a cell's source without the lines that only IPython understands."""
    return re.sub(r"^(\s*)[%!].*$", r"\1pass", source, flags=re.MULTILINE)


def pictures_without_alt(root: Path) -> list[str]:
    """Pictures whose source gives no text for those who cannot see them."""
    problems = []
    for page, text in pages(root).items():
        for it in directives(page, text):
            if it.name in ("figure", "image", "glue:figure") and not it.options.get("alt"):
                problems.append(f"{it.place}: {it.name} without :alt:")
        problems += [
            f"{page.name}: no alt text: {src}"
            for alt, src in PICTURE.findall(text)
            if not alt.strip()
        ]
        for number, cell in enumerate(code_cells(page)):
            if is_picture_without_alt(cell):
                problems.append(
                    f"{page.name}, cell {number}: mystnb has a picture's settings, no image: alt:"
                )
    return problems


def is_picture_without_alt(cell: CodeCell) -> bool:
    """Whether a cell's metadata describe a picture and leave out its alt text."""
    settings = cell.metadata.get("mystnb", {})
    alt = settings.get("image", {}).get("alt", "")
    return bool({"figure", "image"} & settings.keys()) and not alt.strip()


def dead_links(root: Path) -> list[str]:
    """Markdown links to a page, file or place that does not exist."""
    texts = pages(root)
    targets = {page.resolve(): places(text) for page, text in texts.items()}
    everywhere = set().union(*targets.values())
    problems = []
    for page, text in texts.items():
        for link in LINK.findall(NOT_PROSE.sub("", text)):
            path, _, place = link.partition("#")
            if re.match(r"[a-z]+:", link):
                continue
            target = (page.parent / path).resolve() if path else page
            known = targets.get(target, everywhere) if path else everywhere
            if not target.is_file() or (place and place not in known):
                problems.append(f"{page.name}: {link}")
    return problems


def places(text: str) -> set[str]:
    """Return what a link to a page may name after ``#``."""
    labels = {first or second for first, second in TARGET.findall(text)}
    slugs = {
        re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-")
        for heading in HEADING.findall(text)
    }
    return labels | slugs | set(DOLLAR_LABEL.findall(text))
