"""What the receipt of a filing says."""

import datetime
from dataclasses import dataclass
from enum import StrEnum


class Timeliness(StrEnum):
    IN_TIME = "in_time"
    GRACE = "grace"
    LATE = "late"


@dataclass(frozen=True, kw_only=True)
class ReceiptFacts:
    """Plain facts; empty texts and None leave out what they would have said. Moments know their zone.

    `pages` are those of Version.document: what was filed, with the wording of that day.
    """

    site: str
    edition: str
    motto: str
    reference: str
    organisation: str
    project: str
    awards: tuple[str, ...]
    version: int
    filed_at: datetime.datetime
    first_filed_at: datetime.datetime  # the same, unless it was filed again after a return
    closes_at: datetime.datetime | None
    timeliness: Timeliness
    late_reason: str
    filed_by: str
    is_filed_by_office: bool
    channel: str
    pages: list[dict]
    check_url: str
    check_code: str
    is_practice: bool

    @property
    def is_filed_again(self):
        return self.filed_at != self.first_filed_at

    @property
    def files(self):
        return [file for page in self.pages for answer in page["answers"] for file in answer["files"]]

    def texts(self):
        """All texts of people."""
        yield from (self.organisation, self.project, self.motto, self.late_reason, self.filed_by, *self.awards)
        for page in self.pages:
            yield page["title"]
            for answer in page["answers"]:
                yield from (answer["label"], answer["value"])
                yield from (file[name] for file in answer["files"] for name in ("name", "alt"))
