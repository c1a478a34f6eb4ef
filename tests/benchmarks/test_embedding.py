import numpy as np
import pytest

from support import slow
from support.layers import normal
from unrolled.layers import word_embedding_backward, word_embedding_forward

N, T, V, D = 128, 16, 1004, 256


class Words:
    """The gradient of a table of word vectors, N*T words at a time."""

    def __init__(self):
        self.dout, self.W = normal(0, (N, T, D), (V, D), dtype=np.float32)
        # As in a text, a few words are most of it.
        ranks = np.random.default_rng(0).zipf(1.3, size=(N, T))
        self.words = np.minimum(ranks, V) - 1
        _, self.cache = word_embedding_forward(self.words, self.W)

    def naive(self):
        return lambda: (slow.word_embedding_backward(self.dout, self.cache),)

    def fast(self):
        return lambda: (word_embedding_backward(self.dout, self.cache),)

    def torch(self):
        torch = pytest.importorskip("torch", reason="no PyTorch here")
        W = torch.from_numpy(self.W).requires_grad_()
        out = torch.nn.functional.embedding(torch.from_numpy(self.words), W)
        dout = torch.from_numpy(self.dout)
        return lambda: torch.autograd.grad(out, W, dout, retain_graph=True)

    def floor(self):
        """Read every gradient once and fill the table once, with nothing added."""
        copy, table = np.empty_like(self.dout), np.empty_like(self.W)

        def run():
            np.copyto(copy, self.dout)
            table.fill(0)

        return run


@pytest.mark.parametrize("form", ["naive", "fast", "torch"])
def test_backward(compare, form):
    case = Words()
    forms = {"naive": case.naive, "fast": case.fast, "torch": case.torch}
    compare(f"embedding backward, V = {V} (floor: a copy)", form, forms, case.floor())
