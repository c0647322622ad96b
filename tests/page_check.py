"""What every page must keep, checked on each page that any test opens."""

from html.parser import HTMLParser

VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
UNLABELLED = {"hidden", "submit", "button", "image", "reset"}


class Page(HTMLParser):
    """Collects what the checks ask for; `stack` holds the open elements."""

    def __init__(self, html):
        super().__init__()
        self.elements, self.stack, self.texts = [], [], {}
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        index = len(self.elements)
        self.elements.append((tag, dict(attrs), tuple(self.stack)))
        if tag not in VOID:
            self.stack.append(index)

    def handle_startendtag(self, tag, attrs):
        self.elements.append((tag, dict(attrs), tuple(self.stack)))

    def handle_endtag(self, tag):
        for depth in range(len(self.stack) - 1, -1, -1):
            if self.elements[self.stack[depth]][0] == tag:
                del self.stack[depth:]
                return

    def handle_data(self, data):
        for index in self.stack:
            self.texts[index] = self.texts.get(index, "") + data

    def all(self, *tags):
        return [(i, attrs, parents) for i, (tag, attrs, parents) in enumerate(self.elements) if tag in tags]

    def text(self, index):
        return " ".join(self.texts.get(index, "").split())


def problems(html):
    """Sentences about what is wrong with a page; none when all is well."""
    page = Page(html)
    return [*frame(page), *safety(page), *ids(page), *labels(page), *names(page), *forms(page)]


def fragment_problems(html):
    """The same of a part that goes into a page which is there already."""
    page = Page(html)
    return [*safety(page), *names(page)]


def frame(page):
    if not any(attrs.get("lang") for _, attrs, _ in page.all("html")):
        yield "<html> has no lang"
    headings = page.all("h1")
    if len(headings) != 1:
        yield f"{len(headings)} <h1> instead of one"
    titles = [
        page.text(i) for i, _, parents in page.all("title") if not any(page.elements[p][0] == "svg" for p in parents)
    ]
    if len(titles) != 1 or len(titles[0]) < 4:
        yield f"titles: {titles}"
    if len(page.all("main")) != 1:
        yield "no single <main>"


def safety(page):
    for i, (tag, attrs, _) in enumerate(page.elements):
        if tag == "script" and not attrs.get("src"):
            yield "inline script"
        if tag == "style" or "style" in attrs:
            yield f"inline style on <{tag}>: {attrs.get('style', page.text(i))[:60]}"
        yield from (f"inline handler {name} on <{tag}>" for name in attrs if name.startswith("on"))
        address = attrs.get("src") or (attrs.get("href") if tag in {"link", "use", "image"} else None)
        if address and address.startswith(("http:", "https:", "//")) and attrs.get("rel") != "canonical":
            yield f"third-party request: {address}"


def ids(page):
    seen = [attrs["id"] for _, attrs, _ in page.elements if "id" in attrs]
    yield from (f"id {name!r} stands twice" for name in {n for n in seen if seen.count(n) > 1})
    for tag, attrs, _ in page.elements:
        for pointer in ("aria-describedby", "aria-labelledby", "for", "aria-controls"):
            for name in (attrs.get(pointer) or "").split():
                if name not in seen:
                    yield f"<{tag} {pointer}={name}> points nowhere"


def labels(page):
    labelled = {attrs.get("for") for _, attrs, _ in page.all("label")}
    for _, attrs, parents in page.all("input", "select", "textarea"):
        wrapped = any(page.elements[p][0] == "label" for p in parents)
        named = attrs.get("aria-label") or attrs.get("aria-labelledby")
        if attrs.get("type") not in UNLABELLED and not (wrapped or named or attrs.get("id") in labelled):
            yield f"field without label: {attrs.get('name')}"


def names(page):
    for i, attrs, _ in page.all("a", "button"):
        pictures = [a.get("alt") for j, a, parents in page.all("img") if i in parents]
        if not (page.text(i) or attrs.get("aria-label") or attrs.get("aria-labelledby") or any(pictures)):
            yield f"link or button without a name: {attrs}"
    yield from (f"picture without alt: {attrs.get('src')}" for _, attrs, _ in page.all("img") if "alt" not in attrs)
    for i, _, _ in page.all("table"):
        if not any(i in parents for _, _, parents in page.all("th")):
            yield "table without header cells"


def forms(page):
    for i, attrs, _ in page.all("form"):
        tokens = [a for _, a, parents in page.all("input") if i in parents and a.get("name") == "csrfmiddlewaretoken"]
        if attrs.get("method", "").lower() == "post" and not tokens:
            yield f"form without csrf token: {attrs.get('action')}"
