"""The one form renderer: what every form of the site gets for nothing."""

import re

import pytest
from django import forms
from django.http import QueryDict

from prize.forms.renderer import KernRenderer

SIZES = [("klein", "Klein"), ("gross", "Groß")]


class Everything(forms.Form):
    required_later = ("later",)
    name = forms.CharField(label="Name", help_text="Wie auf dem Briefkopf")
    nickname = forms.CharField(label="Rufname", required=False)
    later = forms.CharField(label="Später nötig", required=False)
    text = forms.CharField(label="Text", widget=forms.Textarea, max_length=4000, help_text="Kurz & gut")
    size = forms.ChoiceField(label="Größe", choices=SIZES)
    sizes = forms.MultipleChoiceField(label="Größen", choices=SIZES, widget=forms.CheckboxSelectMultiple)
    one = forms.ChoiceField(label="Eine", choices=SIZES, widget=forms.RadioSelect, help_text="Nur eine")
    agree = forms.BooleanField(label="Ich stimme zu")
    day = forms.DateField(label="Tag")
    file = forms.FileField(label="Datei")
    secret = forms.CharField(widget=forms.HiddenInput, required=False)


@pytest.fixture
def empty():
    return str(Everything(QueryDict(), {}))


@pytest.fixture
def fresh():
    return str(Everything())


def test_every_form_is_drawn_by_it():
    assert isinstance(Everything().renderer, KernRenderer)


def test_a_fresh_form_shows_no_error(fresh):
    assert "kern-error" not in fresh
    assert 'role="alert"' not in fresh
    assert "aria-invalid" not in fresh


def test_hint_and_error_are_tied_to_the_field(empty):
    assert 'aria-describedby="id_name_helptext id_name_error"' in empty
    assert '<div class="kern-hint" id="id_name_helptext">Wie auf dem Briefkopf</div>' in empty
    assert 'id="id_name_error"' in empty
    assert empty.count('aria-invalid="true"') >= 8


def test_only_the_optional_is_marked(fresh):
    assert fresh.count("freiwillig") == 1
    assert "*" not in fresh


def test_a_search_form_marks_nothing():
    class Search(Everything):
        marks_optional = False

    assert "freiwillig" not in str(Search())


def test_the_length_is_told_before_typing(fresh):
    assert "Kurz &amp; gut Höchstens 4.000 Zeichen." in fresh
    assert 'maxlength="4000"' in fresh


def test_a_typed_day_shows_how(fresh):
    assert "Zum Beispiel 28.02.2027" in fresh


def test_a_group_is_a_fieldset_with_legend(empty):
    for described in ("id_sizes_error", "id_one_helptext id_one_error"):
        assert f'<fieldset class="kern-fieldset kern-fieldset--error" aria-describedby="{described}">' in empty
    assert re.search(r'<legend class="kern-label">Größen\s*</legend>', empty)
    assert empty.count("kern-form-check__radio") >= 2
    assert '<label class="kern-label" for="id_one_0">Klein</label>' in empty


def test_the_summary_leads_to_each_field(empty):
    for target in ("id_name", "id_text", "id_size", "id_sizes_0", "id_one_0", "id_agree", "id_day", "id_file"):
        assert f'href="#{target}"' in empty
        assert f'id="{target}"' in empty
    assert 'href="#id_nickname"' not in empty
    assert "Bitte prüfen Sie Ihre Eingaben" in empty


def test_an_error_of_the_whole_form_stands_in_the_summary():
    form = Everything(QueryDict())
    form.add_error(None, "Das passt nicht zusammen.")
    assert "<li>Das passt nicht zusammen.</li>" in str(form)


def test_nothing_typed_is_lost_and_nothing_is_believed():
    drawn = str(Everything(QueryDict("name=<b>Ada</b>&one=gross")))
    assert "&lt;b&gt;Ada&lt;/b&gt;" in drawn
    assert "<b>Ada" not in drawn
    assert re.search(r'value="gross"[^>]* checked', drawn)


def test_classes_of_the_widget_stay():
    class Small(forms.Form):
        code = forms.CharField(widget=forms.TextInput(attrs={"class": "kern-form-input__input--width-4"}))

    assert 'class="kern-form-input__input--width-4 kern-form-input__input"' in str(Small())


def test_hidden_fields_are_drawn_without_label(fresh):
    assert '<input type="hidden" name="secret" id="id_secret">' in fresh
    assert 'for="id_secret"' not in fresh


def test_a_formset_keeps_ids_apart():
    drawn = str(forms.formset_factory(Everything, extra=2)())
    assert 'id="id_form-0-name"' in drawn
    assert 'id="id_form-1-name"' in drawn
    assert "form-TOTAL_FORMS" in drawn
    assert 'aria-describedby="id_form-1-name_helptext"' in drawn
