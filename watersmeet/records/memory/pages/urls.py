"""The addresses of the memory."""

from django.urls import path

from watersmeet.records.memory.pages import digest, entries, findings, gatherings, home, leading, promises, saying

app_name = "memory"
urlpatterns = [
    path("memory/", home.home, name="home"),
    path("memory/search/", home.search, name="search"),
    path("memory/due/", home.due, name="due"),
    path("memory/digest/", digest.digest, name="digest"),
    path("memory/export.json", digest.as_json, name="export_json"),
    path("memory/export.md", digest.as_markdown, name="export_md"),
    path("memory/kind/<slug:kind>/", home.of_kind, name="of_kind"),
    path("memory/new/<slug:kind>/", entries.new, name="new"),
    path("memory/<uuid:entry>/", entries.entry, name="entry"),
    path("memory/<uuid:entry>/change/", entries.change, name="change"),
    path("memory/<uuid:entry>/newer/", entries.supersede, name="supersede"),
    path("memory/<uuid:entry>/review/", saying.review, name="review"),
    path("memory/<uuid:entry>/answer/", saying.answer, name="answer"),
    path("memory/<uuid:entry>/reply/", saying.reply, name="reply"),
    path("memory/<uuid:entry>/strike/", saying.strike, name="strike"),
    path("memory/<uuid:entry>/agree/", saying.agree, name="agree"),
    path("memory/<uuid:entry>/public/", saying.show, name="show"),
    path("memory/<uuid:entry>/status/<slug:to>/", saying.settle, name="settle"),
    path("memory/answer/<uuid:remark>/lesson/", saying.lesson, name="lesson"),
    path("leading/", leading.leading, name="leading"),
    path("promises/", promises.everybody, name="promises"),
    path("gatherings/", gatherings.everybody, name="gatherings"),
    path("gatherings/<uuid:gathering>/gathering.ics", gatherings.file, name="gathering_file"),
    path("memory/<uuid:entry>/announce/", gatherings.announce, name="announce"),
    path("findings/", findings.everybody, name="findings"),
    path("findings/<uuid:finding>/", findings.one, name="finding"),
    path("findings/<uuid:finding>/reply/", findings.reply, name="finding_reply"),
    path("memory/<uuid:entry>/publish/", findings.publish, name="publish"),
    path("memory/<uuid:entry>/replies/<uuid:reply>/", findings.look_at_reply, name="look_at_reply"),
]
