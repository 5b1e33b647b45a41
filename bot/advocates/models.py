"""The tables of the advocates. They are filled from files only (``load``)."""

import sqlalchemy as sa
from sqlalchemy.orm import relationship

from bot.database import Base


class OrganisationRow(Base):
    __tablename__ = "organisations"

    id = sa.Column(sa.String(80), primary_key=True)
    position = sa.Column(sa.Integer, nullable=False)
    name = sa.Column(sa.String(200), nullable=False)
    scope = sa.Column(sa.String(20), nullable=False, index=True)
    needs = sa.Column(sa.JSON, nullable=False)
    serves = sa.Column(sa.JSON, nullable=False)
    phone = sa.Column(sa.String(20))
    text = sa.Column(sa.String(20))
    text_word = sa.Column(sa.String(20))
    relay = sa.Column(sa.String(20))
    web = sa.Column(sa.String(300))
    hours = sa.Column(sa.String(20))
    languages = sa.Column(sa.JSON, nullable=False)
    interpreters = sa.Column(sa.Boolean, nullable=False)
    cost = sa.Column(sa.String(20))
    confidential = sa.Column(sa.Boolean, nullable=False)
    cautions = sa.Column(sa.JSON, nullable=False)
    last_confirmed = sa.Column(sa.String(10))
    status = sa.Column(sa.String(20), nullable=False)
    sources = sa.Column(sa.JSON, nullable=False)
    note = sa.Column(sa.Text)
    # Of the whole record as loaded: an unchanged entry touches no row.
    checksum = sa.Column(sa.String(64), nullable=False)

    places = relationship(
        "OrganisationPlaceRow",
        back_populates="organisation",
        cascade="all, delete-orphan",
        order_by="OrganisationPlaceRow.position",
    )


class OrganisationPlaceRow(Base):
    """A place or state where an organisation helps."""

    __tablename__ = "organisation_places"

    id = sa.Column(sa.Integer, primary_key=True)
    organisation_id = sa.Column(sa.ForeignKey("organisations.id", ondelete="CASCADE"), nullable=False, index=True)
    position = sa.Column(sa.Integer, nullable=False)
    place_key = sa.Column(sa.String(120), nullable=False, index=True)

    organisation = relationship("OrganisationRow", back_populates="places")
