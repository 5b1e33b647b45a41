"""What stays of a conversation: redacted messages, kept a fixed number of days.

In: Rasa's tracker after each turn, and the channel's inbound messages. Out: rows that the channel
replays to a client and the staff console reads. Next: ``bot.console``.
"""
