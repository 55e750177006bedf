"""Languages that people here speak, by their names. Our own words are in those of `settings.LANGUAGES` alone."""

from django.conf import settings
from django.utils.translation import get_language_info
from django.utils.translation import gettext as _

SPOKEN = (
    *("ar", "bg", "bn", "cs", "cy", "de", "el", "es", "fa", "fr", "hi", "hu", "it", "lt", "lv", "ne", "pa", "pl", "pt"),
    *("ro", "ru", "sk", "sq", "ta", "te", "tr", "uk", "ur", "vi", "zh-hans"),
)
"""Codes as BCP 47 has them, of those whose names Django knows."""


def name(code: str) -> str:
    """The name of a language: "Polish"; its code where nobody here knows the name."""
    if code.startswith("en"):
        return _("English")
    try:
        return str(get_language_info(code)["name_translated"])
    except KeyError:
        return code


def choices() -> list[tuple[str, str]]:
    """(code, name): ours first, the others by name."""
    others = sorted((name(code), code) for code in SPOKEN)
    return [(settings.LANGUAGE_CODE, name(settings.LANGUAGE_CODE)), *((code, called) for called, code in others)]
