"""Feeds of other directories: where each is, what was fetched from it and when, and what came of each harvest."""

from django.db import models

from watersmeet.base.db.rows import Record


class Became(models.TextChoices):
    """What came of one service of a feed when it was last met there."""

    LISTED = "listed"
    REVISED = "revised"
    UNCHANGED = "unchanged"
    QUARANTINED = "quarantined"
    GONE = "gone"


class Feed(Record):
    """A directory of Open Referral UK that we read. Its `name` is the source of what it says.

    `private`: it was added at an address of a private network, so it may be read there. `heeds_since`: whether it obeys
    `modified_after`, None until that was tried. All that changed before `known_until` is here; on `walked_at` all of it
    was last read from first to last. `held_until` keeps others away while somebody harvests.
    """

    name = models.CharField(max_length=60)
    url = models.CharField(max_length=500)
    licence = models.CharField(max_length=120, blank=True)
    private = models.BooleanField(default=False)
    added_at = models.DateTimeField()
    heeds_since = models.BooleanField(null=True)
    known_until = models.DateTimeField(null=True)
    walked_at = models.DateTimeField(null=True)
    not_before = models.DateTimeField(null=True)
    held_by = models.UUIDField(null=True)
    held_until = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("partnership", "name"), name="directory_feed_named_once"),
            models.UniqueConstraint(fields=("partnership", "url"), name="directory_feed_once"),
            models.CheckConstraint(
                condition=models.Q(held_by=None, held_until=None)
                | models.Q(held_by__isnull=False, held_until__isnull=False),
                name="directory_feed_held",
            ),
        )

    def __str__(self) -> str:
        return self.name


class Harvest(Record):
    """One reading of a feed, which goes on at `page` when it was broken off; over when `ended_at` is set.

    `since`: only what changed from then on is asked for. `whole`: every page was read, so what was not met is gone.
    `findings` are what the feed does otherwise than the standard, `fault` a code of findings for why it ended early.
    """

    feed = models.ForeignKey(Feed, on_delete=models.PROTECT, related_name="harvests")
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    full = models.BooleanField(default=False)
    since = models.DateTimeField(null=True)
    dialect = models.CharField(max_length=4, blank=True)
    known_by = models.CharField(max_length=12, blank=True)
    lists_all = models.CharField(max_length=12, blank=True)  # "" lists are shallow, else how they are asked to be whole
    page = models.PositiveIntegerField(default=1)
    last_page = models.CharField(max_length=64, blank=True)  # a digest of the page before
    repeated = models.PositiveIntegerField(default=0)
    doubtful = models.BooleanField(default=False)  # something could not be fetched for now
    whole = models.BooleanField(default=False)
    fault = models.CharField(max_length=40, blank=True)
    findings = models.JSONField(default=list)
    counts = models.JSONField(default=dict)
    gone = models.JSONField(default=list)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("feed",), condition=models.Q(ended_at=None), name="directory_harvest_one_at_once"
            ),
        )

    def __str__(self) -> str:
        return f"harvest of {self.feed_id}"


class Fetched(Record):
    """One service as a feed has it: `original` is its id there, `key` a digest of it.

    `page` and `place` say where in `harvest` it was last met. The digests, `modified` and `etag` tell whether it
    changed. `said` is what was then said of it here, so that what somebody here changes later is not written over.
    """

    feed = models.ForeignKey(Feed, on_delete=models.PROTECT, related_name="fetched")
    harvest = models.ForeignKey(Harvest, on_delete=models.PROTECT, related_name="met")
    service = models.ForeignKey("directory.Service", on_delete=models.PROTECT, null=True, related_name="+")
    key = models.CharField(max_length=64)
    original = models.CharField(max_length=500)
    name = models.CharField(max_length=200, blank=True)
    page = models.PositiveIntegerField()
    place = models.PositiveIntegerField()
    became = models.CharField(max_length=12, choices=Became)
    listed_digest = models.CharField(max_length=64, blank=True)
    digest = models.CharField(max_length=64, blank=True)
    modified = models.CharField(max_length=60, blank=True)
    etag = models.CharField(max_length=200, blank=True)
    fetched_at = models.DateTimeField()
    said = models.JSONField(null=True)
    faults = models.JSONField(default=list)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("feed", "key"), name="directory_fetched_once"),)

    def __str__(self) -> str:
        return self.original
