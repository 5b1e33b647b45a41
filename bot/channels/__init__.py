"""Where messages come in and go out: one folder per channel, the same files in each.

In: HTTP requests. Out: ``Inbound`` messages to Rasa, replies to the resident. Each channel proves who
is asking, refuses abuse, and remembers every inbound message before it answers.
"""
