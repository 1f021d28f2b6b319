"""The check of figures that somebody else has published: do they add up, do their percentages follow? Pure.

`reading` takes the table as it was printed, `rules` says what is wrong in it, `words` says it in a sentence.
"""
