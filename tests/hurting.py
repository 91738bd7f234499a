"""Words that no page and no message for applicants has, in either language."""

import re

HURTS = re.compile(
    r"forfeit|fraud|caduc|decomis|rechaz|deneg|denied|\bdeny|denial|\bnegad|reject|duplica|suspicio|suspect|sospech|cheat"
    r"|\bfake|\bfals|violat|illegal|\bilegal|\balien|castig|guilty|culpable|ineligible|inelegible"
    r"|unworthy|fracas|perdid[oa]\b",
    re.IGNORECASE,
)
