"""What people do with their own accounts: one verb, one transaction."""

from accounts.services.profiles import confirm_phone, open_account, open_profile, prove_email, revise_profile

__all__ = ["confirm_phone", "open_account", "open_profile", "prove_email", "revise_profile"]
