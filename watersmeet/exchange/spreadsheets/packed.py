"""Files that come packed alone (.gz, .xz): unpacked a piece at a time, and no further than a file may be large."""

import gzip
import io
import lzma
import zlib

from django.utils.translation import gettext as _

from watersmeet.base.problems import Problem

GZ, XZ = b"\x1f\x8b", b"\xfd7zXZ"


def unpacked(raw: bytes, name: str, most: int) -> bytes:
    """The bytes themselves, or what lies packed in them. Raises Problem where that is broken or larger than `most`."""
    opens = gzip.open if raw.startswith(GZ) else lzma.open if raw.startswith(XZ) else None
    if opens is None:
        return raw
    try:
        with opens(io.BytesIO(raw)) as inner:
            told = inner.read(most + 1)
    except (OSError, EOFError, zlib.error, lzma.LZMAError) as fault:
        say = _("%(file)s cannot be unpacked: %(fault)s.") % {"file": name, "fault": fault or _("it is cut short")}
        raise Problem(say, _("Fetch it again. Nothing was imported.")) from None
    if len(told) > most:
        say = _("%(file)s grows too large when it is unpacked.") % {"file": name}
        raise Problem(say, _("Split it into smaller files."))
    return told
