"""The room `exchange/`: how do others hear of it."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ExchangeConfig(AppConfig):
    name = "exchange"
    verbose_name = _("Thông báo và kết nối")

    def ready(self) -> None:
        from accounts.sending import send_texts_by
        from dossiers.announcing import listen, listen_for_news
        from exchange.channels.urgent import send_now
        from exchange.outbox import enqueue, pass_on

        listen(enqueue)
        listen_for_news(pass_on)
        send_texts_by(send_now)
