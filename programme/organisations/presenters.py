"""Words for organisations."""

from programme.organisations.models import OrganisationKind, Scale, Sector

KINDS = {
    OrganisationKind.PRACTICE: "GP practice",
    OrganisationKind.NETWORK: "Primary care network",
    OrganisationKind.TRUST: "NHS trust",
    OrganisationKind.SYSTEM: "Integrated care system",
    OrganisationKind.AUTHORITY: "Local authority",
    OrganisationKind.VOLUNTARY: "Voluntary sector organisation",
    OrganisationKind.OTHER: "Other",
}
SECTORS = {
    Sector.PRIMARY: "Primary care",
    Sector.COMMUNITY: "Community health",
    Sector.MENTAL: "Mental health",
    Sector.ACUTE: "Acute hospital care",
    Sector.CARE: "Social care and public health",
    Sector.VOLUNTARY: "Voluntary and community",
    Sector.OTHER: "Other",
    Sector.UNKNOWN: "Not known",
}
SCALES = {
    Scale.COMMUNITY: "Community (up to about 14,000 people)",
    Scale.LOCALITY: "Locality (30,000 to 100,000 people)",
    Scale.BOROUGH: "Borough (150,000 to 350,000 people)",
    Scale.WIDER: "Wider than a borough",
    Scale.UNKNOWN: "Not known",
}
