"""Verbs: the only code that changes any state, or rows in more than one model. `by` and `at` are always required."""

from .applications import (
    add_attachment,
    check_editable,
    describe_pictures,
    remove_attachment,
    save_application,
    start_application,
)
from .editions import announce, close_award
from .errors import (
    Conflict,
    DeadlinePassed,
    EditedMeanwhile,
    Incomplete,
    NotAllowed,
    NothingToEnter,
    StepNotOpen,
)
from .letters import deliver_due, release, retry
from .people import register_organisation
from .reminders import confirm_reminder, remind_all, request_reminder, stop_reminders
from .workflow import (
    answer_checklist,
    file_application,
    freeze_ranking,
    move,
    nominate,
    send_back,
    unnominate,
    withdraw_application,
)

__all__ = [
    "Conflict",
    "DeadlinePassed",
    "EditedMeanwhile",
    "Incomplete",
    "NotAllowed",
    "NothingToEnter",
    "StepNotOpen",
    "add_attachment",
    "announce",
    "answer_checklist",
    "check_editable",
    "close_award",
    "confirm_reminder",
    "deliver_due",
    "describe_pictures",
    "file_application",
    "freeze_ranking",
    "move",
    "nominate",
    "register_organisation",
    "release",
    "remind_all",
    "remove_attachment",
    "request_reminder",
    "retry",
    "save_application",
    "send_back",
    "start_application",
    "stop_reminders",
    "unnominate",
    "withdraw_application",
]
