"""The service-quality score of Quyết định 766/QĐ-TTg, reckoned from our own rows before the national portal does.

`points` is arithmetic, `criteria` the table of the criteria, `rows` what each of them counts, `board` reads a score.
"""
