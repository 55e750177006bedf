"""A picture that a phone's camera reads: drawn on the server, no script and no style inside."""

import qrcode
from markupsafe import Markup

QUIET = 4
"""The empty margin that cameras need, in modules."""


def svg(words: str, *, name: str) -> Markup:
    """The picture of `words`; `name` is said instead of it by a reader."""
    code = qrcode.QRCode(border=QUIET)
    code.add_data(words)
    code.make(fit=True)
    rows = code.get_matrix()
    dots = "".join(f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, dark in enumerate(row) if dark)
    side = len(rows)
    return Markup(
        '<svg class="ws-qr" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}" width="240" height="240"'
        ' role="img" aria-label="{name}" shape-rendering="crispEdges">'
        '<rect width="{side}" height="{side}" fill="#fff"/><path d="{dots}" fill="#000"/></svg>'
    ).format(side=side, name=name, dots=dots)
