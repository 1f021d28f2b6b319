"""Addresses of the published figures."""

from django.urls import path

from reporting.views import checking, definitions, public, published, reports

app_name = "reporting"

urlpatterns = [
    path("bao-cao/", reports.listed, name="reports"),
    path("bao-cao/lap/", reports.make, name="make_report"),
    path("bao-cao/<uuid:key>/", reports.report, name="report"),
    path("bao-cao/<uuid:key>/danh-sach/", reports.behind, name="report_list"),
    path("bao-cao/<uuid:key>/bao-cao.<slug:form>", reports.download, name="report_file"),
    path("bao-cao/<uuid:key>/tra-lai/", reports.send_back, name="send_report_back"),
    path("bao-cao/<uuid:key>/dinh-chinh/", reports.correct, name="correct_report"),
    path("bao-cao/<uuid:key>/<slug:deed>/", reports.move, name="move_report"),
    path("cong-bo/", published.published_list, name="published"),
    path("cong-bo/atom.xml", published.report_feed, name="report_feed"),
    path("cong-bo/dang-ky/", published.subscribe, name="subscribe"),
    path("cong-bo/dang-ky/da-gui/", published.subscription_asked, name="subscription_asked"),
    path("cong-bo/dang-ky/<uuid:key>/", published.subscription, name="subscription"),
    path("cong-bo/thoi-nhan/<uuid:key>/", published.unsubscribe, name="unsubscribe"),
    path("cong-bo/<slug:slug>.<slug:form>", published.published_file, name="published_file"),
    path("cong-bo/<slug:slug>/", published.published, name="published_report"),
    path("kiem-tra-so-lieu/", checking.check_figures, name="check_figures"),
    path("thong-ke/", public.months, name="months"),
    path("thong-ke/chi-tieu/", definitions.indicators, name="indicators"),
    path("thong-ke/<str:slug>.csv", public.month_csv, name="month_csv"),
    path("thong-ke/<str:slug>/", public.month, name="month"),
]
