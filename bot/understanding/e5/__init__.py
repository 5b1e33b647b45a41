"""multilingual-e5-small on one core: weights from a package, int8 arithmetic of ONNX Runtime.

``weights`` reads the packed file, ``graph`` turns it into an ONNX model, ``tokens`` cuts text into
pieces, ``prepare`` keeps both on disk, ``encoder`` runs them.
"""
