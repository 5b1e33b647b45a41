"""What can go wrong with the conversation log. No message holds a resident's words or data."""


class RecordsError(Exception):
    """The closed set of errors of this folder; ``code`` is stable."""

    code = "records_error"


class RecordsUnavailable(RecordsError):
    """The database refused a read or a write; the whole turn was rolled back."""

    code = "records_unavailable"


class NotRecording(RecordsError):
    """Rasa runs with another tracker store than ours, so nothing would be redacted or kept."""

    code = "not_recording"
