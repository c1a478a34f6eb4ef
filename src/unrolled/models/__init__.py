"""Models: features and words in, a loss and its gradients or sampled words out."""

from unrolled.models.beam import BeamCandidates, beam_candidates, beam_search
from unrolled.models.captioning import CaptioningRNN
from unrolled.models.cells import CELLS, Cell, get_cell
from unrolled.models.decode import greedy_search, sample_captions
from unrolled.models.dense_gan import DENSE_GAN_LOSSES, DenseGAN, GanLosses
from unrolled.models.dense_network import DenseNetwork
from unrolled.models.dense_players import dense_discriminator, dense_generator, draw_noise
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
    "DENSE_GAN_LOSSES",
    "BeamCandidates",
    "CaptioningRNN",
    "Cell",
    "DenseGAN",
    "DenseNetwork",
    "Ensemble",
    "GanLosses",
    "NextWordModel",
    "ShiftGame",
    "alternating_invariant",
    "alternating_steps",
    "beam_candidates",
    "beam_search",
    "dense_discriminator",
    "dense_generator",
    "draw_noise",
    "get_cell",
    "greedy_search",
    "sample_captions",
    "simultaneous_steps",
    "steps_a_round",
    "xy_gradients",
]
