"""One step of Adam, and one whole training step of the captioning models."""

from itertools import count

import numpy as np
import pytest

from support import slow
from support.layers import normal
from unrolled.layers import affine_backward, affine_forward
from unrolled.models import CELLS, CaptioningRNN
from unrolled.training.optim import adam

RATE = 5e-3
SLOW_CELLS = {
    "rnn": (slow.rnn_forward, slow.rnn_backward),
    "lstm": (slow.lstm_forward, slow.lstm_backward),
}


def textbook_adam(w, dw, m, v, t):
    """Return the next w, m and v, an array for every operation."""
    m = 0.9 * m + 0.1 * dw
    v = 0.999 * v + 0.001 * dw**2
    corrected_m, corrected_v = m / (1 - 0.9**t), v / (1 - 0.999**t)
    return w - RATE * corrected_m / (np.sqrt(corrected_v) + 1e-8), m, v


class Update:
    """Adam on as many numbers as a captioning model has; every round is one more step."""

    SIZE = 1_800_000

    def __init__(self):
        self.w, self.dw = normal(0, (self.SIZE,), (self.SIZE,), dtype=np.float32)

    def naive(self):
        state = [self.w, np.zeros_like(self.w), np.zeros_like(self.w)]
        steps = count(1)

        def run():
            state[:] = textbook_adam(state[0], self.dw, *state[1:], next(steps))
            return (state[0],)

        return run

    def fast(self):
        w, configs = self.w.copy(), [{"learning_rate": RATE}]

        def run():
            _, configs[0] = adam(w, self.dw, configs[0], out=w)
            return (w,)

        return run

    def torch(self):
        torch = pytest.importorskip("torch", reason="no PyTorch here")
        w = torch.from_numpy(self.w.copy()).requires_grad_()
        w.grad = torch.from_numpy(self.dw)
        rule = torch.optim.Adam([w], lr=RATE)

        def run():
            rule.step()
            return (w.detach(),)

        return run

    def floor(self):
        """Read and write the parameters and both moments once; reading dw comes for free."""
        w, m, v = (np.zeros_like(self.w) for _ in range(3))

        def run():
            for array in (w, m, v):
                np.copyto(array, self.dw)

        return run


class Step:
    """Loss, gradients and Adam for a batch of captions, the model's weights never the same."""

    T, V, F, D, H = 16, 1004, 512, 256, 512

    def __init__(self, cell_type, N):
        self.cell_type, self.N, self.G = cell_type, N, CELLS[cell_type].gates * self.H
        words = ["<NULL>", "<START>", "<END>", "<UNK>", *map(str, range(4, self.V))]
        self.word_to_idx = {word: index for index, word in enumerate(words)}
        rng = np.random.default_rng(0)
        self.features = rng.standard_normal((self.N, self.F)).astype(np.float32)
        self.captions = rng.integers(4, self.V, size=(self.N, self.T + 1))
        self.captions[:, 0] = 1
        lengths = rng.integers(8, self.T + 1, size=self.N)  # with <START> and <END>
        self.captions[np.arange(self.N), lengths - 1] = 2
        self.captions[np.arange(self.T + 1) >= lengths[:, np.newaxis]] = 0
        self.targets = self.captions[:, 1:]
        self.counts = self.targets != 0

    def model(self):
        return CaptioningRNN(self.word_to_idx, self.F, self.D, self.H, self.cell_type, seed=0)

    def fast(self):
        model = self.model()
        configs = {name: {"learning_rate": RATE} for name in model.params}

        def run():
            loss, grads = model.loss(self.features, self.captions)
            for name, w in model.params.items():
                _, configs[name] = adam(w, grads[name], configs[name], out=w)
            return (np.float32(loss),)

        return run

    def naive(self):
        params = self.model().params
        memory = {name: (np.zeros_like(w), np.zeros_like(w)) for name, w in params.items()}
        steps = [0]

        def run():
            loss, grads = self.naive_loss(params)
            steps[0] += 1
            for name, w in params.items():
                params[name], *memory[name] = textbook_adam(w, grads[name], *memory[name], steps[0])
            return (np.float32(loss),)

        return run

    def naive_loss(self, params):
        """Every layer step by step or in full, as one writes it down at first."""
        N, T, H, V = self.N, self.T, self.H, self.V
        W_embed, W_proj, b_proj, Wx, Wh, b, W_vocab, b_vocab = params.values()
        h0, proj = affine_forward(self.features, W_proj, b_proj)
        x, words = slow.word_embedding_forward(self.captions[:, :-1], W_embed)
        forward, backward = SLOW_CELLS[self.cell_type]
        h, caches = forward(x, h0, Wx, Wh, b)
        scores, vocab = affine_forward(h.reshape(N * T, H), W_vocab, b_vocab)
        by_word = scores.reshape(N, T, V)
        loss, dscores = slow.temporal_softmax_loss(by_word, self.targets, self.counts)
        dh, dW_vocab, db_vocab = affine_backward(dscores.reshape(N * T, V), vocab)
        dx, dh0, dWx, dWh, db = backward(dh.reshape(N, T, H), caches)
        _, dW_proj, db_proj = affine_backward(dh0, proj)
        dW_embed = slow.word_embedding_backward(dx, words)
        grads = (dW_embed, dW_proj, db_proj, dWx, dWh, db, dW_vocab, db_vocab)
        return loss, dict(zip(params, grads, strict=True))

    def torch(self, packed=False):
        """The same model as it is mostly written: only the loss leaves the padded steps out.

        All other layers compute them, some three steps in ten here. ``packed`` leaves them out
        everywhere, as our fast form does, so the quicker of the two is the one to be compared with.
        """
        torch = pytest.importorskip("torch", reason="no PyTorch here")
        nn, params = torch.nn, self.model().params
        embed, proj = nn.Embedding(self.V, self.D), nn.Linear(self.F, self.H)
        module = {"rnn": nn.RNN, "lstm": nn.LSTM}[self.cell_type]
        rnn, vocab = module(self.D, self.H, batch_first=True), nn.Linear(self.H, self.V)
        leaves = [embed.weight, proj.weight, proj.bias, rnn.weight_ih_l0, rnn.weight_hh_l0]
        leaves += [rnn.bias_ih_l0, vocab.weight, vocab.bias]
        with torch.no_grad():
            for leaf, (name, value) in zip(leaves, params.items(), strict=True):
                ours = self.to_torch_gates(value) if name in {"Wx", "Wh", "b"} else value
                leaf.copy_(torch.from_numpy(ours if name == "W_embed" else ours.T))
            rnn.bias_hh_l0.zero_()
        rnn.bias_hh_l0.requires_grad_(False)
        rule = torch.optim.Adam(leaves, lr=RATE, fused=True)
        features, captions = torch.from_numpy(self.features), torch.from_numpy(self.captions)
        lengths = torch.from_numpy(self.counts.sum(axis=1))

        def pack(steps):
            settings = {"batch_first": True, "enforce_sorted": False}
            return nn.utils.rnn.pack_padded_sequence(steps, lengths, **settings)

        def run():
            rule.zero_grad()
            h0 = proj(features)[None]
            start = (h0, torch.zeros_like(h0)) if self.cell_type == "lstm" else h0
            h, targets = embed(captions[:, :-1]), captions[:, 1:]
            if packed:
                h, targets = rnn(pack(h), start)[0].data, pack(targets).data
            else:
                h, _ = rnn(h, start)
            scores, targets = vocab(h).reshape(-1, self.V), targets.reshape(-1)
            loss = nn.functional.cross_entropy(scores, targets, ignore_index=0, reduction="sum")
            loss = loss / self.N
            loss.backward()
            rule.step()
            return (loss.detach(),)

        return run

    def to_torch_gates(self, weights):
        """PyTorch puts the LSTM's candidate before its output gate."""
        gates = np.split(weights, CELLS[self.cell_type].gates, axis=-1)
        gates[2:] = gates[:1:-1]
        return np.concatenate(gates, axis=-1)

    def floor(self):
        """The products of all layers, none for a step after a caption's last word."""
        N, D, H, G, F, V = self.N, self.D, self.H, self.G, self.F, self.V
        running = self.counts.sum(axis=0).tolist()  # captions that have a word at each step
        K = sum(running)
        shapes = [(N, F, H), (F, N, H), (K, D, G), (K, G, D), (D, K, G), (H, K, G)]
        shapes += [(n, H, G) for n in running] + [(n, G, H) for n in running]
        shapes += [(K, H, V), (K, V, H), (H, K, V)]
        products = {
            (rows, inner, columns): [
                np.ones(shape, dtype=np.float32)
                for shape in [(rows, inner), (inner, columns), (rows, columns)]
            ]
            for rows, inner, columns in shapes
        }

        def run():
            for shape in shapes:
                left, right, out = products[shape]
                np.matmul(left, right, out=out)

        return run


@pytest.mark.parametrize("form", ["naive", "fast", "torch"])
def test_adam(compare, form):
    case = Update()
    forms = {"naive": case.naive, "fast": case.fast, "torch": case.torch}
    compare(f"Adam, {case.SIZE} numbers (floor: three copies)", form, forms, case.floor())


@pytest.mark.parametrize("form", ["naive", "fast", "torch", "torch packed"])
@pytest.mark.parametrize(("cell_type", "N"), [("rnn", 100), ("lstm", 128), ("lstm", 25)])
def test_training_step(compare, cell_type, N, form):
    case = Step(cell_type, N)
    forms = {"naive": case.naive, "fast": case.fast, "torch": case.torch}
    forms["torch packed"] = lambda: case.torch(packed=True)
    name = f"training step, {cell_type}, N V = {N} {case.V}"
    compare(name, form, forms, case.floor())
