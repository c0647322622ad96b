"""A question for files, as a page draws it and takes its answers in."""

import json

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from prize.models import AttachmentKind
from prize.wording import file_size, nested

from .attachment import DocumentField, PictureField, VideoField, sha256_of
from .text import tidy
from .upload_limit import VIDEO

FIELDS = {
    AttachmentKind.DOCUMENT: DocumentField,
    AttachmentKind.PICTURE: PictureField,
    AttachmentKind.VIDEO: VideoField,
}
LONGEST_DESCRIPTION = 500


class FileQuestion:
    """What stands in templates/prize/parts/file_question.html. `errors` are [(name of a file, what is wrong with it)];
    `typed` is {pk: description} that somebody typed and that could not be kept."""

    def __init__(self, question, application, *, errors=(), typed=None):
        self.question, self.application = question, application
        self.errors = [_("„%(name)s“: %(words)s") % {"name": nested(name), "words": words} for name, words in errors]
        self.typed = typed or {}
        self.field = FIELDS[AttachmentKind(question.file_kind)](max_bytes=question.max_mb * 2**20)

    # Names, as they stand in the page -------------------------------------------------------------
    @property
    def name(self):
        """Of the input; the handler of uploads reads the kind of the files from it."""
        is_video = self.question.file_kind == AttachmentKind.VIDEO
        return f"{VIDEO if is_video else 'file-'}{self.question.key}"

    @property
    def id(self):
        return f"id_{self.question.key}"

    @property
    def anchor(self):
        return f"feld_{self.question.key}"

    # What is there --------------------------------------------------------------------------------
    @property
    def files(self):
        """The attachments of the working copy, each with the description that stands in its field."""
        by_pk = {a.pk: a for a in self.application.attachments.all()}
        found = [by_pk[pk] for pk in self.application.content.get(self.question.key) or [] if pk in by_pk]
        for attachment in found:
            attachment.typed = self.typed.get(attachment.pk, attachment.alt_text)
        return found

    @property
    def room(self):
        return max(0, self.question.max_files - len(self.files))

    @property
    def replaces(self):
        """The file whose place a new one takes, where there is but one."""
        files = self.files
        return files[0] if self.question.max_files == 1 and len(files) == 1 else None

    @property
    def takes_more(self):
        return bool(self.room or self.replaces)

    # In words -------------------------------------------------------------------------------------
    @property
    def accept(self):
        return self.field.widget.attrs["accept"]

    @property
    def limits(self):
        formats = {
            AttachmentKind.DOCUMENT: _("PDF, ODT oder DOCX."),
            AttachmentKind.PICTURE: _("JPEG, PNG oder WebP."),
            AttachmentKind.VIDEO: _("MP4 oder WebM."),
        }[AttachmentKind(self.question.file_kind)]
        number = self.question.max_files
        words = ngettext("Eine Datei, höchstens %(size)s.", "Höchstens %(number)s Dateien, je %(size)s.", number)
        return f"{formats} {words % {'number': number, 'size': file_size(self.field.max_bytes)}}"

    @property
    def words(self):
        """For static/upload.js."""
        return json.dumps(
            {
                "waiting": _("wartet"),
                "checking": _("wird geprüft"),
                "done": _("%s ist hochgeladen."),
                "failed": _("%s wurde nicht hochgeladen:"),
                "again": _("Die Verbindung ist unterbrochen. Nächster Versuch in %s s."),
                "broken": _("Die Verbindung ist unterbrochen."),
                "cancelled": _("%s: abgebrochen."),
                "signed_out": _(
                    "Sie sind nicht mehr angemeldet. Melden Sie sich in einem neuen Fenster an "
                    "und versuchen Sie es hier noch einmal."
                ),
                "odd": _("Das hat nicht geklappt. Speichern Sie und laden Sie die Seite neu."),
                "too_large": self.too_large(),
                "empty": _("Die Datei ist leer."),
                "wait": _("Es wird noch hochgeladen. Danach geht es von selbst weiter."),
            }
        )

    def full_words(self):
        number = self.question.max_files
        return ngettext("Höchstens %d Datei ist möglich.", "Höchstens %d Dateien sind möglich.", number) % number

    # Taking in ------------------------------------------------------------------------------------
    def has(self, file):
        """The same file is there already: it was sent again after a broken connection."""
        return sha256_of(file) in {attachment.received_sha256 for attachment in self.files}

    def clean(self, file, *, has_room):
        """An Upload; raises ValidationError with a sentence that helps."""
        if not has_room:
            raise ValidationError(self.full_words())
        return self.field.clean(file)

    def too_large(self):
        return " ".join(self.field.too_large().messages)

    def too_long(self, attachment):
        """As one of the errors."""
        return attachment.name, _("Bitte kürzen Sie die Beschreibung auf höchstens %s Zeichen.") % LONGEST_DESCRIPTION

    def descriptions(self, post):
        """[(attachment, description)] of the pictures whose description was sent and is another than before."""
        sent = [(a, post.get(f"alt-{a.pk}")) for a in self.files if a.is_picture]
        tidied = [(a, " ".join(tidy(text).split())) for a, text in sent if text is not None]
        return [(a, text) for a, text in tidied if text != a.alt_text]
