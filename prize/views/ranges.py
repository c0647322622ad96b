"""Parts of a file (RFC 9110, section 14): a player asks for them to begin in the middle of a film."""

import re

from django.http import FileResponse, HttpResponse

ONE_RANGE = re.compile(r"bytes=[ \t]*(\d{0,18})-(\d{0,18})[ \t]*", re.ASCII | re.IGNORECASE)


class Part:
    """`size` bytes of an open file from `start`; what a FileResponse reads from and closes."""

    def __init__(self, file, start, size):
        self.file, self.left = file, size
        file.seek(start)

    def read(self, size=-1):
        content = self.file.read(self.left if size < 0 else min(size, self.left))
        self.left -= len(content)
        return content

    def close(self):
        self.file.close()


def file_response(request, file, size, *, etag, **options):
    """The open file, or the one part of it that is asked for; several parts at once are never given."""
    wanted = wanted_range(request, size, etag)
    if wanted == (0, 0):
        file.close()
        response = HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    else:
        response = part_response(file, wanted, size, **options) if wanted else FileResponse(file, **options)
    response["Accept-Ranges"], response["ETag"] = "bytes", etag
    return response


def part_response(file, wanted, size, **options):
    start, end = wanted
    response = FileResponse(Part(file, start, end - start), status=206, **options)
    response["Content-Range"] = f"bytes {start}-{end - 1}/{size}"
    response["Content-Length"] = str(end - start)
    return response


def wanted_range(request, size, etag):
    """(start, end) of the bytes that are asked for; None for all of them, (0, 0) where the file is too short."""
    match = ONE_RANGE.fullmatch(request.headers.get("Range", ""))
    is_of_another = request.headers.get("If-Range", etag) != etag
    if request.method != "GET" or is_of_another or not match or not any(match.groups()):
        return None
    first, last = match.groups()
    if not first:  # the last so many bytes
        return (max(0, size - int(last)), size) if int(last) else (0, 0)
    start, end = int(first), min(int(last) + 1, size) if last else size
    if last and int(last) < start:
        return None  # no range at all
    return (start, end) if start < size else (0, 0)
