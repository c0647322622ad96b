"""Which language somebody is spoken to in. Imports nothing of ours, so that every floor may ask here."""

from django.conf import settings
from django.template.loader import get_template
from django.templatetags.i18n import BlockTranslateNode, TranslateNode
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import trans_real

GERMAN = settings.LANGUAGE_CODE  # the language of all texts in the code: it needs no catalogue


def codes():
    return [code for code, _name in settings.LANGUAGES]


def known(code):
    """The code itself if people may choose it, otherwise German."""
    return code if code in codes() else GERMAN


def active():
    """What the page is spoken in; in the worker and in commands German."""
    return known(translation.get_language())


def is_german_only(path):
    """The office's and the jury's pages: German, whatever somebody has chosen."""
    return path.startswith(tuple(settings.GERMAN_ONLY))


def direction(code):
    return "rtl" if translation.get_language_info(code)["bidi"] else "ltr"


def of_request(request):
    """What a page is spoken in: an account's own choice, then this browser's, then what the browser asks for."""
    if is_german_only(request.path_info):
        return GERMAN
    if request.user.is_authenticated and request.user.language in codes():
        return request.user.language
    return known(translation.get_language_from_request(request))


# Letters ----------------------------------------------------------------------------------------
def for_letter(name, language):
    """The language in which a letter's template is told: German if its catalogue lacks even one of the sentences."""
    language = known(language)
    return GERMAN if lacks(get_template(name).template, language) else language


def lacks(template, language):
    """Sentences of a template that the language's catalogue does not have."""
    if language == GERMAN:
        return []
    catalogue = trans_real.translation(language)._catalog  # gettext itself falls back without a word
    return [msgid for msgid, _plural in sentences(template) if msgid not in catalogue and (msgid, 0) not in catalogue]


def sentences(template):
    """[(msgid, msgid of the plural or None)] of a template's own tags, as gettext is asked for them."""
    found = []
    for node in template.nodelist.get_nodes_by_type((TranslateNode, BlockTranslateNode)):
        if isinstance(node, BlockTranslateNode):
            plural = node.render_token_list(node.plural)[0] if node.plural else None
            found.append((node.render_token_list(node.singular)[0], plural))
        elif text := node.filter_expression.var.literal:
            found.append((text.replace("%", "%%"), None))
    return found


# Dates ------------------------------------------------------------------------------------------
GERMAN_DAYS = ("l, j. F Y", "j. F Y", "j. F", "d.m.Y", "d.m.")
DAYS = {  # in the order of GERMAN_DAYS
    "en": ("l, j F Y", "j F Y", "j F", "d/m/Y", "d/m"),
    "uk": ("l, j E Y", "j E Y", "j E", "d.m.Y", "d.m"),  # E: the month in the genitive
    "tr": ("j F Y l", "j F Y", "j F", "d.m.Y", "d.m"),
    "ar": ("l، j F Y", "j F Y", "j F", "d/m/Y", "d/m"),
    "fa": ("l، j F Y", "j F Y", "j F", "Y/m/d", "m/d"),
}
COMMA = {"ar": "، ", "fa": "، "}


def in_order_of(language, way):
    """A German format of a date, such as "l, j. F Y, H:i", as the language writes it."""
    for german, other in zip(GERMAN_DAYS, DAYS.get(language, GERMAN_DAYS), strict=True):
        if way.startswith(german):
            return other + way.removeprefix(german).replace(", ", COMMA.get(language, ", "))
    return way


def say_date(moment, way):
    """A date in the words, the order and the signs of the language that is spoken; `way` is the German format."""
    return date_format(moment, in_order_of(translation.get_language(), way))
