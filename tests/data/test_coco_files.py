import numpy as np
import pytest

from support.messages import assert_says
from unrolled.data import DataError, MissingDataError, load_coco_data

CAPTIONS = "coco2014_captions.h5"
FEATURES = "train2014_vgg16_fc7_pca.h5"
VOCABULARY = "coco2014_vocab.json"


def bad(rows, value, at):
    values = np.ones(rows, dtype=np.int32)
    values[at] = value
    return values


HDF5_FAULTS = {
    "captions key": (CAPTIONS, "train_captions", None, "a data set of that name", "the keys 't"),
    "captions dtype": (
        CAPTIONS,
        "val_captions",
        np.ones((6, 7)),
        "integers",
        "dtype float64",
    ),
    "captions rank": (
        CAPTIONS,
        "train_captions",
        np.ones(20, dtype=np.int32),
        "the shape (captions, words)",
        "(20,)",
    ),
    "captions empty": (
        CAPTIONS,
        "train_captions",
        np.ones((0, 7), dtype=np.int32),
        "the shape (captions, words) with at least one of each",
        "(0, 7), an empty set",
    ),
    "captions of one word": (
        CAPTIONS,
        "train_captions",
        np.ones((20, 1), dtype=np.int32),
        "captions of 2 words or more",
        "shape (20, 1)",
    ),
    "word outside": (
        CAPTIONS,
        "train_captions",
        bad((20, 7), 10, (3, 5)),
        "indices from 0 to 9, inside the vocabulary of 10",
        "10 at [3, 5]",
    ),
    "word negative": (
        CAPTIONS,
        "val_captions",
        bad((6, 7), -1, (5, 0)),
        "indices from 0 to 9, inside the vocabulary of 10",
        "-1 at [5, 0]",
    ),
    "picture outside": (
        CAPTIONS,
        "train_image_idxs",
        bad(20, 5, 19),
        "indices from 0 to 4, inside the features of 5",
        "5 at [19]",
    ),
    "picture too large for int32": (
        CAPTIONS,
        "val_image_idxs",
        np.array([0, 0, 2**32, 0, 0, 0]),
        "indices from 0 to 2, inside the features of 3",
        "4294967296 at [2]",
    ),
    "picture rank": (
        CAPTIONS,
        "val_image_idxs",
        np.ones((6, 1), dtype=np.int32),
        "the shape (captions,)",
        "(6, 1)",
    ),
    "picture dtype": (CAPTIONS, "val_image_idxs", np.ones(6, dtype="S1"), "integers", "dtype |S1"),
    "picture count": (
        CAPTIONS,
        "val_image_idxs",
        np.ones(5, dtype=np.int32),
        "one index for each of the 6 captions",
        "5",
    ),
    "features key": (FEATURES, "features", None, "a data set of that name", "the keys nothing"),
    "features dtype": (
        FEATURES,
        "features",
        np.ones((5, 4), dtype=np.uint8),
        "floats",
        "dtype uint8",
    ),
    "features rank": (
        FEATURES,
        "features",
        np.ones((5, 2, 2), dtype=np.float32),
        "the shape (pictures, features)",
        "(5, 2, 2)",
    ),
    "features empty": (
        FEATURES,
        "features",
        np.ones((5, 0), dtype=np.float32),
        "the shape (pictures, features) with at least one of each",
        "(5, 0), an empty set",
    ),
    "features not finite": (
        FEATURES,
        "features",
        np.where(np.arange(20).reshape(5, 4) == 11, np.nan, 1.0),
        "finite numbers",
        "nan at [2, 3]",
    ),
    "features beyond float32": (
        FEATURES,
        "features",
        np.where(np.arange(20).reshape(5, 4) == 0, 1e300, 1.0),
        "finite numbers",
        "inf at [0, 0]",
    ),
}


@pytest.mark.parametrize("fault", HDF5_FAULTS)
def test_a_wrong_data_set_is_an_error_that_says_what_and_where(coco, fault):
    file, key, values, expected, found = HDF5_FAULTS[fault]
    coco.rewrite(file, key, values)
    with pytest.raises(DataError) as error:
        load_coco_data(coco.folder)
    assert_says(error, file=str(coco.folder / file), key=key, expected=expected, found=found)


def test_a_nan_far_into_the_features_is_found(coco):
    features = np.ones((9000, 4), dtype=np.float32)
    features[8999, 1] = np.nan
    coco.rewrite(FEATURES, "features", features)
    with pytest.raises(DataError, match=r"nan at \[8999, 1\]"):
        load_coco_data(coco.folder)


def test_other_widths_of_number_come_out_as_int32_and_float32(coco):
    captions = coco.arrays["train_captions"]
    coco.rewrite(CAPTIONS, "train_captions", captions.astype(">u8"))
    coco.rewrite(FEATURES, "features", coco.arrays["train_features_pca"].astype(np.float64))
    data = load_coco_data(coco.folder)
    assert data["train_captions"].dtype == np.int32
    np.testing.assert_array_equal(data["train_captions"], captions)
    assert data["train_features"].dtype == np.float32
    np.testing.assert_array_equal(data["train_features"], coco.arrays["train_features_pca"])


def test_validation_features_of_another_width_are_an_error(coco):
    coco.rewrite("val2014_vgg16_fc7_pca.h5", "features", np.ones((3, 6), dtype=np.float32))
    with pytest.raises(DataError) as error:
        load_coco_data(coco.folder)
    assert_says(
        error,
        file=str(coco.folder),
        key="val_features",
        expected="as many numbers a picture as train_features, 4",
        found="6",
    )


@pytest.mark.parametrize(
    "file",
    [
        CAPTIONS,
        FEATURES,
        VOCABULARY,
        "val2014_vgg16_fc7_pca.h5",
        "train2014_urls.txt",
        "val2014_urls.txt",
    ],
)
def test_a_missing_file_is_an_error_that_says_what_is_there(coco, file):
    (coco.folder / file).unlink()
    with pytest.raises(MissingDataError) as error:
        load_coco_data(coco.folder)
    assert isinstance(error.value, FileNotFoundError)
    assert_says(error, file=str(coco.folder / file), key=file, expected="a file", found="'")
    assert "train2014_vgg16_fc7.h5" in str(error.value)
