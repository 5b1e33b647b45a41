"""Read and write withdrawals: one statement tells everything that must not be told now.

Nothing is kept between two messages, so a withdrawal counts from the next one on in every process.
"""

from dataclasses import dataclass
from datetime import datetime, timezone
from typing import Collection, FrozenSet, Iterable, List, Tuple

import sqlalchemy as sa
from sqlalchemy.orm import Session

from bot.withdrawals.models import WithdrawalRow

KINDS: Tuple[str, ...] = ("topic", "policy", "organization")


@dataclass(frozen=True)
class Withdrawn:
    """Everything that is withdrawn at one moment.

    Attributes:
        policies: Agency id and policy id of each.
    """

    topics: FrozenSet[str] = frozenset()
    policies: FrozenSet[Tuple[str, str]] = frozenset()
    organizations: FrozenSet[str] = frozenset()

    def without(self, topics: Iterable[str]) -> List[str]:
        """Those of some topics that may be offered, in their order."""
        return [topic for topic in topics if topic not in self.topics]


@dataclass(frozen=True)
class Withdrawal:
    """One withdrawal; ``at`` is in UTC, ``reason`` is for staff."""

    what: str
    id: str
    reason: str
    at: datetime


def read_withdrawn(session: Session) -> Withdrawn:
    """What is withdrawn now, in one statement."""
    found = session.execute(sa.select(WithdrawalRow.what, WithdrawalRow.id)).all()

    def ids(what: str) -> FrozenSet[str]:
        return frozenset(row.id for row in found if row.what == what)

    policies = frozenset((agency, policy) for agency, _, policy in (key.partition("/") for key in ids("policy")))
    return Withdrawn(ids("topic"), policies, ids("organization"))


def withdrawals(session: Session) -> List[Withdrawal]:
    """Every withdrawal, the oldest first."""
    rows = session.scalars(sa.select(WithdrawalRow).order_by(WithdrawalRow.at, WithdrawalRow.what, WithdrawalRow.id))
    return [Withdrawal(row.what, row.id, row.reason, row.at.replace(tzinfo=timezone.utc)) for row in rows]


def withdraw(session: Session, what: str, key: str, reason: str) -> bool:
    """Take something back; a second time only changes the reason.

    Returns:
        False when it was withdrawn already.
    """
    row = session.get(WithdrawalRow, (what, key))
    if row is not None:
        row.reason = reason
        return False
    now = datetime.now(timezone.utc).replace(tzinfo=None, microsecond=0)
    session.add(WithdrawalRow(what=what, id=key, reason=reason, at=now))
    return True


def restore(session: Session, what: str, key: str) -> bool:
    """Let something be told again; False when it was not withdrawn."""
    row = session.get(WithdrawalRow, (what, key))
    if row is None:
        return False
    session.delete(row)
    session.flush()
    return True


def withdrawn_ids(session: Session, what: str) -> Collection[str]:
    """Ids of one kind that are withdrawn, in alphabetical order."""
    return session.scalars(
        sa.select(WithdrawalRow.id).where(WithdrawalRow.what == what).order_by(WithdrawalRow.id)
    ).all()
