"""What a form field's control is made of, for the macros of components/forms.html to draw."""

from typing import Any

from django.forms import BoundField, MultiWidget


def drawn(bound: BoundField, hint: str = "", **attrs: object) -> dict[str, Any]:
    """The widget's own context, its control tied to the hint below it and to its errors.

    `required` is said as aria-required: the browser's own bubble would speak another language and would come
    before our sentence, which says the way out.
    """
    widget = bound.field.widget
    attrs = {"id": bound.auto_id, **attrs}
    described = [f"{bound.auto_id}-hint"] * bool(hint) + [f"{bound.auto_id}-error"] * bool(bound.errors)
    if described:
        attrs["aria-describedby"] = " ".join(described)
    if bound.errors:
        attrs["aria-invalid"] = "true"
    if bound.field.required:
        attrs["aria-required"] = "true"
    if bound.field.disabled:
        attrs["disabled"] = True
    context: dict[str, Any] = widget.get_context(bound.html_name, bound.value(), attrs)["widget"]
    context["kind"] = getattr(widget, "input_type", "textarea")
    context["parts"] = context.get("subwidgets", []) if isinstance(widget, MultiWidget) else []
    return context


def as_seen(bound: BoundField) -> str:
    """What the reader had before them when the form was first shown, to be sent back unseen with it."""
    form = bound.form
    value = form.data.get(bound.html_initial_name) if form.is_bound else bound.initial
    return "" if value is None else str(value)


def attributes(attrs: dict[str, Any]) -> dict[str, Any]:
    """Attributes as HTML has them: true stands alone, false and the size Django guesses are left out."""
    guessed = {("cols", "40"), ("rows", "10")}
    return {
        name: name if value is True else value
        for name, value in attrs.items()
        if value is not False and (name, value) not in guessed
    }
