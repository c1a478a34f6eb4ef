"""Models: features and words in, a loss and its gradients or sampled words out."""

from unrolled.models.beam import BeamCandidates, beam_candidates, beam_search
from unrolled.models.captioning import CaptioningRNN
from unrolled.models.cells import CELLS, Cell, get_cell
from unrolled.models.decode import greedy_search, sample_captions
from unrolled.models.ensemble import Ensemble
from unrolled.models.next_words import NextWordModel
from unrolled.models.shift_game import ShiftGame
from unrolled.models.two_player import (
    alternating_invariant,
    alternating_steps,
    simultaneous_steps,
    steps_a_round,
    xy_gradients,
)

__all__ = [
    "CELLS",
    "BeamCandidates",
    "CaptioningRNN",
    "Cell",
    "Ensemble",
    "NextWordModel",
    "ShiftGame",
    "alternating_invariant",
    "alternating_steps",
    "beam_candidates",
    "beam_search",
    "get_cell",
    "greedy_search",
    "sample_captions",
    "simultaneous_steps",
    "steps_a_round",
    "xy_gradients",
]
