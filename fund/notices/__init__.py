"""Colleagues hear that there is news on a number: by mail or text message, when it suits them."""
