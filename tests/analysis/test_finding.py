import pytest

from programme.analysis.finding import Question, Reading, Verdict, holds_zero, weigh
from programme.analysis.values import Interval

EVERY_QUESTION = list(Question)


def reading(estimate: float, low: float, high: float) -> Reading:
    return Reading(30, estimate, Interval(low, high))


RISE = reading(0.4, 0.1, 0.7)
SMALLER_RISE = reading(0.3, 0.05, 0.55)
UNSURE_RISE = reading(0.2, -0.1, 0.5)
UNSURE_FALL = reading(-0.1, -0.4, 0.2)
FALL = reading(-0.4, -0.7, -0.1)
UNDEFINED = Reading(1, None, None)


def test_the_pairs_answer_for_the_end_of_the_year() -> None:
    finding = weigh(Question.END_OF_YEAR, paired=RISE, model=SMALLER_RISE)
    assert (finding.main, finding.beside, finding.verdict) == (RISE, SMALLER_RISE, Verdict.AGREED)
    assert finding.reason is None


@pytest.mark.parametrize("question", [Question.TRAJECTORY, Question.LASTING])
def test_the_model_answers_for_the_way_and_for_what_lasts(question: Question) -> None:
    finding = weigh(question, paired=RISE, model=SMALLER_RISE)
    assert (finding.main, finding.beside, finding.verdict) == (SMALLER_RISE, RISE, Verdict.AGREED)


@pytest.mark.parametrize("question", EVERY_QUESTION)
@pytest.mark.parametrize(
    ("one", "other", "reason"),
    [
        (RISE, FALL, "the two estimates point in opposite directions"),
        (UNSURE_RISE, UNSURE_FALL, "the two estimates point in opposite directions"),
        (RISE, UNSURE_FALL, "the two estimates point in opposite directions"),
        (RISE, UNSURE_RISE, "one interval holds zero and the other does not"),
        (FALL, UNSURE_FALL, "one interval holds zero and the other does not"),
        (RISE, reading(0.3, 0.0, 0.6), "one interval holds zero and the other does not"),
    ],
)
def test_estimates_that_differ_make_the_sentence_uncertain_whichever_leads(
    question: Question, one: Reading, other: Reading, reason: str
) -> None:
    for paired, model in ((one, other), (other, one)):
        finding = weigh(question, paired=paired, model=model)
        assert (finding.verdict, finding.reason) == (Verdict.UNCERTAIN, reason)
        assert {finding.main, finding.beside} == {one, other}


@pytest.mark.parametrize("question", EVERY_QUESTION)
@pytest.mark.parametrize(("one", "other"), [(RISE, SMALLER_RISE), (FALL, FALL), (UNSURE_RISE, reading(0.1, -0.3, 0.5))])
def test_estimates_of_one_sign_with_intervals_of_one_kind_agree(
    question: Question, one: Reading, other: Reading
) -> None:
    assert weigh(question, paired=one, model=other).verdict is Verdict.AGREED
    assert weigh(question, paired=other, model=one).verdict is Verdict.AGREED


@pytest.mark.parametrize("nought", [0.0, 1e-17, -1e-17])
def test_no_change_at_all_opposes_neither_direction(nought: float) -> None:
    still = reading(nought, -0.2, 0.2)
    for other in (UNSURE_RISE, UNSURE_FALL):
        assert weigh(Question.END_OF_YEAR, paired=still, model=other).verdict is Verdict.AGREED


def test_a_limit_of_nought_is_held_whatever_the_last_binary_digit() -> None:
    for low in (0.0, 1e-16, -1e-16):
        assert holds_zero(reading(0.3, low, 0.6)) is True
    assert holds_zero(reading(0.3, 1e-6, 0.6)) is False


def test_a_finding_without_a_second_estimate_stands_alone() -> None:
    for beside in (UNDEFINED, Reading(4, 0.5, None)):
        finding = weigh(Question.END_OF_YEAR, paired=RISE, model=beside)
        assert (finding.verdict, finding.main) == (Verdict.ALONE, RISE)
        assert finding.reason == "there is no second estimate with an interval to compare"


def test_the_other_estimate_never_takes_the_place_of_an_undefined_finding() -> None:
    finding = weigh(Question.LASTING, paired=RISE, model=UNDEFINED)
    assert (finding.verdict, finding.main, finding.beside) == (Verdict.UNDEFINED, UNDEFINED, RISE)
    assert finding.reason == "the estimate that answers this question is undefined"
    assert holds_zero(UNDEFINED) is None
