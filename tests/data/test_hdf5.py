import h5py
import numpy as np
import pytest

from support.messages import assert_says
from unrolled.data import DataError, load_coco_data

FEATURES = "train2014_vgg16_fc7_pca.h5"


def test_a_group_in_place_of_a_data_set_is_an_error(coco):
    coco.rewrite(FEATURES, "features", None)
    with h5py.File(coco.folder / FEATURES, "r+") as file:
        file.create_group("features/inner")
    with pytest.raises(DataError) as error:
        load_coco_data(coco.folder)
    assert_says(
        error,
        file=FEATURES,
        key="features",
        expected="a data set of that name",
        found="the keys 'features'",
    )


@pytest.mark.parametrize("keep", [0, 40, 0.5, 0.95])
def test_a_truncated_hdf5_file_is_an_error(coco, keep):
    path = coco.folder / FEATURES
    content = path.read_bytes()
    path.write_bytes(content[: keep if isinstance(keep, int) else int(keep * len(content))])
    with pytest.raises(DataError) as error:
        load_coco_data(coco.folder)
    assert_says(error, file=str(path), key="features", expected="a whole HDF5 file", found="")
    assert "download it again" in str(error.value)


def test_a_damaged_chunk_is_an_error(coco):
    path = coco.folder / FEATURES
    with h5py.File(path, "w") as file:
        file.create_dataset("features", data=np.ones((5, 4), dtype="f4"), compression="gzip")
        place = file["features"].id.get_chunk_info(0)
    content = bytearray(path.read_bytes())
    content[place.byte_offset : place.byte_offset + place.size] = b"\xff" * place.size
    path.write_bytes(content)
    with pytest.raises(DataError) as error:
        load_coco_data(coco.folder)
    assert_says(error, file=str(path), key="features", expected="a whole HDF5 file", found="")
