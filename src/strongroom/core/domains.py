"""Names of hosts and mail domains in the one form that is kept and compared: IDNA 2008, in ASCII."""

import ipaddress

import idna

LONGEST = 253


def ascii_domain(text: str) -> str:
    """Return the domain in lower case and as A-labels: `Straße.example` is `xn--strae-oqa.example`.

    Mapped by UTS 46 as browsers do (so `ß` stays itself, which IDNA 2003 made `ss`), checked by
    IDNA 2008 (RFC 5891). ValueError for what that refuses: empty labels, `_`, signs, broken `xn--`.
    """
    name = idna.encode(text.strip().rstrip("."), uts46=True, std3_rules=True).decode().lower()
    if len(name) > LONGEST:
        raise ValueError("longer than a domain can be")
    return name


def host(text: str) -> str:
    """Return a host as browsers write it: a domain, an IPv4 address or an IPv6 one in brackets.

    ValueError if it is none of them.
    """
    bare = text[1:-1] if text.startswith("[") and text.endswith("]") else text
    try:
        address = ipaddress.ip_address(bare)
    except ValueError:
        name = ascii_domain(text)
        if name.rpartition(".")[2].isdigit():
            raise ValueError("an address with a part too many or too large") from None
        return name
    return f"[{address.compressed}]" if address.version == 6 else str(address)  # noqa: PLR2004


def is_address(text: str) -> bool:
    """Whether a host, as `host` returns it, is a number and not a name."""
    return text.startswith("[") or text.rpartition(".")[2].isdigit()
