"""E-mail addresses in the one form that is kept and compared."""

from strongroom.core import domains


def canonical(raw: str) -> str:
    """Return the address trimmed, in lower case, its domain as A-labels: both spellings are one login.

    `Ann@Bücher.example` is `ann@xn--bcher-kva.example`. ValueError for a domain that IDNA 2008 refuses.
    What stands before the @ is for `directory.clean_email` to judge.
    """
    local, at, domain = raw.strip().lower().rpartition("@")
    if not at or not local:
        raise ValueError(raw)
    if domain.startswith("[") or domain.endswith("."):
        raise ValueError(raw)  # no mailbox of a person
    return f"{local}@{domains.ascii_domain(domain)}"


def comparable(raw: str) -> str:
    """Return what to look an address up with; what is none stays as it is, and finds nothing."""
    try:
        return canonical(raw)
    except ValueError:
        return raw.strip().lower()
