"""The advocates: who helps, near a place, with a need, in a language, and how sure we are of it.

In: YAML files in ``bot/data/advocates`` (read by ``schema``, stored by ``load``). Out: a short list of
organisations, the most fitting first (``queries``). Next: ``bot/answers``.
"""
