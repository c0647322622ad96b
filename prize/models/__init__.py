"""Nouns. One module a noun; import them from here."""

from .application import Application, ApplicationKind, ApplicationState, Channel
from .attachment import Attachment, AttachmentKind
from .call import Faq, Reminder
from .candidacy import Candidacy, CandidacyState
from .checklist import ChecklistAnswer
from .checklist_item import ChecklistItem, ChecklistRule
from .edition import Award, AwardKind, Donor, Edition, EditionKind, Qualifier
from .edition_text import EditionText
from .history import History
from .late_code import LateCode
from .laureate import Laureate, Recipient
from .letter import Letter, LetterState
from .membership import Invitation, Membership, OrganisationHistory, Right
from .message import Message
from .people import OfficeRole, Organisation, OrganisationKind, User
from .place import District, FieldOfAction, Region
from .proposal import Proposal
from .proposal_state import ProposalState, Relation
from .question import Audience, Fact, FileKind, FormPage, Question, QuestionKind
from .questionnaire import Problem, Questionnaire
from .remark import Remark
from .version import Version, VersionKind

__all__ = [
    "Application",
    "ApplicationKind",
    "ApplicationState",
    "Attachment",
    "AttachmentKind",
    "Audience",
    "Award",
    "AwardKind",
    "Candidacy",
    "CandidacyState",
    "Channel",
    "ChecklistAnswer",
    "ChecklistItem",
    "ChecklistRule",
    "District",
    "Donor",
    "Edition",
    "EditionKind",
    "EditionText",
    "Fact",
    "Faq",
    "FieldOfAction",
    "FileKind",
    "FormPage",
    "History",
    "Invitation",
    "LateCode",
    "Laureate",
    "Letter",
    "LetterState",
    "Membership",
    "Message",
    "OfficeRole",
    "Organisation",
    "OrganisationHistory",
    "OrganisationKind",
    "Problem",
    "Proposal",
    "ProposalState",
    "Qualifier",
    "Question",
    "QuestionKind",
    "Questionnaire",
    "Recipient",
    "Region",
    "Relation",
    "Remark",
    "Reminder",
    "Right",
    "User",
    "Version",
    "VersionKind",
]
