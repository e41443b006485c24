"""Host organisations and others that take part."""

from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from programme.core.db import Model, WithId, state_type


class OrganisationKind(StrEnum):
    """What kind of organisation it is."""

    PRACTICE = "practice"
    NETWORK = "network"
    TRUST = "trust"
    SYSTEM = "system"
    AUTHORITY = "authority"
    VOLUNTARY = "voluntary"
    OTHER = "other"


class Sector(StrEnum):
    """The sector it works in."""

    PRIMARY = "primary"
    COMMUNITY = "community"
    MENTAL = "mental"
    ACUTE = "acute"
    CARE = "care"
    VOLUNTARY = "voluntary"
    OTHER = "other"
    UNKNOWN = "unknown"


class Scale(StrEnum):
    """The scale of its work, as the field counts it."""

    COMMUNITY = "community"
    LOCALITY = "locality"
    BOROUGH = "borough"
    WIDER = "wider"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class OrganisationFacts:
    """What is known of an organisation."""

    name: str
    kind: OrganisationKind = OrganisationKind.OTHER
    sector: Sector = Sector.UNKNOWN
    scale: Scale = Scale.UNKNOWN
    ods_code: str = ""


class Organisation(WithId, Model):
    """An organisation. It stands on its own; its scope is tied to the programmes that it takes part in."""

    __tablename__ = "organisations"

    name: Mapped[str] = mapped_column(String(200), index=True)
    ods_code: Mapped[str] = mapped_column(String(10), default="", server_default="")
    kind: Mapped[OrganisationKind] = mapped_column(state_type(OrganisationKind, "kind"))
    sector: Mapped[Sector] = mapped_column(state_type(Sector, "sector"))
    scale: Mapped[Scale] = mapped_column(state_type(Scale, "scale"))
