"""Captions, features, pictures and digits, and how they are fetched."""

from unrolled.data.archives import unpack
from unrolled.data.captions import (
    CaptionData,
    load_coco_data,
    sample_coco_minibatch,
)
from unrolled.data.coco_folder import fetch_coco
from unrolled.data.digits import Digits, load_digits, load_mnist
from unrolled.data.download import cache_folder, fetch
from unrolled.data.errors import (
    ArchiveError,
    DataError,
    DiskFullError,
    DownloadError,
    ImageError,
    MissingDataError,
    OfflineError,
    UnsafeFileError,
)
from unrolled.data.examples import (
    COURSE_PICTURES,
    EXAMPLE_PICTURES,
    course_path,
    course_picture,
    example_path,
    example_picture,
)
from unrolled.data.imagenet import load_imagenet_val
from unrolled.data.imagenet_classes import class_name, class_names, class_synsets, find_class
from unrolled.data.images import image_from_url, read_image
from unrolled.data.pictures import centre_square, load_image, resize, resize_shorter_side
from unrolled.data.saving import check_can_save, jpeg_bytes_round_trip, save_image
from unrolled.data.scenes import extract_features, load_scenes
from unrolled.data.torch_file import read_torch_file
from unrolled.data.words import decode_caption, decode_captions, encode_caption

__all__ = [
    "COURSE_PICTURES",
    "EXAMPLE_PICTURES",
    "ArchiveError",
    "CaptionData",
    "DataError",
    "Digits",
    "DiskFullError",
    "DownloadError",
    "ImageError",
    "MissingDataError",
    "OfflineError",
    "UnsafeFileError",
    "cache_folder",
    "centre_square",
    "check_can_save",
    "class_name",
    "class_names",
    "class_synsets",
    "course_path",
    "course_picture",
    "decode_caption",
    "decode_captions",
    "encode_caption",
    "example_path",
    "example_picture",
    "extract_features",
    "fetch",
    "fetch_coco",
    "find_class",
    "image_from_url",
    "jpeg_bytes_round_trip",
    "load_coco_data",
    "load_digits",
    "load_image",
    "load_imagenet_val",
    "load_mnist",
    "load_scenes",
    "read_image",
    "read_torch_file",
    "resize",
    "resize_shorter_side",
    "sample_coco_minibatch",
    "save_image",
    "unpack",
]
