"""The commands about pictures: what cannot be used is named, before anything long is begun."""

import errno

import numpy as np
import pytest

from support.command import finish, spawn
from support.picture_commands import COMMANDS
from unrolled.data import load_image, save_image

OF_A_PICTURE = ["saliency", "fool", "style"]
OF_A_CLASS = {"saliency": ["--as"], "fool": ["--as"], "dream": []}

every_command = pytest.mark.parametrize("name", COMMANDS)


@pytest.fixture
def photo(tmp_path):
    """Two pictures and some files that are none, in the current folder."""
    pixels = np.random.default_rng(0).integers(256, size=(30, 45, 3), dtype=np.uint8)
    save_image(tmp_path / "photo.png", pixels)
    save_image(tmp_path / "paint.png", pixels[::-1])
    (tmp_path / "notes.png").write_text("no picture\n")
    (tmp_path / "empty.png").write_bytes(b"")
    (tmp_path / "cut.png").write_bytes((tmp_path / "photo.png").read_bytes()[:900])
    (tmp_path / "folder.png").mkdir()
    return tmp_path


def with_picture(name, picture):
    return [picture if word == "photo.png" else word for word in COMMANDS[name]]


def refused(result, *messages):
    assert result.exit_code == 2, result.output
    assert result.stdout == ""
    said = " ".join(result.stderr.split())
    for message in messages:
        assert message in said
    assert "should not happen" not in said


@pytest.mark.parametrize("name", OF_A_PICTURE)
@pytest.mark.parametrize(
    ("picture", "message"),
    [
        ("gone.png", "gone.png: expected a file of that name"),
        ("notes.png", "notes.png: expected a whole picture"),
        ("empty.png", "empty.png: expected a whole picture"),
        ("cut.png", "cut.png: expected a whole picture"),
        ("folder.png", "folder.png: expected a file of that name"),
        ("example:chelsae", "there is no picture 'chelsae'. Did you mean 'chelsea'?"),
        ("course:muse", "expected a picture of the course, found none at"),
    ],
)
def test_a_picture_that_cannot_be_read(run, photo, network, name, picture, message):
    before = sorted(photo.iterdir())
    refused(run(*with_picture(name, picture)), message)
    assert network == []
    assert sorted(photo.iterdir()) == before


def test_a_style_that_cannot_be_read(run, photo, network):
    refused(run("style", "photo.png", "notes.png"), "notes.png: expected a whole picture")
    assert network == []


@pytest.mark.parametrize("name", OF_A_CLASS)
@pytest.mark.parametrize(
    ("wanted", "message"),
    [
        ("tarantulla", "'tarantulla' is no class of ImageNet. Did you mean 76 tarantula?"),
        ("1000", "the classes of ImageNet have the numbers 0 to 999, got 1000"),
        ("terrier", "'terrier' fits"),
        ("", "got an empty text"),
    ],
)
def test_a_class_that_does_not_exist(run, photo, network, name, wanted, message):
    command = [word for word in COMMANDS[name] if word not in ("--as", 76, "tarantula")]
    refused(run(*command, *OF_A_CLASS[name], wanted), message)
    assert network == []


@every_command
@pytest.mark.parametrize(
    ("output", "message"),
    [
        ("out.xyz", "out.xyz: expected a name that ends in .bmp"),
        ("out", "found no ending"),
        ("none/out.png", "expected a folder to save the picture in, found nothing"),
        ("folder.png", "folder.png: expected the name of a file to write, found a folder"),
    ],
)
def test_a_place_that_cannot_be_written(run, photo, network, name, output, message):
    refused(run(*COMMANDS[name], "-o", output), message)
    assert network == []


@every_command
def test_a_folder_that_may_not_be_written(run, photo, network, name, monkeypatch):
    def refuse(path):  # a chmod would not stop root
        raise PermissionError(errno.EACCES, f"cannot write {path} (Permission denied)")

    monkeypatch.setattr("unrolled.data.saving.check_writable", refuse)
    refused(run(*COMMANDS[name]), "Save it to a folder that you may write to")
    assert network == []


@pytest.mark.parametrize("name", OF_A_PICTURE)
def test_the_picture_itself_is_not_replaced(run, photo, network, name):
    before = (photo / "photo.png").read_bytes()
    (photo / "link.png").symlink_to("photo.png")
    for output in ("photo.png", "./photo.png", photo / "photo.png", "link.png"):
        message = "this is the picture photo.png, which would be replaced"
        refused(run(*COMMANDS[name], "-o", output), message)
    assert (photo / "photo.png").read_bytes() == before
    assert network == []


@every_command
def test_a_network_that_does_not_exist(run, photo, network, name):
    message = "--network vgg: there is none; there are auto, squeezenet, efficientnet-lite0"
    refused(run(*COMMANDS[name], "--network", "vgg"), message)
    assert network == []


@every_command
def test_a_size_that_does_not_fit_into_memory(run, photo, network, name, monkeypatch):
    monkeypatch.setattr("unrolled.cli.picture_sizes.free_memory", lambda: 6_000_000)
    result = run(*COMMANDS[name], "--size", 1000)
    refused(result, "--size 1000 makes a picture of 1", "fits")
    most = int(result.stderr.split("--size ")[-1].split()[0])
    assert 70 < most <= 100  # 600 bytes a pixel
    monkeypatch.setattr("unrolled.cli.picture_sizes.free_memory", lambda: None)
    assert run(*COMMANDS[name]).exit_code == 0  # where nobody knows, it is tried


@pytest.mark.parametrize("name", OF_A_PICTURE)
def test_a_size_beyond_all_bounds(run, photo, network, name):
    result = run(*COMMANDS[name], "--size", 10**9)
    refused(result, "--size 1000000000 makes a picture")
    assert network == []


@every_command
def test_tensorflow_without_memory_says_what_to_try(run, photo, network, name, monkeypatch):
    class ResourceExhaustedError(Exception):
        """As TensorFlow's."""

    def refuse(*arguments, **settings):
        raise ResourceExhaustedError("OOM when allocating tensor")

    functions = ("smooth_grad", "fooling_ascent", "visualize_class", "style_transfer_pyramid")
    for function in functions:
        monkeypatch.setattr(f"unrolled.vision.{function}", refuse)
    result = run(*COMMANDS[name])
    assert result.exit_code == 1
    assert "there is not enough memory: try a smaller --size" in result.stderr


@every_command
def test_without_tensorflow_the_message_says_how_to_get_it(run, photo, name, monkeypatch):
    monkeypatch.setattr("importlib.util.find_spec", lambda module: None)
    result = run(*COMMANDS[name])
    assert result.exit_code == 1
    assert "pip install 'unrolled[pictures]'" in result.stderr


@pytest.mark.parametrize("name", ["dream", "style"])
def test_frames_go_to_a_folder(run, photo, network, name):
    command = [*COMMANDS[name], "--every", 2, "--frames"]
    refused(run(*command, "photo.png"), "expected a folder to save the picture in, found a file")
    refused(run(*command, "none/way"), "expected a folder to save the picture in, found nothing")
    assert network == []
    for _ in range(2):  # the folder may be there
        assert run(*command, "way").exit_code == 0
    assert sorted(entry.name for entry in (photo / "way").iterdir()) == ["0002.png", "0003.png"]


def test_nothing_is_said_of_tensorflow_for_what_it_is_not_needed(photo):
    code = """
import sys
from unrolled.cli import main
try:
    main()
except SystemExit as end:
    assert end.code == 2, end.code
assert not {"tensorflow", "keras"} & set(sys.modules)
"""
    command = ["style", "photo.png", "paint.png", "-o", "photo.png"]
    _, err, exit_code = finish(spawn(command, photo, code))
    assert exit_code == 0, err
    assert "which would be replaced" in err
    assert load_image(photo / "photo.png").shape == (30, 45, 3)
