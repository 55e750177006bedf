"""The Jinja environment of every page."""

from typing import Any

from django.contrib.messages import get_messages
from django.template import engines
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import get_language, gettext, ngettext
from jinja2 import ChainableUndefined, ChoiceLoader, Environment, PackageLoader

from watersmeet.design import asides, components, dates
from watersmeet.design.forms import group, mistakes


def environment(**options: Any) -> Environment:
    """Templates with translation, addresses, assets, asides and our words for dates at hand."""
    loader = ChoiceLoader([options.pop("loader"), PackageLoader("nhsuk_frontend_jinja")])
    options["undefined"] = ChainableUndefined  # the components of nhsuk-frontend ask for what was not given
    options["trim_blocks"] = options["lstrip_blocks"] = True
    env = Environment(loader=loader, extensions=["jinja2.ext.i18n"], **options)  # noqa: S701 - Django's backend escapes
    env.install_gettext_callables(gettext, ngettext, newstyle=True)  # type: ignore[attr-defined]
    env.globals.update(url=_url, static=static, language=get_language)
    env.globals.update(get_messages=get_messages, asides=asides.shown, field=group, mistakes=mistakes)
    env.filters.update(day=dates.day, date=dates.date, clock=dates.clock, moment=dates.moment, tel=_tel)
    return env


def warm() -> None:
    """Compile our templates and the components they use at start, so that the first visitor does not wait for it."""
    env: Environment = engines["jinja2"].env  # type: ignore[attr-defined]
    ours = env.list_templates(filter_func=lambda name: not name.startswith("nhsuk/"))
    used = [f"nhsuk/components/{folder}/macro.jinja" for folder in components.FOLDERS.values()]
    for name in [*ours, *used]:
        env.get_template(name)


def _url(name: str, *args: object) -> str:
    return reverse(name, args=args)


def _tel(number: str) -> str:
    return "".join(sign for sign in number.split(",")[0] if sign.isdigit() or sign == "+")  # "111, option 2"
