"""The clinical owner whom the rules of an invented place name, by an account of their own."""

from tests.factories.places import Place, worker
from watersmeet.accounts.models import User
from watersmeet.base.actor import Actor
from watersmeet.records.outcomes import agreeing
from watersmeet.records.partnerships import queries
from watersmeet.records.partnerships.models import ModelVersion


def names(at: Place, owner: Actor) -> None:
    """From now on the rules name them."""
    account = User.objects.get(pk=owner.id).email
    for row in ModelVersion.objects.filter(partnership=at.partnership):
        watch = row.document["watch"] | {"owner": "Dr Sample Example, GP", "account": account}
        ModelVersion.objects.filter(pk=row.pk).update(document=row.document | {"watch": watch})
    for known in (queries._read_before, queries._numbered):
        known.clear()  # a version never changes, but here


def clinical_owner(at: Place) -> Actor:
    """A practitioner whom the rules name."""
    owner = worker(at.surgery, name="Sample Example")
    names(at, owner)
    return owner


def agrees_to_all(owner: Actor) -> None:
    """They say yes to whatever waits for them."""
    for one in agreeing.waiting(owner):
        agreeing.agree(subject=one.id, digest=one.digest, by=owner)
