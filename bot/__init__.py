"""The outreach chatbot. The folders are the path of a message: see docs/flow.md."""
