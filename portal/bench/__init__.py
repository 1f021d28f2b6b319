"""How fast the main operations are, beside their floors, in one run on one machine (`python3 run.py bench`)."""
