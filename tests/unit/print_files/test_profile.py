"""The colour profile of print files: what its generator makes, and the colours of sRGB."""

from PIL import Image, ImageCms

from backend.adapters.print_files.pdf import PROFILE
from backend.adapters.typesetting.typefaces import find_typefaces
from scripts.make_print_profile import profile

FILE = find_typefaces() / PROFILE


def test_it_is_what_its_generator_makes() -> None:
    assert FILE.read_bytes() == profile()


def test_it_is_a_profile_of_a_printer_with_the_colours_of_srgb() -> None:
    """LittleCMS reads it, and changes no channel of a colour by more than 1 of 255 on the way to a screen."""
    made = ImageCms.ImageCmsProfile(str(FILE))
    assert (made.profile.device_class, made.profile.xcolor_space.strip()) == ("prtr", "RGB")
    steps = [0, 51, 102, 153, 204, 255]
    colours = bytes(value for red in steps for green in steps for blue in steps for value in (red, green, blue))
    before = Image.frombytes("RGB", (6, 36), colours)
    for intent in (ImageCms.Intent.PERCEPTUAL, ImageCms.Intent.RELATIVE_COLORIMETRIC):
        after = ImageCms.profileToProfile(before, made, ImageCms.createProfile("sRGB"), renderingIntent=intent)
        assert after is not None
        assert max(abs(one - other) for one, other in zip(colours, after.tobytes(), strict=True)) <= 1
