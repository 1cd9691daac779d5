"""Every change of a payment, of a vendor's payout methods and of the reconciliation.

One grammar: lock, policy, transition, save, record. The modules are imported by name.
"""


class Refused(Exception):
    """The rules or the state say no. The message is one sentence for the person who asked."""
