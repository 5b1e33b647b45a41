"""ICE's list of 287(g) agreements

Revision: 0002, after 0001
"""
import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "agreement_lists",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("listed", sa.String(length=10), nullable=False),
        sa.Column("review_by", sa.Date(), nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("publisher", sa.String(length=200), nullable=False),
        sa.Column("url", sa.String(length=1000), nullable=False),
        sa.Column("checksum", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "agreements",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("list_id", sa.Integer(), nullable=False),
        sa.Column("agency", sa.String(length=200), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("state", sa.String(length=2), nullable=False),
        sa.Column("place", sa.String(length=120), nullable=True),
        sa.Column("place_key", sa.String(length=120), nullable=True),
        sa.Column("county", sa.String(length=120), nullable=True),
        sa.Column("county_key", sa.String(length=120), nullable=True),
        sa.Column("model", sa.String(length=30), nullable=False),
        sa.Column("signed", sa.String(length=10), nullable=False),
        sa.ForeignKeyConstraint(["list_id"], ["agreement_lists.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
    )
    for name, columns in _INDEXES.items():
        op.create_index(name, "agreements", columns)


def downgrade() -> None:
    for name in _INDEXES:
        op.drop_index(name, "agreements")
    op.drop_table("agreements")
    op.drop_table("agreement_lists")


_INDEXES = {
    "ix_agreements_list_id": ["list_id"],
    "ix_agreements_state_kind": ["state", "kind"],
    "ix_agreements_place_key": ["place_key"],
    "ix_agreements_county_key": ["county_key"],
}
