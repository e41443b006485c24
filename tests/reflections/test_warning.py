from datetime import date

from programme.core.identifiers import Kind
from programme.frameworks.prompts import GIBBS
from programme.reflections.rules import Content, likely_identifiers
from tests.reflections.writing import Desk


def test_a_name_of_the_cohort_or_an_nhs_number_is_pointed_out_before_it_is_saved(desk: Desk) -> None:
    made = desk.starts()
    answer = desk.saves(made, part_text="Then O'Brien rang about 943 476 5919", title="born 3/9/56")
    assert answer.location.endswith(f"/my/reflections/{made}/check")
    page = desk.client.get(answer.location).text
    for words in ("Name of somebody in your cohort", "O&#39;Brien", "NHS number", "943 476 5919", "Date of birth"):
        assert words in page
    assert "not legally privileged" in page
    written = desk.stored(made)
    assert written.row.is_draft, "it waits for a decision"
    assert written.content.parts == {"text": "Then O'Brien rang about 943 476 5919"}, "nothing is altered"


def test_it_warns_and_never_blocks(desk: Desk) -> None:
    made = desk.starts()
    desk.saves(made, part_text="O'Brien again")
    answer = desk.client.send(f"/my/reflections/{made}/check")
    assert answer.location.endswith(f"/my/reflections/{made}")
    assert "The reflection is saved" in desk.client.get(answer.location).text
    assert not desk.stored(made).row.is_draft
    assert desk.stored(made).content.parts == {"text": "O'Brien again"}


def test_who_goes_back_sees_what_was_found_beside_the_text(desk: Desk) -> None:
    made = desk.starts()
    desk.saves(made, part_text="O'Brien again")
    assert f"/my/reflections/{made}/edit?look=1" in desk.client.get(f"/my/reflections/{made}/check").text
    page = desk.client.get(f"/my/reflections/{made}/edit?look=1").text
    assert "This could tell who you mean" in page
    assert "Name of somebody in your cohort" in page
    assert desk.saves(made, part_text="A colleague again").location.endswith(f"/my/reflections/{made}")


def test_a_draft_is_kept_without_a_warning(desk: Desk) -> None:
    made = desk.starts()
    assert desk.saves(made, "draft", part_text="O'Brien again").location.endswith("/my/reflections")


def test_a_saved_reflection_that_is_changed_is_checked_again_and_stays_saved(desk: Desk) -> None:
    made = desk.writes("Fine")
    assert desk.saves(made, part_text="Write to ward@example.org").location.endswith("/check")
    assert not desk.stored(made).row.is_draft
    assert "The changes are saved" in desk.client.send(f"/my/reflections/{made}/check", follow_redirects=True).text


def test_ones_own_name_is_no_warning(desk: Desk) -> None:
    made = desk.starts()
    assert desk.saves(made, part_text="I, Femi Adeyemi, did it").location.endswith(f"/my/reflections/{made}")


def test_an_empty_draft_cannot_be_saved_by_the_address_of_the_check(desk: Desk) -> None:
    made = desk.starts()
    answer = desk.client.send(f"/my/reflections/{made}/check")
    assert answer.location.endswith("/edit")
    assert desk.stored(made).row.is_draft


def test_each_wording_is_told_once_in_the_order_of_the_text() -> None:
    content = Content(
        GIBBS, "Osei", {"action-plan": "osei, ward@example.org", "description": "OSEI lives at SE1 0AA. Osei"}
    )
    found = likely_identifiers(content, names=["Ada Osei"], today=date(2026, 11, 22))
    assert [(each.kind, each.excerpt) for each in found] == [
        (Kind.NAME, "Osei"),
        (Kind.POSTCODE, "SE1 0AA"),
        (Kind.EMAIL, "ward@example.org"),
    ]
