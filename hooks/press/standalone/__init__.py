"""Marking files that are not on the site: a poster for WeChat, a lecture for Douyin, a doctor's Word file."""
