"""Addresses of the published figures."""

from django.urls import path

from reporting.views import checking, definitions, nights, opendata, public, published, reports, score, service

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
    path("du-lieu-mo/so-lieu/", opendata.open_data, name="open_data"),
    path("du-lieu-mo/so-lieu/rebuild_figures.py", opendata.rebuild_script, name="rebuild_script"),
    path("du-lieu-mo/so-lieu/<slug:name>.csv", opendata.open_file, name="open_file"),
    path("du-lieu-mo/so-lieu/<slug:slug>/<slug:name>.csv", opendata.open_file, name="open_file_of"),
    path("kiem-tra-so-lieu/", checking.check_figures, name="check_figures"),
    path("thong-ke/", public.months, name="months"),
    path("thong-ke/chi-tieu/", definitions.indicators, name="indicators"),
    path("thong-ke/phuc-vu/", service.service, name="service"),
    path("thong-ke/phuc-vu/<slug:slug>/", service.service_rows, name="service_rows"),
    path("thong-ke/diem-chat-luong/", score.score, name="score"),
    path("thong-ke/diem-chat-luong/<str:number>/", score.score_rows, name="score_rows"),
    path("thong-ke/lan-tinh/", nights.runs, name="runs"),
    path("thong-ke/danh-sach/", nights.behind, name="behind"),
    path("thong-ke/danh-sach.csv", nights.behind_file, {"form": "csv"}, name="behind_csv"),
    path("thong-ke/danh-sach.xlsx", nights.behind_file, {"form": "xlsx"}, name="behind_xlsx"),
    path("thong-ke/<str:slug>.csv", public.month_csv, name="month_csv"),
    path("thong-ke/<str:slug>/", public.month, name="month"),
]
