"""Pictures made by gradients, on TensorFlow: networks, saliency, fooling, dreams and style."""

import unrolled._tensorflow  # noqa: F401 - first: it brings TensorFlow in silently
from unrolled.vision.ascent import Ascent, ascend, compiled, value_and_gradient
from unrolled.vision.caption_features import caption_features
from unrolled.vision.class_visualization import (
    blur_image,
    class_visualization_update_step,
    create_class_visualization,
    jitter,
)
from unrolled.vision.climbing import climb_score
from unrolled.vision.efficientnet_lite import EfficientNetLite0
from unrolled.vision.faithfulness import Curve, deletion_curve, insertion_curve
from unrolled.vision.feature_visualization import visualize_class
from unrolled.vision.fooling import fooling_ascent, make_fooling_image
from unrolled.vision.from_features import invert_features, synthesize_texture
from unrolled.vision.integration import Completeness, completeness, integrated_gradients
from unrolled.vision.map_scores import Faithfulness, centre_maps, compare_maps, random_maps
from unrolled.vision.network import PictureNetwork, extract_features
from unrolled.vision.preprocessing import deprocess_image, preprocess_image
from unrolled.vision.saliency import compute_saliency_maps, saliency_map
from unrolled.vision.sanity import randomized, rank_correlation, weighted_layers
from unrolled.vision.score_gradients import score_gradients
from unrolled.vision.scores import class_probabilities, class_scores
from unrolled.vision.smallest_fooling import (
    SmallestFooling,
    change_size,
    saved_picture,
    smallest_fooling,
)
from unrolled.vision.smoothing import smooth_grad
from unrolled.vision.squeezenet import SqueezeNet
from unrolled.vision.style_losses import content_loss, gram_matrix, style_loss, tv_loss
from unrolled.vision.style_memory import bytes_needed
from unrolled.vision.style_pictures import Styled
from unrolled.vision.style_pyramid import style_transfer_pyramid
from unrolled.vision.style_settings import COURSE_STYLES, StyleSettings, settings_for
from unrolled.vision.style_transfer import style_transfer
from unrolled.vision.weights import find_squeezenet, load_network

__all__ = [
    "COURSE_STYLES",
    "Ascent",
    "Completeness",
    "Curve",
    "EfficientNetLite0",
    "Faithfulness",
    "PictureNetwork",
    "SmallestFooling",
    "SqueezeNet",
    "StyleSettings",
    "Styled",
    "ascend",
    "blur_image",
    "bytes_needed",
    "caption_features",
    "centre_maps",
    "change_size",
    "class_probabilities",
    "class_scores",
    "class_visualization_update_step",
    "climb_score",
    "compare_maps",
    "compiled",
    "completeness",
    "compute_saliency_maps",
    "content_loss",
    "create_class_visualization",
    "deletion_curve",
    "deprocess_image",
    "extract_features",
    "find_squeezenet",
    "fooling_ascent",
    "gram_matrix",
    "insertion_curve",
    "integrated_gradients",
    "invert_features",
    "jitter",
    "load_network",
    "make_fooling_image",
    "preprocess_image",
    "random_maps",
    "randomized",
    "rank_correlation",
    "saliency_map",
    "saved_picture",
    "score_gradients",
    "settings_for",
    "smallest_fooling",
    "smooth_grad",
    "style_loss",
    "style_transfer",
    "style_transfer_pyramid",
    "synthesize_texture",
    "tv_loss",
    "value_and_gradient",
    "visualize_class",
    "weighted_layers",
]
