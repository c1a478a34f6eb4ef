"""Training: update rules, the solver with its checkpoints, and scores."""

from unrolled.training.optim import UPDATE_RULES, adam, rmsprop, sgd, sgd_momentum

__all__ = ["UPDATE_RULES", "adam", "rmsprop", "sgd", "sgd_momentum"]
