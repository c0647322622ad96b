"""Receipts as files: read back by PDFium, never by the code that drew them."""

import datetime
from dataclasses import replace

import pypdfium2
import pytest

from certificates import pdf
from certificates.pdf import flow, shaping
from certificates.pdf.receipt import BODY

FILED = datetime.datetime(2026, 6, 30, 21, 41, 7, 123456, tzinfo=datetime.UTC)
HASH = "0123456789abcdef" * 4


def answer(label, value="", kind="long_text", files=(), revision=1):
    return {"label": label, "value": value, "kind": kind, "revision": revision, "files": list(files)}


def page(*answers, title="Das Projekt"):
    return {"title": title, "answers": list(answers)}


def file(name, alt=""):
    return {"name": name, "size": 123456, "sha256": HASH, "alt": alt}


FACTS = pdf.ReceiptFacts(
    site="Niedersächsischer Integrationspreis",
    edition="17. Niedersächsischer Integrationspreis 2026",
    motto="Vielfalt leben",
    reference="2026-0042",
    organisation="Nachbarschaft Asendorf e. V.",
    project="Haus Asendorf",
    awards=("Niedersächsischer Integrationspreis", "Sonderpreis Sport"),
    version=7,
    filed_at=FILED,
    first_filed_at=FILED,
    closes_at=datetime.datetime(2026, 6, 30, 21, 59, tzinfo=datetime.UTC),
    timeliness=pdf.Timeliness.IN_TIME,
    late_reason="",
    filed_by="Nguyễn Thị Ánh",
    is_filed_by_office=False,
    channel="Internet",
    pages=[page(answer("Beschreibung", "Wir treffen uns."))],
    check_url="http://localhost:8000/beleg/ABCD-EFGH-JKLM/",
    check_code="ABCD-EFGH-JKLM",
    is_practice=False,
)


def with_answers(*answers):
    return replace(FACTS, pages=[page(*answers)])


def words(facts):
    """The text of each page as a reader of the file gets it, in one line."""
    with pypdfium2.PdfDocument(pdf.draw_receipt(facts)) as document:
        return [" ".join(sheet.get_textpage().get_text_range().split()) for sheet in document]


def boxes(facts):
    """[(left, right, bottom, top)] of the lines of all pages."""
    with pypdfium2.PdfDocument(pdf.draw_receipt(facts)) as document:
        texts = [sheet.get_textpage() for sheet in document]
        return [text.get_rect(index) for text in texts for index in range(text.count_rects())]


def assert_inside(facts):
    for left, bottom, right, top in boxes(facts):
        assert left >= BODY.left - 4  # marks without a letter stand before it
        assert right <= BODY.right + 2
        assert bottom >= BODY.bottom - 60
        assert top <= BODY.top + 2


def test_it_says_what_was_filed_and_when():
    [text] = words(FACTS)
    assert text == (
        "17. Niedersächsischer Integrationspreis 2026 – „Vielfalt leben“ Eingangsbestätigung 2026-0042 "
        "Diese Bewerbung ist bei uns eingegangen. Unten steht alles, was eingereicht wurde. "
        "Eingegangen 30. Juni 2026, 23:41:07 Uhr MESZ (UTC+2) "
        "Frist rechtzeitig eingegangen Ende der Frist: 30. Juni 2026, 23:59 Uhr MESZ (UTC+2) "
        "Organisation Nachbarschaft Asendorf e. V. Projekt Haus Asendorf "
        "Bewerbung um Niedersächsischer Integrationspreis Sonderpreis Sport Eingereicht von Nguyễn Thị Ánh "
        "Eingangsweg Internet Umfang Fassung 7, keine Dateien Das Projekt Beschreibung Wir treffen uns. "
        "Ob dieses Dokument echt ist, zeigt die Seite http://localhost:8000/beleg/ABCD-EFGH-JKLM/. "
        "Der Prüfcode ist ABCD-EFGH-JKLM. Eingangsbestätigung 2026-0042 · Prüfcode ABCD-EFGH-JKLM Seite 1 von 1"
    )


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"timeliness": pdf.Timeliness.GRACE}, "Frist in der Nachfrist eingegangen, also rechtzeitig Ende der Frist"),
        (
            {"timeliness": pdf.Timeliness.LATE, "late_reason": "Krank"},
            "Frist nach Fristende angenommen, weil: Krank Ende der Frist: 30. Juni 2026, 23:59 Uhr MESZ",
        ),
        ({"closes_at": None}, "Frist rechtzeitig eingegangen Organisation"),
        ({"is_filed_by_office": True}, "Nguyễn Thị Ánh, für die Geschäftsstelle"),
        ({"is_practice": True}, "Übungsdaten – keine echte Bewerbung"),
        ({"filed_at": FILED + datetime.timedelta(days=200)}, "Erneut eingegangen 16. Januar 2027, 22:41:07 Uhr MEZ"),
    ],
)
def test_it_says_under_which_circumstances(changes, said):
    [text] = words(replace(FACTS, **changes))
    assert said in text


def test_declarations_files_and_gaps():
    [text] = words(
        with_answers(
            answer("Die Angaben sind richtig.", "ja", "declaration", revision=3),
            answer("Bilder", "", "file", [file("fest.jpg", "Ein Fest im Hof"), file("hof.jpg")]),
            answer("Partner"),
            answer("Dokument", "", "file"),
        )
    )
    assert "Die Angaben sind richtig. ja (Wortlaut Nr. 3)" in text
    assert f"Bilder fest.jpg – 120,6 KB (123456 Byte) SHA-256 {HASH} Bildbeschreibung: Ein Fest im Hof hof.jpg" in text
    assert "Partner keine Angabe Dokument keine Angabe" in text
    assert "Fassung 7, 2 Dateien" in text


def test_long_answers_run_over_the_pages_and_lose_nothing():
    text = " ".join(f"Wort{number}" for number in range(560))[:4000]
    facts = with_answers(*(answer(f"Frage {number}", text) for number in range(5)))
    pages = words(facts)
    read = " ".join(pages)
    assert len(pages) > 4
    for number, sheet in enumerate(pages, start=1):
        assert f"Seite {number} von {len(pages)}" in sheet
    assert all(read.count(f"{word} ") >= 5 for word in text.split()[:-1])
    assert_inside(facts)


def test_thirty_files():
    facts = with_answers(answer("Dateien", "", "file", [file(f"bericht-{number}.pdf") for number in range(30)]))
    read = " ".join(words(facts))
    assert all(f"bericht-{number}.pdf" in read for number in range(30))
    assert read.count(HASH) == 30
    assert_inside(facts)


def test_a_question_stays_with_its_answer():
    for lines in range(30, 60):
        filler = answer("Erst", "\n".join(["Zeile"] * lines))
        for sheet in words(with_answers(filler, answer("Ganz am Ende?", "Genau hier."))):
            assert ("Ganz am Ende?" in sheet) == ("Genau hier." in sheet)


@pytest.mark.parametrize(
    "text",
    [
        "Ми — громада з Ганновера: їжа, ґанок, щоденні зустрічі.",
        "Nguyễn Thị Hằng gặp nhau mỗi tuần với người Đức.",
        "İğneli fıçı, şölen ve çocuklar",
        "Καλημέρα σας",
        "ქართული ენა",
    ],
)
def test_names_and_answers_of_many_scripts(text):
    facts = replace(with_answers(answer("Beschreibung", text)), organisation=text)
    [read] = words(facts)
    assert f"Beschreibung {text}" in read
    assert f"Organisation {text}" in read
    assert "nicht drucken" not in read


def glyphs(text):
    setting = shaping.Setting(text, "regular", 10)
    [piece] = setting.pieces(text)
    return [glyph.code for glyph in shaping.shaped_by_script(piece, True)]


@pytest.mark.parametrize("text", ["نحن جمعية صغيرة في هانوفر منذ 2019", "ما می‌خواهیم مردم را گرد هم بیاوریم", "שלום"])
def test_what_is_read_from_the_right_stands_at_the_right(text):
    facts = with_answers(answer("Beschreibung", text))
    [read] = words(facts)
    assert "nicht drucken" not in read
    assert max(right for _left, _bottom, right, _top in boxes(facts)[:-4]) == pytest.approx(BODY.right, abs=2)
    assert_inside(facts)


def test_arabic_letters_join():
    """ع alone and in the middle of a word are two shapes; those of a word stand from right to left."""
    alone, between = glyphs("ع"), glyphs("بعب")
    assert len(between) == 3
    assert alone[0] not in between
    assert between[0] != between[2]


def test_a_line_of_both_directions_is_in_order():
    text = "هانوفر (Hannover) 2019"
    parts = shaping.in_sight(text, shaping.levels(text))
    assert [part for part, _is_reversed in parts] == ["2019", ") ", "Hannover", "هانوفر ("]
    text = "Der Verein (نحن) besteht"
    assert [part for part, _is_reversed in shaping.in_sight(text, shaping.levels(text))] == [
        "Der Verein (",
        "نحن",
        ") besteht",
    ]


def test_what_no_font_has_is_a_box_that_the_end_explains():
    text = "Hallo 😀 Welt 😀 你好"
    [read] = words(with_answers(answer("Beschreibung", text)))
    assert "Manche Zeichen lassen sich hier nicht drucken. Für sie steht ▯; die letzte Seite nennt sie." in read
    assert "U+1F600 GRINNING FACE, 2×" in read
    assert "U+4F60 CJK UNIFIED IDEOGRAPH-4F60, 1×" in read
    assert "Welt" in read
    assert "你好" in read  # copied out of the file it is what was written


def test_line_breaks_are_no_characters_to_print():
    [read] = words(with_answers(answer("Beschreibung", "Eins.\n\nZwei.\r\nDrei.")))
    assert "Eins. Zwei. Drei." in read
    assert "nicht drucken" not in read


def test_many_characters_without_a_font():
    strange = "".join(chr(0x4E00 + number) for number in range(300))
    read = " ".join(words(with_answers(answer("Beschreibung", strange))))
    assert "und 260 weitere" in read


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "\n\n",
        "a\r\nb\tc\x0bd\x00e",
        "x" * 4000,
        "\u202e\u200f\u200b\ufeff",
        "\u0301" * 50,
        "e\u0301" * 200,
        "\ue001",
        "👩\u200d👧\u200d👦" * 300,
        "हिन्दी ไทย " * 100,
        "\ud800",
        "\u202eمرحبا abc",
    ],
    ids=range(13),
)
def test_nothing_that_people_type_stops_it(text):
    facts = replace(with_answers(answer("Beschreibung", text)), organisation=text or "O", project=text, filed_by=text)
    assert pdf.draw_receipt(facts).startswith(b"%PDF")
    assert_inside(facts)


def test_the_same_facts_give_the_same_bytes_whatever_was_drawn_before():
    facts = with_answers(answer("Beschreibung", "نحن جمعية – 😀 Ґанок"))
    first = pdf.draw_receipt(facts)
    pdf.draw_receipt(with_answers(answer("Beschreibung", "ما می‌خواهیم مردم हिन्दी")))
    assert pdf.draw_receipt(facts) == first


def test_lines_break_between_words_and_never_lose_a_letter():
    text = "Donaudampfschifffahrt " * 20 + "x" * 300
    setting = shaping.Setting(text, "regular", 10)
    cut = flow.lines(text, setting, 200)
    assert "".join(text[start:end] for start, end in cut) == text
    assert all(setting.width(text[start:end].rstrip()) <= 200 for start, end in cut)
