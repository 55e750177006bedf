"""`watersmeet feed`: read other directories by Open Referral UK, harvest them, say how they are."""

import json
import re
from datetime import datetime
from typing import Annotated, Any
from urllib.parse import urlsplit

import typer
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from watersmeet.base import called
from watersmeet.base.actor import Actor, Kind
from watersmeet.base.problems import Problem
from watersmeet.exchange.feeds import addresses
from watersmeet.exchange.feeds.findings import told
from watersmeet.exchange.feeds.harvesting import Report, Wish, harvest
from watersmeet.records.directory import api as directory
from watersmeet.records.partnerships import api as partnerships

BY = Actor(Kind.COMMAND, name="watersmeet feed", reason="harvest a feed")
AsJson = Annotated[bool, typer.Option("--json", help="End with one JSON line.")]
Place = Annotated[str, typer.Option(help="The partnership's slug; needed when there are several.")]
SHOWN = 20


def join(app: typer.Typer) -> None:
    """Add `feed` to the command line."""
    verbs = typer.Typer(no_args_is_help=True, help="Other directories that speak Open Referral UK.")
    verbs.command("add")(add)
    verbs.command("harvest")(gather)
    verbs.command("status")(status)
    verbs.command("compare")(compare)
    app.add_typer(verbs, name="feed")


def add(
    url: Annotated[
        str, typer.Argument(help="Where the feed begins, such as https://example.org/OpenReferralService/v3")
    ],
    name: Annotated[str, typer.Option(help="What to call it here; else the name of its machine.")] = "",
    licence: Annotated[str, typer.Option(help='Under which licence it is published, such as "OGL 3.0".')] = "",
    partnership: Place = "",
    as_json: AsJson = False,
) -> None:
    """Read the directory at URL from now on, each night; nothing is asked of it yet."""
    tidy = addresses.tidy(url)
    here = _place(partnership)
    called_so = name.strip() or re.sub(r"^www\.", "", urlsplit(tidy).hostname or "")[:60]
    feed, new = directory.add_feed(
        partnership=here.pk,
        name=called_so,
        url=tidy,
        licence=licence.strip(),
        private=addresses.is_private(tidy),
        by=BY,
    )
    say = _("%(name)s is added.") if new else _("%(name)s was here before.")
    typer.echo(say % {"name": feed.name}, err=as_json)
    if not feed.licence:
        typer.echo("  " + _("No licence is known: say it by --licence."), err=as_json)
    if new and not as_json:
        typer.echo(
            "  "
            + _("Harvest it: %(watersmeet)s feed harvest %(name)s")
            % {"watersmeet": called.by_name(), "name": feed.name}
        )
    if as_json:
        typer.echo(json.dumps(_fed(feed) | {"new": new}, ensure_ascii=False))


def gather(
    name: Annotated[str, typer.Argument(help="Which feed; needed when there are several and not --all.")] = "",
    all_of_them: Annotated[
        bool, typer.Option("--all", help="Every feed; one that fails does not stop the others.")
    ] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would happen, and change nothing.")] = False,
    full: Annotated[bool, typer.Option("--full", help="Read everything anew, changed or not.")] = False,
    partnership: Place = "",
    as_json: AsJson = False,
) -> None:
    """List and revise what a feed offers, service by service; what was broken off goes on."""
    chosen = _chosen(name, partnership, all_of_them)
    told, failed = [], False
    for feed in chosen:
        try:
            report = harvest(feed, Wish(by=BY, full=full, dry=dry_run))
        except Problem as problem:
            if len(chosen) == 1:
                raise
            typer.echo(f"{feed.name}: {problem.say} {problem.next_step}", err=True)
            told.append({"feed": feed.name, "error": problem.say, "next_step": problem.next_step})
            failed = True
            continue
        _say(feed, report, dry=dry_run)
        told.append(_as_data(feed, report, dry=dry_run))
        failed |= _failed(report)
    if as_json:
        typer.echo(json.dumps({"feeds": told} if all_of_them else told[0], ensure_ascii=False, separators=(",", ":")))
    if failed:
        raise typer.Exit(1)


def status(partnership: Place = "", as_json: AsJson = False) -> None:
    """List the feeds: when each was read last, what came of it, and what it does otherwise than the standard."""
    here = partnerships.partnership_named(partnership).pk if partnership else None
    rows = [_state(feed) for feed in directory.feeds(here)]
    if as_json:
        typer.echo(json.dumps({"feeds": rows}, ensure_ascii=False))
        return
    for row in rows:
        last = row["last"]
        when = _when(last["began_at"]) if last else _("never read")
        typer.echo(f"{row['name']} ({row['url']}; {row['licence'] or _('no licence known')}): {when}")
        for line in _lines(last) if last else ():
            typer.echo(f"  {line}")
    if not rows:
        typer.echo(_("No feed is added yet: %(watersmeet)s feed add URL") % {"watersmeet": called.by_name()})


def compare(partnership: Place = "", as_json: AsJson = False) -> None:
    """Look which listings of different sources may be one service; a lead of the place decides on the page."""
    here = partnerships.partnership_named(partnership) if partnership else _place("")
    there, new = directory.compare_services(here.pk, by=BY)
    say = _("%(there)s pairs of listings may be one service, %(new)s of them new. A lead decides: My work.")
    typer.echo(say % {"there": there, "new": new}, err=as_json)
    if as_json:
        typer.echo(json.dumps({"pairs": there, "new": new}))


def _place(slug: str) -> partnerships.Partnership:
    """The partnership named, the only one, or a first one made for the purpose. Raises Problem."""
    if slug:
        return partnerships.partnership_named(slug)
    there = partnerships.partnerships()
    if len(there) > 1:
        slugs = ", ".join(one.slug for one in there)
        raise Problem(
            _("There are several partnerships here: %(slugs)s.") % {"slugs": slugs}, _("Say which by --partnership.")
        )
    return there[0] if there else partnerships.found(name="Here", slug="here", by=BY)


def _chosen(name: str, slug: str, all_of_them: bool) -> list[directory.Feed]:
    """The feeds to harvest. Raises Problem where it is not clear which, or there is none."""
    if name and all_of_them:
        raise Problem(_("Name one feed, or say --all, not both."), "")
    here = partnerships.partnership_named(slug).pk if slug else None
    there = directory.feeds(here)
    if not there:
        raise Problem(
            _("No feed is added yet."), _("Add one: %(watersmeet)s feed add URL") % {"watersmeet": called.by_name()}
        )
    if all_of_them:
        return there
    found = [one for one in there if name in {"", one.name}]
    if len(found) == 1:
        return found
    names = ", ".join(one.name for one in there)
    if found and name:
        raise Problem(
            _("Several places have a feed called %(name)s.") % {"name": name}, _("Say which by --partnership.")
        )
    if name:
        raise Problem(_("No feed is called %(name)s. Those here: %(names)s.") % {"name": name, "names": names}, "")
    raise Problem(_("There are several feeds here: %(names)s.") % {"names": names}, _("Name one, or say --all."))


def _failed(report: Report) -> bool:
    """Whether a harvest is none: it ended early, or not one service of several was taken."""
    counts = report.counts
    return bool(report.harvest.fault) or (counts["rows"] > 0 and not counts["accepted"] and not report.harvest.since)


def _fed(feed: directory.Feed) -> dict[str, Any]:
    return {"name": feed.name, "url": feed.url, "licence": feed.licence, "private": feed.private}


def _state(feed: directory.Feed) -> dict[str, Any]:
    last = directory.last_harvest(feed)
    return _fed(feed) | {"last": _of_harvest(last) if last else None}


def _of_harvest(one: directory.Harvest) -> dict[str, Any]:
    return {
        "began_at": one.began_at.isoformat(),
        "ended_at": one.ended_at.isoformat() if one.ended_at else None,
        "version": one.dialect,
        "known_by": one.known_by,
        "since": one.since.isoformat() if one.since else None,
        "whole": one.whole,
        "fault": one.fault,
        **directory.counted(one),
        "gone": list(one.gone),
        "findings": [told(each) for each in one.findings],
    }


def _as_data(feed: directory.Feed, report: Report, *, dry: bool) -> dict[str, Any]:
    waits = [
        {"service": original, "name": name, **{part: getattr(flaw, part) for part in ("where", "rule", "remedy")}}
        for original, name, flaws in report.quarantined
        for flaw in flaws
    ]
    more = {"over": report.over, "quarantine": waits} | ({"dry_run": True} if dry else {})
    return {"feed": feed.name} | _of_harvest(report.harvest) | report.counts | more


def _say(feed: directory.Feed, report: Report, *, dry: bool) -> None:
    typer.echo(f"{feed.name} ({feed.url})", err=True)
    for line in _lines(_of_harvest(report.harvest) | report.counts):
        typer.echo(f"  {line}", err=True)
    for original, name, flaws in report.quarantined[:SHOWN]:
        for one in flaws:
            typer.echo(f"  quarantined: {name or original}: {one.where}: {one.rule} {one.remedy}", err=True)
    if len(report.quarantined) > SHOWN:
        more = _("and %(many)s more: --json tells all of them") % {"many": len(report.quarantined) - SHOWN}
        typer.echo(f"  {more}", err=True)
    if not report.over:
        typer.echo("  " + _("It goes on from here with the next harvest."), err=True)
    if dry:
        typer.echo("  " + _("This was a trial: nothing was changed."), err=True)


def _lines(one: dict[str, Any]) -> list[str]:
    """A harvest in words."""
    spoken = _("Open Referral UK %(version)s, known by %(by)s") % {
        "version": one["version"] or "?",
        "by": one["known_by"],
    }
    lines = [
        spoken + (_("; what changed since %(when)s alone") % {"when": _when(one["since"])} if one["since"] else ""),
        f"{one['rows']} rows: {one['accepted']} accepted, {one['quarantined']} quarantined, {one['repeated']} repeated",
        f"{one['listed']} new, {one['revised']} revised, {one['unchanged']} unchanged",
    ]
    lines += [f"{_('not in the feed any more, and kept')}: {name}" for name in one["gone"][:SHOWN]]
    for each in one["findings"]:
        more = f" ({', '.join(each['details'])})" if each["details"] else ""
        lines.append(f"{each['code']}, {each['count']}: {told(each)['says']}{more}")
    return lines


def _when(said: str) -> str:
    return date_format(localtime(datetime.fromisoformat(said)), "j F Y H:i")
