"""Somebody with a browser and no JavaScript: opens pages, follows links by their words, fills in labelled fields."""

from django.test import Client
from lxml import html


def words(element):
    return " ".join(element.text_content().split())


class Person:
    def __init__(self, user=None):
        self.client = Client()
        if user:
            self.client.force_login(user)

    # Looking ------------------------------------------------------------------------------------
    def open(self, path):
        return self._take(self.client.get(path, follow=True))

    def _take(self, response):
        self.response, self.status = response, response.status_code
        self.path = response.request["PATH_INFO"]
        self.page = html.fromstring(response.content) if "html" in response.get("Content-Type", "") else None
        return self

    @property
    def text(self):
        return words(self.page.find(".//main"))

    @property
    def heading(self):
        return words(self.page.find(".//h1"))

    def sees(self, *sentences):
        missing = [s for s in sentences if s not in self.text]
        assert not missing, f"{self.path} does not say {missing}: {self.text[:1500]}"
        return self

    # Acting -------------------------------------------------------------------------------------
    def follow(self, link, within=None):
        """Click the first link whose words begin with `link`, inside the element that contains the words `within`."""
        found = [a for a in self._scope(within).iter("a") if words(a).startswith(link) and a.get("href")]
        assert found, f"{self.path} has no link {link!r}: {[words(a) for a in self.page.iter('a')]}"
        return self.open(found[0].get("href"))

    def press(self, button, within=None, files=(), **by_name):
        return self.fill({}, button, within=within, files=files, **by_name)

    def fill(self, by_label, button, within=None, files=(), **by_name):
        """Fill in fields by their labels and press a button. Texts replace, True ticks, a label chooses a radio."""
        form, pressed = self._form_with(button, within)
        data = self._standing(form)
        for label, value in by_label.items():
            self._enter(form, data, label, value)
        data.update(by_name)
        if pressed.get("name"):
            data[pressed.get("name")] = pressed.get("value", "")
        data.update(files)
        action = pressed.get("formaction") or form.get("action") or self.response.request["PATH_INFO"]
        if form.get("method", "get").lower() == "get":
            return self._take(self.client.get(action, data, follow=True))
        return self._take(self.client.post(action, data, follow=True))

    def _scope(self, within):
        """The smallest row, article, section or list item that contains the words."""
        if within is None:
            return self.page
        boxes = [
            e
            for tag in ("tr", "li", "article", "section", "fieldset")
            for e in self.page.iter(tag)
            if within in words(e)
        ]
        assert boxes, f"{self.path}: nothing contains {within!r}: {self.text[:1500]}"
        return min(boxes, key=lambda e: len(words(e)))

    def _form_with(self, button, within):
        for form in self._scope(within).iter("form"):
            for pressed in form.iter("button"):
                if words(pressed).startswith(button):
                    return form, pressed
        raise AssertionError(f"{self.path} has no button {button!r}: {[words(b) for b in self.page.iter('button')]}")

    @staticmethod
    def _standing(form):
        """What the browser would send if nothing were touched."""
        data = {}
        for field in form.inputs:
            name, kind = field.get("name"), field.get("type", "")
            if not name or kind in {"submit", "button", "file"} or field.tag == "button":
                continue
            if kind in {"checkbox", "radio"}:
                if field.get("checked") is not None:
                    data.setdefault(name, []).append(field.get("value", "on"))
            elif field.value is not None:
                data[name] = list(field.value) if field.tag == "select" and field.get("multiple") else field.value
        return data

    def _enter(self, form, data, label, value):
        field = self._field(form, label)
        name, kind = field.get("name"), field.get("type", "")
        if kind == "checkbox":
            chosen = set(data.get(name, []))
            (chosen.add if value else chosen.discard)(field.get("value", "on"))
            data[name] = sorted(chosen)
        elif kind == "radio":
            data[name] = field.get("value")
        elif field.tag == "select":
            options = {words(o): o.get("value", words(o)) for o in field.iter("option")}
            data[name] = options[value]
        else:
            data[name] = value

    def _field(self, form, label):
        found = [e for e in form.iter("label") if words(e).startswith(label)]
        assert found, f"{self.path} has no field {label!r}: {[words(e) for e in form.iter('label')]}"
        target = found[0].get("for")
        return form.get_element_by_id(target) if target else next(found[0].iter("input", "select", "textarea"))
