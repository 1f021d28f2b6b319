"""What an officer says with an action, by step: one form for each.

`seen` is the revision of the dossier that they looked at, `muc` the list that they came from.
"""
