"""Custom actions, run by the rasa-sdk action server: thin.

In: a tracker. Out: an utterance by key, with facts and no sentence, and slots. Each file carries its
action's name; the thinking is in ``bot/answers``.
"""
