"""Disclosure control: what may be said in public about few people. Pure: no Django, no clock."""
