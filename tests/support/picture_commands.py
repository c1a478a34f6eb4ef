"""The commands about pictures as they are called in tests, quick with a tiny network."""

PHOTO = ["photo.png", "--size", 24]
COMMANDS = {
    "saliency": ["saliency", *PHOTO],
    "fool": ["fool", *PHOTO, "--as", 76],
    "dream": ["dream", "tarantula", "--size", 32, "--steps", 3],
    "style": ["style", *PHOTO[:1], "paint.png", *PHOTO[1:], "--steps", 3],
}
OUTPUTS = {
    "saliency": "photo-saliency.png",
    "fool": "photo-tarantula.png",
    "dream": "tarantula.png",
    "style": "photo-paint.png",
}
