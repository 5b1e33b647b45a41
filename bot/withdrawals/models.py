"""The table of withdrawals. Only staff write it; loading the files does not touch it."""

import sqlalchemy as sa

from bot.database import Base


class WithdrawalRow(Base):
    __tablename__ = "withdrawals"

    # topic, policy or organization
    what = sa.Column(sa.String(20), primary_key=True)
    # A topic's or organization's id; for a policy "<agency id>/<policy id>".
    id = sa.Column(sa.String(200), primary_key=True)
    # For staff; no resident sees it.
    reason = sa.Column(sa.String(500), nullable=False)
    # In UTC.
    at = sa.Column(sa.DateTime, nullable=False)
