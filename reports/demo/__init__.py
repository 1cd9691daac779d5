"""A believable year of a made-up coalition, for demos, training and screenshots.

It stands in the top room because it needs every room. Nobody in it exists: names are invented,
addresses are post boxes, phone numbers are of the block that is kept for fiction (555-0100 to
555-0199) and mail goes to example.org.
"""
