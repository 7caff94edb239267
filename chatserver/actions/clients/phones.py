"""Which number is meant by what somebody typed? (requirement 21; the library `phonenumbers`)

A process of its own reads tables of clients with it: nothing else is imported here.
"""

import phonenumbers


def e164(phone: str, *, region: str = "RU") -> str | None:
    """Return the phone in its one canonical form, or None when it is none.

    A number without a country's code is read as one of `region`.
    """
    try:
        number = phonenumbers.parse(phone, region)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_valid_number(number):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
