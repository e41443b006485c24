import pytest

from programme.charts.typesetting import fits, width_of, wrap


def test_text_that_fits_is_one_line() -> None:
    assert wrap("Baseline, T0", 200) == ("Baseline, T0",)


def test_long_text_breaks_between_words() -> None:
    assert wrap("End of year, T2", 70) == ("End of", "year, T2")


def test_no_line_is_wider_than_the_room() -> None:
    text = "Twelve-month follow-up of Supercalifragilisticexpialidocious fellows, 漢字漢字漢字漢字 and Übermut"
    assert all(width_of(line) <= 60 for line in wrap(text, 60, most=99))


def test_what_does_not_fit_ends_in_an_ellipsis() -> None:
    lines = wrap("one two three four five six seven eight", 60, most=2)
    assert len(lines) == 2
    assert lines[-1].endswith("…")
    assert width_of(lines[-1]) <= 60


def test_a_word_wider_than_the_room_loses_no_letter() -> None:
    assert "".join(wrap("incomprehensibilities", 40, most=99)) == "incomprehensibilities"


def test_a_room_narrower_than_a_letter_still_ends() -> None:
    assert wrap("mmm", 1, most=9) == ("m", "m", "m")


def test_a_no_break_space_holds_its_words_together() -> None:
    assert wrap("3.42, n\u00a0=\u00a0470", 60) == ("3.42,", "n\u00a0=\u00a0470")


@pytest.mark.parametrize("text", ["", " ", "\n"])
def test_nothing_has_no_lines(text: str) -> None:
    assert wrap(text, 100) == ()


def test_broken_words_and_cut_ends_do_not_fit() -> None:
    assert fits("End of year, T2", 70, most=2)
    assert not fits("End of year, T2", 70, most=1)
    assert not fits("incomprehensibilities", 40, most=9)


def test_bold_and_larger_text_is_wider() -> None:
    assert width_of("Mean") < width_of("Mean", bold=True) < width_of("Mean", 14, bold=True)


def test_an_accent_does_not_change_the_width() -> None:
    assert width_of("é") == width_of("e") == width_of("e\u0301")
