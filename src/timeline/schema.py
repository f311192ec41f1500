"""The columns of every table, their allowed values, and `check`. CODEBOOK.md says what a row means."""

from __future__ import annotations

TYPES = ("capture", "partial_capture", "entry", "offensive", "siege", "siege_end", "withdrawal", "control")
FAMILY = {
    "capture": "take", "partial_capture": "take", "entry": "attack", "offensive": "attack", "siege": "siege",
    "siege_end": "siege", "withdrawal": "leave", "control": "hold",
}  # fmt: skip
PLACE_KINDS = ("city", "district", "base", "crossing", "region")
PRECISIONS = ("day", "week", "month", "season", "year", "unknown")
STATUSES = ("reported", "planned", "denied")
DATE_BASES = ("explicit", "relative", "reference", "none")
CERTAINTIES = ("clause", "context", "open")
STATES = ("held", "contested", "besieged", "unknown")
STANDINGS = ("", "reported", "claimed", "disputed")  # of the change that opened a span

ARTICLES = ("article_id", "title", "published", "language", "source", "url", "text", "digest")
SENTENCES = ("article_id", "sentence", "start", "end", "text", "role", "paragraph", "section", "reference")
MENTIONS = (
    "article_id", "sentence", "start", "end", "kind", "text", "value", "rule",
    "earliest", "latest", "precision", "date_basis", "shift", "time_kind",
)  # fmt: skip
EVENTS = (
    "event_id", "article_id", "place", "place_kind", "parent", "type", "actor", "opponent", "date_earliest",
    "date_latest", "date_edtf", "precision", "status", "attribution", "extent", "evidence", "evidence_start",
    "evidence_end", "place_id", "country", "latitude", "longitude", "date_text", "date_basis", "certainty", "rule",
    "published", "source", "review",
)  # fmt: skip
CONTROL = (
    "place", "place_id", "place_kind", "parent", "country", "latitude", "longitude", "holder", "state",
    "start_earliest", "start_latest", "end_earliest", "end_latest", "opened_by", "closed_by", "claims", "sources",
    "standing", "agreement", "dissent", "extent", "rule",
)  # fmt: skip
TABLES = {"articles": ARTICLES, "sentences": SENTENCES, "mentions": MENTIONS, "events": EVENTS, "control": CONTROL}
