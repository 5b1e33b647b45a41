"""Pure decisions over sourced data: a question becomes an answer made of response keys and facts.

In: topic, place record, organisations, today. Out: ``Answer``. Next: actions/ utters it, language/ words it.
"""
