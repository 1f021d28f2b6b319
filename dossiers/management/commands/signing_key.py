"""Registers the key of an officer or the seal of an agency, lists them, takes them out of use."""

from argparse import ArgumentParser
from getpass import getpass
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from accounts.models import User
from agencies.models import Agency
from dossiers.errors import DossierError
from dossiers.models import KeyKind, SigningIdentity
from dossiers.services.identities import register, revoke

LONGEST_PICTURE = 2 * 1024 * 1024


class Command(BaseCommand):
    help = (
        "Đăng ký, liệt kê, ngừng sử dụng chứng thư ký số. Mật khẩu, mã PIN được hỏi khi chạy và không được lưu."
        " Ví dụ: signing_key register H99.03 pkcs12 giam-doc.p12 --user dung@demo.test --picture chu-ky.png"
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        deeds = parser.add_subparsers(dest="deed", required=True)
        adding = deeds.add_parser("register", help="đăng ký một khóa")
        adding.add_argument("agency", help="mã định danh của cơ quan")
        adding.add_argument("kind", choices=KeyKind.values, help="nơi giữ khóa")
        adding.add_argument("location", help="tên tệp trong SIGNING_KEYS; thiết bị/nhãn; hoặc tài khoản ký từ xa")
        adding.add_argument("--user", help="thư điện tử của người ký; bỏ trống là con dấu của cơ quan")
        adding.add_argument("--picture", type=Path, help="hình chữ ký hoặc con dấu, tệp PNG nền trong suốt")
        adding.add_argument("--ask", action="store_true", help="hỏi mật khẩu hoặc mã PIN thay vì lấy từ cấu hình")
        deeds.add_parser("list", help="liệt kê các chứng thư đã đăng ký")
        ending = deeds.add_parser("revoke", help="ngừng sử dụng một chứng thư từ bây giờ")
        ending.add_argument("agency", help="mã định danh của cơ quan")
        ending.add_argument("serial_number", help="số chứng thư, như lệnh list in ra")

    def handle(self, *args: Any, **options: Any) -> None:
        deed = {"register": self._register, "list": self._list, "revoke": self._revoke}[options["deed"]]
        deed(options)

    def _register(self, options: dict[str, Any]) -> None:
        agency = self._agency(options["agency"])
        user = None
        if options["user"]:
            user = User.objects.filter(email__iexact=options["user"]).first()
            if user is None:
                raise CommandError(f"Không có tài khoản {options['user']}.")
        try:
            identity = register(
                agency,
                options["kind"],
                options["location"],
                user=user,
                picture=_picture(options["picture"]),
                secret=getpass("Mật khẩu hoặc mã PIN: ") if options["ask"] else "",
                at=timezone.now(),
            )
        except DossierError as error:
            raise CommandError(str(error.message)) from error
        self.stdout.write(f"Đã đăng ký {identity}, hiệu lực đến {timezone.localtime(identity.valid_to):%d/%m/%Y}.")

    def _list(self, _options: dict[str, Any]) -> None:
        now = timezone.now()
        for one in SigningIdentity.objects.select_related("agency", "user"):
            state = "đã ngừng" if one.revoked_at else "hết hạn" if one.valid_to < now else "đang dùng"
            holder = one.user.full_name if one.user else "con dấu"
            until = f"{timezone.localtime(one.valid_to):%d/%m/%Y}"
            self.stdout.write("\t".join((one.agency.code, holder, one.serial_number, one.kind, until, state)))

    def _revoke(self, options: dict[str, Any]) -> None:
        agency = self._agency(options["agency"])
        identity = SigningIdentity.objects.filter(agency=agency, serial_number=options["serial_number"]).first()
        if identity is None:
            raise CommandError("Không có chứng thư số này. Lệnh list in ra các số chứng thư.")
        revoke(identity, at=timezone.now())
        self.stdout.write(f"Đã ngừng sử dụng {identity}.")

    def _agency(self, code: str) -> Agency:
        agency = Agency.objects.filter(code=code).first()
        if agency is None:
            raise CommandError(f"Không có cơ quan mang mã {code}.")
        return agency


def _picture(path: Path | None) -> bytes | None:
    if path is None:
        return None
    from io import BytesIO

    from PIL import Image, UnidentifiedImageError

    try:
        content = path.read_bytes()
        with Image.open(BytesIO(content), formats=["PNG"]) as picture:
            picture.verify()
    except (OSError, UnidentifiedImageError, SyntaxError) as error:
        raise CommandError(f"Không đọc được hình {path}; hình phải là tệp PNG.") from error
    if len(content) > LONGEST_PICTURE:
        raise CommandError("Hình lớn hơn 2 MB.")
    return content
