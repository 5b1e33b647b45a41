"""The policybook: what each police agency's written rules say about immigration status, with sources.

In: YAML files in ``bot/data/policybook`` (read by ``schema``, stored by ``load``). Out: agencies with
dated, sourced facts (``queries``) and which of them count today (``current``). Next: ``bot/answers``.
"""
