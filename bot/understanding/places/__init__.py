"""Finds US places in messages: what they are called, in which script, with which slips. No Rasa in here."""
