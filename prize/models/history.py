"""Who did what, when: append-only, and each row carries the hash of the one before it."""

import datetime
import hashlib
import json
from functools import cache

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.formats import date_format
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from .application import Application, ApplicationState
from .candidacy import Candidacy, CandidacyState
from .edition import Edition
from .people import User
from .proposal_state import ProposalState

START = "0" * 64

WORDS = {  # steps that are no transition; those speak through their own label
    "enter": _("Nimmt an einem Preis teil"),
    "answer_checklist": _("Prüfliste ausgefüllt"),
    "nominate": _("Zur Auszeichnung vorgeschlagen"),
    "unnominate": _("Vorschlag zurückgenommen"),
    "freeze_ranking": _("Rangliste festgeschrieben"),
    "close_award": _("Entscheidung abgeschlossen"),
    "announce": _("Bekanntgabe festgelegt"),
    "load_archive": _("Archiv geladen"),
    "lay_out_form": _("Bewerbungsbogen angelegt"),
    "take_form": _("Bewerbungsbogen übernommen"),
    "add_question": _("Frage hinzugefügt"),
    "change_question": _("Frage geändert"),
    "move_question": _("Frage verschoben"),
    "retire_question": _("Frage nicht mehr gestellt"),
    "delete_question": _("Frage gelöscht"),
    "restore_question": _("Frage wieder gestellt"),
    "add_page": _("Seite des Bogens hinzugefügt"),
    "change_page": _("Seite des Bogens geändert"),
    "move_page": _("Seite des Bogens verschoben"),
    "remove_page": _("Seite des Bogens entfernt"),
    "end_call": _("Bewerbungsfrist beendet"),
    "issue_late_code": _("Persönliche Nachfrist gewährt"),
    "redeem_late_code": _("Code für eine Nachfrist eingelöst"),
    "revoke_late_code": _("Persönliche Nachfrist zurückgenommen"),
    "release_letters": _("Schreiben freigegeben"),
    "retry_letters": _("Schreiben erneut versandt"),
    "translate": _("Texte in anderen Sprachen geändert"),
    "change_contact": _("Ansprechperson geändert"),
}
REASONS = {  # what the reason that a candidacy carries is for
    "reject": _("Nicht zugelassen, weil"),
    "reinstate": _("Wieder zugelassen, weil"),
    "score": _("Ohne Quorum abgeschlossen, weil"),
    "unscore": _("Nicht mehr bewertet, weil"),
    "reopen": _("Bewertung wieder geöffnet, weil"),
    "revoke": _("Auszeichnung widerrufen, weil"),
    "withdraw": _("Zurückgezogen, weil"),
}
FACTS = {  # what a row may tell besides; other facts stay in the row
    "proposal": _("Projektvorschlag"),
    "into": _("zusammengeführt mit"),
    "reason": _("Grund"),
    "remarks": _("Anmerkungen zu"),
    "late_reason": _("verspätet angenommen, weil"),
    "award": _("Preis"),
    "question": _("Frage"),
    "page": _("Seite"),
    "source": _("aus"),
    "changed": _("geändert"),
    "moment": _("Zeitpunkt"),
    "answers": _("Prüfliste"),
    "count": _("Anzahl"),
    "panel": _("Jury"),
    "juror": _("Jurymitglied"),
    "serial": _("Urkunde"),
    "meant_for": _("für"),
    "organisation": _("Organisation"),
    "valid_until": _("gilt bis"),
    "contact_before": _("vorher"),
    "contact_after": _("nachher"),
    "letters_redirected": _("Noch nicht versandte Schreiben, die nun an die neue Adresse gehen"),
}


@cache
def step_words():
    """{step: words} of all apps: the transitions' labels, and what settings.HISTORY_WORDS names."""
    words = {}
    for model in (Application, Candidacy):
        for t in model._meta.get_field("state").get_all_transitions(model):
            words[t.name] = t.custom["label"]
    for path in settings.HISTORY_WORDS:
        words.update(import_string(path))
    return words


def reason_label(candidacy, history):
    """What the candidacy's reason is for: the last step that gave one; empty when the state has moved on since.

    history: rows of its application, newest first.
    """
    given = (row for row in history if row.candidacy_id == candidacy.pk and row.facts.get("reason"))
    row = next(given, None)
    return REASONS.get(row.step, _("Grund")) if row and row.after == candidacy.state else ""


def in_words(fact):
    match fact:
        case None:
            return _("offen")
        case bool():
            return _("ja") if fact else _("nein")
        case list():
            return ", ".join(map(in_words, fact))
        case dict():
            return "; ".join(f"{name} – {in_words(value)}" for name, value in fact.items())
        case str() if fact[4:5] == "-" and fact[10:11] == "T" and (moment := parse_datetime(fact)):
            return date_format(timezone.localtime(moment), "DATETIME_FORMAT")
    return str(fact)


class HistoryQuerySet(models.QuerySet):
    def append(self, edition, step, *, by, at, application=None, candidacy=None, before="", after="", **facts):
        """Write the next row of the edition's chain. The caller holds the edition's row lock."""
        edition.refresh_from_db(fields=["history_length", "history_head"])
        row = self.model(
            edition=edition,
            position=edition.history_length + 1,
            step=step,
            by=by,
            by_name=str(by) if by else "",
            at=at,
            application=application,
            candidacy=candidacy,
            before=before,
            after=after,
            facts=json.loads(json.dumps(facts, cls=DjangoJSONEncoder)),
            previous_hash=edition.history_head or START,
        )
        row.hash = row.compute_hash()
        row.save(force_insert=True)
        edition.history_length, edition.history_head = row.position, row.hash
        edition.save(update_fields=["history_length", "history_head"])
        return row

    def update(self, **changes):
        raise PermissionDenied("History is append-only.")

    def delete(self):
        raise PermissionDenied("History is append-only.")

    def reason_of_return(self, application):
        """What the office wrote when it last sent the application back; empty if it never did."""
        facts = (
            self.filter(application=application, step="send_back").order_by("-position").values_list("facts", flat=True)
        )
        return (facts.first() or {}).get("reason", "")

    def for_page(self):
        return self.select_related("by", "application__edition", "candidacy__award").order_by("-position", "-pk")


class History(models.Model):
    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="history")
    position = models.PositiveIntegerField()
    step = models.SlugField(_("Schritt"), max_length=40)
    application = models.ForeignKey(Application, on_delete=models.PROTECT, null=True, related_name="history")
    candidacy = models.ForeignKey(Candidacy, on_delete=models.PROTECT, null=True, related_name="history")
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("wer"))
    by_name = models.CharField(_("Name"), max_length=254, blank=True)
    at = models.DateTimeField(_("wann"))
    before = models.CharField(_("vorher"), max_length=40, blank=True)
    after = models.CharField(_("nachher"), max_length=40, blank=True)
    facts = models.JSONField(_("Angaben"), default=dict)
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    objects = HistoryQuerySet.as_manager()

    class Meta:
        verbose_name = _("Verlauf")
        verbose_name_plural = _("Verlauf")
        ordering = ["edition_id", "position"]
        constraints = [models.UniqueConstraint(fields=["edition", "position"], name="history_position_once")]

    def __str__(self):
        return f"{self.edition_id}/{self.position} {self.step}"

    @property
    def label(self):
        return step_words().get(self.step, self.step)

    @property
    def before_label(self):
        return self._state_words().get(self.before, self.before)

    @property
    def after_label(self):
        return self._state_words().get(self.after, self.after)

    def _state_words(self):
        if "proposal" in self.facts:
            return dict(ProposalState.choices)
        return dict((CandidacyState if self.candidacy_id else ApplicationState).choices)

    def details(self):
        """[(label, words)] of the facts that people want to read."""
        return [(label, in_words(self.facts[name])) for name, label in FACTS.items() if self.facts.get(name)]

    def compute_hash(self):
        """SHA-256 over the row's content and the hash of the row before it, as canonical JSON."""
        content = {
            "edition": self.edition_id,
            "position": self.position,
            "step": self.step,
            "application": self.application_id,
            "candidacy": self.candidacy_id,
            "by": self.by_id,
            "by_name": self.by_name,
            "at": self.at.astimezone(datetime.UTC).isoformat(),
            "before": self.before,
            "after": self.after,
            "facts": self.facts,
            "previous_hash": self.previous_hash,
        }
        canonical = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        return hashlib.sha256(canonical.encode()).hexdigest()

    def delete(self, *args, **kwargs):
        raise PermissionDenied("History is append-only.")


def first_break(edition):
    """The position of the first row that does not fit the chain, or None if the chain is whole."""
    previous, position = START, 0
    for row in History.objects.filter(edition=edition).order_by("position").iterator():
        position += 1
        if row.position != position or row.previous_hash != previous or row.hash != row.compute_hash():
            return position
        previous = row.hash
    if edition.history_length != position or (edition.history_head or START) != previous:
        return position + 1
    return None
