"""A form of a page, filled in as a browser would send it."""

import html5lib
from django.http import HttpResponse


def filled(response: HttpResponse, form_id: str, **changes) -> dict:
    """What the form holds as the page came, with `changes`; None takes a field out (an unticked box)."""
    page = html5lib.parse(response.content.decode(), namespaceHTMLElements=False)
    form = next(form for form in page.iter("form") if form.get("id") == form_id)
    values = {}
    for field in form.iter():
        if field.get("name") and field.get("disabled") is None:
            value = _value(field)
            if value is not None:
                values[field.get("name")] = value
    values |= changes
    return {name: value for name, value in values.items() if value is not None}


def _value(field) -> str | None:
    if field.tag == "textarea":
        return field.text or ""
    if field.tag == "select":
        chosen = [option.get("value", "") for option in field.iter("option") if option.get("selected") is not None]
        return chosen[0] if chosen else next((option.get("value", "") for option in field.iter("option")), "")
    if field.tag != "input" or field.get("type") in {"file", "submit", "button"}:
        return None
    if field.get("type") in {"checkbox", "radio"}:
        return field.get("value", "on") if field.get("checked") is not None else None
    return field.get("value", "")
