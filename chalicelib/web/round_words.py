"""Rounds and their events in plain words: English texts, which are message ids."""

from collections.abc import Mapping

from chalicelib.domain.rounds import RoundChange
from chalicelib.domain.states import RoundStatus
from chalicelib.web.i18n import _

ROUND: Mapping[RoundStatus, str] = {
    RoundStatus.DRAFT: _("Not open yet"),
    RoundStatus.OPEN: _("Open"),
    RoundStatus.SUSPENDED: _("On hold"),
    RoundStatus.CLOSED: _("Closed"),
    RoundStatus.CLOSED_OUT: _("Ended"),
}
ROUND_CHANGE: Mapping[RoundChange, str] = {
    RoundChange.OPEN: _("Open it before its first day"),
    RoundChange.SUSPEND: _("Put it on hold"),
    RoundChange.REOPEN: _("Open it again"),
    RoundChange.EXTEND: _("Move its last day"),
    RoundChange.CLOSE: _("Close it"),
    RoundChange.CLOSE_OUT: _("Close it out: nobody waits any more"),
}
ROUND_EVENT: Mapping[str, str] = {
    "open": _("Opened early"),
    "suspend": _("Put on hold"),
    "reopen": _("Opened again"),
    "extend": _("Last day moved"),
    "close": _("Closed"),
    "close_out": _("Closed out"),
    "cancel_scheduled": _("A planned event was taken back"),
    "drop_scheduled": _("A planned event was not possible any more"),
}
"""What each action in a round's chain was, where it is not the planning of a change."""
