"""The one clock: UTC inside, Europe/London on the page."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")


def now() -> datetime:
    """This moment, in UTC."""
    return datetime.now(UTC)


def today() -> date:
    """Today's date as people in London see it."""
    return now().astimezone(LONDON).date()


def date_words(value: date | datetime | None) -> str:
    """A date as the service writes it, "3 September 2026"; nothing for none."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        value = value.astimezone(LONDON)
    return f"{value.day} {value:%B %Y}"


def time_words(value: datetime) -> str:
    """A time as the service writes it, "2:30pm" in London."""
    local = value.astimezone(LONDON)
    return f"{local.hour % 12 or 12}:{local:%M}{'am' if local.hour < 12 else 'pm'}"


def moment_words(value: datetime | None) -> str:
    """A date and time as the service writes it, "3 September 2026, 2:30pm"; nothing for none."""
    return "" if value is None else f"{date_words(value)}, {time_words(value)}"
