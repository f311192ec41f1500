"""News articles to dated territorial-control events, and events to control timelines."""
