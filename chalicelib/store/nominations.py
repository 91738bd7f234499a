"""Nominations: found by the person they mean, listed for the county that made them, and what is uncertain about them.

The name is in the county's list alone. DynamoDB deletes what has expired some time later, so reading leaves it out.
"""

from collections.abc import Collection, Iterator, Mapping
from datetime import datetime

from chalicelib.domain.actors import SYSTEM, Actor
from chalicelib.domain.audit import change_record
from chalicelib.domain.codes import Code
from chalicelib.domain.nomination import Line, MatchStatus, Nomination, NominationMatch
from chalicelib.domain.refusal import Refused
from chalicelib.store import keys, slices, table
from chalicelib.store.audit_trail import chained_writes

MATCH_WORK = "nomination_match"
_MOST_LINES = 8000
_TRIES = 20


def line_writes(line: Line, born: str, replaced: Line | None) -> list[table.Write]:
    """A line of a county's list, and what it is found by; a new invitation code takes the place of an older one."""
    made = line.nomination
    sk = keys.nomination(made.county, made.benefit or "any")
    expires = _expires(made)
    listed = table.row(keys.nominations_of(made.county), f"{sk}#{made.nominee}", line, expires_at=expires)
    found = table.row(keys.born(born), f"{sk}#{made.nominee}", made, expires_at=expires)
    writes = [standing_write(made.nominee, made), table.put(listed), table.put(found)]
    if line.invitation and line.invitation != (replaced.invitation if replaced else None):
        writes.append(table.put(table.row(keys.invitation(line.invitation), keys.STATE, made, expires_at=expires)))
        if replaced and replaced.invitation:
            writes.append(table.delete(keys.invitation(replaced.invitation), keys.STATE))
    return writes


def standing_write(fingerprint: str, nomination: Nomination) -> table.Write:
    """The nomination counts for whoever has this fingerprint."""
    sk = keys.nomination(nomination.county, nomination.benefit or "any")
    return table.put(table.row(keys.fingerprint(fingerprint), sk, nomination, expires_at=_expires(nomination)))


def matched_write(nomination: Nomination, application_id: str) -> table.Write:
    """For the county's list: an application was found that the nomination counts for."""
    pk, sk = keys.nominations_of(nomination.county), keys.matched(nomination.benefit or "any", nomination.nominee)
    return table.put(table.row(pk, sk, application=application_id, expires_at=_expires(nomination)))


def is_matched(nomination: Nomination) -> bool:
    """True once an application was found that the nomination counts for."""
    sk = keys.matched(nomination.benefit or "any", nomination.nominee)
    return table.get(keys.nominations_of(nomination.county), sk) is not None


def _expires(nomination: Nomination) -> int:
    return int(nomination.until.timestamp())


def nominations_for(fingerprints: tuple[str, ...], now: datetime) -> list[Nomination]:
    """Every county's nominations of whoever has one of these fingerprints."""
    return [found for digest in fingerprints for found in _standing(keys.fingerprint(digest), "NOMINATION#", now)]


def nominations_of_born(born: str, county: str, now: datetime) -> list[Nomination]:
    """A county's nominations of people born on one day, told by its digest."""
    return list(_standing(keys.born(born), f"NOMINATION#{county}#", now))


def _standing(pk: str, prefix: str, now: datetime) -> Iterator[Nomination]:
    for row in table.query(pk, prefix):
        found = Nomination.model_validate_json(row["body"]["S"])
        if found.until > now:
            yield found


def people_with(fingerprint: str) -> list[str]:
    """Ids of the people whose record has the fingerprint."""
    rows = table.query(keys.fingerprint(fingerprint), "PERSON#")
    return [row["sk"]["S"].removeprefix("PERSON#") for row in rows]


def people_born(born: str) -> list[str]:
    """Ids of the people born on one day, told by its digest."""
    return [row["sk"]["S"].removeprefix("PERSON#") for row in table.query(keys.born(born), "PERSON#")]


def load_line(nomination: Nomination, now: datetime) -> Line | None:
    """The county's line with the name; None when it has expired."""
    row = table.get(keys.nominations_of(nomination.county), _listed_at(nomination))
    line = Line.model_validate_json(row["body"]["S"]) if row else None
    return line if line and line.nomination.until > now else None


def load_lines(wanted: list[Nomination], now: datetime) -> dict[str, Line]:
    """By nominee, those of one county's nominations that are on its list."""
    found = table.get_many([(keys.nominations_of(one.county), _listed_at(one)) for one in wanted])
    lines = [Line.model_validate_json(row["body"]["S"]) for row in found]
    return {line.nomination.nominee: line for line in lines if line.nomination.until > now}


def lines_found_for(fingerprints: tuple[str, ...], applications: Collection[str], now: datetime) -> list[Line]:
    """What counties wrote of a person, where one of these applications of theirs was found that it counts for.

    A name and a birth date that somebody merely types lead to no line.
    """
    named = {_listed_at(one): one for one in nominations_for(fingerprints, now)}
    lines = filter(None, (load_line(one, now) for one in named.values()))
    return [line for line in lines if set(load_matched(line.nomination.county, [line]).values()) & set(applications)]


def _listed_at(nomination: Nomination) -> str:
    return f"{keys.nomination(nomination.county, nomination.benefit or 'any')}#{nomination.nominee}"


def lines_of(county: str, now: datetime) -> tuple[list[Line], bool]:
    """A county's own list, and whether it goes on: what four calls read, which are about 8,000 lines."""
    prefix = keys.nomination(county, "")
    found = slices.slice_of(keys.nominations_of(county), prefix, f"{prefix}~", _MOST_LINES, calls=4)
    lines = [Line.model_validate_json(row["body"]["S"]) for row in found.rows]
    return [line for line in lines if line.nomination.until > now], found.last is not None


def load_matched(county: str, lines: list[Line]) -> dict[tuple[str | None, str], str | None]:
    """By benefit and nominee, the application that a line was found to count for, if it was kept which; a hundred a
    call."""
    wanted = {
        keys.matched(line.nomination.benefit or "any", line.nomination.nominee): line.nomination for line in lines
    }
    rows = table.get_many([(keys.nominations_of(county), sk) for sk in wanted])
    made = [(wanted[row["sk"]["S"]], row.get("application", {}).get("S")) for row in rows]
    return {(nomination.benefit, nomination.nominee): application for nomination, application in made}


def load_invitation(digest: str, now: datetime) -> tuple[Nomination, str | None] | None:
    """The nomination that an invitation code was given out for, and who has used the code, if anyone."""
    row = table.get(keys.invitation(digest), keys.STATE)
    if row is None:
        return None
    found = Nomination.model_validate_json(row["body"]["S"])
    return (found, row["person"]["S"] if "person" in row else None) if found.until > now else None


def invitation_used_write(digest: str, person_id: str) -> table.Write:
    """From now on the code is this person's. A conflict when it is somebody else's, or was replaced, meanwhile."""
    free = "attribute_exists(pk) AND (attribute_not_exists(person) OR person = :person)"
    return table.update(keys.invitation(digest), keys.STATE, "SET person = :person", free, {"person": person_id})


def list_event_writes(county: str, actor: Actor, at: datetime, detail: Mapping[str, str | int]) -> list[table.Write]:
    """That a county named people, in the chain of its list. Who they are is not in it: that goes after a year."""
    return chained_writes(keys.nominations_of(county), change_record("nominate", actor, at, detail=detail), at)


def remember_match(match: NominationMatch) -> None:
    """Put an uncertain match on the reviewers' list, unless it was found before."""
    for _ in range(_TRIES):
        if table.get(keys.match(match.id), keys.STATE) is not None:
            return
        event = _match_event("find_match", SYSTEM, match.found_at, None, match)
        try:
            table.transact([table.put_new(_match_row(match)), *event])
        except table.Conflict:
            continue
        return
    raise table.Conflict


def _match_event(
    action: str, actor: Actor, at: datetime, before: NominationMatch | None, after: NominationMatch
) -> list[table.Write]:
    """In the chain of the county's list. Without the reviewer's note, and without the digest of a name."""
    made = after.nomination
    told = {"match": after.id, "person": after.person_id, "benefit": made.benefit or "any", "named_by": made.by}
    was = {"match": before.status.value} if before else {}
    record = change_record(action, actor, at, was=was, now={"match": after.status.value}, detail=told)
    return chained_writes(keys.nominations_of(made.county), record, at)


def load_match(match_id: str, now: datetime) -> NominationMatch:
    """Raises NOT-FOUND, also for one whose nomination has expired undecided."""
    row = table.get(keys.match(match_id), keys.STATE)
    match = NominationMatch.model_validate_json(row["body"]["S"]) if row else None
    if match is None or (match.status is MatchStatus.OPEN and match.nomination.until <= now):
        raise Refused(Code.NOT_FOUND, field="match")
    return match


def match_decided_writes(
    before: NominationMatch, after: NominationMatch, actor: Actor, now: datetime
) -> list[table.Write]:
    """The decision, kept for good, and its event; unless somebody else has decided."""
    decided = table.put(_match_row(after), "attribute_exists(work_pk)")
    return [decided, *_match_event("decide_match", actor, now, before, after)]


def _match_row(match: NominationMatch) -> table.Row:
    is_open = match.status is MatchStatus.OPEN
    return table.row(
        keys.match(match.id),
        keys.STATE,
        match,
        work_pk=keys.work(MATCH_WORK) if is_open else None,
        work_sk=f"{match.found_at.isoformat()}#{match.id}" if is_open else None,
        expires_at=_expires(match.nomination) if is_open else None,
    )
