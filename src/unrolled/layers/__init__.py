"""Layers and losses in NumPy: stateless functions, forward and backward side by side."""

from unrolled.layers.activations import (
    leaky_relu_backward,
    leaky_relu_forward,
    relu_backward,
    relu_forward,
    sigmoid,
    tanh_backward,
    tanh_forward,
)
from unrolled.layers.affine import (
    affine_backward,
    affine_forward,
    temporal_affine_backward,
    temporal_affine_forward,
)
from unrolled.layers.batchnorm import RunningStatistics, batchnorm_backward, batchnorm_forward
from unrolled.layers.conv_matrices import conv_matrix, conv_transpose_matrix
from unrolled.layers.conv_transpose import conv_transpose_backward, conv_transpose_forward
from unrolled.layers.convolution import conv_backward, conv_forward
from unrolled.layers.divergences import jensen_shannon, kl_divergence, optimal_discriminator
from unrolled.layers.drawn_network import small_network
from unrolled.layers.dropout import dropout_backward, dropout_forward
from unrolled.layers.earth_movers import wasserstein_1d, wasserstein_1d_samples
from unrolled.layers.embedding import word_embedding_backward, word_embedding_forward
from unrolled.layers.gan_losses import (
    discriminator_loss,
    generator_loss,
    saturating_generator_loss,
    softplus,
)
from unrolled.layers.gradcheck import (
    eval_numerical_gradient,
    eval_numerical_gradient_array,
    relative_error,
)
from unrolled.layers.gradient_penalty import (
    CriticGradients,
    HiddenLayerCritic,
    critic_slopes,
    gradient_penalty,
    interpolate_pictures,
)
from unrolled.layers.gram import gram_backward, gram_forward
from unrolled.layers.losses import temporal_softmax_loss
from unrolled.layers.lstm import lstm_backward, lstm_forward
from unrolled.layers.lstm_step import lstm_step_backward, lstm_step_forward
from unrolled.layers.picture_losses import content_loss_and_gradient, tv_loss_and_gradient
from unrolled.layers.pixel_steps import class_visualization_step, fooling_step, saliency_maps
from unrolled.layers.pooling import global_average_pool_backward, global_average_pool_forward
from unrolled.layers.rnn import rnn_backward, rnn_forward, rnn_step_backward, rnn_step_forward
from unrolled.layers.score_losses import (
    ls_discriminator_loss,
    ls_generator_loss,
    wgan_critic_loss,
    wgan_generator_loss,
)
from unrolled.layers.small_network import SmallNetwork
from unrolled.layers.style import (
    style_layer_loss_and_gradient,
    style_loss_and_gradients,
    style_objective_and_gradients,
)
from unrolled.layers.vae_losses import (
    bernoulli_loss,
    draw_code_backward,
    draw_code_forward,
    vae_kl,
)

__all__ = [
    "CriticGradients",
    "HiddenLayerCritic",
    "RunningStatistics",
    "SmallNetwork",
    "affine_backward",
    "affine_forward",
    "batchnorm_backward",
    "batchnorm_forward",
    "bernoulli_loss",
    "class_visualization_step",
    "content_loss_and_gradient",
    "conv_backward",
    "conv_forward",
    "conv_matrix",
    "conv_transpose_backward",
    "conv_transpose_forward",
    "conv_transpose_matrix",
    "critic_slopes",
    "discriminator_loss",
    "draw_code_backward",
    "draw_code_forward",
    "dropout_backward",
    "dropout_forward",
    "eval_numerical_gradient",
    "eval_numerical_gradient_array",
    "fooling_step",
    "generator_loss",
    "global_average_pool_backward",
    "global_average_pool_forward",
    "gradient_penalty",
    "gram_backward",
    "gram_forward",
    "interpolate_pictures",
    "jensen_shannon",
    "kl_divergence",
    "leaky_relu_backward",
    "leaky_relu_forward",
    "ls_discriminator_loss",
    "ls_generator_loss",
    "lstm_backward",
    "lstm_forward",
    "lstm_step_backward",
    "lstm_step_forward",
    "optimal_discriminator",
    "relative_error",
    "relu_backward",
    "relu_forward",
    "rnn_backward",
    "rnn_forward",
    "rnn_step_backward",
    "rnn_step_forward",
    "saliency_maps",
    "saturating_generator_loss",
    "sigmoid",
    "small_network",
    "softplus",
    "style_layer_loss_and_gradient",
    "style_loss_and_gradients",
    "style_objective_and_gradients",
    "tanh_backward",
    "tanh_forward",
    "temporal_affine_backward",
    "temporal_affine_forward",
    "temporal_softmax_loss",
    "tv_loss_and_gradient",
    "vae_kl",
    "wasserstein_1d",
    "wasserstein_1d_samples",
    "wgan_critic_loss",
    "wgan_generator_loss",
    "word_embedding_backward",
    "word_embedding_forward",
]
