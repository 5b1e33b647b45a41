"""Withdrawals: what staff took back while it is being checked; it counts from the next message on.

In: topic, policy and organization ids with a reason (``python -m bot content withdraw``). Out: the set of what
must not be told now (``queries``). Next: answers/, advocates/, policybook/ and the generator in language/.
"""
