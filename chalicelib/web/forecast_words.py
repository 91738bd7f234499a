"""Forecasts in plain words: what is known, how surely, and nothing where nothing is known."""

from datetime import date

from chalicelib.domain.forecast import Forecast, Interval, RunOut
from chalicelib.domain.person import Language
from chalicelib.domain.program import Program
from chalicelib.gateways.templates import dollars, one_decimal
from chalicelib.web.i18n import _, translate
from chalicelib.web.words import day_words


def forecast_words(language: Language, found: Forecast) -> list[str]:
    """A few sentences, the basis first."""
    if found.pace is None or found.left_seats is None or found.left_cents is None or found.runs_out is None:
        told = _("Too short a past to forecast. Days on which it could be used so far: {days}.")
        return [translate(language, told, days=found.days)]
    sentences = [_pace(language, found, found.pace), _left(language, found, found.left_seats, found.left_cents)]
    if found.taken:
        sentences.append(_run_out(language, found.runs_out))
    if found.outlook.suspended:
        sentences.append(translate(language, _("This is for a round that goes on. Now it is on hold.")))
    return sentences


def _pace(language: Language, found: Forecast, pace: Interval) -> str:
    between = {"low": one_decimal(pace.low), "high": one_decimal(pace.high), "taken": found.taken, "days": found.days}
    if pace.expected is None:
        told = _("Too few awards for one figure ({taken} in {days} days): {low} to {high} seats a week.")
        return translate(language, told, **between)
    told = _("{pace} seats a week ({low} to {high}), from {taken} awards in {days} days.")
    return translate(language, told, pace=one_decimal(pace.expected), **between)


def _left(language: Language, found: Forecast, seats: Interval, cents: Interval) -> str:
    between = {
        "day": day_words(language, found.outlook.promised_until),
        "low": seats.low,
        "high": seats.high,
        "least": dollars(cents.low),
        "most": dollars(cents.high),
    }
    if seats.expected is None or cents.expected is None:
        return translate(language, _("Left unspent on {day}: {low} to {high} seats, {least} to {most}."), **between)
    told = _("Left unspent on {day}: {seats} seats ({low} to {high}), {cents} ({least} to {most}).")
    return translate(language, told, seats=seats.expected, cents=dollars(cents.expected), **between)


def _run_out(language: Language, found: RunOut) -> str:
    def day(on: date | None) -> str:
        return day_words(language, on)

    if found.early is None:
        return translate(language, _("It does not run out before then."))
    if found.expected is None and found.late is None:
        return translate(language, _("It may run out from {day} on."), day=day(found.early))
    if found.late is None:
        told = _("It runs out about {day}, perhaps from {early} on.")
        return translate(language, told, day=day(found.expected), early=day(found.early))
    if found.expected is None:
        return translate(
            language, _("It runs out from {early} to {late}."), early=day(found.early), late=day(found.late)
        )
    told = _("It runs out about {day} (from {early} to {late}).")
    return translate(language, told, day=day(found.expected), early=day(found.early), late=day(found.late))


def pool_name(language: Language, program: Program, pool_id: str) -> str:
    """The benefit, and the region where there is more than one; also of a benefit alone."""
    benefit_id, _slash, region_id = pool_id.partition("/")
    benefit = program.benefit(benefit_id)
    money_only = next((pool for pool in program.money_only_pools if pool.id == pool_id), None)
    name = benefit.name if benefit else money_only.name if money_only else None
    if name is None:
        return pool_id
    region = next((region.name for region in program.regions if region.id == region_id), None)
    told = name.es if language == "es" else name.en
    return f"{told}, {region.es if language == 'es' else region.en}" if region else told
