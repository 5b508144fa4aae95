"""Template tags and filters of every page: assets, icons, buttons, names, sizes, times, Y/N."""

import datetime as dt
import functools
from typing import Any

from django import template
from django.forms import BoundField, CheckboxInput, RadioSelect, Select
from django.template.loader import get_template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from strongroom.core import clock
from strongroom.interfaces.kit import assets, formats

register = template.Library()

register.filter("megabytes", formats.megabytes)
register.filter("middle_cut", formats.middle_cut)
register.filter("type_icon", formats.type_icon)
register.filter("is_image", formats.is_image)
register.filter("has_preview", formats.has_preview)
register.filter("initials", formats.initials)
register.filter("words", formats.words)


@register.simple_tag
def vite(entry: str) -> SafeString:
    """Write the module and its preloads for an entry of the front end."""
    parts = assets.entry(entry)
    lines = [
        *(format_html('<link rel="modulepreload" href="{}">', file) for file in parts.preloads),
        *(format_html('<script type="module" src="{}"></script>', file) for file in parts.scripts),
    ]
    return format_html_join("\n", "{}", ((line,) for line in lines))


@register.simple_tag
def sheets(*names: str) -> SafeString:
    """Write the links to style sheets (`frontend/sheets`), in this order."""
    links = ((address,) for name in names if (address := assets.sheet(name)))
    return format_html_join("\n", '<link rel="stylesheet" href="{}">', links)


@register.simple_tag
def compiled(name: str, **given: Any) -> SafeString:
    """Write a component of `strongroom/components`, which knows what it is given and nothing else."""
    return SafeString(get_template(name, using="compiled").render(given))


@register.simple_tag
def built(name: str) -> str:
    """Return the address of one built asset (`icons.svg`, `favicon.svg`)."""
    return assets.address(name)


@register.simple_tag
def icon(name: str, label: str = "", css: str = "") -> SafeString:
    """Draw an icon of the sprite; with a label it is an image with that name, else decoration."""
    return _drawn(name, label, css, assets.address("icons.svg"))


@functools.lru_cache(maxsize=4096)
def _drawn(name: str, label: str, css: str, sprite: str) -> SafeString:
    described = _attributes(role="img", **{"aria-label": label}) if label else _HIDDEN
    return format_html(
        '<svg class="{}"{}><use href="{}#{}"/></svg>',
        f"icon {css}".rstrip(),
        described,
        sprite,
        name,
    )


_HIDDEN = SafeString(' aria-hidden="true"')


_KINDS = {
    "primary": "btn btn-primary",
    "secondary": "btn",
    "ghost": "btn btn-ghost",
    "danger": "btn btn-danger",
}


@register.simple_tag
def by_script(address: str = "") -> SafeString:
    """Write how htmx sends a form that is a page: a question is asked over it, what was typed stays.

    The answer is the page with errors, or where to go (`errors.ErrorsMiddleware`).
    """
    return format_html(
        'hx-post="{}" hx-target="#page" hx-select="#page" hx-swap="outerHTML" hx-sync="this:drop" '
        'hx-disinherit="*" data-page-form',
        address,
    )


@register.simple_tag
def button(
    label: str,
    *,
    kind: str = "secondary",
    icon: str = "",
    href: str = "",
    type: str = "submit",  # noqa: A002 - the attribute's own name
    name: str = "",
    value: str = "",
    id: str = "",  # noqa: A002 - the attribute's own name
    size: str = "",
    disabled: bool = False,
) -> SafeString:
    """Write a button, or a link that looks like one when `href` is given."""
    css = f"{_KINDS[kind]} btn-sm" if size == "sm" else _KINDS[kind]
    inner = format_html("{}<span>{}</span>", _icon(icon) if icon else "", label)
    common = {"class": css, "id": id}
    if href:
        return format_html("<a{}>{}</a>", _attributes(href=href, **common), inner)
    attributes = _attributes(type=type, name=name, value=value, **common)
    return format_html(
        "<button{}{}>{}</button>", attributes, SafeString(" disabled" if disabled else ""), inner
    )


_icon = icon


@register.simple_tag
def filename(name: str) -> SafeString:
    """Write a file name that the page cuts in the middle where room is short; its ending stays."""
    start, end = formats.split_name(name)
    return format_html(
        '<span class="sr-filename" title="{}"><bdi class="sr-filename-start">{}</bdi>'
        '<bdi class="sr-filename-end">{}</bdi></span>',
        name,
        start,
        end,
    )


@register.simple_tag
def when(moment: dt.datetime | None) -> SafeString:
    """Write a time relative to now, with the exact one on hover (in the active time zone)."""
    if moment is None:
        return SafeString("")
    return _time(moment, since(moment), formats.exact(moment))


def since(moment: dt.datetime) -> str:
    """Return the same without the element around it."""
    return formats.relative(moment, clock.now())


@register.simple_tag
def exact(moment: dt.datetime | None) -> SafeString:
    """Write the full date and time, as histories and logs show it."""
    return _time(moment, formats.exact(moment)) if moment else SafeString("")


@register.simple_tag
def yesno_column(value: object, label: str) -> SafeString:
    """Write Y or N for a column; a screen reader hears the column's name and the full word."""
    return _yes_or_no(bool(value), label)


@functools.lru_cache(maxsize=64)
def _yes_or_no(yes: bool, label: str) -> SafeString:  # noqa: FBT001 - the key of what is kept
    return format_html(
        '<span class="sr-yn {}" aria-hidden="true">{}</span>'
        '<span class="visually-hidden">{}: {}</span>',
        "is-yes" if yes else "is-no",
        "Y" if yes else "N",
        label,
        "yes" if yes else "no",
    )


def _time(moment: dt.datetime, text: str, title: str = "") -> SafeString:
    return format_html(
        "<time{}>{}</time>", _attributes(datetime=moment.isoformat(), title=title), text
    )


def _attributes(**given: Any) -> SafeString:
    """Return the attributes that have a value, each with a space before it."""
    return format_html_join("", ' {}="{}"', ((key, value) for key, value in given.items() if value))


@register.filter
def widget_is(field: BoundField, kind: str) -> bool:
    """Tell whether a bound field is drawn as `kind` (`checkbox`)."""
    return getattr(field.field.widget, "input_type", "") == kind


@register.filter
def control(field: BoundField) -> SafeString:
    """Draw the control of a bound field; Django wires help and error by their ids."""
    widget = field.field.widget
    if isinstance(widget, CheckboxInput):
        css = "form-check-input"
    elif isinstance(widget, RadioSelect):  # and CheckboxSelectMultiple, which derives from it
        css = ""
    else:
        css = "form-select" if isinstance(widget, Select) else "form-control"
    return SafeString(field.as_widget(attrs={"class": css} if css else {}))
