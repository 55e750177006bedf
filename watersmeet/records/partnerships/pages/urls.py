"""The addresses of the partnerships room."""

from django.urls import path

from watersmeet.records.partnerships.pages import (
    agreements,
    by_link,
    charter,
    colleagues,
    leaving,
    proposal_changes,
    proposals,
    purpose,
    rules,
)
from watersmeet.records.partnerships.pages.proposal_lists import LISTED

app_name = "partnerships"
urlpatterns = [
    path("what-this-is-for/", purpose.purpose, name="purpose"),
    path("rules/", rules.in_force, name="rules"),
    path("rules/<int:number>/", rules.version, name="rules_of"),
    path("rules/<int:number>/rules.toml", rules.file, name="rules_file"),
    path("charter/", charter.ours, name="charter"),
    path("charter/<slug:slug>/", charter.of_place, name="charter_of"),
    path("proposals/", proposals.listed, name="proposals"),
    path("proposals/new/", proposals.begin, name="proposal_new"),
    path("proposals/<uuid:proposal>/", proposals.one, name="proposal"),
    path("proposals/<uuid:proposal>/rules.toml", proposals.file, name="proposal_file"),
    path("proposals/<uuid:proposal>/say/", proposals.say, name="proposal_say"),
    path("proposals/<uuid:proposal>/take-on/<int:edition>/", proposals.take_on, name="proposal_take_on"),
    path("proposals/<uuid:proposal>/take-back/", proposals.withdraw, name="proposal_withdraw"),
    path("proposals/<uuid:proposal>/open-again/", proposals.reopen, name="proposal_reopen"),
    path("proposals/<uuid:proposal>/bring-in/", proposals.bring_in, name="proposal_bring_in"),
    path("proposals/<uuid:proposal>/numbers/<slug:part>/", proposal_changes.numbers, name="proposal_numbers"),
    path("proposals/<uuid:proposal>/place/", proposal_changes.place, name="proposal_place"),
    path("proposals/<uuid:proposal>/words/", proposal_changes.words, name="proposal_words"),
    path("proposals/<uuid:proposal>/document/", proposal_changes.document, name="proposal_document"),
    path("proposals/<uuid:proposal>/who/", proposal_changes.who, name="proposal_who"),
    path(
        "proposals/<uuid:proposal>/who/<slug:step>/<int:number>/out/",
        proposal_changes.drop_line,
        name="proposal_drop_line",
    ),
    path("proposals/<uuid:proposal>/who/<slug:step>/together/", proposal_changes.together, name="proposal_together"),
    *(
        path(f"proposals/<uuid:proposal>/{part}/", proposal_changes.listed, {"part": part}, name=f"proposal_{part}")
        for part in LISTED
    ),
    path("proposals/<uuid:proposal>/<str:part>/<int:number>/out/", proposal_changes.take_out, name="proposal_take_out"),
    path("proposals/<uuid:proposal>/renew/", proposal_changes.renew, name="proposal_renew"),
    path("agreements/", agreements.listed, name="agreements"),
    path("agreements/sign/", agreements.sign, name="sign_agreement"),
    path("agreements/messages/", agreements.count_messages, name="count_messages"),
    path("agreements/basis/", agreements.basis, name="record_basis"),
    path("agreements/<uuid:agreement>/", agreements.agreement, name="agreement"),
    path("agreements/<uuid:agreement>/stands-on/", agreements.stands_on, name="agreement_stands_on"),
    path("agreements/<uuid:agreement>/end/", agreements.end, name="end_agreement"),
    path("by-link/", by_link.everybody, name="by_link"),
    path("by-link/<uuid:partner>/", by_link.partner, name="by_link_of"),
    path("by-link/<uuid:partner>/add/", by_link.add, name="by_link_add"),
    path("by-link/<uuid:partner>/stop/", by_link.stop, name="by_link_stop"),
    path("by-link/<uuid:partner>/<uuid:answerer>/remove/", by_link.remove, name="by_link_remove"),
    path("colleagues/", colleagues.everybody, name="colleagues"),
    path("colleagues/<uuid:membership>/phone/", colleagues.reset_second, name="reset_second"),
    path("colleagues/<uuid:membership>/team/", colleagues.name_team, name="name_team"),
    path("colleagues/<uuid:membership>/close/", colleagues.close_account, name="close_account"),
    path("partners/", leaving.partners, name="partners"),
    path("partners/<uuid:partner>/leave/", leaving.leave, name="leave"),
    path("managers/", colleagues.managers, name="managers"),
    path("managers/<uuid:membership>/phone/", colleagues.reset_manager, name="reset_manager"),
]
