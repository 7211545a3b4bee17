"""PDF: from words and their places back to paragraphs."""
