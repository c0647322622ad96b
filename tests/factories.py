"""The cast and the things of the tests. Defaults are a call that runs now; tests name only what matters to them."""

import datetime
import hashlib

import factory
from django.utils import timezone

from prize import models
from prize.models import District, FieldOfAction


class UserFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.User

    email = factory.Sequence(lambda n: f"person{n}@example.org")
    name = factory.Sequence(lambda n: f"Person {n}")


class OrganisationFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.Organisation

    name = factory.Sequence(lambda n: f"Verein {n} e.V.")
    kind = "verein"
    town = "Hannover"


class MembershipFactory(factory.django.DjangoModelFactory):
    """The first member of an organisation is responsible for it, those after may file."""

    class Meta:
        model = models.Membership

    organisation = factory.SubFactory(OrganisationFactory)
    user = factory.SubFactory(UserFactory)
    right = factory.LazyAttribute(lambda m: "submit" if m.organisation.memberships.exists() else "owner")


class DonorFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.Donor
        django_get_or_create = ("name",)

    name = "Land Niedersachsen"
    is_land = True


class EditionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.Edition
        skip_postgeneration_save = True

    year = factory.Sequence(lambda n: 2100 + n)
    ordinal = factory.Sequence(lambda n: 100 + n)
    motto = "Vielfalt leben"
    opens_at = factory.LazyFunction(lambda: timezone.now() - datetime.timedelta(days=10))
    closes_at = factory.LazyFunction(lambda: timezone.now() + datetime.timedelta(days=10))

    @factory.post_generation
    def form(self, create, extracted, **kwargs):
        """The standard form; `form=False` leaves the edition without one."""
        from prize.actions.forms import lay_out_standard_form

        if create and extracted is not False and not self.is_archive:
            lay_out_standard_form(self)


class AwardFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.Award

    edition = factory.SubFactory(EditionFactory)
    kind = "main"
    name = "Niedersächsischer Integrationspreis"
    donor = factory.SubFactory(DonorFactory)
    ordinal = 17
    places = 4
    amount_eur = 6000


class ApplicationFactory(factory.django.DjangoModelFactory):
    """A complete draft. File it with `filed()`."""

    class Meta:
        model = models.Application
        skip_postgeneration_save = True

    edition = factory.SubFactory(EditionFactory)
    organisation = factory.SubFactory(OrganisationFactory)
    project_title = factory.Sequence(lambda n: f"Projekt {n}")
    short_text = "Wir bringen Menschen zusammen."
    place = "Hannover"
    district = factory.LazyFunction(lambda: District.objects.get(name="Region Hannover"))
    contact_name = "Ada Beispiel"
    contact_email = "ada@example.org"
    may_be_shown = True

    @factory.post_generation
    def answers(self, create, extracted, **kwargs):
        """The working copy says what the columns say; `answers={key: answer}` says more, or otherwise."""
        if create:
            set_answers(self, **ANSWERS | (extracted or {}))


ANSWERS = {  # to the questions of the standard form that are no facts
    "description": "Seit Jahren treffen sich Alteingesessene und Zugewanderte.",
    "goals": "Begegnung für alle, die neu im Ort sind.",
    "since_year": 2019,
    "volunteers": 12,
    "is_truthful": 1,
    "has_read_privacy": 1,
}


def set_answers(application, **answers):
    """Changes the working copy without a version of its own, as a test needs it."""
    from prize.actions.versions import add_version, project

    facts = {name: getattr(application, name) for name in models.Fact.values if name not in MANY}
    facts |= {"district": application.district_id or "", "may_be_shown": int(application.may_be_shown)}
    sprache = list(FieldOfAction.objects.filter(slug="sprache").values_list("pk", flat=True))
    known = {"fields_of_action": sprache, "chosen_awards": []} | application.content
    application.content = known | facts | answers
    if not application.versions.exists():
        add_version(application, "start", application.content, [], by=None, at=timezone.now())
    application.version = application.versions.in_force().latest("number").number
    application.versions.filter(number=application.version).update(content=application.content)
    project(application)
    application.save()
    return application


MANY = ("fields_of_action", "chosen_awards")


class AttachmentFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.Attachment
        skip_postgeneration_save = True

    application = factory.SubFactory(ApplicationFactory)
    kind = "document"
    name = "bericht.pdf"
    content_type = "application/pdf"
    size = 9
    sha256 = factory.LazyFunction(lambda: hashlib.sha256(b"%PDF-1.4\n").hexdigest())
    file = factory.django.FileField(filename="bericht.pdf", data=b"%PDF-1.4\n")
    uploaded_by = factory.SubFactory(UserFactory)
    uploaded_at = factory.LazyFunction(timezone.now)

    @factory.post_generation
    def answer(self, create, extracted, **kwargs):
        """It is one of the answers to the first question that takes such files."""
        questions = self.application.edition.questions.filter(file_kind=self.kind).in_order()
        if create and (question := questions.first()):
            models.Attachment.objects.filter(pk=self.pk).update(question=question)
            known = self.application.content.get(question.key) or []
            set_answers(self.application, **{question.key: [*known, self.pk]})


class ReminderFactory(factory.django.DjangoModelFactory):
    """Asked for and confirmed a year ago; its link was /erinnerung/bestaetigen/geheim…/"""

    class Meta:
        model = models.Reminder

    email = factory.Sequence(lambda n: f"leserin{n}@example.org")
    token_hash = factory.Sequence(lambda n: hashlib.sha256(f"geheim{n}".encode()).hexdigest())
    requested_at = factory.LazyFunction(lambda: timezone.now() - datetime.timedelta(days=365))
    confirmed_at = factory.SelfAttribute("requested_at")


class ProposalFactory(factory.django.DjangoModelFactory):
    """Confirmed by its sender an hour ago; once `invited`, the link of the organisation ends in /angebot<number>/."""

    class Meta:
        model = models.Proposal

    edition = factory.SubFactory(EditionFactory)
    number = factory.Sequence(lambda n: n + 1)
    state = "received"
    project_title = factory.Sequence(lambda n: f"Vorgeschlagenes Projekt {n}")
    organisation_name = factory.Sequence(lambda n: f"Vorgeschlagener Verein {n} e. V.")
    place = "Celle"
    merit = "Dort kochen alle miteinander, die im Ort neu sind."
    relation = "knows"
    sender_name = factory.Sequence(lambda n: f"Nora Nachbarin {n}")
    sender_email = factory.Sequence(lambda n: f"nachbarin{n}@example.org")
    requested_at = factory.LazyFunction(lambda: timezone.now() - datetime.timedelta(hours=1))
    confirmed_at = factory.SelfAttribute("requested_at")

    class Params:
        invited = factory.Trait(
            state="invited",
            contact_email="verein@example.org",
            invited_at=factory.LazyFunction(lambda: timezone.now() - datetime.timedelta(minutes=30)),
            invitation_hash=factory.LazyAttribute(lambda p: hashlib.sha256(f"angebot{p.number}".encode()).hexdigest()),
        )


def clerk(**fields):
    return UserFactory(office_role="clerk", **fields)


def lead(**fields):
    return UserFactory(office_role="lead", **fields)


def member_of(organisation, *, right=None, **fields):
    """A new member; without a right as MembershipFactory has it."""
    given = {"right": right} if right else {}
    return MembershipFactory(organisation=organisation, user=UserFactory(**fields), **given).user


def filed(application=None, *, by=None, at=None, **fields):
    """An application that a member (or `by`) has filed by the real action; its edition gets an award if it has none."""
    from prize import actions

    application = application or ApplicationFactory(**fields)
    if not application.edition.awards.exists():
        AwardFactory(edition=application.edition)
    by = by or member_of(application.organisation)
    return actions.file_application(application, by=by, at=at or timezone.now())


def end_call(edition):
    """The call is over since a minute ago, as an award's decision can only be closed then."""
    over = timezone.now() - datetime.timedelta(minutes=1)
    models.Edition.objects.filter(pk=edition.pk).update(closes_at=over)


def accepted(application=None, *, by=None, **fields):
    """A filed application whose candidacies are all eligible."""
    from prize import actions

    application = filed(application, **fields)
    by = by or clerk()
    for candidacy in application.candidacies.all():
        human = candidacy.award.checklist.filter(rule="")
        actions.answer_checklist(candidacy, {item.pk: True for item in human}, by=by, at=timezone.now())
        actions.move(candidacy, "accept", by=by, at=timezone.now())
    return application


def scored(application=None, *, by=None, **fields):
    """An accepted application whose candidacies are all jury_scored, without a jury: the step as prize offers it."""
    from prize import actions

    by = by or lead()
    application = accepted(application, by=by, **fields)
    for candidacy in application.candidacies.all():
        actions.move(candidacy, "score", by=by, at=timezone.now(), sheets=3, quorum=3)
    return application
