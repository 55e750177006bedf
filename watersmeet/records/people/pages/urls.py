"""The addresses of people: the person's own pages, the same looked at together with a worker, the registers."""

from collections.abc import Iterator

from django.urls import URLPattern, path

from watersmeet.records.people.pages import (
    contact,
    copies,
    forgetting,
    keeping,
    overriding,
    registers,
    sharing,
    telling,
)

app_name = "people"
OWN = (
    ("", sharing.sharing, "sharing"),
    ("<uuid:receiver>/stop/", sharing.stop, "stop_sharing"),
    ("<uuid:receiver>/stopped/", sharing.stopped, "stopped_sharing"),
    ("<uuid:receiver>/go-on/", sharing.renew, "renew_sharing"),
    ("<uuid:receiver>/stop/<slug:category>/", sharing.stop_one, "stop_one"),
    ("<uuid:receiver>/stop-counting/", sharing.stop_counting, "stop_counting"),
    ("contact/<slug:part>/", contact.change, "contact"),
    ("tell/<slug:kind>/", telling.tell, "tell"),
)


def _own() -> Iterator[URLPattern]:
    """Each page twice: by the person's own link, and by a worker with the person."""
    for at, view, name in OWN:
        yield path(f"sharing/{at}", view, name=name)
        yield path(f"people/<uuid:person>/sharing/{at}", view, name=f"{name}_of")


urlpatterns = [
    *_own(),
    path("sharing/use-again/<uuid:matter>/", sharing.use_again, name="use_again"),
    path("privacy/<uuid:matter>/use-again/", registers.unlock, name="unlock"),
    path("people/<uuid:person>/override/", overriding.override, name="override"),
    path("copy/<uuid:matter>/", copies.open_copy, name="copy"),
    path("people/copy/<uuid:matter>/", copies.open_copy, name="copy_of"),
    path("privacy/<uuid:matter>/forget/", forgetting.forget, name="forget"),
    path("privacy/<uuid:matter>/copy/", copies.check, name="check_copy"),
    path("privacy/<uuid:matter>/copy/<uuid:file>/", copies.check_file, name="check_copy_file"),
    path("privacy/", registers.home, name="registers"),
    path("privacy/settled/", registers.settled, name="registers_settled"),
    path("privacy/keeping/", keeping.home, name="keeping"),
    path("privacy/keeping/<uuid:matter>/hold/", keeping.hold, name="keeping_hold"),
    path("privacy/keeping/<uuid:matter>/end-hold/", keeping.end_hold, name="keeping_end_hold"),
    path("privacy/new/<slug:kind>/", registers.write, name="register_write"),
    path("privacy/<uuid:matter>/", registers.matter, name="matter"),
    path("privacy/<uuid:matter>/acknowledge/", registers.acknowledge, name="matter_acknowledge"),
]
