"""Pages on which people look after their own account; part of the entrance is allauth's."""
