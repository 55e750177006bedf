"""Every address of the house, room by room."""

from django.urls import URLPattern, URLResolver, include, path

from watersmeet.exchange.notify import mail

handler404 = "watersmeet.config.problem_pages.no_such_page"
handler429 = "watersmeet.config.problem_pages.too_often"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("watersmeet.records.directory.pages.urls")),
    path("", include("watersmeet.accounts.pages.urls")),
    path("openreferral/v3", include("watersmeet.exchange.openreferral.urls")),
    path("calendar/", include("watersmeet.exchange.calendar.urls")),
    path("account/", include("watersmeet.accounts.pages.sign_in_urls")),
    path("", include("watersmeet.desk.urls")),
    path("", include("watersmeet.records.outcomes.pages.urls")),
    path("", include("watersmeet.records.people.pages.urls")),
    path("", include("watersmeet.records.safety.pages.urls")),
    path("", include("watersmeet.records.partnerships.pages.urls")),
    path("", include("watersmeet.records.plans.pages.urls")),
    path("", include("watersmeet.records.voices.pages.urls")),
    path("", include("watersmeet.records.referrals.pages.urls")),
    path("", include("watersmeet.records.memory.pages.urls")),
    path("demo/", include("watersmeet.demo.pages.urls")),
    path("evidence/", include("watersmeet.evidence.pages.urls")),
]


def of_mail() -> list[URLResolver]:
    """Where the provider of email says what arrived: with a provider and a secret that it shows, else nowhere."""
    return [path("hooks/mail/", include((mail.hooks(), "anymail")))] if mail.is_heard() else []


urlpatterns += of_mail()
