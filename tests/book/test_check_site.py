"""A small site passes, and each thing wrong with it is found."""

import check_site
import pytest

PAGE = """\
<!DOCTYPE html>
<html>
<head>
<link rel="canonical" href="https://example.org/start.html">
<link rel="stylesheet" href="../_static/book.css?v=1">
<style>p { background: url("data:image/svg+xml,<svg xmlns='http://www.w3.org/'/>") }</style>
<script>const THEBE = "https://unpkg.com/thebe"; // fetched on a click only
</script>
<script src="../_static/mathjax/tex-chtml.js"></script>
</head>
<body>
<h1 id="top-of-it">Start</h1>
<p>A <a href="https://example.org">link to the web</a>, one <a href="#top-of-it">here</a>,
one <a href="other%20page.html#a-part">there</a>, one <a href="..">home</a>,
one to a <a href="../_sources/start.ipynb">file</a>, one to <a href="mailto:a@b.org">a person</a>.
<span class="math notranslate">x</span>
<img src="../_images/curve.png" alt="A falling curve">
<img src="data:image/gif;base64,R0lGODlhAQABAAAAACw=" alt="" role="presentation"></p>
<div class="cell tag_raises-exception"><div class="cell_input">[][0]</div>
<div class="output traceback">IndexError</div></div>
<div class="cell"><div class="output stream">3</div></div>
</body>
</html>
"""

FILES = {
    "index.html": '<meta http-equiv="Refresh" content="0; url=book/start.html">',
    "book/start.html": PAGE,
    "book/other page.html": '<h2><a name="a-part">A part</a></h2>',
    "_images/curve.png": "",
    "_sources/start.ipynb": "{}",
    "_static/book.css": "@import 'more.css'; p { background: url(../_images/curve.png) }",
    "_static/template.html": '<a href="{{ nowhere }}">a template, not a page</a>',
    "_static/mathjax/tex-chtml.js": "load('https://cdn.example.org/never')",
    "_static/mathjax/output/chtml/fonts/woff-v2/MathJax_Main-Regular.woff": "",
}


@pytest.fixture
def site(tmp_path):
    for name, text in FILES.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    return tmp_path


def test_a_good_site_passes(site, capsys):
    assert check_site.main([str(site)]) == 0
    said = capsys.readouterr()
    assert said.err == ""
    assert "checked 3 pages" in said.out
    assert "2 pictures" in said.out
    assert "2 anchors" in said.out
    assert "0 problems found" in said.out


def add(html):
    return lambda site: (site / "book/start.html").write_text(PAGE.replace("</body>", html))


def remove(name):
    return lambda site: (site / name).unlink()


def style(css):
    return lambda site: (site / "_static/book.css").write_text(css)


def report(site):
    (site / "reports/book").mkdir(parents=True)
    (site / "reports/book/start.err.log").write_text("Traceback")


def no_renderer(site):
    script = '<script src="../_static/mathjax/tex-chtml.js"></script>'
    assert script in PAGE
    (site / "book/start.html").write_text(PAGE.replace(script, ""))


FONT = "_static/mathjax/output/chtml/fonts/woff-v2/MathJax_Main-Regular.woff"


@pytest.mark.parametrize(
    ("fault", "message"),
    [
        (report, "reports/book/start.err.log: the build reports an error"),
        (add('<div class="output traceback">E</div>'), "22: the output of a cell is an error"),
        (add('<script src="https://cdn.example.org/a.js">'), "needs another host: https://cdn"),
        (add('<script src="//cdn.example.org/a.js">'), "needs another host: //cdn.example"),
        (add('<link rel="preconnect" href="https://fonts.example.org">'), "needs another host"),
        (add('<link rel="shortcut icon" href="https://example.org/a.ico">'), "needs another host"),
        (add('<img src="http://example.org/a.png" alt="A">'), "needs another host"),
        (add('<img src="../_images/curve.png" srcset="https://a.org/b.png 2x" alt="A">'), "a.org"),
        (add('<iframe src="https://example.org/video"></iframe>'), "needs another host"),
        (add('<p style="background: url(https://example.org/a.png)">'), "needs another host"),
        (add('<style>@import "https://fonts.example.org/a"</style>'), "needs another host"),
        (add('<script>import m from "https://esm.example.org/m"</script>'), "needs another host"),
        (add('<script>await import("https://esm.example.org/m")</script>'), "needs another host"),
        (style("@font-face { src: url('https://fonts.example.org/a.woff') }"), "book.css: needs"),
        (remove("_images/curve.png"), "17: file not in the site: ../_images/curve.png"),
        (remove("_static/book.css"), "file not in the site: ../_static/book.css?v=1"),
        (add('<script src="/_static/mathjax/tex-chtml.js">'), "file not in the site: /_static"),
        (remove("_sources/start.ipynb"), "dead link: ../_sources/start.ipynb"),
        (add('<a href="gone.html">'), "dead link: gone.html"),
        (add('<a href="../../outside.html">'), "dead link: ../../outside.html"),
        (add('<a href="#gone">'), "no such place on the page: #gone"),
        (add('<a href="other%20page.html#gone">'), "no such place on the page: other%20page"),
        (add('<img src="../_images/curve.png">'), "picture without alt text"),
        (add('<img src="../_images/curve.png" alt=" ">'), "picture without alt text"),
        (add('<img src="../_images/curve.png" alt="../_images/curve.png">'), "without alt text"),
        (no_renderer, "has formulas and no script that draws them"),
        (remove(FONT), "MathJax has no fonts"),
    ],
)
def test_a_fault_is_found(site, capsys, fault, message):
    fault(site)
    assert check_site.main([str(site)]) == 1
    (problem,) = capsys.readouterr().err.splitlines()
    assert message in problem


def test_a_page_that_is_gone_is_missed_wherever_it_is_linked(site, capsys):
    (site / "book/start.html").unlink()
    assert check_site.main([str(site)]) == 1
    assert "index.html:1: dead link: book/start.html" in capsys.readouterr().err


def test_an_empty_site_fails(tmp_path, capsys):
    assert check_site.main([str(tmp_path)]) == 1
    assert "no page; build the book first" in capsys.readouterr().err
