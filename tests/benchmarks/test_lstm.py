import numpy as np
import pytest

from support import slow
from support.layers import normal
from unrolled.layers import lstm_backward, lstm_forward

T, D, H = 16, 256, 512
# PyTorch puts the candidate before the output gate.
ORDER, TORCH_ORDER = "ifog", "ifgo"


def by_gate(order, *arrays):
    """Cut arrays into the rows of each gate; views, for a copy would cost one form time."""
    starts = [order.index(gate) * H for gate in ORDER]
    return [array[start : start + H] for array in arrays for start in starts]


class Sequence:
    """Forward and backward over T steps, in single precision."""

    def __init__(self, N):
        shapes = [(N, T, D), (N, H), (D, 4 * H), (H, 4 * H), (4 * H,), (N, T, H)]
        *self.args, self.dh = normal(0, *shapes, dtype=np.float32)
        self.args[2] /= np.sqrt(np.float32(D))
        self.args[3] /= np.sqrt(np.float32(H))

    def naive(self):
        def run():
            h, caches = slow.lstm_forward(*self.args)
            dx, dh0, dWx, dWh, db = slow.lstm_backward(self.dh, caches)
            return h, dx, dh0, *by_gate(ORDER, dWx.T, dWh.T, db)

        return run

    def fast(self):
        def run():
            h, cache = lstm_forward(*self.args)
            dx, dh0, dWx, dWh, db = lstm_backward(self.dh, cache)
            return h, dx, dh0, *by_gate(ORDER, dWx.T, dWh.T, db)

        return run

    def torch(self):
        torch = pytest.importorskip("torch", reason="no PyTorch here")
        x, h0 = (torch.from_numpy(array) for array in self.args[:2])
        dh, c0 = torch.from_numpy(self.dh), torch.zeros_like(h0)[None]
        layer = torch.nn.LSTM(D, H, batch_first=True)
        leaves = [x, h0[None], layer.weight_ih_l0, layer.weight_hh_l0, layer.bias_ih_l0]
        mine = by_gate(ORDER, *(array.T for array in self.args[2:]))
        with torch.no_grad():
            for part, value in zip(by_gate(TORCH_ORDER, *leaves[2:]), mine, strict=True):
                part.copy_(torch.from_numpy(value))
            layer.bias_hh_l0.zero_()  # it has two biases, and needs one
        for leaf in leaves:
            leaf.requires_grad_()

        def run():
            for leaf in leaves:
                leaf.grad = None
            h, _ = layer(leaves[0], (leaves[1], c0))
            h.backward(dh)
            dx, dh0, *grads = (leaf.grad for leaf in leaves)
            return h.detach(), dx, dh0[0], *by_gate(TORCH_ORDER, *grads)

        return run

    def floor(self):
        """The products: N*T rows at once where the steps allow it, one step at a time else."""
        x, _, Wx, Wh, _ = self.args
        N = len(x)
        rows, steps = x.reshape(N * T, D), np.zeros((T, N, H), dtype=np.float32)
        hidden, da = steps.reshape(T * N, H), np.ones((T, N, 4 * H), dtype=np.float32)
        a, gates = np.zeros((T * N, 4 * H), dtype=np.float32), np.zeros_like(da[0])
        dx, dWx, dWh = np.zeros_like(rows), np.zeros_like(Wx), np.zeros_like(Wh)
        state = np.zeros((H, N), dtype=np.float32)

        def run():
            np.matmul(rows, Wx, out=a)
            for step in steps:
                np.matmul(step, Wh, out=gates)
            for step in da:
                np.matmul(Wh, step.T, out=state)  # the quicker of the two ways to write it
            np.matmul(da.reshape(T * N, 4 * H), Wx.T, out=dx)
            np.matmul(rows.T, da.reshape(T * N, 4 * H), out=dWx)
            np.matmul(hidden.T, da.reshape(T * N, 4 * H), out=dWh)

        return run


@pytest.mark.parametrize("form", ["naive", "fast", "torch"])
@pytest.mark.parametrize("N", [128, 25])
def test_forward_and_backward(compare, N, form):
    case = Sequence(N)
    forms = {"naive": case.naive, "fast": case.fast, "torch": case.torch}
    compare(f"LSTM, N T D H = {N} {T} {D} {H}", form, forms, case.floor())
