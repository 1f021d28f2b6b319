"""The demo province: An Hòa, which does not exist, with people and dossiers that could."""
