"""The catalogs as files: what translators write, and everything that keeps it whole and honest.

In: English source texts (``extract``) and PO files (``po_files``). Out: catalogs that may be said
(``standing``), checked ones (``check_strings``), and what a translator gets and gives (``exchange``, ``status``).
"""
