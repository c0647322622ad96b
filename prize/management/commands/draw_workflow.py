import re
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand

from prize.models import Application, Candidacy

START, END = "<!-- drawn by manage.py draw_workflow: start -->", "<!-- end -->"


def transitions(model):
    """(source, step, target) of each transition, from the FSM itself, in the order of the states."""
    order = [value for value, _ in model._meta.get_field("state").choices]
    found = {(t.source, t.name, t.target) for t in model._meta.get_field("state").get_all_transitions(model)}
    return sorted(found, key=lambda t: (order.index(t[0]), order.index(t[2]), t[1]))


def graph(model):
    """The graph as Mermaid text, which code hosts and editors draw."""
    states = [f"    [*] --> {model._meta.get_field('state').default}"]
    steps = [f"    {source} --> {target}: {step}" for source, step, target in transitions(model)]
    return "\n".join(["```mermaid", "stateDiagram-v2", "    direction LR", *states, *steps, "```"])


def drawing():
    return f"{START}\n\n### Candidacy\n\n{graph(Candidacy)}\n\n### Application\n\n{graph(Application)}\n\n{END}"


class Command(BaseCommand):
    help = "Draws the graph in docs/workflow.md anew from the transitions in the code."

    def handle(self, *args, **options):
        path = Path(settings.BASE_DIR) / "docs" / "workflow.md"
        text = path.read_text(encoding="utf-8")
        pattern = re.compile(re.escape(START) + ".*" + re.escape(END), re.DOTALL)
        path.write_text(pattern.sub(lambda _: drawing(), text), encoding="utf-8")
        self.stdout.write(f"drawn: {path.relative_to(settings.BASE_DIR)}")
