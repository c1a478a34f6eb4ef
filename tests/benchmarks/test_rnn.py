import numpy as np
import pytest

from support import slow
from support.layers import normal
from unrolled.layers import rnn_backward, rnn_forward

T, D, H = 16, 256, 512


class Sequence:
    """Forward and backward over T steps, in single precision."""

    def __init__(self, N):
        shapes = [(N, T, D), (N, H), (D, H), (H, H), (H,), (N, T, H)]
        *self.args, self.dh = normal(0, *shapes, dtype=np.float32)
        self.args[2] /= np.sqrt(np.float32(D))
        self.args[3] /= np.sqrt(np.float32(H))

    def naive(self):
        def run():
            h, caches = slow.rnn_forward(*self.args)
            return (h, *slow.rnn_backward(self.dh, caches))

        return run

    def fast(self):
        def run():
            h, cache = rnn_forward(*self.args)
            return (h, *rnn_backward(self.dh, cache))

        return run

    def torch(self):
        torch = pytest.importorskip("torch", reason="no PyTorch here")
        x, h0, Wx, Wh, b = (torch.from_numpy(array) for array in self.args)
        dh = torch.from_numpy(self.dh)
        layer = torch.nn.RNN(D, H, batch_first=True)
        leaves = [x, h0[None], layer.weight_ih_l0, layer.weight_hh_l0, layer.bias_ih_l0]
        with torch.no_grad():
            for parameter, value in zip(leaves[2:], (Wx.T, Wh.T, b), strict=True):
                parameter.copy_(value)
            layer.bias_hh_l0.zero_()  # it has two biases, and needs one
        for leaf in leaves:
            leaf.requires_grad_()

        def run():
            for leaf in leaves:
                leaf.grad = None
            h, _ = layer(leaves[0], leaves[1])
            h.backward(dh)
            dx, dh0, dWx, dWh, db = (leaf.grad for leaf in leaves)
            return h.detach(), dx, dh0[0], dWx.T, dWh.T, db

        return run

    def floor(self):
        """The products: N*T rows at once where the steps allow it, one step at a time else."""
        x, _, Wx, Wh, _ = self.args
        N = len(x)
        rows, steps = x.reshape(N * T, D), np.zeros((T, N, H), dtype=np.float32)
        hidden = steps.reshape(T * N, H)
        a, da = np.zeros_like(hidden), np.ones_like(steps)
        dx, dWx, dWh = np.zeros_like(rows), np.zeros_like(Wx), np.zeros_like(Wh)
        state = np.zeros((N, H), dtype=np.float32)

        def run():
            np.matmul(rows, Wx, out=a)
            for step in steps:
                np.matmul(step, Wh, out=state)
            for step in da:
                np.matmul(step, Wh.T, out=state)
            np.matmul(da.reshape(T * N, H), Wx.T, out=dx)
            np.matmul(rows.T, da.reshape(T * N, H), out=dWx)
            np.matmul(hidden.T, da.reshape(T * N, H), out=dWh)

        return run


@pytest.mark.parametrize("form", ["naive", "fast", "torch"])
@pytest.mark.parametrize("N", [128, 25])
def test_forward_and_backward(compare, N, form):
    case = Sequence(N)
    forms = {"naive": case.naive, "fast": case.fast, "torch": case.torch}
    compare(f"RNN, N T D H = {N} {T} {D} {H}", form, forms, case.floor())
