import numpy as np
import pytest

from support.layers import normal
from unrolled.layers import (
    affine_backward,
    affine_forward,
    temporal_affine_backward,
    temporal_affine_forward,
)

N, T, D, M = 128, 16, 512, 1004


class Scores:
    """From hidden states to the scores of every word, and back."""

    def __init__(self):
        shapes = [(N, T, D), (D, M), (M,), (N, T, M)]
        self.x, self.w, self.b, self.dout = normal(0, *shapes, dtype=np.float32)

    def naive(self):
        """A step at a time."""

        def run():
            out, dx = np.empty_like(self.dout), np.empty_like(self.x)
            dw, db = np.zeros_like(self.w), np.zeros_like(self.b)
            for t in range(T):
                out[:, t], cache = affine_forward(self.x[:, t], self.w, self.b)
                dx[:, t], dw_step, db_step = affine_backward(self.dout[:, t], cache)
                dw += dw_step
                db += db_step
            return out, dx, dw, db

        return run

    def fast(self):
        def run():
            out, cache = temporal_affine_forward(self.x, self.w, self.b)
            return (out, *temporal_affine_backward(self.dout, cache))

        return run

    def torch(self):
        torch = pytest.importorskip("torch", reason="no PyTorch here")
        layer = torch.nn.Linear(D, M)
        with torch.no_grad():
            layer.weight.copy_(torch.from_numpy(self.w.T))
            layer.bias.copy_(torch.from_numpy(self.b))
        x, dout = torch.from_numpy(self.x).requires_grad_(), torch.from_numpy(self.dout)

        def run():
            out = layer(x)
            dx, dw, db = torch.autograd.grad(out, (x, layer.weight, layer.bias), dout)
            return out.detach(), dx, dw.T, db

        return run

    def floor(self):
        """The three products."""
        rows, drows = self.x.reshape(N * T, D), self.dout.reshape(N * T, M)
        out, dx, dw = np.zeros_like(drows), np.zeros_like(rows), np.zeros_like(self.w)

        def run():
            np.matmul(rows, self.w, out=out)
            np.matmul(drows, self.w.T, out=dx)
            np.matmul(rows.T, drows, out=dw)

        return run


@pytest.mark.parametrize("form", ["naive", "fast", "torch"])
def test_forward_and_backward(compare, form):
    case = Scores()
    forms = {"naive": case.naive, "fast": case.fast, "torch": case.torch}
    compare(f"temporal affine, N T D M = {N} {T} {D} {M}", form, forms, case.floor())
