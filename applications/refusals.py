"""How a rule, a state or the vault says no to a person."""


class Refused(Exception):
    """The rules or the state say no. The message is one sentence for the person who asked."""
