"""Generative adversarial networks of digits, on TensorFlow: networks, losses, training, scores."""

import unrolled._tensorflow  # noqa: F401 - first: it brings TensorFlow in silently
from unrolled.gan.classifier import DigitClassifier
from unrolled.gan.classifier_file import load_classifier
from unrolled.gan.compare import compare_gans
from unrolled.gan.digits import digit_batches, find_digits
from unrolled.gan.evaluate import evaluate_real, evaluate_samples
from unrolled.gan.evaluation import Evaluation
from unrolled.gan.judge import Judge
from unrolled.gan.kinds import GAN_KINDS, GanKind, gan_kind
from unrolled.gan.losses import (
    discriminator_loss,
    generator_loss,
    ls_discriminator_loss,
    ls_generator_loss,
    saturating_generator_loss,
    wgan_critic_loss,
    wgan_generator_loss,
)
from unrolled.gan.networks import (
    dc_discriminator,
    dc_generator,
    discriminator,
    generator,
    leaky_relu,
    sample_noise,
    wgan_critic,
)
from unrolled.gan.penalty import gradient_penalty
from unrolled.gan.record import GanRun
from unrolled.gan.run import run_a_gan
from unrolled.gan.solvers import get_solvers
from unrolled.gan.step import Game, make_step
from unrolled.gan.trainer import GanTrainer

__all__ = [
    "GAN_KINDS",
    "DigitClassifier",
    "Evaluation",
    "Game",
    "GanKind",
    "GanRun",
    "GanTrainer",
    "Judge",
    "compare_gans",
    "dc_discriminator",
    "dc_generator",
    "digit_batches",
    "discriminator",
    "discriminator_loss",
    "evaluate_real",
    "evaluate_samples",
    "find_digits",
    "gan_kind",
    "generator",
    "generator_loss",
    "get_solvers",
    "gradient_penalty",
    "leaky_relu",
    "load_classifier",
    "ls_discriminator_loss",
    "ls_generator_loss",
    "make_step",
    "run_a_gan",
    "sample_noise",
    "saturating_generator_loss",
    "wgan_critic",
    "wgan_critic_loss",
    "wgan_generator_loss",
]
