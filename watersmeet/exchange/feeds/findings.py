"""What feeds do otherwise than the standard, by name: each is tolerated, counted, and said with what we do about it."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _

from watersmeet.exchange.feeds import plain

SAYS = {
    # the root document
    "version_not_said": _("The root document says no version. It was told by something else."),
    "version_odd": _("The version is written in a way of its own, not as HSDS-UK-3.0. It was read all the same."),
    "version_wrong": _("The version said and the form of the lists differ. The form of the lists was believed."),
    "profile_placeholder": _("The profile is an example, not an address. Nothing was read from it."),
    "root_unreadable": _("The root document cannot be read. The version was told by the form of the lists."),
    # what is asked for and ignored
    "ignored_modified_after": _("modified_after is ignored, so every list is read whole."),
    "ignored_search": _("search is ignored. We do not need it."),
    "ignored_full": _("full is ignored, so each service is fetched by itself."),
    "ignored_ndjson": _("format=ndjson is ignored. Pages are read instead."),
    "no_service_at_locations": _("There is no list of services at locations. Places are read from each service."),
    "no_taxonomy_terms": _("There is no list of taxonomy terms. Terms are read from each service."),
    "no_taxonomies": _("There is no list of taxonomies. Terms are read from each service."),
    "empty_taxonomies": _("The list of taxonomies is empty. Terms are read from each service."),
    # lists and pages
    "shallow_list": _("The list holds less than each service by itself, so each that changed is fetched."),
    "bare_list": _("A list comes without its envelope of pages. It was taken for all there is."),
    "total_pages_wrong": _("The number of pages is wrong. Pages were read until nothing new came."),
    "total_items_wrong": _("There are fewer services than the feed says. Nothing is told as gone this time."),
    "same_page_again": _("The same page comes again and again. It was read once."),
    "too_many_pages": _("There is no end of pages. The rest was left."),
    "duplicate_ids": _("The same id comes more than once. The first is taken."),
    "id_not_uuid": _("An id is no UUID. It was kept as it is."),
    "listed_but_missing": _("A service is listed, and cannot be fetched by itself. It waits in quarantine."),
    "last_modified_missing": _("A list does not say when services changed, so each is compared."),
    "content_type_wrong": _("JSON is sent under another name. It was read all the same."),
    # how it answers
    "asked_to_wait": _("The feed asked us to wait, and we did."),
    "tried_again": _("An answer failed at first, and came when we asked again."),
    "moved": _("The feed sends us to another address. We followed."),
    # what is said of a service
    "status_missing": _("No status is said. It was taken for active."),
    "empty_optional": _("Something unsaid is written as null or an empty word. It was taken for not said."),
    "naive_datetime": _("A time has no zone. It was taken for UTC."),
    "datetime_unreadable": _("A day or time cannot be read. It was left out."),
    "html_in_description": _("There is HTML in the words. They were made plain."),
    "shortened": _("Words are longer than we keep. They were cut."),
    "age_out_of_range": _("An age cannot be. It was left out."),
    "url_mended": _("A web address has no https://. It was added."),
    "url_left_out": _("A web address leads nowhere. It was left out."),
    "email_left_out": _("An email address is none. It was left out."),
    "phone_with_words": _("A telephone number stands among words. They were parted."),
    "phone_left_out": _("A telephone number cannot be rung. It was left out."),
    "contact_left_out": _("A contact says nothing. It was left out."),
    "cost_left_out": _("A price cannot be read. It was left out."),
    "language_unknown": _("A language has no name or code that we know. It was left out."),
    "term_left_out": _("A term has no name. It was left out."),
    "schedule_left_out": _("A schedule has no weekday and hour that we can keep. It was left out."),
    "schedule_words_left_out": _("A schedule says more in words, which we do not keep."),
    "postcode_unknown": _("A postcode is not known here. The point of the feed was taken, where there is one."),
    "place_without_point": _("Where a place lies is not known. It is listed, and not found by distance."),
    "place_left_out": _("A place says nothing of where it is. It was left out."),
    "wrong_kind": _("A value is of another kind than the standard says. It was left out."),
    "fields_left_out": _("There are fields that we do not keep."),
    "kept_ours": _("Somebody here said otherwise since. That stays."),
    "licence_not_said": _("No licence is known. Say it by --licence when you add the feed again."),
    # why a harvest ended early
    "dns_dead": _("No machine has this name. Ask whoever published the feed where it is now."),
    "unreachable": _("Nothing answers at this address. It is tried again the next night."),
    "too_slow": _("The feed answers too slowly. It is tried again the next night."),
    "tls_wrong": _("The feed's certificate cannot be trusted. Ask whoever runs it to renew it."),
    "too_large": _("An answer is larger than any we take. Ask whoever runs the feed for smaller pages."),
    "redirect_refused": _("The feed sends us where we may not go. Add it again by its true address."),
    "address_private": _("The name leads to a private network, and the feed was not added there."),
    "refused_status": _("The feed refuses to answer. Ask whoever runs it, or give its true address."),
    "not_json": _("What comes is no JSON. Is this the address of an Open Referral UK feed?"),
    "not_a_list": _("What comes is no list of services. Is this the address of an Open Referral UK feed?"),
    "wait_too_long": _("The feed asked us to wait for long. We go on later."),
    "left_off": _("The harvest was broken off, and a new one began."),
    "many_missing": _("Many services one after another cannot be fetched. We go on later."),
}
"""By code: what a feed does, and what we do about it. These are all there are."""
_MOST_DETAIL = 8


class Findings:
    """What was found in one harvest: how often, where first, and up to eight details of each."""

    def __init__(self, kept: Iterable[dict[str, Any]] = ()) -> None:
        self._found = {one["code"]: dict(one) for one in kept}

    def add(self, code: str, where: str = "", *details: str) -> None:
        """One more of `code`, which SAYS knows. Raises KeyError otherwise."""
        if code not in SAYS:
            raise KeyError(code)
        one = self._found.setdefault(code, {"code": code, "count": 0, "where": plain.line(where)[:300], "details": []})
        one["count"] += 1
        if len(one["details"]) < _MOST_DETAIL:
            more = (plain.line(each)[:80] for each in details)
            one["details"] = [*dict.fromkeys((*one["details"], *more))][:_MOST_DETAIL]

    def once(self, code: str, where: str = "", *details: str) -> None:
        """The same for what is so of the feed as a whole."""
        if code not in self._found:
            self.add(code, where, *details)

    def __contains__(self, code: str) -> bool:
        return code in self._found

    def kept(self) -> list[dict[str, Any]]:
        """All of them as plain values, by code."""
        return [self._found[code] for code in sorted(self._found)]


def told(one: dict[str, Any]) -> dict[str, Any]:
    """A finding as it is shown: with its sentence."""
    return {**one, "says": str(SAYS[one["code"]])}
