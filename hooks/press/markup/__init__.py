"""What lies between an author's Markdown and safe, complete HTML. Knows Python-Markdown, no engine."""
