"""The classes that `make run` posts: each can be posted, and every award for a training finds one in its language."""

from chalicelib.domain.training_class import ClassTerms, courses, refuse_unpostable
from local.player.sample_classes import sample_classes
from tests.unit.builders import TODAY, shipped


def test_every_course_has_classes_that_can_be_posted_in_both_languages() -> None:
    program, found = shipped(), set()
    provider = program.provider("dbsa")
    assert provider
    for call in sample_classes(program, TODAY):
        terms = ClassTerms.model_validate(call.body)
        refuse_unpostable(terms, program, provider.languages, TODAY)
        assert provider.contract_from <= terms.starts
        assert "sample" in terms.joining or "muestra" in terms.joining
        found.add((terms.course, terms.language))
    assert found == {(course, language) for course, _item, _area in courses(program) for language in ("en", "es")}
