"""What every part of a model document is made of."""

from pydantic import BaseModel, ConfigDict


class Part(BaseModel):
    """A part of the document: nothing unknown, nothing changed afterwards."""

    model_config = ConfigDict(extra="forbid", frozen=True)
