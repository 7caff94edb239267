"""Which mailbox is meant by what somebody typed? (the library `email-validator`)

A process of its own reads tables of clients with it: nothing else is imported here.
"""

from email_validator import EmailNotValidError, validate_email


def mail_address(email: str) -> str | None:
    """Return the mail address in its one canonical form, or None when it is none."""
    try:
        # Lower case: nobody has two mailboxes that differ by it, many type it differently.
        return validate_email(email, check_deliverability=False).normalized.lower()
    except EmailNotValidError:
        return None
