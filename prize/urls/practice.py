from django.urls import path

from prize.views import practice

urlpatterns = [
    path("uebung/", practice.practice_sign_in, name="practice_sign_in"),
    path("uebung/post/", practice.practice_mail, name="practice_mail"),
    path("uebung/post/<slug:name>/", practice.practice_mail_page, name="practice_mail_page"),
    path("uebung/post/<slug:name>/<int:file_number>/", practice.practice_mail_file, name="practice_mail_file"),
]
