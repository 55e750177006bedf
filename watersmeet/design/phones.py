"""Phone numbers as people here write them."""

import phonenumbers


def as_dialled(phone: str) -> str:
    """A number as people here write it: "07700 900982"; as it stands when it is none that we can read."""
    try:
        return phonenumbers.format_number(phonenumbers.parse(phone, "GB"), phonenumbers.PhoneNumberFormat.NATIONAL)
    except phonenumbers.NumberParseException:
        return phone
