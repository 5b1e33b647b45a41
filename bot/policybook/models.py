"""The tables of the policybook. They are filled from files only (``load``) and hold no wording."""

import sqlalchemy as sa
from sqlalchemy.orm import relationship

from bot.database import Base


class AgencyRow(Base):
    __tablename__ = "agencies"

    id = sa.Column(sa.String(80), primary_key=True)
    name = sa.Column(sa.String(200), nullable=False)
    kind = sa.Column(sa.String(20), nullable=False)
    place_key = sa.Column(sa.String(120), nullable=False, index=True)
    place_name = sa.Column(sa.String(120), nullable=False)
    place_kind = sa.Column(sa.String(20), nullable=False)
    state = sa.Column(sa.String(2), nullable=False)
    county = sa.Column(sa.String(120))
    see_also = sa.Column(sa.JSON, nullable=False)
    note = sa.Column(sa.Text)
    # Of the whole record as loaded: an unchanged file touches no row.
    checksum = sa.Column(sa.String(64), nullable=False)

    names = relationship(
        "AgencyNameRow",
        back_populates="agency",
        cascade="all, delete-orphan",
        order_by="AgencyNameRow.position",
    )
    policies = relationship(
        "PolicyRow", back_populates="agency", cascade="all, delete-orphan", order_by="PolicyRow.position"
    )


class AgencyNameRow(Base):
    """A name under which residents may ask for an agency's place; several places may share one."""

    __tablename__ = "agency_names"

    id = sa.Column(sa.Integer, primary_key=True)
    agency_id = sa.Column(sa.ForeignKey("agencies.id", ondelete="CASCADE"), nullable=False, index=True)
    position = sa.Column(sa.Integer, nullable=False)
    name = sa.Column(sa.String(200), nullable=False)

    agency = relationship("AgencyRow", back_populates="names")


class PolicyRow(Base):
    __tablename__ = "policies"
    __table_args__ = (sa.UniqueConstraint("agency_id", "policy_id"),)

    id = sa.Column(sa.Integer, primary_key=True)
    agency_id = sa.Column(sa.ForeignKey("agencies.id", ondelete="CASCADE"), nullable=False, index=True)
    policy_id = sa.Column(sa.String(80), nullable=False)
    position = sa.Column(sa.Integer, nullable=False)
    title = sa.Column(sa.String(300), nullable=False)
    identifier = sa.Column(sa.String(200))
    kind = sa.Column(sa.String(30), nullable=False)
    binds = sa.Column(sa.String(200))
    replaced_by = sa.Column(sa.String(80))
    note = sa.Column(sa.Text)

    agency = relationship("AgencyRow", back_populates="policies")
    versions = relationship(
        "PolicyVersionRow",
        back_populates="policy",
        cascade="all, delete-orphan",
        order_by="PolicyVersionRow.position",
    )


class PolicyVersionRow(Base):
    __tablename__ = "policy_versions"

    id = sa.Column(sa.Integer, primary_key=True)
    policy_row_id = sa.Column(sa.ForeignKey("policies.id", ondelete="CASCADE"), nullable=False, index=True)
    position = sa.Column(sa.Integer, nullable=False)
    # Partial dates ("2019-07") as written; see ``bot.datafiles.dates``.
    in_force_from = sa.Column(sa.String(10))
    status = sa.Column(sa.String(20), nullable=False)
    as_of = sa.Column(sa.String(10))
    review_by = sa.Column(sa.Date, nullable=False, index=True)
    confidence = sa.Column(sa.String(10), nullable=False)
    facts = sa.Column(sa.JSON, nullable=False)
    derived = sa.Column(sa.JSON, nullable=False)
    note = sa.Column(sa.Text)

    policy = relationship("PolicyRow", back_populates="versions")
    sources = relationship(
        "PolicySourceRow",
        back_populates="version",
        cascade="all, delete-orphan",
        order_by="PolicySourceRow.position",
    )


class PolicySourceRow(Base):
    __tablename__ = "policy_sources"

    id = sa.Column(sa.Integer, primary_key=True)
    version_id = sa.Column(sa.ForeignKey("policy_versions.id", ondelete="CASCADE"), nullable=False, index=True)
    position = sa.Column(sa.Integer, nullable=False)
    title = sa.Column(sa.String(300), nullable=False)
    publisher = sa.Column(sa.String(200), nullable=False)
    url = sa.Column(sa.String(1000))
    published = sa.Column(sa.String(10))
    official = sa.Column(sa.Boolean, nullable=False)
    copy = sa.Column(sa.Boolean, nullable=False)
    supports = sa.Column(sa.JSON, nullable=False)
    note = sa.Column(sa.Text)

    version = relationship("PolicyVersionRow", back_populates="sources")


class AgreementListRow(Base):
    """One dated list of 287(g) agreements; the newest load replaces it."""

    __tablename__ = "agreement_lists"

    id = sa.Column(sa.Integer, primary_key=True)
    listed = sa.Column(sa.String(10), nullable=False)
    review_by = sa.Column(sa.Date, nullable=False)
    title = sa.Column(sa.String(300), nullable=False)
    publisher = sa.Column(sa.String(200), nullable=False)
    url = sa.Column(sa.String(1000), nullable=False)
    checksum = sa.Column(sa.String(64), nullable=False)

    agreements = relationship(
        "AgreementRow", back_populates="list", cascade="all, delete-orphan", order_by="AgreementRow.id"
    )


class AgreementRow(Base):
    __tablename__ = "agreements"
    # State agencies are asked for by state, all others by place or county.
    __table_args__ = (sa.Index("ix_agreements_state_kind", "state", "kind"),)

    id = sa.Column(sa.Integer, primary_key=True)
    list_id = sa.Column(sa.ForeignKey("agreement_lists.id", ondelete="CASCADE"), nullable=False, index=True)
    agency = sa.Column(sa.String(200), nullable=False)
    kind = sa.Column(sa.String(20), nullable=False)
    state = sa.Column(sa.String(2), nullable=False)
    place = sa.Column(sa.String(120))
    place_key = sa.Column(sa.String(120), index=True)
    county = sa.Column(sa.String(120))
    county_key = sa.Column(sa.String(120), index=True)
    model = sa.Column(sa.String(30), nullable=False)
    signed = sa.Column(sa.String(10), nullable=False)

    list = relationship("AgreementListRow", back_populates="agreements")
