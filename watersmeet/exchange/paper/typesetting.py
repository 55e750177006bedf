"""A page becomes a tagged PDF (PDF/UA-1) on the server, by the fonts that Typst brings."""

import json
from collections.abc import Mapping
from pathlib import Path


def pdf(layout: Path, name: str, told: Mapping[str, object]) -> bytes:
    """The PDF that a layout makes of what is told, which it reads as data under that name."""
    import typst  # noqa: PLC0415 - 84 MB that only who prints needs

    made = typst.compile(
        str(layout),
        format="pdf",
        pdf_standards=["ua-1"],
        sys_inputs={name: json.dumps(told)},
        ignore_system_fonts=True,
    )
    if not isinstance(made, bytes):  # several pages of a picture format, never of a PDF
        raise TypeError("a document is one PDF")
    return made
