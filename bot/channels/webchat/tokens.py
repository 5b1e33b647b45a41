"""Signed session tokens: they prove which conversation a request belongs to, and expire."""

from itsdangerous import BadData, URLSafeTimedSerializer

from bot.channels.webchat.errors import ApiError


class Tokens:
    """Signs and reads conversation ids with the deployment's secret key."""

    def __init__(self, secret_key: str, life_s: int) -> None:
        self._serializer = URLSafeTimedSerializer(secret_key, salt="webchat-session")
        self.life_s = life_s

    def sign(self, conversation_id: str) -> str:
        return str(self._serializer.dumps(conversation_id))

    def read(self, header: str) -> str:
        """The conversation id of an ``Authorization`` header.

        Raises:
            ApiError: ``token_missing`` or ``token_invalid``.
        """
        scheme, _, token = header.partition(" ")
        if scheme.lower() != "bearer" or not token.strip():
            raise ApiError("token_missing")
        try:
            conversation_id = self._serializer.loads(token.strip(), max_age=self.life_s)
        except (BadData, UnicodeError) as error:
            raise ApiError("token_invalid") from error
        if not isinstance(conversation_id, str):
            raise ApiError("token_invalid")
        return conversation_id
