"""Wording for text messages: what a carrier bills, and how little of it is lost.

In: a finished sentence of any language. Out: the same text, cheaper where nothing is lost, in parts.
Next: the channel that sends it; nothing in here knows a phone number or a network.
"""
