"""withdrawals, and the day on which a policy's source was withdrawn

Revision: 0003, after 0002
"""
import sqlalchemy as sa
from alembic import op

revision = '0003'
down_revision = '0002'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('withdrawals',
    sa.Column('what', sa.String(length=20), nullable=False),
    sa.Column('id', sa.String(length=200), nullable=False),
    sa.Column('reason', sa.String(length=500), nullable=False),
    sa.Column('at', sa.DateTime(), nullable=False),
    sa.PrimaryKeyConstraint('what', 'id')
    )
    op.add_column('policy_sources', sa.Column('withdrawn', sa.String(length=10), nullable=True))


def downgrade() -> None:
    op.drop_column('policy_sources', 'withdrawn')
    op.drop_table('withdrawals')
