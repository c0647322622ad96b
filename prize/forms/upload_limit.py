"""What is too large is refused while it is still on its way: neither memory nor disk ever holds more than allowed."""

from django.conf import settings
from django.core.files.uploadhandler import FileUploadHandler, SkipFile

VIDEO = "video-"  # how the names of the fields begin that take films; see file_question


class LimitHandler(FileUploadHandler):
    """The first of settings.FILE_UPLOAD_HANDLERS. A file above the site's limit is thrown away from there on, and what
    was kept of it is deleted; the rest of the form is read, so that nothing typed is lost.

    The view finds the names of such files in `request.too_large`: {name of the field: [name of the file]}.
    """

    def handle_raw_input(self, input_data, META, content_length, boundary, encoding=None):  # noqa: N803 -- Django's
        self.request.too_large = {}

    def new_file(self, field_name, file_name, *args, **kwargs):
        super().new_file(field_name, file_name, *args, **kwargs)
        is_video = field_name.startswith(VIDEO)
        self.limit = settings.VIDEO_MAX_BYTES if is_video else settings.ATTACHMENT_MAX_BYTES

    def receive_data_chunk(self, raw_data, start):
        if start + len(raw_data) > self.limit:
            self.request.too_large.setdefault(self.field_name, []).append(self.file_name)
            raise SkipFile
        return raw_data

    def file_complete(self, file_size):
        return None
