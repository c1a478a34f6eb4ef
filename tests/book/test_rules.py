"""The book keeps its rules, and a book that breaks one is found out."""

import pytest
import rules
from chapters import ROOT, listed_pages

CHAPTER = """\
---
kernelspec: {name: python3, display_name: Python 3, language: python}
---

# Start: what's here

(how)=
## How

```{math}
:label: eq-step
h = x
```

$$ g = 2 $$ (eq-double)

```{literalinclude} ../src/tiny/step.py
:pyobject: Step.forward
```

```{code-cell} ipython3
---
tags: [hide-input]
mystnb:
  image:
    alt: A curve
  figure:
    name: fig-curve
---
%matplotlib inline
curve = lambda x: x
def line(x):
    return curve(x)
[curve][0](line)
```

```{code-cell} ipython3
:tags: [pitfall]
def overwritten(x):
    x[:] = 0
    return x
```

````{solution} here
```{figure} curve.png
:alt: Another curve
:name: fig-other
```
````

![A third curve](curve.png), [the web](https://example.org), [there](other.md#sub-part),
[here](#how), [the figure](#fig-curve), [file](curve.png), [equation](#eq-double), `[no](link)`.
"""

FILES = {
    "_toc.yml": "format: jb-book\nroot: book/start\nchapters:\n  - file: book/other\n",
    "book/start.md": CHAPTER,
    "book/other.md": "# Other\n\n## Sub part\n\n[back](start.md)\n",
    "book/curve.png": "",
    "src/tiny/step.py": (
        'class Step:\n    """Equations ``eq-step`` and ``eq-double``, a seq-long one."""\n\n'
        "    def forward(self):\n        pass\n"
    ),
}

RULES = [
    rules.equations_not_in_the_book,
    rules.equations_labelled_twice,
    rules.sources_that_do_not_exist,
    rules.definitions_in_cells,
    rules.pictures_without_alt,
    rules.dead_links,
]


def test_every_listed_page_exists():
    assert [str(page) for page in listed_pages(ROOT) if not page.is_file()] == []


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_the_book_keeps(rule):
    assert rule(ROOT) == []


@pytest.fixture
def book(tmp_path):
    for name, text in FILES.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    return tmp_path


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_a_good_book_passes(book, rule):
    assert rule(book) == []


@pytest.mark.parametrize(
    ("rule", "name", "old", "new", "problem"),
    [
        (RULES[0], "book/start.md", "eq-step", "eq-steps", "src/tiny/step.py:2: cites eq-step"),
        (RULES[0], "book/start.md", "(eq-double)", "", "src/tiny/step.py:2: cites eq-double"),
        (RULES[1], "book/start.md", "eq-double", "eq-step", "eq-step"),
        (RULES[2], "book/start.md", "step.py", "stop.py", "start.md:17: no file ../src/tiny/stop"),
        (RULES[2], "src/tiny/step.py", "forward", "backward", "start.md:17: no Step.forward in"),
        (RULES[3], "book/start.md", "    return curve", "    x += 1\n    return curve", "line"),
        (RULES[3], "book/start.md", "[pitfall]", "[]", "book/start, cell 1: defines overwritten"),
        (RULES[3], "book/start.md", "curve = lambda x: x", "class A: pass", "defines A"),
        (RULES[4], "book/start.md", ":alt: Another curve", ":width: 80%", "figure without :alt:"),
        (RULES[4], "book/start.md", "alt: A curve", "width: 80%", "start.md, cell 0: "),
        (RULES[4], "book/start.md", "![A third curve]", "![]", "no alt text: curve.png"),
        (RULES[5], "book/start.md", "other.md#sub-part", "other.md#part", "other.md#part"),
        (RULES[5], "book/start.md", "(#how)", "(#why)", "start.md: #why"),
        (RULES[5], "book/start.md", "(curve.png), [eq", "(line.png), [eq", "start.md: line.png"),
        (RULES[5], "book/other.md", "start.md", "stop.md", "other.md: stop.md"),
    ],
)
def test_a_broken_rule_is_found(book, rule, name, old, new, problem):
    text = (book / name).read_text()
    assert old in text
    (book / name).write_text(text.replace(old, new, 1))
    (found,) = rule(book)
    assert problem in found
