"""A stand-in for Stripe: for demos, training and tests, in a process of its own.

It shares no code with the rail that talks to it, so that one's mistake cannot hide the other's.
It never starts beside a live key and never answers one.
"""
