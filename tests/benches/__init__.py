"""How fast the site is, and how that changes as it grows: `make bench`. Nothing here is a test; it only measures.

`sites` fills a site of each size, `servers` start on one core, `load` sends requests from the other, `pages` says what
is asked and makes sure it is answered, `cold` times first requests, `runs` puts one size together, `report` prints.
"""
