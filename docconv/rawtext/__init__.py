"""Raw text to article and back: `trace_text`, `parse_text`, `article_to_text`."""
