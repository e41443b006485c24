import re

from programme.frameworks import emotions, principles, prompts

KEY = re.compile(r"[a-z]+(-[a-z]+)*")


def test_there_are_eight_principles_and_twelve_emotions_each_with_its_source() -> None:
    assert len(principles.PRINCIPLES) == len(principles.BY_KEY) == 8
    assert len(emotions.EMOTIONS) == len(emotions.BY_KEY) == 12
    assert sum(each.lifts for each in emotions.EMOTIONS) == 6
    assert principles.SOURCE.words == "Malby. Lessons from the Darzi fellowship"
    assert emotions.SOURCE.author == "NHS Collaborate"


def test_each_model_of_reflection_has_its_stages_and_all_but_free_writing_a_source() -> None:
    stages = {each.key: len(each.prompts) for each in prompts.MODELS}
    assert stages == {"free": 1, "driscoll": 3, "gibbs": 6, "kolb": 4}
    sources = {each.key: each.source.words if each.source else None for each in prompts.MODELS}
    assert sources == {
        "free": None,
        "driscoll": "Driscoll, 1994. Reflective practice for practise",
        "gibbs": "Gibbs, 1988. Learning by Doing",
        "kolb": "Kolb, 1984. Experiential Learning",
    }


def test_keys_can_stand_in_an_address_and_stand_once_in_their_model() -> None:
    keys = [*principles.BY_KEY, *emotions.BY_KEY, *prompts.BY_KEY]
    for model in prompts.MODELS:
        own = [each.key for each in model.prompts]
        assert len(own) == len(set(own))
        keys += own
    assert [key for key in keys if not KEY.fullmatch(key)] == []
