"""The public observatory: how long and how punctually each agency, sector and procedure serves; n and intervals."""
