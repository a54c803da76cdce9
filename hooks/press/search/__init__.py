"""Static full-text search: what the pages say, cut into files small enough for a phone on a weak line.

    rendered page ─► PageEntry ─► SearchStore ─┬─► grams ─► postings ─► shards      search/g/<n>.js
                                               ├─► sizes, titles, facets           search/index.js, titles.js, facets.js
                                               ├─► text of each page               search/t/<id>.js
                                               └─► readings, traditional signs     search/pinyin.js, fold/<n>.js

Every file is a script that calls `xinglinSearch(name, …)`: a page opened from a folder (`file://`) may load scripts of
its own folder but may not fetch files.
"""
