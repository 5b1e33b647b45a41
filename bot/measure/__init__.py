"""How good and how fast the bot is: ``make evaluate`` and ``make bench``.

In: the trained model, the held-back messages of tests/evaluation/. Out: a table and a JSON file in build/.
Nobody is next: nothing that serves residents imports this folder.
"""
