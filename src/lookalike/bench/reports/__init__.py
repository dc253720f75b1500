"""What was measured, as tables, JSON, Markdown and HTML."""
