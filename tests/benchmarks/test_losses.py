import numpy as np
import pytest

from support import slow
from support.layers import normal
from unrolled.layers import temporal_softmax_loss

N, T, V = 128, 16, 10000


class Scores:
    """The loss of the next words and its gradient."""

    def __init__(self, share):
        (self.x,) = normal(0, (N, T, V), dtype=np.float32)
        rng = np.random.default_rng(0)
        self.y, self.mask = rng.integers(V, size=(N, T)), rng.random((N, T)) < share

    def naive(self):
        def run():
            loss, dx = slow.temporal_softmax_loss(self.x, self.y, self.mask)
            return np.float32(loss), dx

        return run

    def fast(self):
        def run():
            loss, dx = temporal_softmax_loss(self.x, self.y, self.mask)
            return np.float32(loss), dx

        return run

    def torch(self):
        torch = pytest.importorskip("torch", reason="no PyTorch here")
        x = torch.from_numpy(self.x).requires_grad_()
        y = torch.from_numpy(np.where(self.mask, self.y, -100))

        def run():
            rows = x.reshape(N * T, V)
            loss = torch.nn.functional.cross_entropy(rows, y.reshape(-1), reduction="sum") / N
            return loss.detach(), *torch.autograd.grad(loss, x)

        return run

    def floor(self):
        """The exponentials of the rows that count, where the memory is already there."""
        kept = np.ascontiguousarray(self.x[self.mask])
        out = np.zeros_like(kept)
        return lambda: np.exp(kept, out=out)


@pytest.mark.parametrize("form", ["naive", "fast", "torch"])
@pytest.mark.parametrize("share", [1.0, 0.6])
def test_loss_and_gradient(compare, share, form):
    case = Scores(share)
    forms = {"naive": case.naive, "fast": case.fast, "torch": case.torch}
    name = f"softmax loss {N * T}x{V}, {share:.0%} kept (floor: exp)"
    compare(name, form, forms, case.floor())
