"""History from other systems: files read row by row, matched with the catalogue, written as dossiers that count.

`words` knows the words of other systems, `rows` what a row means, `files` how a file is read, `catalogue` whom and what
a row names, `lives` what happened, `lines` the rows that follow from it, `tables` and `writing` the fast way into the
database, `changes` what a second file may change, `importing` puts them together; `generating` makes history up, for
measuring.
"""
