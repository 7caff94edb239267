"""What stands where a client has no phone (any more)?

The column is unique within an organisation and never empty, so each client without a phone has a
value of its own there, which is no phone and is shown to nobody.
"""

_NONE = "-"


def no_phone(client: str) -> str:
    """Return what is stored for this client in place of a phone."""
    return f"{_NONE}{client}"


def readable(phone: str) -> str:
    """Return the phone as people read it: empty when there is none."""
    return "" if phone.startswith(_NONE) else phone
