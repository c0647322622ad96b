"""Verbs: the only code that changes any state, or rows in more than one model. `by` and `at` are always required."""

from .applications import (
    REUSED,
    check_editable,
    save_application,
    start_application,
)
from .attachments import add_attachment, describe_pictures, remove_attachment
from .contact import change_contact
from .editions import announce, close_award
from .errors import (
    Conflict,
    DeadlinePassed,
    EditedMeanwhile,
    Incomplete,
    MembershipEnded,
    NoRoom,
    NotAllowed,
    NothingToEnter,
    StepNotOpen,
)
from .forms import lay_out_form, newest_form
from .late_codes import issue_late_code, redeem_late_code, revoke_late_code
from .letters import deliver_due, release, retry
from .members import (
    accept_invitation,
    change_right,
    hand_over,
    invite,
    log_memberships,
    remove_member,
    revoke_invitation,
)
from .messages import mark_read, put_aside, write_message
from .people import choose_language, register_organisation, save_organisation, set_password
from .proposals import (
    agree,
    close_proposal,
    confirm_proposal,
    decline,
    erase_due,
    invite_proposed,
    merge_proposal,
    propose,
    take_over,
    unmerge_proposal,
)
from .remarks import answer_remarks, send_back
from .reminders import confirm_reminder, remind_all, request_reminder, stop_reminders
from .restoring import merge_version, restore_version
from .workflow import (
    answer_checklist,
    file_application,
    freeze_ranking,
    move,
    nominate,
    unnominate,
    withdraw_application,
)

__all__ = [
    "REUSED",
    "Conflict",
    "DeadlinePassed",
    "EditedMeanwhile",
    "Incomplete",
    "MembershipEnded",
    "NoRoom",
    "NotAllowed",
    "NothingToEnter",
    "StepNotOpen",
    "accept_invitation",
    "add_attachment",
    "agree",
    "announce",
    "answer_checklist",
    "answer_remarks",
    "change_contact",
    "change_right",
    "check_editable",
    "choose_language",
    "close_award",
    "close_proposal",
    "confirm_proposal",
    "confirm_reminder",
    "decline",
    "deliver_due",
    "describe_pictures",
    "erase_due",
    "file_application",
    "freeze_ranking",
    "hand_over",
    "invite",
    "invite_proposed",
    "issue_late_code",
    "lay_out_form",
    "log_memberships",
    "mark_read",
    "merge_proposal",
    "merge_version",
    "move",
    "move_page",
    "move_question",
    "newest_form",
    "nominate",
    "propose",
    "put_aside",
    "redeem_late_code",
    "register_organisation",
    "release",
    "remind_all",
    "remove_attachment",
    "remove_member",
    "remove_page",
    "remove_question",
    "request_reminder",
    "restore_question",
    "restore_version",
    "retry",
    "revoke_invitation",
    "revoke_late_code",
    "save_application",
    "save_organisation",
    "send_back",
    "set_password",
    "start_application",
    "stop_reminders",
    "take_over",
    "unmerge_proposal",
    "unnominate",
    "withdraw_application",
    "write_message",
]
