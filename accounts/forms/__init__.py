"""Fields that parse what people say about themselves, and the forms of accounts.

Other rooms take the fields from here, so that a number typed at sign-up, in a declaration and at the counter is
judged by one rule and stored in one form.
"""

from accounts.forms.fields import (
    EARLIEST_BIRTH,
    MAX_ADDRESS_LENGTH,
    AddressField,
    BirthDateField,
    EmailField,
    FullNameField,
    LineField,
    ParagraphField,
    ParsedField,
    PersonalIdField,
    PhoneField,
    TaxCodeField,
)
from accounts.forms.profile import ProfileForm

__all__ = [
    "EARLIEST_BIRTH",
    "MAX_ADDRESS_LENGTH",
    "AddressField",
    "BirthDateField",
    "EmailField",
    "FullNameField",
    "LineField",
    "ParagraphField",
    "ParsedField",
    "PersonalIdField",
    "PhoneField",
    "ProfileForm",
    "TaxCodeField",
]
