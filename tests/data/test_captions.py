import os
import tracemalloc
from pathlib import Path

import h5py
import numpy as np
import pytest

from unrolled.data import MissingDataError, decode_captions, load_coco_data, sample_coco_minibatch

KEYS = {
    f"{split}_{name}"
    for split in ("train", "val")
    for name in ("captions", "image_idxs", "features", "urls")
} | {"idx_to_word", "word_to_idx"}


@pytest.mark.parametrize(("pca_features", "suffix"), [(True, "_pca"), (False, "")])
def test_everything_in_the_folder_comes_back_as_it_was_written(coco, pca_features, suffix):
    data = load_coco_data(coco.folder, pca_features=pca_features)
    assert set(data) == KEYS
    for key in KEYS - {"idx_to_word", "word_to_idx"}:
        written = coco.arrays[key + suffix if key.endswith("features") else key]
        np.testing.assert_array_equal(data[key], written)
        assert data[key].dtype == written.dtype
    assert data["idx_to_word"][data["word_to_idx"]["disc"]] == "disc"


def test_max_train_draws_training_captions_with_their_pictures(coco):
    whole = load_coco_data(coco.folder)
    data = load_coco_data(coco.folder, max_train=7)
    assert data["train_captions"].shape == (7, 7)
    assert data["train_image_idxs"].shape == (7,)
    pairs = {
        (*caption, idx)
        for caption, idx in zip(
            whole["train_captions"].tolist(), whole["train_image_idxs"].tolist(), strict=True
        )
        for caption in [tuple(caption)]
    }
    for caption, idx in zip(data["train_captions"], data["train_image_idxs"], strict=True):
        assert (*caption.tolist(), int(idx)) in pairs
    np.testing.assert_array_equal(data["train_features"], whole["train_features"])
    np.testing.assert_array_equal(data["val_captions"], whole["val_captions"])


def test_the_draw_follows_the_seed(coco):
    def drawn(seed):
        return load_coco_data(coco.folder, max_train=10, seed=seed)["train_captions"]

    np.testing.assert_array_equal(drawn(3), drawn(3))
    np.testing.assert_array_equal(drawn(3), drawn(np.random.default_rng(3)))
    assert not np.array_equal(drawn(3), drawn(4))


def test_more_captions_than_there_are_can_be_drawn(coco):
    assert len(load_coco_data(coco.folder, max_train=100)["train_captions"]) == 100


@pytest.mark.parametrize("max_train", [0, -1])
def test_no_caption_at_all_is_an_error(coco, max_train):
    with pytest.raises(ValueError, match=f"max_train must be at least 1.*got {max_train}"):
        load_coco_data(coco.folder, max_train=max_train)


def test_a_folder_that_is_not_there_is_named(tmp_path):
    with pytest.raises(MissingDataError, match=r"nowhere: expected a folder, found none"):
        load_coco_data(tmp_path / "nowhere")


def test_features_are_held_in_memory_once(coco):
    features = np.ones((8192, 512), dtype=np.float32)
    coco.rewrite("train2014_vgg16_fc7_pca.h5", "features", features)
    coco.rewrite("val2014_vgg16_fc7_pca.h5", "features", np.ones((3, 512), dtype=np.float32))
    (coco.folder / "train2014_urls.txt").write_text("x\n" * 8192)
    tracemalloc.start()
    load_coco_data(coco.folder)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 1.5 * features.nbytes


def test_a_minibatch_pairs_each_caption_with_its_picture(coco):
    data = load_coco_data(coco.folder)
    captions, features, urls = sample_coco_minibatch(data, batch_size=50, split="val", seed=0)
    assert captions.shape == (50, 7)
    assert features.shape == (50, 4)
    for caption, feature, url in zip(captions, features, urls, strict=True):
        rows = np.flatnonzero((data["val_captions"] == caption).all(axis=1))
        pictures = data["val_image_idxs"][rows]
        assert any((data["val_features"][p] == feature).all() for p in pictures)
        assert url in data["val_urls"][pictures]


def test_a_minibatch_reaches_every_caption(coco):
    data = load_coco_data(coco.folder)
    captions, _, _ = sample_coco_minibatch(data, batch_size=1000, seed=0)
    assert len(np.unique(captions, axis=0)) == len(np.unique(data["train_captions"], axis=0))


def test_a_minibatch_follows_the_seed(coco):
    data = load_coco_data(coco.folder)
    first, _, _ = sample_coco_minibatch(data, 10, seed=1)
    again, _, _ = sample_coco_minibatch(data, 10, seed=np.random.default_rng(1))
    other, _, _ = sample_coco_minibatch(data, 10, seed=2)
    np.testing.assert_array_equal(first, again)
    assert not np.array_equal(first, other)
    rng = np.random.default_rng(1)
    sample_coco_minibatch(data, 10, seed=rng)
    later, _, _ = sample_coco_minibatch(data, 10, seed=rng)
    assert not np.array_equal(first, later)


def test_a_split_of_another_name_without_addresses_works():
    data = {
        "heldout_captions": np.array([[1, 4, 2]], dtype=np.int32),
        "heldout_image_idxs": np.array([0]),
        "heldout_features": np.ones((1, 3), dtype=np.float32),
    }
    captions, features, urls = sample_coco_minibatch(data, batch_size=2, split="heldout")
    assert captions.shape == (2, 3)
    assert features.dtype == np.float32
    assert urls.tolist() == ["", ""]


def test_a_split_that_is_not_there_is_named(coco):
    data = load_coco_data(coco.folder)
    with pytest.raises(ValueError, match=r"one of \['train', 'val'\].*got 'test'"):
        sample_coco_minibatch(data, split="test")


def test_an_empty_minibatch_is_an_error(coco):
    with pytest.raises(ValueError, match="batch_size must be at least 1; got 0"):
        sample_coco_minibatch(load_coco_data(coco.folder), batch_size=0)


@pytest.mark.skipif("UNROLLED_DATA" not in os.environ, reason="UNROLLED_DATA is not set")
class TestRealData:
    @pytest.fixture
    def folder(self):
        folder = Path(os.environ["UNROLLED_DATA"]) / "coco_captioning"
        if not folder.is_dir():
            pytest.skip("UNROLLED_DATA holds no coco_captioning")
        return folder

    def test_it_is_found_and_agrees_with_its_files(self, folder):
        data = load_coco_data()
        with h5py.File(folder / "coco2014_captions.h5") as file:
            np.testing.assert_array_equal(data["val_captions"], file["val_captions"])
            np.testing.assert_array_equal(data["train_image_idxs"], file["train_image_idxs"])
        assert data["train_captions"].shape[1] == 17
        assert data["train_features"].shape[1] == 512
        assert len(data["idx_to_word"]) == 1004

    def test_captions_read_as_sentences(self, folder):
        data = load_coco_data()
        captions, _, _ = sample_coco_minibatch(data, 100, "val", seed=0)
        for text in decode_captions(captions, data["idx_to_word"]):
            assert text.startswith("<START> ")
            assert "<NULL>" not in text
            assert text.count("<END>") <= 1
