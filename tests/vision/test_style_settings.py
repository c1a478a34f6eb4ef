"""The numbers of style transfer: the course's own, and some for every network."""

import pytest

from support.tiny_network import tiny_network
from unrolled.vision import EfficientNetLite0, SqueezeNet
from unrolled.vision.style_settings import COURSE_STYLES, settings_for


def test_presets_are_the_courses():
    style = {"content_layer": 2, "style_layers": (0, 3, 5, 6), "image_size": 192}
    expected = {
        "composition_vii": (512, 5e-2, (20000, 500, 12, 1), 5e-2, False),
        "the_scream": (224, 3e-2, (200000, 800, 12, 1), 2e-2, False),
        "starry_night": (192, 6e-2, (300000, 1000, 15, 3), 2e-2, False),
        "feature_inversion": (192, 6e-2, (0, 0, 0, 0), 2e-2, True),
        "texture_synthesis": (192, 0, (300000, 1000, 15, 3), 2e-2, True),
    }
    keys = ["style_size", "content_weight", "style_weights", "tv_weight", "init_random"]
    for name, numbers in expected.items():
        wanted = style | dict(zip(keys, numbers, strict=True))
        found = COURSE_STYLES[name].arguments()
        assert {key: found[key] for key in wanted} == wanted
        assert found["relative"] is False
        assert found["rates"] == (3.0, 0.1)
    assert COURSE_STYLES.keys() == expected.keys()


@pytest.mark.parametrize("kind", ["style", "feature_inversion", "texture_synthesis"])
@pytest.mark.parametrize("network", [tiny_network, SqueezeNet, EfficientNetLite0])
def test_every_network_has_settings(network, kind):
    made = network()
    chosen = settings_for(made, kind)
    assert max(chosen.content_layer, *chosen.style_layers) < len(made.feature_names)
    assert len(chosen.style_layers) == len(chosen.style_weights)
    assert chosen.init_random == (kind != "style")
    with pytest.raises(ValueError, match="kind must be one of style"):
        settings_for(made, "paint")
