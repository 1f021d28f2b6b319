"""Open data of the figures: what is behind each published report, without any person, frozen with it."""
