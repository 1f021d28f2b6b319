"""Hòa opens an account on her phone with a code and no password, and signs in again, with the keyboard alone."""

import re

import pytest

from accounts.models import User
from accounts.sending import send_texts_by

PHONE_SIZE = {"width": 390, "height": 844}


@pytest.fixture
def texts():
    """What reaches Hòa's phone."""
    sent: list[str] = []
    stop = send_texts_by(lambda phone, text, *, key, at: sent.append(text))
    yield sent
    stop()


def code_in(text):
    return re.search(r"\b\d{6}\b", text)[0]


def ask_for_code(citizen):
    citizen.page.set_viewport_size(PHONE_SIZE)
    citizen.go_to("account_login")
    citizen.sees("Đăng nhập")
    citizen.press(citizen.link("Đăng nhập bằng mã"))
    citizen.sees("bằng mã")
    citizen.type(citizen.field("Số điện thoại hoặc thư điện tử"), "0912 345 678")
    citizen.press(citizen.button("Gửi mã cho tôi"))
    citizen.sees("Nhập mã xác nhận")


@pytest.mark.parametrize("has_scripts", [True, False], ids=["scripts", "no scripts"])
def test_hoa_signs_up_and_in_with_codes_on_her_phone(clock, open_browser, world, texts, has_scripts):
    citizen = open_browser(has_scripts=has_scripts)
    ask_for_code(citizen)

    # A slip of the thumb is explained, and the right code still holds.
    right = code_in(texts[-1])
    citizen.type(citizen.field("Mã xác nhận"), f"{(int(right) + 1) % 1_000_000:06d}")
    citizen.press(citizen.button("Xác nhận"))
    citizen.reads("Mã không đúng. Ông/Bà còn 4 lần nhập.")
    citizen.type(citizen.field("Mã xác nhận"), f"{right[:3]} {right[3:]}")
    citizen.press(citizen.button("Xác nhận"))

    citizen.sees("họ tên để mở tài khoản")
    citizen.type(citizen.field("Họ và tên"), "Nguyễn Thị Hòa")
    citizen.type(citizen.field("Số định danh cá nhân"), "001 190 123 456")
    citizen.press(citizen.button("Mở tài khoản"))
    citizen.sees("Hồ sơ của tôi")

    citizen.go_to("accounts:profile")
    citizen.sees("Thông tin của tôi")
    citizen.reads("0912 345 678", "Đã xác nhận", "đăng nhập bằng mã")

    again = open_browser(has_scripts=has_scripts)
    ask_for_code(again)
    again.type(again.field("Mã xác nhận"), code_in(texts[-1]))
    again.press(again.button("Xác nhận"))
    again.sees("Hồ sơ của tôi")
    assert User.objects.filter(phone="+84912345678", phone_confirmed_at__isnull=False).count() == 1
