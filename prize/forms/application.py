from django import forms
from django.core.exceptions import NON_FIELD_ERRORS
from django.utils.html import format_html
from django.utils.translation import gettext_lazy

from prize.models import Application, Fact, Organisation

from .file_question import FileQuestion
from .questions import field_for
from .text import LineField, LongTextField

LINK = '<a class="kern-link kern-link--no-visited-state" href="#{}">{}: {}</a>'


class NewApplicationForm(forms.ModelForm):
    """What a draft needs before it can be saved for the first time."""

    project_title = LineField(
        label=gettext_lazy("Titel des Projekts"),
        max_length=120,
        help_text=gettext_lazy("Sie können ihn später noch ändern."),
    )

    class Meta:
        model = Application
        fields = ["organisation", "project_title"]

    def __init__(self, *args, organisations, **kwargs):
        super().__init__(*args, **kwargs)
        self.organisations = organisations
        self.fields["organisation"].queryset = Organisation.objects.filter(pk__in=[o.pk for o in organisations])
        if len(self.organisations) == 1:
            del self.fields["organisation"]

    def organisation(self):
        return self.cleaned_data.get("organisation") or self.organisations[0]


class PageForm(forms.Form):
    """One page of the wizard; without a page the whole form. It is never too wrong to be kept: `answers()` is what was
    typed, errors say what is not right yet.

    `shown` says which questions the sender had before them: one that appeared meanwhile was not left empty, and what
    was typed into one that has gone meanwhile is kept.
    """

    version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0, max_value=2**31 - 1)
    shown = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, data=None, *, application, page=None, initial=None):
        questionnaire = application.questionnaire
        of_page = [q for q in questionnaire.questions if page is None or q.page_id == page.pk]
        asked = {q.pk for q in questionnaire.asked(application.content)}
        self.application, self.page, self.of_page = application, page, of_page
        self.questions = [q for q in of_page if q.pk in asked]  # those that are drawn
        shown = " ".join(q.key for q in self.questions)
        kept = {key: value for key, value in application.content.items() if value not in (None, "")}
        super().__init__(data, initial=(initial or {}) | kept | {"version": application.version, "shown": shown})
        before_sender = set((data or {}).get("shown", shown).split())
        self.sent = [q for q in of_page if q.key in before_sender and not q.is_file]
        for question in of_page:
            if (question in self.questions or question in self.sent) and self.has_field(question):
                self.fields[question.key] = field_for(question, application)
        self.required_later = [q.key for q in self.questions if q.is_required]
        self.conflict, self.is_again, self.part = None, False, self.part_of

    def has_field(self, question):
        """Files come by their own way; of awards there may be none to choose."""
        nothing_to_choose = question.fact == Fact.CHOSEN_AWARDS and not self.application.awards_to_choose()
        return not question.is_file and not nothing_to_choose

    def part_of(self, question):
        return FileQuestion(question, self.application)

    def items(self):
        """[(question, its bound field or None, its part for files or None, the office's remark or None)], as they are
        drawn. One that is not asked now has an empty place: an answer on the same page may open it."""
        remarks = {remark.key: remark for remark in self.application.open_remarks()}
        return [self.item(question, remarks) for question in self.of_page if question.retired_at is None]

    def item(self, question, remarks):
        if question not in self.questions:
            return question, None, None, None
        field = self[question.key] if question.key in self.fields else None
        part = self.part(question) if question.is_file else None
        return question, field, part, remarks.get(question.key)

    def full_clean(self):
        """What is kept already and not right yet is said also before somebody types."""
        super().full_clean()
        if not self.is_bound:
            self.say({q.key: q.wrong(self.application.content.get(q.key)) for q in self.questions})

    def clean(self):
        self.typed = {q.key: self.cleaned_data[q.key] for q in self.sent if q.key in self.cleaned_data}
        self.say({q.key: q.wrong(self.typed[q.key]) for q in self.sent if q.key in self.typed})
        return self.cleaned_data

    def say(self, words):
        """Put words beside fields: {question key: words}. The answer stays among the cleaned ones."""
        for key, error in words.items():
            if error and key in self.fields:
                self._errors[key] = self.error_class([error], renderer=self.renderer, field_id=self[key].auto_id)

    def say_more(self, errors):
        """Errors of another form, or of the whole application, beside what is known to be wrong: {key: [words]}."""
        self.errors  # noqa: B018 -- asks for what is known first
        self.say({key: words for key, [words, *_more] in errors.items()})

    def say_what_is_missing(self):
        self.say_more({p.question.key: [p.words] for p in self.application.problems() if p.is_missing})

    def answers(self):
        """{question key: answer} to keep. Awards that are not offered any more stay chosen."""
        found = dict(self.typed)
        if Fact.CHOSEN_AWARDS in found:
            offered = {a.pk for a in self.application.awards_to_choose()}
            kept = [pk for pk in self.application.content.get(Fact.CHOSEN_AWARDS) or [] if pk not in offered]
            found[Fact.CHOSEN_AWARDS] = [*found[Fact.CHOSEN_AWARDS], *kept]
        return found

    def base_version(self):
        return self.cleaned_data.get("version") or 0

    def again(self, application, *, conflict=None, is_kept=True, files=None):
        """The page once more, over what is kept now: what was typed, and what is not right with it. `files` is what
        became of uploads (views.files.Kept)."""
        found = PageForm(application=application, page=self.page)
        found.initial |= {q.key: self[q.key].value() for q in self.sent if q.key in self.fields}
        if conflict or not is_kept:  # nothing was kept: the next saving rests on what the writer had before them
            found.initial["version"] = self["version"].value()
        found.say_more(self.errors)
        found.conflict, found.is_again = conflict, True
        if files:
            found.part = files.part
            found.sum_up_files()
        return found

    def sum_up_files(self):
        """What is wrong with files stands in the summary too, with a link to their question."""
        parts = [part for _question, _field, part, _remark in self.items() if part]
        links = [format_html(LINK, part.id, part.question.label, words) for part in parts for words in part.errors]
        if links:
            self._errors[NON_FIELD_ERRORS] = self.error_class(links, renderer=self.renderer)


class WithdrawForm(forms.Form):
    reason = LongTextField(
        label=gettext_lazy("Grund"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("Sie müssen keinen nennen. Ein Satz hilft der Geschäftsstelle."),
    )
