"""Every key of the table, in one place. docs/data-model.md says which access pattern each serves."""

from datetime import date, datetime


def person(person_id: str) -> str:
    return f"PERSON#{person_id}"


PROFILE = "PROFILE"


def live(benefit: str) -> str:
    return f"LIVE#{benefit}"


def funded(item: str, occurrence: str) -> str:
    return f"FUNDED#{item}#{occurrence}"


def funded_later(item: str, occurrence: str) -> str:
    """What another funder is said to pay although an award of ours still does."""
    return f"{funded(item, occurrence)}#LATER"


def draft(draft_id: str) -> str:
    return f"DRAFT#{draft_id}"


DOCUMENTS = "DOCUMENT#"


def document(application_id: str, name: str = "") -> str:
    return f"{DOCUMENTS}{application_id}#{name}"


def notice(at: datetime, application_id: str, seq: int, index: int) -> str:
    return f"NOTICE#{at.isoformat()}#{application_id}#{seq:06d}#{index}"


def access_code(digest: str) -> str:
    return f"CODE#{digest}"


def fingerprint(digest: str) -> str:
    return f"FINGERPRINT#{digest}"


def drafter(person_id: str) -> str:
    return f"DRAFTER#{person_id}"


CODE_REQUEST = "CODE-REQUEST"
CODE_COPY = "CODE-COPY"
CODE_LETTER = "CODE-LETTER"


def person_event(at: datetime, key: str) -> str:
    return f"EVENT#{at.isoformat()}#{key}"


def tries(purpose: str, digest: str) -> str:
    return f"TRIES#{purpose}#{digest}"


def conflict(actor_id: str) -> str:
    return f"CONFLICT#{actor_id}"


def reading(at: datetime, reading_id: str) -> str:
    return f"READING#{at.isoformat()}#{reading_id}"


def readings_of(day: date) -> str:
    return f"READINGS#{day.isoformat()}"


def called(digest: str) -> str:
    return f"NAME#{digest}"


def application(application_id: str) -> str:
    return f"APPLICATION#{application_id}"


STATE = "STATE"
CHAIN = "CHAIN"
"""The head of a chain that has no other row to be in."""
AWARD = "AWARD"
CARRIED = "CARRIED"


def claim(claim_id: str) -> str:
    return f"CLAIM#{claim_id}"


def event(seq: int) -> str:
    return f"EVENT#{seq:06d}"


def events_on(day: date) -> str:
    return f"EVENTS#{day.isoformat()}"


def determination(version: int) -> str:
    return f"DETERMINATION#{version:06d}"


def appeal_text(version: int) -> str:
    return f"APPEAL#{version:06d}"


def run(name: str) -> str:
    return f"RUN#{name}"


def award_pointer(award_id: str) -> str:
    return f"AWARD#{award_id}"


def pool(pool_id: str) -> str:
    return f"POOL#{pool_id}"


BALANCE = "BALANCE"
LEFT = "LEFT"


def source(source_id: str) -> str:
    return f"SOURCE#{source_id}"


def queue(queue_key: str) -> str:
    return f"QUEUE#{queue_key}"


def posting(seq: int) -> str:
    return f"POSTING#{seq:010d}"


def alert(alert_id: str) -> str:
    return f"ALERT#{alert_id}"


def round_of(benefit: str) -> str:
    return f"ROUND#{benefit}"


def told(event: str, application_id: str, kind: str) -> str:
    return f"TOLD#{event}#{application_id}#{kind}"


def nomination(county: str, benefit: str) -> str:
    return f"NOMINATION#{county}#{benefit}"


def nominations_of(county: str) -> str:
    return f"COUNTY#{county}"


def matched(benefit: str, nominee: str) -> str:
    return f"MATCHED#{benefit}#{nominee}"


def born(digest: str) -> str:
    return f"BORN#{digest}"


def invitation(digest: str) -> str:
    return f"INVITATION#{digest}"


def match(match_id: str) -> str:
    return f"MATCH#{match_id}"


def batch(batch_id: str) -> str:
    return f"BATCH#{batch_id}"


def line(claim_id: str) -> str:
    return f"LINE#{claim_id}"


def proposal(proposal_id: str) -> str:
    return f"PROPOSAL#{proposal_id}"


def intake(intake_id: str) -> str:
    return f"INTAKE#{intake_id}"


def returned_mail(mail_id: str) -> str:
    return f"RETURNED#{mail_id}"


def warning(warning_id: str) -> str:
    return f"WARNING#{warning_id}"


def warning_of_pool(kind: str) -> str:
    return f"WARNING#{kind}"


def warnings_about(pool_id: str) -> str:
    return f"WARNINGS#{pool_id}"


def training_class(class_id: str) -> str:
    return f"CLASS#{class_id}"


def class_place(award_id: str, item: str) -> str:
    return f"PLACE#{award_id}#{item}"


def classes(course: str, language: str) -> str:
    return f"CLASSES#{course}#{language}"


def provider(provider_id: str) -> str:
    return f"PROVIDER#{provider_id}"


def booking(starts: str, award_id: str, item: str) -> str:
    return f"BOOKING#{starts}#{award_id}#{item}"


def unbooked(course: str, language: str) -> str:
    return f"UNBOOKED#{course}#{language}"


OUTBOX = "OUTBOX"
BATCHES = "BATCHES"
INTAKES = "INTAKES"
NO_POOL = "NO-POOL"
"""All there are, in the index `pool`: batches, papers that were typed in, applications that no pool is known for."""
MAIL = "MAIL"
PROPOSALS = "PROPOSALS"
PROGRAM = "PROGRAM"
SETTINGS = "SETTINGS"
SAMPLES = "SAMPLES"


def sample(sample_id: str) -> str:
    return f"SAMPLE#{sample_id}"


def answer(application_id: str, seq: int) -> str:
    return f"ANSWER#{application_id}#{seq:06d}"


def decided_in(month: str, kind: str) -> str:
    return f"DECIDED#{month}#{kind}"


def program_version(version: int) -> str:
    return f"VERSION#{version:06d}"


def request(actor: str, key: str) -> str:
    return f"REQUEST#{actor}#{key}"


def report(kind: str) -> str:
    return f"REPORT#{kind}"


def taken(subject: str) -> str:
    return f"TAKEN#{subject}"


def work(name: str) -> str:
    return f"WORK#{name}"


def work_by(name: str, facet: str, value: str) -> str:
    return f"WORK#{name}#{facet}#{value}"


DUE = "DUE"
DUE_PROPOSALS = "DUE#proposals"
DUE_DOCUMENTS = "DUE#documents"
OPEN = "OPEN"
SESSION = "SESSION"


def session(digest: str) -> str:
    return f"SESSION#{digest}"


def sessions_of(actor_id: str) -> str:
    return f"SESSIONS#{actor_id}"


def spent_answer(digest: str) -> str:
    return f"ANSWER#{digest}"


def kept_form(digest: str) -> str:
    return f"KEPT#{digest}"


STAFF = "STAFF"
STANDING = "STANDING"
ACCESS_LOG = "ACCESS-LOG"
ACCESS_REVIEWS = "ACCESS-REVIEWS"


def delegation(stand_in_id: str, delegation_id: str) -> str:
    return f"{stand_in_id}#DELEGATION#{delegation_id}"


def access_review(quarter: str) -> str:
    return f"ACCESS-REVIEW#{quarter}"
