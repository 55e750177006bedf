"""Renders one form field by the component of nhsuk-frontend that fits it."""

from collections.abc import Mapping
from typing import Any

from django.template import engines
from markupsafe import Markup

FOLDERS = {
    "input": "input",
    "passwordInput": "password-input",
    "textarea": "textarea",
    "select": "select",
    "radios": "radios",
    "checkboxes": "checkboxes",
    "dateInput": "date-input",
    "fileUpload": "file-upload",
}


def render(component: str, params: Mapping[str, Any]) -> Markup:
    """The markup of a component, escaped. Raises KeyError for a component that no field of ours uses."""
    template = engines["jinja2"].env.get_template(f"nhsuk/components/{FOLDERS[component]}/macro.jinja")  # type: ignore[attr-defined]
    markup: Markup = getattr(template.module, component)(params)
    return markup
