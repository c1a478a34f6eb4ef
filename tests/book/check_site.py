"""Check a built site: no failed cell, nothing from other hosts, no dead link, no picture mute.

    python tests/book/check_site.py _build/html

The build itself can end well although a cell failed, a script comes from a host that a reader
without network does not reach, or a link leads nowhere. Links to the web in the text are fine.
"""

import argparse
import re
import sys
from collections import Counter
from html.parser import HTMLParser
from pathlib import Path, PurePosixPath
from posixpath import join, normpath
from urllib.parse import unquote, urlsplit

LOADED_LINKS = {  # relations by which a browser fetches something, or calls a host
    *("stylesheet", "icon", "mask-icon", "apple-touch-icon", "manifest"),
    *("preload", "prefetch", "modulepreload", "preconnect", "dns-prefetch"),
}
LOADING = {  # tag: the attributes whose addresses a browser fetches
    "script": ["src"],
    "img": ["src", "srcset"],
    "source": ["src", "srcset"],
    "video": ["src", "poster"],
    **{tag: ["src"] for tag in ("audio", "track", "iframe", "embed", "input")},
    "object": ["data"],
    **{tag: ["href", "xlink:href"] for tag in ("image", "use")},
}
REMOTE = r"(?:https?:)?//[^\s\"')]+"
STYLE_LOADS = re.compile(rf"(?:url\(|@import)\s*[\"']?({REMOTE})")
SCRIPT_LOADS = re.compile(rf"\b(?:import|from)\b\s*\(?\s*[\"']({REMOTE})")
WOFF = PurePosixPath("output", "chtml", "fonts", "woff-v2")


class Page(HTMLParser):
    """What one page holds: ids, links, files it loads, and what is wrong by itself."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.ids: set[str] = set()
        self.links: list[tuple[int, str]] = []
        self.files: list[tuple[int, str]] = []
        self.problems: list[tuple[int, str]] = []
        self.images = 0
        self.has_math = False
        self._divisions: list[list[str]] = []
        self._verbatim = ""
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        classes = given.get("class", "").split()
        self.ids |= {given[name] for name in ("id", "name") if name in given}
        self.has_math |= "math" in classes
        self._verbatim = tag if tag in ("script", "style") else ""
        if tag == "div":
            self._divisions.append(classes)
            self._look_for_errors(classes)
        if tag in ("a", "area") and "href" in given:
            self.links.append((self._line, given["href"]))
        if tag == "img":
            self._look_at_image(given)
        if tag == "meta" and given.get("http-equiv", "").lower() == "refresh":
            self.links.append((self._line, given.get("content", "").partition("url=")[2]))
        if tag == "link" and LOADED_LINKS & set(given.get("rel", "").lower().split()):
            self.files.append((self._line, given.get("href", "")))
        for name in LOADING.get(tag, ()):
            values = given.get(name, "").split(",") if name == "srcset" else [given.get(name, "")]
            self.files += [(self._line, value.split()[0]) for value in values if value.strip()]
        self._look_for_remote(STYLE_LOADS, given.get("style", ""))

    def handle_endtag(self, tag: str) -> None:
        self._verbatim = ""
        if tag == "div" and self._divisions:
            self._divisions.pop()

    def handle_data(self, data: str) -> None:
        if self._verbatim:
            loads = SCRIPT_LOADS if self._verbatim == "script" else STYLE_LOADS
            self._look_for_remote(loads, data)

    @property
    def _line(self) -> int:
        return self.getpos()[0]

    def _look_for_remote(self, loads: re.Pattern[str], text: str) -> None:
        self.files += [(self._line, address) for address in loads.findall(text)]

    def _look_for_errors(self, classes: list[str]) -> None:
        meant = any("tag_raises-exception" in outer for outer in self._divisions)
        if {"output", "traceback"} <= set(classes) and not meant:
            self.problems.append((self._line, "the output of a cell is an error"))

    def _look_at_image(self, given: dict[str, str]) -> None:
        self.images += 1
        source, alt = given.get("src", ""), given.get("alt", "").strip()
        decoration = given.get("role") in ("presentation", "none") or "aria-hidden" in given
        by_itself = PurePosixPath(alt).name == PurePosixPath(source).name  # what docutils puts
        if (not alt or by_itself) and not decoration:
            self.problems.append((self._line, f"picture without alt text: {source}"))


class Site:
    """A built site, its pages, and the problems found in it."""

    def __init__(self, root: Path) -> None:
        self.root = root
        paths = {path.relative_to(root).as_posix(): path for path in sorted(root.rglob("*.html"))}
        self.pages = {  # themes keep templates, which are no pages, in _static
            name: Page(path.read_text(encoding="utf-8"))
            for name, path in paths.items()
            if not name.startswith("_static/")
        }
        self.counts = Counter(pages=len(self.pages))
        self.problems: list[str] = []

    def check(self) -> None:
        """Look at everything and gather the problems."""
        if not self.pages:
            self.problems.append(f"{self.root}: no page; build the book first")
        for report in sorted((self.root / "reports").rglob("*")):
            if report.is_file():
                self.problems.append(f"{report.relative_to(self.root)}: the build reports an error")
        for name, page in self.pages.items():
            self.counts["pictures"] += page.images
            self.problems += [f"{name}:{line}: {problem}" for line, problem in page.problems]
            for line, address in page.files:
                self._check_file(f"{name}:{line}", name, address)
            for line, address in page.links:
                self._check_link(f"{name}:{line}", name, address)
            if page.has_math:
                self._check_math(name, page)
        for path in sorted(self.root.rglob("*.css")):
            self.counts["style sheets"] += 1
            name = path.relative_to(self.root).as_posix()
            for address in STYLE_LOADS.findall(path.read_text(encoding="utf-8")):
                self._check_file(name, name, address)

    def _check_file(self, place: str, page: str, address: str) -> None:
        parts = urlsplit(address)
        if parts.scheme == "data":
            return
        self.counts["files loaded"] += 1
        if parts.scheme or parts.netloc:
            self.problems.append(f"{place}: needs another host: {address}")
        elif self._target(page, parts.path) is None:
            self.problems.append(f"{place}: file not in the site: {address}")

    def _check_link(self, place: str, page: str, address: str) -> None:
        parts = urlsplit(address)
        if parts.scheme or parts.netloc:
            self.counts["links to the web"] += 1
            return
        self.counts["links within the site"] += 1
        target = self._target(page, parts.path) if parts.path else page
        anchor = unquote(parts.fragment)
        if target is None:
            self.problems.append(f"{place}: dead link: {address}")
        elif anchor and target in self.pages:
            self.counts["anchors"] += 1
            if anchor not in self.pages[target].ids:
                self.problems.append(f"{place}: no such place on the page: {address}")

    def _target(self, page: str, path: str) -> str | None:
        """Return the file that a path on a page means, or None when the site has none."""
        if path.startswith("/"):  # the site may be served from a folder
            return None
        target = normpath(join(PurePosixPath(page).parent.as_posix(), unquote(path)))
        if (self.root / target).is_dir():
            target = normpath(join(target, "index.html"))
        inside = not target.startswith("..") and (self.root / target).is_file()
        return target if inside else None

    def _check_math(self, name: str, page: Page) -> None:
        scripts = [urlsplit(address).path for _, address in page.files]
        renderers = [path for path in scripts if "mathjax" in path.lower() and path.endswith(".js")]
        if not renderers:
            self.problems.append(f"{name}: has formulas and no script that draws them")
        for path in renderers:
            target = self._target(name, path)
            fonts = PurePosixPath(target).parent / WOFF if target else None
            if fonts and "chtml" in path and not any((self.root / fonts).glob("*.woff")):
                self.problems.append(f"{name}: MathJax has no fonts; it loads them from {fonts}")


def main(arguments: list[str] | None = None) -> int:
    """Check the site in the folder given, and return the exit status."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("site", type=Path)
    site = Site(parser.parse_args(arguments).site)
    site.check()
    for problem in site.problems:
        print(problem, file=sys.stderr)
    print("checked " + ", ".join(f"{number} {what}" for what, number in site.counts.items()))
    print(f"{len(site.problems)} problems found")
    return bool(site.problems)


if __name__ == "__main__":
    sys.exit(main())
