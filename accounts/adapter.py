"""How allauth's sign-up and sign-in behave here."""

from allauth.account.adapter import DefaultAccountAdapter


class AccountAdapter(DefaultAccountAdapter):
    """The account adapter that the settings name."""
