"""The web chat: a JSON API (docs/webchat-api.md) and the page served at ``/``.

In: requests with a session token. Out: replies as the generator worded them. Next: understanding/.
"""
