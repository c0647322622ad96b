"""Certificates as files: read back by PDFium and pikepdf, never by the code that drew them."""

import datetime
import io
import itertools
from dataclasses import replace

import pikepdf
import pypdfium2
import pytest
import segno
from hypothesis import given, settings
from hypothesis import strategies as st

from certificates import pdf
from certificates.pdf.layout import A4_LANDSCAPE as PAGE

HANGING = 24  # an opening quotation mark stands so far outside the left edge, short of the ornament
TAILS = 4  # tails and commas reach so far below the last baseline

FACTS = pdf.CertificateFacts(
    recipients=("Naturfreundejugend Braunschweig e.V.",),
    project="Unter Freunden",
    award="Niedersächsischer Integrationspreis",
    ordinal=17,
    edition_year=2026,
    motto="Vielfalt leben, Zivilcourage zeigen – ein starkes Niedersachsen für alle!",
    donor="",
    rank=None,
    amount_eur=6000,
    date=datetime.date(2026, 11, 28),
    place="Hannover",
    signatories=(
        pdf.Signatory(name="Dr. Anna Muster", office="Niedersächsische Ministerpräsidentin"),
        pdf.Signatory(name="Bernd Beispiel", office="Landesbeauftragter für Migration und Teilhabe"),
    ),
    serial="2026-003",
    check_url="https://integrationspreis.example.org/urkunde/7KQ2-MX4T",
    check_code="7KQ2-MX4T",
    is_practice=False,
)
LONG_NAMES = [
    "Kirchlich-diakonische Flüchtlingsarbeit der Kirchengemeinde St. Marien",
    "Landesverband UnternehmerFrauen im Handwerk Bayern und Niedersachsen e.V.",
    "Mehrgenerationenhaus Courage e.V. – Migrationsberatung, Kinder-Eltern-Kontaktstelle (KEKS)",
    "Jugendabteilung der Freiwilligen Feuerwehr der Samtgemeinde Oderwald",
    "Sport-, Kultur- und Heimatverein für Groß- und Klein-Niederdorf an der Örtze von 1897 e. V.",
]
LONG_PROJECT = "Vorbild durch Bildung: GEMEINSAM STARK – wir leben Integration und Vielfalt"


def words(data, page=0):
    """The text as a reader of the file gets it, in one line."""
    with pypdfium2.PdfDocument(data) as document:
        return " ".join(document[page].get_textpage().get_text_range().split())


def boxes(data):
    """The box of each line of text: left, bottom, right, top."""
    with pypdfium2.PdfDocument(data) as document:
        text = document[0].get_textpage()
        return [text.get_rect(index) for index in range(text.count_rects())]


def letters(data):
    """The box of each letter, blanks left out."""
    with pypdfium2.PdfDocument(data) as document:
        text = document[0].get_textpage()
        return [text.get_charbox(at) for at in range(text.count_chars()) if text.get_text_range(at, 1).strip()]


def assert_inside_and_apart(data):
    for left, bottom, right, top in letters(data):
        assert left >= PAGE.foot.left - HANGING
        assert right <= PAGE.foot.right + 1
        assert bottom >= PAGE.foot.bottom - TAILS
        assert top <= PAGE.head.top + TAILS
    for one, other in itertools.combinations(boxes(data), 2):
        is_apart = one[2] <= other[0] or other[2] <= one[0] or one[3] <= other[1] or other[3] <= one[1]
        assert is_apart, (one, other)


def test_a_certificate_says_its_facts():
    assert words(pdf.draw(FACTS)) == (
        "Urkunde 17. Niedersächsischer Integrationspreis Jahrgang 2026 unter dem Motto "
        "„Vielfalt leben, Zivilcourage zeigen – ein starkes Niedersachsen für alle!“ "
        "verliehen an Naturfreundejugend Braunschweig e.V. für das Projekt „Unter Freunden“ dotiert mit 6.000 Euro "
        "Urkunde Nr. 2026-003 Prüfcode 7KQ2-MX4T Hannover, 28. November 2026 "
        "Dr. Anna Muster Niedersächsische Ministerpräsidentin "
        "Bernd Beispiel Landesbeauftragter für Migration und Teilhabe"
    )


def test_what_is_not_there_is_not_mentioned():
    text = words(pdf.draw(replace(FACTS, project=" ", motto="", amount_eur=None, ordinal=None)))
    assert text.startswith("Urkunde Niedersächsischer Integrationspreis Jahrgang 2026 verliehen an Naturfreunde")
    for absent in ("Projekt", "Motto", "dotiert", "Stifter", "None"):
        assert absent not in text


def test_a_special_prize_names_its_donor_and_its_rank():
    facts = replace(FACTS, donor="Bündnis „Niedersachsen packt an“", rank=1, amount_eur=10000)
    text = words(pdf.draw(facts))
    assert "1. Preis, verliehen an Naturfreundejugend" in text
    assert "dotiert mit 10.000 Euro · Stifter: Bündnis „Niedersachsen packt an“" in text


def test_several_recipients_are_joined():
    recipients = ("Albert-Schweitzer-Schule Hannover", "Grundschule Saturnring Garbsen", "Stadtsportbund Emden")
    text = words(pdf.draw(replace(FACTS, recipients=recipients)))
    assert f"{recipients[0]} {recipients[1]} und {recipients[2]} für das Projekt" in text


def test_quotation_marks_inside_a_project_become_single_ones():
    assert "„Café ‚Welcome‘ für alle“" in words(pdf.draw(replace(FACTS, project="Café „Welcome“ für alle")))


def test_practice_data_are_marked_and_real_data_are_not():
    practice = words(pdf.draw(replace(FACTS, is_practice=True)))
    assert "Übungsdaten – keine gültige Urkunde" in practice
    assert "Naturfreundejugend Braunschweig e.V." in practice
    assert "Übungsdaten" not in words(pdf.draw(FACTS))


@pytest.mark.parametrize("name", LONG_NAMES)
def test_long_names_stay_whole(name):
    data = pdf.draw(replace(FACTS, recipients=("Energietechnik Packmohr GmbH", name), project=LONG_PROJECT))
    assert f"und {name.replace('e. V.', 'e.V.')} für" in words(data).replace("e. V.", "e.V.")
    assert f"„{LONG_PROJECT}“" in words(data)
    assert_inside_and_apart(data)


def test_three_signatories_have_room():
    third = pdf.Signatory(
        name="Prof. Dr. Katharina von Beispiel-Musterhausen",
        office="Vorsitzende des Bündnisses „Niedersachsen packt an“",
    )
    data = pdf.draw(replace(FACTS, signatories=(*FACTS.signatories, third)))
    assert f"{third.name} {third.office}" in words(data)
    assert_inside_and_apart(data)


def test_letters_from_all_over_europe_are_set():
    for name in ("Łódź Ștefan Çağrı Škoda Þór", "Αθήνα", "Київ", "Straße der GROẞEN"):
        assert name in words(pdf.draw(replace(FACTS, recipients=(name,))))


def test_decomposed_letters_are_composed():
    assert "Über Öl" in words(pdf.draw(replace(FACTS, recipients=("U\u0308ber O\u0308l",))))


@pytest.mark.parametrize("character", ["\U0001f389", "漢", "א", "ع", "\u0306", "\u202e", "\x07"])
def test_a_letter_that_no_font_can_set_is_named(character):
    with pytest.raises(pdf.GlyphMissing, match=f"U\\+{ord(character):04X}") as caught:
        pdf.draw(replace(FACTS, recipients=(f"Verein x{character} Nord",)))
    assert caught.value.character == character
    assert caught.value.serial == "2026-003"


@pytest.mark.parametrize(
    "field",
    [
        {"recipients": ("Verein " * 80,)},
        {"recipients": ("W" * 80,)},
        {"recipients": tuple(f"Ortsgruppe {number} des Landesverbandes" for number in range(12))},
        {"project": "Miteinander " * 40},
        {"motto": "Miteinander " * 40},
        {"award": "Sonderpreis " * 30},
        {"donor": "Bündnis " * 60},
        {"check_url": "https://example.org/" + "x" * 900},
        {"check_code": "X" * 60},
        {"place": "Ort " * 60},
        {"signatories": (pdf.Signatory(name="Ada Amt", office="Beauftragte " * 30),) * 3},
    ],
)
def test_what_does_not_fit_is_refused(field):
    with pytest.raises(pdf.DoesNotFit):
        pdf.draw(replace(FACTS, **field))


def test_a_certificate_needs_a_recipient_and_one_to_three_signatories():
    for wrong in ({"recipients": ("  ",)}, {"signatories": ()}, {"signatories": FACTS.signatories * 2}):
        with pytest.raises(ValueError):
            replace(FACTS, **wrong)


@pytest.mark.parametrize("name", ["AAAAAAAAAAAAAAAAAAAAAAAg Š", "ggggggggggggggggggggggggg ẪẪẪẪẪẪẪẪẪẪẪẪẪẪẪẪ"])
def test_tails_do_not_touch_the_accents_below_them(name):
    assert_inside_and_apart(pdf.draw(replace(FACTS, recipients=(name,))))


@settings(max_examples=60, deadline=None)
@given(
    st.text(alphabet="abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZäöüÄÖÜßéğłŠ  .,&", min_size=1, max_size=300)
)
def test_a_name_is_drawn_whole_inside_the_frame_or_refused(name):
    if not name.strip():
        return
    try:
        data = pdf.draw(replace(FACTS, recipients=(name,)))
    except (pdf.DoesNotFit, pdf.GlyphMissing):
        return
    assert "".join(name.split()) in "".join(words(data).split())
    assert_inside_and_apart(data)


def test_the_same_facts_give_the_same_bytes():
    assert pdf.draw(FACTS) == pdf.draw(FACTS)
    assert pdf.draw(FACTS) != pdf.draw(replace(FACTS, serial="2026-004"))


def test_only_embedded_subset_fonts_are_named():
    with pikepdf.open(io.BytesIO(pdf.draw(FACTS))) as document:
        fonts = [
            item for item in document.objects if isinstance(item, pikepdf.Dictionary) and item.get("/Type") == "/Font"
        ]
        assert len(fonts) == 3
        for font in fonts:
            assert "+FiraGO-" in str(font.BaseFont)
            assert "/FontFile2" in font.FontDescriptor
            assert "/ToUnicode" in font


def test_the_file_says_what_it_is():
    with pikepdf.open(io.BytesIO(pdf.draw(FACTS))) as document:
        assert document.docinfo["/Title"] == "Urkunde 2026-003: Naturfreundejugend Braunschweig e.V."
        assert document.docinfo["/Author"] == "Dr. Anna Muster, Bernd Beispiel"
        assert document.docinfo["/Subject"] == "17. Niedersächsischer Integrationspreis"
        assert document.Root.Lang == "de-DE"
        assert [round(float(side)) for side in document.pages[0].MediaBox] == [0, 0, 842, 595]


def test_the_qr_code_has_every_module_in_its_place_and_a_quiet_zone():
    with pypdfium2.PdfDocument(pdf.draw(FACTS)) as document:
        picture = document[0].render(scale=8, grayscale=True).to_pil()
    matrix = segno.make(FACTS.check_url, error="m", micro=False).matrix
    module = PAGE.qr_side / len(matrix)
    for down, across in itertools.product(range(-4, len(matrix) + 4), repeat=2):
        x = PAGE.foot.right - PAGE.qr_side + (across + 0.5) * module
        y = PAGE.height - PAGE.foot.top + (down + 0.5) * module
        inside = 0 <= down < len(matrix) and 0 <= across < len(matrix)
        is_dark = picture.getpixel((int(x * 8), int(y * 8))) < 128
        assert is_dark == bool(inside and matrix[down][across]), (down, across)


def test_all_certificates_in_one_file_have_a_page_and_a_bookmark_each():
    second = replace(FACTS, recipients=("Sartorius AG",), serial="2026-004")
    data = pdf.draw_all(iter([FACTS, second]))
    assert "Naturfreundejugend" in words(data, 0)
    assert "Sartorius AG" in words(data, 1)
    with pypdfium2.PdfDocument(data) as document:
        assert len(document) == 2
        marks = [(mark.get_title(), mark.get_dest().get_index()) for mark in document.get_toc()]
    assert marks == [("2026-003 Naturfreundejugend Braunschweig e.V.", 0), ("2026-004 Sartorius AG", 1)]


def test_one_file_of_many_says_which_certificate_cannot_be_drawn():
    with pytest.raises(pdf.DoesNotFit) as caught:
        pdf.draw_all([FACTS, replace(FACTS, serial="2026-004", project="Miteinander " * 40)])
    assert caught.value.serial == "2026-004"
    with pytest.raises(ValueError):
        pdf.draw_all([])
