import socket
import time
from urllib.parse import urlsplit

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.urls import reverse

from prize.models import OfficeRole, User


class Command(BaseCommand):
    help = "Waits until the site answers, then prints its address and, in practice mode, who one can sign in as."

    def add_arguments(self, parser):
        parser.add_argument("address")

    def handle(self, *args, address, **options):
        self.wait_for(urlsplit(address))
        self.stdout.write(f"\n  The site is up: {address}")
        if settings.PRACTICE:
            self.stdout.write(f"  Practice sign-in, one click each: {address}{reverse('practice_sign_in')}")
            self.stdout.write(f"  Mail that the site has sent:      {address}{reverse('practice_mail')}\n")
            for label, users in self.sign_ins():
                self.stdout.write(f"    {label}: {', '.join(users)}")
        self.stdout.write("\n  Ctrl-C stops it.\n")

    def wait_for(self, address, seconds=30):
        for _ in range(seconds * 5):
            try:
                socket.create_connection((address.hostname, address.port or 80), timeout=1).close()
            except OSError:
                time.sleep(0.2)
            else:
                return
        raise CommandError(f"the server did not answer within {seconds} seconds")

    def sign_ins(self):
        people = User.objects.filter(is_practice=True).order_by("pk")
        for role in OfficeRole:
            yield str(role.label), [user.email for user in people.filter(office_role=role)]
        yield "Jury", [user.email for user in people.filter(email__startswith="jury")]
        yield "Bewerbung", [user.email for user in people.filter(email__startswith="bewerbung")[:3]] + ["…"]
