"""UK postcodes as people write them and as files hold them."""

import re

_SHAPE = re.compile(r"([A-Z]{1,2}[0-9][A-Z0-9]?)([0-9][ABD-HJLNP-UW-Z]{2})")


def tidy(text: str) -> str:
    """The postcode in its written form, "M33 7ZF". Raises ValueError when it has no postcode's shape."""
    bare = re.sub(r"[\s.\-]", "", text).upper()
    shape = _SHAPE.fullmatch(bare)
    if not shape:
        raise ValueError(f"{text.strip()!r} is not a full UK postcode, such as EX31 1AA.")
    return " ".join(shape.groups())


def outward(postcode: str) -> str:
    """The first half of a tidy postcode: "M33"."""
    return postcode.split(" ")[0]
