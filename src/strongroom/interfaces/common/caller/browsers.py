"""What a browser says it is, in words that its owner knows again."""

_BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("Firefox", "Firefox"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
_SYSTEMS = (
    ("iPhone", "an iPhone"),
    ("iPad", "an iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS", "a Mac"),
    ("Linux", "Linux"),
)


def browser_name(said: str) -> str:
    """Return `Firefox on Windows`, as far as it can be told."""
    browser = next((name for part, name in _BROWSERS if part in said), "A browser")
    system = next((name for part, name in _SYSTEMS if part in said), "")
    return f"{browser} on {system}" if system else browser
