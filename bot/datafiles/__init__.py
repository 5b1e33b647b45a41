"""Hand-written data files: YAML that keeps its lines, dates as exact as a source gives them, load counts.

In: files of ``bot/data``. Out: values, or problems that name file, line and mend. Next: policybook/, advocates/.
"""
