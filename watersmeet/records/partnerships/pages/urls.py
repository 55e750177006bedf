"""The addresses of the partnerships room."""

from django.urls import path

from watersmeet.records.partnerships.pages import agreements, by_link, colleagues, leaving, rules

app_name = "partnerships"
urlpatterns = [
    path("rules/", rules.in_force, name="rules"),
    path("rules/<int:number>/", rules.version, name="rules_of"),
    path("rules/<int:number>/rules.toml", rules.file, name="rules_file"),
    path("agreements/", agreements.listed, name="agreements"),
    path("agreements/sign/", agreements.sign, name="sign_agreement"),
    path("agreements/basis/", agreements.basis, name="record_basis"),
    path("agreements/<uuid:agreement>/", agreements.agreement, name="agreement"),
    path("agreements/<uuid:agreement>/end/", agreements.end, name="end_agreement"),
    path("by-link/", by_link.everybody, name="by_link"),
    path("by-link/<uuid:partner>/", by_link.partner, name="by_link_of"),
    path("by-link/<uuid:partner>/add/", by_link.add, name="by_link_add"),
    path("by-link/<uuid:partner>/stop/", by_link.stop, name="by_link_stop"),
    path("by-link/<uuid:partner>/<uuid:answerer>/remove/", by_link.remove, name="by_link_remove"),
    path("colleagues/", colleagues.everybody, name="colleagues"),
    path("colleagues/<uuid:membership>/phone/", colleagues.reset_second, name="reset_second"),
    path("colleagues/<uuid:membership>/close/", colleagues.close_account, name="close_account"),
    path("partners/", leaving.partners, name="partners"),
    path("partners/<uuid:partner>/leave/", leaving.leave, name="leave"),
    path("managers/", colleagues.managers, name="managers"),
    path("managers/<uuid:membership>/phone/", colleagues.reset_manager, name="reset_manager"),
]
