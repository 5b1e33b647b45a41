"""The chat page in a real browser, and the console over a real socket."""
