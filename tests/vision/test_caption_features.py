"""Photographs become the numbers that the captioning model was trained on."""

import h5py
import numpy as np
import pytest

from support.tiny_network import tiny_network
from unrolled.data import read_image
from unrolled.vision import caption_features, extract_features, preprocess_image


def test_means_over_the_places_of_the_square_in_the_middle():
    network = tiny_network()
    network.input_size = 24
    wide = np.random.default_rng(0).integers(256, size=(24, 40, 3), dtype=np.uint8)
    found = caption_features(iter([wide, wide[:, 8:32]]), network)
    square = preprocess_image(wide[None, :, 8:32], network)
    expected = extract_features(square, network)[-1].numpy().mean((1, 2))
    assert found.shape == (2, 16)
    np.testing.assert_allclose(found, np.repeat(expected, 2, axis=0), rtol=1e-5)


def test_many_sizes_are_traced_once():
    network = tiny_network()
    network.input_size = 20
    rng = np.random.default_rng(0)
    pictures = [rng.integers(256, size=(s, 30, 3), dtype=np.uint8) for s in (20, 33, 64)]
    caption_features(pictures, network)
    caption_features(pictures[:1], network)
    (describe,) = network.__dict__["_unrolled_compiled"].values()
    assert describe.experimental_get_tracing_count() == 1


def test_photographs_get_the_features_of_the_flickr8k_folder(real_data, squeezenet):
    folder = real_data / "coco_captioning"
    if not folder.is_dir():
        pytest.skip("UNROLLED_DATA holds no coco_captioning")
    urls = (folder / "val2014_urls.txt").read_text().split()
    rows = [row for row, url in enumerate(urls) if (folder / url).is_file()][:5]
    with h5py.File(folder / "val2014_vgg16_fc7_pca.h5") as file:
        expected = file["features"][rows]
    found = caption_features((read_image(folder / urls[row]) for row in rows), squeezenet)
    np.testing.assert_allclose(found, expected, rtol=1e-3, atol=1e-4)
