"""Samples of decisions: drawn by a manager, answered by a second person, their results with small counts hidden."""

from chalice.app import Response

from chalicelib.domain.pacific import pacific_date
from chalicelib.domain.permissions import PERMISSIONS, Operation
from chalicelib.domain.refusal import Refused
from chalicelib.domain.sample import MOST_LINES, month_of
from chalicelib.gateways import clock
from chalicelib.services.answer_sample import LONGEST_NOTE, answer_sample
from chalicelib.services.draw_sample import draw_sample
from chalicelib.services.read_sample import is_reproduced, read_line, read_sample, read_samples
from chalicelib.store import programs
from chalicelib.web.done_words import DONE
from chalicelib.web.oversight_words import SAMPLED
from chalicelib.web.problems import status_of
from chalicelib.web.shown import page, reason_of, see_other
from chalicelib.web.typed import number_typed
from chalicelib.web.visit import Visit


def samples(visit: Visit, refusal: Refused | None = None) -> Response:
    return page(
        visit,
        "staff_samples.html",
        here="/staff/samples",
        status=status_of(refusal.code) if refusal else 200,
        samples=read_samples(visit.known_actor),
        may_draw=bool(visit.known_actor.roles & PERMISSIONS[Operation.DRAW_SAMPLE]),
        most=MOST_LINES,
        this_month=month_of(pacific_date(clock.now())),
        typed=visit.said,
        problem=reason_of(refusal.code) if refusal else None,
    )


def draw(visit: Visit) -> Response:
    try:
        seed = visit.said("seed").strip() or None
        first, last = visit.said("first").strip(), visit.said("last").strip()
        drawn = draw_sample(
            visit.known_actor, first, last, number_typed(visit.said("size"), "size"), seed, visit.request()
        )
    except Refused as refusal:
        return samples(visit, refusal)
    return see_other(visit, f"/staff/samples/{drawn.status}")


def sample(visit: Visit) -> Response:
    view = read_sample(visit.known_actor, visit.params["sample_id"])
    return page(
        visit,
        "staff_sample.html",
        view=view,
        is_reproduced=is_reproduced(view.sample) if "again" in visit.query else None,
        program=programs.program_at(clock.now()),
        sampled=SAMPLED,
        done=DONE.get(visit.query.get("done", "")),
    )


def line(visit: Visit) -> Response:
    return _line_page(visit)


def _line_page(visit: Visit, refusal: Refused | None = None) -> Response:
    seq = number_typed(visit.params["seq"], "line")
    view = read_line(visit.known_actor, visit.params["sample_id"], visit.params["application_id"], seq)
    program = programs.program_at(clock.now())
    return page(
        visit,
        "staff_sample_line.html",
        here=f"/staff/samples/{view.sample.id}",
        status=status_of(refusal.code) if refusal else 200,
        view=view,
        application=view.folder.application,
        benefit=program.benefit(view.folder.application.benefit),
        program=program,
        reason_of=reason_of,
        sampled=SAMPLED,
        longest=LONGEST_NOTE,
        typed=visit.said,
        problem=reason_of(refusal.code) if refusal else None,
    )


def answer(visit: Visit) -> Response:
    sample_id, application_id = visit.params["sample_id"], visit.params["application_id"]
    try:
        seq = number_typed(visit.params["seq"], "line")
        agrees = {"yes": True, "no": False}.get(visit.said("agrees"))
        note = visit.said("note")
        answer_sample(visit.known_actor, sample_id, application_id, seq, agrees, note, visit.request())
    except Refused as refusal:
        return _line_page(visit, refusal)
    return see_other(visit, f"/staff/samples/{sample_id}?done=answered")
