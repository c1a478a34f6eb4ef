"""Training: update rules, the solver with its checkpoints, and scores."""

from unrolled.runs.divergence import DivergedError
from unrolled.runs.hdf5 import CheckpointError
from unrolled.training.bleu import corpus_bleu, mean_of_orders, sentence_bleu
from unrolled.training.clipping import clip_global_norm, global_norm
from unrolled.training.consensus import choose_consensus, consensus_search
from unrolled.training.gan_solver import DenseGANSolver
from unrolled.training.metrics import DescribedPictures, caption_exact_match, describe_pictures
from unrolled.training.model_file import load_model, load_notes, save_model
from unrolled.training.next_word_scores import NextWordScores, score_next_words
from unrolled.training.optim import UPDATE_RULES, adam, rmsprop, sgd, sgd_momentum
from unrolled.training.scores import CaptionScores, score_captions
from unrolled.training.self_critical import SelfCritical, picture_rows
from unrolled.training.solver import CaptioningSolver

__all__ = [
    "UPDATE_RULES",
    "CaptionScores",
    "CaptioningSolver",
    "CheckpointError",
    "DenseGANSolver",
    "DescribedPictures",
    "DivergedError",
    "NextWordScores",
    "SelfCritical",
    "adam",
    "caption_exact_match",
    "choose_consensus",
    "clip_global_norm",
    "consensus_search",
    "corpus_bleu",
    "describe_pictures",
    "global_norm",
    "load_model",
    "load_notes",
    "mean_of_orders",
    "picture_rows",
    "rmsprop",
    "save_model",
    "score_captions",
    "score_next_words",
    "sentence_bleu",
    "sgd",
    "sgd_momentum",
]
