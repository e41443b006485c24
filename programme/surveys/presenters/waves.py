"""Words for waves: where they stand, who has answered, and which mails were sent."""

from collections.abc import Sequence

from programme.core.clock import date_words
from programme.core.words import listed
from programme.surveys.models import Survey, Wave, WaveState
from programme.surveys.rules.mailing import Posted

WAVE_STATES = {
    WaveState.PLANNED: ("Planned", "grey"),
    WaveState.OPEN: ("Open", "blue"),
    WaveState.CLOSED: ("Closed", "green"),
}


def answered_words(answered: int, asked: int) -> str:
    """How many have answered: "23 of 30"."""
    return f"{answered:,} of {asked:,}"


def wave_sentence(wave: Wave, answered: int, asked: int) -> str:
    """Where a wave stands, in one sentence."""
    if wave.state is WaveState.PLANNED:
        return f"It opens on {date_words(wave.opens_on)}."
    shown = f"{answered_words(answered, asked)} fellows {'have ' if wave.state is WaveState.OPEN else ''}answered"
    if wave.state is WaveState.OPEN:
        return f"{shown}. The wave closes on {date_words(wave.closes_on)}."
    return f"{shown}. The wave closed on {date_words(wave.closes_on)}."


def survey_state_words(survey: Survey) -> str:
    """Where a survey stands: imported on a day, else what is open and until when, else what opens next, else closed."""
    if survey.imported_on:
        return f"Imported on {date_words(survey.imported_on)}"
    still_open = [wave for wave in survey.waves if wave.state is WaveState.OPEN]
    if still_open:
        return ", ".join(f"{wave.label} open until {date_words(wave.closes_on)}" for wave in still_open)
    coming = next((wave for wave in survey.waves if wave.state is WaveState.PLANNED), None)
    return f"{coming.label} opens on {date_words(coming.opens_on)}" if coming else "Closed"


def reminder_words(days: Sequence[int]) -> str:
    """After how many days who has not answered is reminded."""
    if not days:
        return "None"
    return f"{listed([str(day) for day in days])} days after the first day"


def last_mail_words(posted: Sequence[Posted], wants_mails: bool) -> str:
    """What was last sent to a fellow about the wave."""
    if not wants_mails:
        return "Stopped these mails"
    if not posted:
        return "None yet"
    last = max(posted, key=lambda mail: mail.posted_on)
    kind = last.kind.split(" ")[0]
    return f"{'Invitation' if kind == 'invitation' else 'Reminder'}, {date_words(last.posted_on)}"
