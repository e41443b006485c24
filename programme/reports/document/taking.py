"""What a report prints of who took part: response by wave, or of earlier results, who had a score."""

from dataclasses import dataclass

from programme.charts.participation_bars import Bar, ParticipationBars, participation_bars
from programme.charts.shown import Picture, Table, picture
from programme.reports.rules import findings
from programme.reports.rules.evaluation import Evaluation
from programme.reports.rules.living import response_words
from programme.surveys.rules.lived import Lived
from programme.surveys.rules.taking import Taking
from programme.surveys.rules.words import RESPONSE, response_rows, wave_words

SCORED = ("Wave", "With a score, of all people", "Of those with a score at baseline")


@dataclass(frozen=True, slots=True)
class TakingPart:
    """A sentence, and the same as picture and table."""

    sentence: str
    picture: Picture
    caption: str
    table: Table
    how: list[str]


def taking_part(evaluation: Evaluation, source: str) -> TakingPart:
    """Response where it is known who was asked, else who is in the results."""
    lived, sentence = evaluation.lived, findings.taking_sentence(evaluation)
    how = [*findings.taking_how(evaluation), source]
    if lived is not None:
        drawn = picture(participation_bars, _response_bars(lived), "part")
        return TakingPart(sentence, drawn, "Response by wave", _response_table(lived), how)
    drawn = picture(participation_bars, _scored_bars(evaluation, sentence), "part")
    return TakingPart(sentence, drawn, "People with at least one score, by wave", _scored_table(evaluation), how)


def _response_table(lived: Lived) -> Table:
    return Table(RESPONSE, [response_rows(each, lived.threshold) for each in lived.responding])


def _response_bars(lived: Lived) -> ParticipationBars:
    few = f"fewer than {lived.threshold}"
    bars = tuple(
        Bar(
            each.wave.label,
            each.wave.code,
            each.rates.rr2 if each.rates else None,
            each.retained,
            None if each.rates else "hidden" if each.is_concealed else few,
        )
        for each in lived.responding
    )
    title = response_words(lived)
    return ParticipationBars(title, bars, "Answered, at least half of the questions", "Of those who answered the first")


def _scored_table(evaluation: Evaluation) -> Table:
    rows = [[wave_words(each.wave), *findings.taken(each, evaluation.threshold)] for each in evaluation.taking]
    return Table(SCORED, rows)


def _scored_bars(evaluation: Evaluation, title: str) -> ParticipationBars:
    bars = tuple(
        Bar(each.wave.label, each.wave.code, each.with_value, each.retained, _absence(each, evaluation.threshold))
        for each in evaluation.taking
    )
    return ParticipationBars(title, bars, "With a score", "Of those with a score at baseline")


def _absence(each: Taking, threshold: int) -> str | None:
    if each.with_value is not None:
        return None
    return "hidden" if each.is_concealed else f"fewer than {threshold}"
