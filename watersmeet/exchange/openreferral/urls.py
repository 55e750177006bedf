"""The addresses of the directory API; each answers with and without its last slash, what is none too."""

from django.urls import re_path

from watersmeet.exchange.openreferral import views

app_name = "openreferral"
_ONE = r"/(?P<identifier>[^/]+)/?$"
urlpatterns = [
    re_path(r"^/?$", views.root, name="root"),
    re_path(r"^/services/?$", views.services, name="services"),
    re_path(rf"^/services{_ONE}", views.service, name="service"),
    re_path(r"^/service_at_locations/?$", views.at_locations, name="service_at_locations"),
    re_path(rf"^/service_at_locations{_ONE}", views.at_location, name="service_at_location"),
    re_path(r"^/organizations/?$", views.organizations, name="organizations"),
    re_path(rf"^/organizations{_ONE}", views.organization, name="organization"),
    re_path(r"^/taxonomies/?$", views.taxonomies, name="taxonomies"),
    re_path(rf"^/taxonomies{_ONE}", views.one_taxonomy, name="taxonomy"),
    re_path(r"^/taxonomy_terms/?$", views.taxonomy_terms, name="taxonomy_terms"),
    re_path(rf"^/taxonomy_terms{_ONE}", views.taxonomy_term, name="taxonomy_term"),
    re_path(r"^/", views.nothing, name="nothing"),
]
