"""What the website shows: which pages exist, and the values their templates print."""
