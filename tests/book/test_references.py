"""Plant each fault in a small book and see that ``check`` or ``refresh`` reports it."""

import json
import re

import chapters
import pytest
import references
from small_book import CELLS, NUMBER, chapter_text, edit, edit_reference


def test_a_reference_holds_texts_only(pristine):
    text = (pristine / references.REFERENCES / "start.ipynb").read_text()
    cells = json.loads(text)["cells"]
    assert [cell["execution_count"] for cell in cells] == list(range(1, len(CELLS) + 1))
    assert all("id" not in cell for cell in cells)
    assert "image/" not in text
    assert "text/html" not in text
    assert str(pristine) not in text
    assert "ipykernel" not in text
    assert "<object object at <address>>" in text
    assert cells[NUMBER["timing"]]["outputs"] == []
    assert cells[NUMBER["folder"]]["outputs"][0]["text"] == ["book\n"]
    assert cells[NUMBER["glue"]]["outputs"][0]["metadata"]["scrapbook"]["name"] == "answer"


def in_chapter(old, new):
    return lambda root: edit(root / "book" / "start.md", old, new)


def in_reference(change):
    return lambda root: edit_reference(root, change)


def in_both(old, new):
    """Edit chapter and reference alike, so that only what the edit means is wrong."""

    def fault(root):
        edit(root / "book" / "start.md", old, new)
        edit(root / references.REFERENCES / "start.ipynb", old, new)

    return fault


def rewrite(cells):
    return lambda root: (root / "book" / "start.md").write_text(chapter_text(cells))


def list_a_chapter(root):
    (root / "book" / "new.md").write_text(chapter_text())
    edit(root / "_toc.yml", "book/plain", "book/new")


def forget_a_chapter(root):
    edit(root / "_toc.yml", "book/start", "book/plain")


def rename_a_page(root):
    (root / "book" / "plain.md").rename(root / "book" / "plane.md")


def add_markdown(root):
    path = root / references.REFERENCES / "start.ipynb"
    notebook = json.loads(path.read_text())
    notebook["cells"].append({"cell_type": "markdown", "metadata": {}, "source": "Prose."})
    path.write_text(json.dumps(notebook))


def cut_off(root):
    path = root / references.REFERENCES / "start.ipynb"
    path.write_text(path.read_text()[:100])


def never_run(cells):
    cells["sum"].update(execution_count=None, outputs=[])


def keep_a_picture(cells):
    cells["pictures"]["outputs"][1]["data"]["application/papermill.record/image/png"] = "aGVsbG8="


def print_much(cells):
    cells["sum"]["outputs"][0]["text"] = "3\n" * references.LARGEST


def compare_nothing(cells):
    for cell in cells.values():
        cell["outputs"] = []


def raise_nothing(cells):
    cells["raises"]["outputs"] = []


def keep_an_error(cells):
    cells["sum"]["outputs"] = cells["raises"]["outputs"]


@pytest.mark.parametrize(
    ("fault", "message"),
    [
        (
            in_chapter("1 + 2", "1 + 3"),
            r"cell 1: .* differ(.|\n)*-print\(1 \+ 2\)\n +\+print\(1 \+ 3",
        ),
        (in_chapter("[hide-input]", "[]"), r"cell 4: .* differ(.|\n)*-# cell, tags: hide-input"),
        (rewrite({**CELLS, "more": ("", "more = 1")}), r"cell 12: .* differ(.|\n)*\+more = 1"),
        (rewrite({k: CELLS[k] for k in CELLS if k != "hang"}), r"cell 11: .*(.|\n)*-time.sleep"),
        (rewrite(dict(sorted(CELLS.items()))), "cell 0: reference and chapter differ"),
        (list_a_chapter, "book/new: the chapter has no reference notebook"),
        (forget_a_chapter, r"start.ipynb: no chapter listed in _toc.yml has this reference"),
        (rename_a_page, r"book/plain.md: listed in _toc.yml, does not exist"),
        (add_markdown, "holds a cell that is not code"),
        (cut_off, "is no notebook"),
        (in_reference(never_run), "cell 1: it was never run"),
        (in_reference(keep_a_picture), "cell 5: it holds application/papermill.record/image/png"),
        (in_reference(print_much), r"the reference has \d+ bytes"),
        (in_reference(compare_nothing), "no cell has an output to compare"),
        (in_reference(raise_nothing), "cell 6: it is tagged raises-exception and raised nothing"),
        (in_reference(keep_an_error), "cell 1: it ended in an error"),
        (in_both("nbval-ignore-output", "nbval-skip"), "cell 7: the tag nbval-skip hides it"),
        (in_both("import tiny", "# NBVAL_IGNORE_OUTPUT"), "cell 0: marks for nbval are tags"),
    ],
)
def test_check_finds(project, fault, message):
    fault(project)
    (found,) = references.check(project)
    assert re.search(message, found)


def test_a_change_of_prose_needs_no_new_run(project):
    edit(project / "book" / "start.md", "Prose.", "Better prose, and a {math}`formula`.")
    edit(project / "book" / "plain.md", "Only", "Still only")
    assert references.check(project) == []


def test_a_message_says_how_to_refresh(project):
    edit(project / "book" / "start.md", "1 + 2", "1 + 3")
    assert "nox -s nbval -- --refresh book/start" in references.check(project)[0]


def test_a_long_difference_is_cut(project):
    more = "\n".join(f"x{number} = {number}" for number in range(100))
    edit(project / "book" / "start.md", "print(1 + 2)", more)
    found = references.check(project)[0]
    assert len(found.splitlines()) < references.DIFF_LINES + 5
    assert "lines more" in found


def test_names_choose_chapters(project):
    edit(project / "book" / "start.md", "1 + 2", "1 + 3")
    for name in ("book/start", "book/start.md"):
        assert len(references.check(project, [name])) == 1
    with pytest.raises(ValueError, match=r"no chapter book/plain; the chapters are book/start"):
        references.check(project, ["book/plain"])


def test_refresh_stops_at_an_error_and_keeps_the_old_reference(project):
    path = project / references.REFERENCES / "start.ipynb"
    old = path.read_bytes()
    text = chapter_text({"good": ("", "x = 1"), "bad": ("", "print(x)\n[][x]")})
    (project / "book" / "start.md").write_text(text)
    (problem,) = references.refresh(project, (), timeout=60)
    assert problem.startswith("book/start: ")
    assert "[][x]" in problem
    assert "IndexError: list index out of range" in problem
    assert path.read_bytes() == old


def test_refresh_removes_references_without_chapters(project):
    (project / "book" / "start.md").write_text("# Nothing runs here\n")
    assert references.refresh(project, (), timeout=60) == []
    assert list((project / references.REFERENCES).glob("*.ipynb")) == []


def test_commands_exit_with_a_status(project, monkeypatch, capsys):
    monkeypatch.setattr(references, "ROOT", project)
    assert references.main(["check"]) == 0
    assert capsys.readouterr().out == "the references are those of the chapters\n"
    edit(project / "book" / "start.md", "1 + 2", "1 + 3")
    monkeypatch.setattr(references, "compare", pytest.fail)  # not with references out of date
    for command in ("check", "compare"):
        assert references.main([command]) == 1
        assert "cell 1: reference and chapter differ" in capsys.readouterr().err
    with pytest.raises(SystemExit) as stop:
        references.main(["check", "book/no"])
    assert stop.value.code == 2
    assert "the chapters are book/start" in capsys.readouterr().err


def test_pages_of_every_level_are_listed(tmp_path):
    toc = """
        format: jb-book
        root: book/start
        parts:
          - caption: One
            chapters:
              - file: book/a
                sections: [{file: book/b}]
              - url: https://example.org
          - chapters: [{file: book/c.md}]
    """
    (tmp_path / "_toc.yml").write_text(toc)
    pages = [page.relative_to(tmp_path).as_posix() for page in chapters.listed_pages(tmp_path)]
    assert pages == ["book/start.md", "book/a.md", "book/b.md", "book/c.md"]
