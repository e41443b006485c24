from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from programme.core.identifiers import Kind, identifiers, is_nhs_number

TODAY = date(2026, 11, 22)
ROSTER = ("Ada Osei", "Siobhán O’Brien-Smith", "Long Ng", "Mary Jane Young", "José de la Cruz", "Søren Łukasz", "Cher")


def found(text: str, *names: str) -> list[tuple[str, str]]:
    return [(each.kind.value, each.excerpt) for each in identifiers(text, names=names or ROSTER, today=TODAY)]


def test_findings_come_in_order_and_say_where_they_stand() -> None:
    text = "Rang Ada Osei on 020 7946 0958, then wrote to ward@example.org about 943 476 5919, born 3/9/56, SE1 0AA."
    all_found = identifiers(text, names=ROSTER, today=TODAY)
    assert [each.kind for each in all_found] == [
        Kind.NAME,
        Kind.PHONE,
        Kind.EMAIL,
        Kind.NHS_NUMBER,
        Kind.BIRTH,
        Kind.POSTCODE,
    ]
    assert all(text[each.start : each.end] == each.excerpt for each in all_found)


@pytest.mark.parametrize(
    ("text", "excerpts"),
    [
        ("Ada Osei said no.", ["Ada Osei"]),
        ("ada osei said no", ["ada osei"]),
        ("Osei's idea", ["Osei"]),
        ("the Oseis", []),
        ("Oseinde was there", []),
        ("Ada was there", []),
        ("Siobhan O'Brien Smith", ["Siobhan O'Brien Smith"]),
        ("dr OBrien-Smith’s view", ["OBrien-Smith"]),
        ("Siobha\u0301n O'Brien-Smith", ["Siobha\u0301n O'Brien-Smith"]),
        ("Ng was there, and so was Long Ng", ["Long Ng"]),
        ("Mary Young and Mary Jane Young", ["Mary Young", "Mary Jane Young"]),
        ("a young man after a long day", []),
        ("It was Young who asked", ["Young"]),
        ("Young people came. Young ones too", []),
        ("then dr young came", ["young"]),
        ("de la Cruz, Cruz and José Cruz", ["Cruz", "Cruz", "José Cruz"]),
        ("Soren Lukasz", ["Soren Lukasz"]),
        ("Ada. Osei came", ["Osei"]),
        ("Cher sang", ["Cher"]),
    ],
)
def test_names_of_the_roster_are_found_as_people_type_them(text: str, excerpts: list[str]) -> None:
    assert found(text) == [("name", each) for each in excerpts]


@pytest.mark.parametrize("number", ["9434765919", "943 476 5919", "943-476-5919", "943\u00a0476\u20135919"])
def test_an_nhs_number_with_a_valid_check_digit_is_found(number: str) -> None:
    assert found(f"Number {number}.") == [("NHS number", number)]


@pytest.mark.parametrize("number", ["9434765918", "94347659190", "943 476 591", "1943 476 5919"])
def test_ten_digits_without_a_valid_check_digit_are_no_nhs_number(number: str) -> None:
    assert found(f"Number {number}.") == []


@given(st.integers(0, 999_999_999), st.integers(0, 9))
def test_at_most_one_check_digit_fits_nine_digits(nine: int, last: int) -> None:
    fits = [digit for digit in range(10) if is_nhs_number(f"{nine:09}{digit}")]
    weighted = sum(int(digit) * (10 - place) for place, digit in enumerate(f"{nine:09}"))
    assert len(fits) == (0 if weighted % 11 == 1 else 1)
    assert is_nhs_number(f"{nine:09}{last}") == ((weighted + last) % 11 == 0)


@pytest.mark.parametrize(
    "text",
    [
        "born on 3 September 2019",
        "DOB 03/09/19",
        "d.o.b. 3.9.1956",
        "date of birth: September 3rd, 1956",
        "her birthday is 3rd September",
        "03/09/2019 (DOB)",
        "on 3 September 1956 he came",
        "on 03-09-1956",
        "on 1956-09-03",
        "on 09/23/1956",
        "on Sept 3, 1956",
        "the 3rd of September 1956",
    ],
)
def test_a_date_of_birth_is_found(text: str) -> None:
    assert [kind for kind, _ in found(text)] == ["date of birth"]


@pytest.mark.parametrize(
    "text",
    [
        "on 3 September 2026",
        "on 03/09/26",
        "on 3 September",
        "since 1956",
        "31/31/1956",
        "on 23 November 2010",
        "on 3 September 1856",
        "a stubborn day, 3 September 2019",
        "may 12 people come",
    ],
)
def test_a_recent_date_or_none_is_no_date_of_birth(text: str) -> None:
    assert found(text) == []


def test_sixteen_years_to_the_day_is_long_ago() -> None:
    assert found("on 22 November 2010") == [("date of birth", "22 November 2010")]


@pytest.mark.parametrize(
    "number",
    ["020 7946 0958", "(020) 7946 0958", "07700 900123", "07700900123", "+44 7700 900 123", "+44 (0)20 7946 0958"],
)
def test_a_uk_phone_number_is_found(number: str) -> None:
    assert found(f"Ring {number}.") == [("phone number", number)]


@pytest.mark.parametrize("postcode", ["SE1 0AA", "se10aa", "W1A 1HQ", "EC1A 1BB", "M1 1AE", "CR2 6XH", "DN55 1PT"])
def test_a_uk_postcode_is_found(postcode: str) -> None:
    assert found(f"at {postcode}, upstairs") == [("postcode", postcode)]


@pytest.mark.parametrize("text", ["T2 1st year", "bed 4 2nd floor", "5 of 12 came", "band 8a 3pm", "A1 5CV"])
def test_what_only_looks_a_little_like_an_identifier_is_left_alone(text: str) -> None:
    assert found(text) == []


def test_an_email_address_is_found_without_the_full_stop_after_it() -> None:
    assert found("Write to o'neill.j+ward@nhs.example.org.") == [("email address", "o'neill.j+ward@nhs.example.org")]


def test_of_two_that_overlap_the_longer_is_told() -> None:
    assert found("ada.osei@example.org") == [("email address", "ada.osei@example.org")]


@given(st.text(max_size=300), st.lists(st.text(max_size=20), max_size=5))
def test_any_text_and_any_names_give_excerpts_of_the_text_in_order(text: str, names: list[str]) -> None:
    all_found = identifiers(text, names=names, today=TODAY)
    assert [each.excerpt for each in all_found] == [text[each.start : each.end] for each in all_found]
    ends = [0, *(each.end for each in all_found)]
    assert all(end <= each.start < each.end for end, each in zip(ends, all_found, strict=False))


@pytest.mark.parametrize(
    "piece",
    [
        "a",
        "a.",
        "a@",
        "0",
        "0 ",
        "+44 ",
        "1-",
        "(0)",
        "se1 ",
        "1 may ",
        "3/9/",
        "o'",
        "Ada ",
        "born ",
        "é\u0301",
        "The day was long and Osei's 943 476 5919 was born 3 May 1956. ",
    ],
)
def test_a_hundred_thousand_awkward_characters_are_read_to_the_end(piece: str) -> None:
    text = piece * (100_000 // len(piece))
    found = identifiers(text, names=[*ROSTER, *(f"Ada Name{number}" for number in range(200))], today=TODAY)
    assert [each.excerpt for each in found] == [text[each.start : each.end] for each in found]
