"""The page cache: whole public pages, kept ready to send and answered before Django runs.

A view offers its page by naming what it is made of, `tag(response, "story-7", "section-2")`; a change says what it
touched, `purge("story-7")`, and after the commit every page that bears the tag is stale, in every process. A page that
is not tagged, sets a cookie or was made for somebody signed in is never kept. What a signed-in reader's copy has in
common with all others is shared all the same: `page` renders it once and fills the seams for each, `remember` keeps
whatever else is made of rows.

The way of a request: `front` (a hit leaves here) → Django → `middleware` (keeps the page, writes the headers).
`stamps` knows when each tag was purged, `pages` holds what is kept, `cache` brings the two together, `shared` renders.
"""

from newsroom.pagecache.cache import purge, remember
from newsroom.pagecache.middleware import tag
from newsroom.pagecache.pages import FOREVER
from newsroom.pagecache.shared import add_tags, page, shared_address
from newsroom.pagecache.stamps import SITE

__all__ = ["FOREVER", "SITE", "add_tags", "page", "purge", "remember", "shared_address", "tag"]
