"""Models: features and words in, a loss and its gradients or sampled words out."""

from unrolled.models.captioning import CaptioningRNN
from unrolled.models.cells import CELLS, Cell, get_cell

__all__ = ["CELLS", "CaptioningRNN", "Cell", "get_cell"]
