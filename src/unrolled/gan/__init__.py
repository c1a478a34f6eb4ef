"""Generative adversarial networks of digits, on TensorFlow: networks, losses, training, scores."""

import unrolled._tensorflow  # noqa: F401 - first: it brings TensorFlow in silently
from unrolled.gan.blocks import leaky_relu
from unrolled.gan.class_histogram import class_histogram, entropy_bits
from unrolled.gan.classifier import DigitClassifier
from unrolled.gan.classifier_file import load_classifier
from unrolled.gan.classifier_training import train_classifier
from unrolled.gan.compare import compare_gans
from unrolled.gan.conditional import ConditionalGan
from unrolled.gan.coverage import density_coverage, precision_recall
from unrolled.gan.digits import digit_batches, find_digits
from unrolled.gan.evaluate import evaluate_real, evaluate_samples
from unrolled.gan.evaluation import Evaluation
from unrolled.gan.frechet import frechet_distance, frechet_extrapolated, gaussian_frechet
from unrolled.gan.judge import Judge
from unrolled.gan.kinds import GAN_KINDS, GanKind, gan_kind
from unrolled.gan.latent import interpolate, lerp, slerp
from unrolled.gan.losses import (
    discriminator_loss,
    generator_loss,
    ls_discriminator_loss,
    ls_generator_loss,
    saturating_generator_loss,
    wgan_critic_loss,
    wgan_generator_loss,
)
from unrolled.gan.neighbours import copy_check, nearest_neighbours
from unrolled.gan.networks import (
    dc_discriminator,
    dc_generator,
    discriminator,
    generator,
    wgan_critic,
)
from unrolled.gan.noise import sample_noise
from unrolled.gan.penalty import gradient_penalty
from unrolled.gan.record import GanRun
from unrolled.gan.run import run_a_gan
from unrolled.gan.semi_supervised import FewLabelsReader
from unrolled.gan.solvers import get_solvers
from unrolled.gan.step import Game, make_step
from unrolled.gan.trainer import GanTrainer
from unrolled.gan.vae import VAE

__all__ = [
    "GAN_KINDS",
    "VAE",
    "ConditionalGan",
    "DigitClassifier",
    "Evaluation",
    "FewLabelsReader",
    "Game",
    "GanKind",
    "GanRun",
    "GanTrainer",
    "Judge",
    "class_histogram",
    "compare_gans",
    "copy_check",
    "dc_discriminator",
    "dc_generator",
    "density_coverage",
    "digit_batches",
    "discriminator",
    "discriminator_loss",
    "entropy_bits",
    "evaluate_real",
    "evaluate_samples",
    "find_digits",
    "frechet_distance",
    "frechet_extrapolated",
    "gan_kind",
    "gaussian_frechet",
    "generator",
    "generator_loss",
    "get_solvers",
    "gradient_penalty",
    "interpolate",
    "leaky_relu",
    "lerp",
    "load_classifier",
    "ls_discriminator_loss",
    "ls_generator_loss",
    "make_step",
    "nearest_neighbours",
    "precision_recall",
    "run_a_gan",
    "sample_noise",
    "saturating_generator_loss",
    "slerp",
    "train_classifier",
    "wgan_critic",
    "wgan_critic_loss",
    "wgan_generator_loss",
]
