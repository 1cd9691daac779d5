"""The ways money leaves: a provider's words only; no ORM, no states, no settings."""
