"""Forms as a browser sends them."""

from typing import Any

from django.test import Client


def filled(client: Client, address: str) -> dict[str, Any]:
    """Return what would be sent of the form at `address` if nothing is touched."""
    form = client.get(address).context["form"]
    values = {name: form[name].value() for name in form.fields}
    return {name: value for name, value in values.items() if value not in (None, "", False)}
