"""Every template of ours compiles, before anybody asks for it."""

from django.template import engines

from watersmeet.config.jinja2 import warm


def test_every_template_compiles_at_start() -> None:
    env = engines["jinja2"].env  # type: ignore[attr-defined]
    env.cache.clear()
    warm()
    compiled = {name for _loader, name in env.cache}
    assert {"design/page.html", "500.html", "nhsuk/components/input/macro.jinja"} <= compiled
