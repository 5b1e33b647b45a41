"""Which language is this, which one do we answer in, and every word that people see.

In: a message's text, or response keys with facts. Out: a language tag, or finished wording.
Next: understanding/ on the way in, channels/ on the way out.
"""
