"""The two networks again, in plain NumPy, channels first, from weights named as in PyTorch's files.

Nothing here shares code with the package: batch norm stands by itself, as it was trained.
"""

import numpy as np

from unrolled.vision import SqueezeNet

FIRES = {3: (64, 16, 64), 4: (128, 16, 64), 6: (128, 32, 128), 7: (256, 32, 128)}
FIRES |= {9: (256, 48, 192), 10: (384, 48, 192), 11: (384, 64, 256), 12: (512, 64, 256)}
# expansion, channels out, window, stride of each block
BLOCKS = [(1, 16, 3, 1)]
for out, window, stride, count in [
    (24, 3, 2, 2),
    (40, 5, 2, 2),
    (80, 3, 2, 3),
    (112, 5, 1, 3),
    (192, 5, 2, 4),
    (320, 3, 1, 1),
]:
    BLOCKS += [(6, out, window, stride if i == 0 else 1) for i in range(count)]


def random_weights(network, seed):
    """Return weights of the right names and shapes, float32."""
    rng = np.random.default_rng(seed)
    shapes = squeezenet_shapes() if network is SqueezeNet else efficientnet_shapes()
    weights = {}
    for name, shape in shapes.items():
        values = rng.normal(size=shape) / np.sqrt(max(1, np.prod(shape[1:]) / 2))
        if name.endswith("running_var") or ("_bn" in name and name.endswith(".weight")):
            values = rng.uniform(0.5, 1.5, size=shape)
        weights[name] = values.astype(np.float32)
    return weights


def squeezenet_shapes():
    shapes = {"features.0.weight": (64, 3, 3, 3), "features.0.bias": (64,)}
    for number, (wide, narrow, expand) in FIRES.items():
        for part, shape in {
            "squeeze": (narrow, wide, 1, 1),
            "expand1x1": (expand, narrow, 1, 1),
            "expand3x3": (expand, narrow, 3, 3),
        }.items():
            shapes[f"features.{number}.{part}.weight"] = shape
            shapes[f"features.{number}.{part}.bias"] = shape[:1]
    return shapes | {"classifier.1.weight": (1000, 512, 1, 1), "classifier.1.bias": (1000,)}


def efficientnet_shapes():
    convolutions = {
        "_conv_stem": ("_bn0", (32, 3, 3, 3)),
        "_conv_head": ("_bn1", (1280, 320, 1, 1)),
    }
    below = 32
    for number, (expansion, out, window, _) in enumerate(BLOCKS):
        block, wide = f"_blocks.{number}", below * expansion
        if expansion > 1:
            convolutions[f"{block}._expand_conv"] = (f"{block}._bn0", (wide, below, 1, 1))
        convolutions[f"{block}._depthwise_conv"] = (f"{block}._bn1", (wide, 1, window, window))
        convolutions[f"{block}._project_conv"] = (f"{block}._bn2", (out, wide, 1, 1))
        below = out
    shapes = {"_fc.weight": (1000, 1280), "_fc.bias": (1000,)}
    for name, (norm, shape) in convolutions.items():
        shapes[f"{name}.weight"] = shape
        for part in ("weight", "bias", "running_mean", "running_var"):
            shapes[f"{norm}.{part}"] = shape[:1]
    return shapes


def squeezenet_scores(weights, pictures):
    def convolve(x, name, stride=1, pad=0):
        x = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)))
        out = correlate(x, weights[f"{name}.weight"], stride)
        return np.maximum(out + weights[f"{name}.bias"][:, None, None], 0)

    x = pictures.transpose(0, 3, 1, 2).astype(np.float64)
    x = convolve(x, "features.0", stride=2)
    for number in range(2, 13):
        name = f"features.{number}"
        if number in FIRES:
            narrow = convolve(x, f"{name}.squeeze")
            sides = (
                convolve(narrow, f"{name}.expand1x1"),
                convolve(narrow, f"{name}.expand3x3", 1, 1),
            )
            x = np.concatenate(sides, axis=1)
        else:
            x = windows(x, 3, 2).max((-2, -1))
    return convolve(x, "classifier.1").mean((2, 3))


def efficientnet_scores(weights, pictures):
    def convolve(x, name, norm, stride=1):
        kernel = weights[f"{name}.weight"]
        x = correlate(pad_same(x, kernel.shape[-1], stride), kernel, stride)
        mean, var, scale, shift = (
            weights[f"{norm}.{part}"].astype(np.float64)[:, None, None]
            for part in ("running_mean", "running_var", "weight", "bias")
        )
        return (x - mean) / np.sqrt(var + 1e-3) * scale + shift

    def relu6(x):
        return np.clip(x, 0, 6)

    x = pictures.transpose(0, 3, 1, 2).astype(np.float64)
    x = relu6(convolve(x, "_conv_stem", "_bn0", 2))
    for number, (expansion, _, _, stride) in enumerate(BLOCKS):
        name, inside = f"_blocks.{number}", x
        if expansion > 1:
            inside = relu6(convolve(inside, f"{name}._expand_conv", f"{name}._bn0"))
        inside = relu6(convolve(inside, f"{name}._depthwise_conv", f"{name}._bn1", stride))
        inside = convolve(inside, f"{name}._project_conv", f"{name}._bn2")
        x = x + inside if inside.shape == x.shape else inside
    x = relu6(convolve(x, "_conv_head", "_bn1")).mean((2, 3))
    return x @ weights["_fc.weight"].T.astype(np.float64) + weights["_fc.bias"]


def windows(x, size, stride):
    view = np.lib.stride_tricks.sliding_window_view(x, (size, size), axis=(2, 3))
    return view[:, :, ::stride, ::stride]


def correlate(x, kernel, stride):
    """Slide a kernel (out, in, h, w); one input channel with many outputs is depthwise."""
    view = windows(x, kernel.shape[-1], stride)
    if kernel.shape[1] == 1 and x.shape[1] == kernel.shape[0]:
        return np.einsum("nchwij,cij->nchw", view, kernel[:, 0], optimize=True)
    return np.einsum("nchwij,ocij->nohw", view, kernel, optimize=True)


def pad_same(x, size, stride):
    """Pad as TensorFlow's "same" does: the odd pixel goes to the right and to the bottom."""
    pads = []
    for side in x.shape[2:]:
        total = max((-(-side // stride) - 1) * stride + size - side, 0)
        pads.append((total // 2, total - total // 2))
    return np.pad(x, ((0, 0), (0, 0), *pads))
