"""Words as search compares them: codes in one piece, marks away, “lý” and “lí” the same; and what everyday words mean.

Pure. `words_of` is applied to what the catalogue says and to what people type, so both meet in the same form.
"""

import re
from typing import NamedTuple

from agencies.vietnamese import folded

LEADING_DIGIT = re.compile(r"(?<![\d.,])(\d)\.(?=\d)")
"""The point in a national code (1.001193), also of a half-typed one; the code is one word."""

SPELT_WITH_Y = re.compile(r"(qu|[hklmst])y")
"""Syllables that are spelt with y or i as one likes: lý, lí; kỹ, kĩ; quý, quí."""


def words_of(text: str) -> list[str]:
    """Return the words of a text in the form in which search compares them."""
    words = folded(LEADING_DIGIT.sub(r"\1", text)).split()
    return [f"{word[:-1]}i" if SPELT_WITH_Y.fullmatch(word) else word for word in words]


class Everyday(NamedTuple):
    """A way to say a thing, what the law calls it, and what else people say for it; each is a tuple of words."""

    said: tuple[str, ...]
    meanings: tuple[tuple[str, ...], ...]
    otherwise: tuple[tuple[str, ...], ...]

    @property
    def word(self) -> str:
        """The one word under which the index keeps it, whether it is written in one word or in several."""
        return "".join(self.said)


_EVERYDAY = """
    attp            an toan thuc pham
    vsattp          an toan thuc pham
    ve sinh         an toan thuc pham, ve sinh
    bang cap        van bang, bang tot nghiep, bang cap
    bang cap 3      trung hoc pho thong
    bang lai        giay phep lai xe
    bang lai xe     giay phep lai xe
    bhtn            bao hiem that nghiep, tro cap that nghiep
    bhxh            bao hiem xa hoi
    bhyt            bao hiem y te
    bia do          so do, quyen su dung dat
    bien so         dang ky xe, bien so
    blx             giay phep lai xe
    buon ban        ho kinh doanh, buon ban
    ca vet          dang ky xe
    can cuoc cong dan   can cuoc
    cc              chung chi, can cuoc, cong chung
    cccd            can cuoc
    cchn            chung chi hanh nghe
    cmnd            can cuoc, chung minh nhan dan
    cmt             can cuoc, chung minh nhan dan
    cong chung      cong chung, chung thuc
    cty             cong ty
    dam cuoi        ket hon, dam cuoi
    dam ma          mai tang
    dkdn            dang ky doanh nghiep, thanh lap doanh nghiep, thanh lap cong ty
    dkkd            dang ky kinh doanh, dang ky ho kinh doanh, dang ky doanh nghiep, ho kinh doanh, kinh doanh
    dkkh            dang ky ket hon
    dkks            dang ky khai sinh
    dkkt            dang ky khai tu
    dktt            dang ky thuong tru, dang ky tam tru
    dkx             dang ky xe
    dn              doanh nghiep
    dntn            doanh nghiep tu nhan
    doc than        tinh trang hon nhan
    dtm             danh gia tac dong moi truong
    gcn             giay chung nhan
    gcnqsdd         giay chung nhan quyen su dung dat, quyen su dung dat
    giay bao tu     khai tu
    giay chung tu   khai tu
    gks             giay khai sinh, khai sinh
    gpkd            giay phep kinh doanh, dang ky kinh doanh, dang ky doanh nghiep, ho kinh doanh
    gpld            giay phep lao dong
    gplx            giay phep lai xe
    gpmt            giay phep moi truong
    gpxd            giay phep xay dung
    hc              ho chieu
    hkd             ho kinh doanh
    hktt            thuong tru
    ho khau         ho khau, thuong tru, cu tru
    htx             hop tac xa
    kcn             khu cong nghiep
    kt3             tam tru
    lap cong ty     thanh lap cong ty, thanh lap doanh nghiep
    lay chong       ket hon
    lay vo          ket hon
    lltp            ly lich tu phap
    luong huu       huu tri, luong huu
    ma chay         mai tang
    mo cong ty      thanh lap cong ty, thanh lap doanh nghiep
    mst             ma so thue
    mua dat         chuyen nhuong, mua ban dat
    ban dat         chuyen nhuong, mua ban dat
    nghi de         thai san
    nguoi gia       nguoi cao tuoi, huu tri xa hoi, nguoi gia
    nld             nguoi lao dong
    noxh            nha o xa hoi
    nvqs            nghia vu quan su
    o tro           tam tru
    passport        ho chieu
    pccc            phong chay
    qsd             quyen su dung
    qsdd            quyen su dung dat
    so do           so do, quyen su dung dat
    so hong         so hong, quyen su dung dat
    syll            so yeu ly lich
    tan tat         khuyet tat
    thpt            trung hoc pho thong
    tiem thuoc      nha thuoc, quay thuoc
    tiem thuoc tay  nha thuoc, quay thuoc
    tncn            thu nhap ca nhan
    tnhh            tnhh, trach nhiem huu han
    tthn            tinh trang hon nhan
    ubnd            uy ban nhan dan
    visa            thi thuc
    vpcc            van phong cong chung
    vpdd            van phong dai dien
    xay nha         giay phep xay dung, xay nha
    xkld            xuat khau lao dong, lao dong nuoc ngoai
"""
"""Abbreviations and everyday words, without marks, and what the law calls the thing; any of the meanings will do."""


def _read_everyday(table: str) -> dict[tuple[str, ...], Everyday]:
    lines = [re.split(r"\s{2,}", line.strip()) for line in table.strip().splitlines()]
    meant = {
        tuple(words_of(said)): tuple(tuple(words_of(meaning)) for meaning in meanings.split(","))
        for said, meanings in lines
    }
    return {
        said: Everyday(
            said,
            tuple(meaning for meaning in meanings if meaning != said),
            tuple(other for other, of_other in meant.items() if other != said and set(of_other) & set(meanings)),
        )
        for said, meanings in meant.items()
    }


EVERYDAY = _read_everyday(_EVERYDAY)
"""By its words, whatever says a thing otherwise than the law."""

LONGEST_EVERYDAY = max(map(len, EVERYDAY))

FILLERS = frozenset(
    words_of("a ban can cho co con cua di duoc em gi hay hoi la lam minh muon nao nhu o oi thi thu toi tuc va ve xin")
)
"""Words that say nothing about which procedure is meant: they help to rank, but a procedure need not have them."""

CHATTER = frozenset(
    tuple(words_of(phrase))
    for phrase in (
        "bao gio",
        "bao lau",
        "bao nhieu",
        "bao nhieu tien",
        "can gi",
        "can nhung gi",
        "cho toi hoi",
        "giay to gi",
        "het bao nhieu",
        "lam sao",
        "lam the nao",
        "mat bao lau",
        "nhu the nao",
        "o dau",
        "phai lam gi",
        "tai sao",
        "the nao",
        "thu tuc",
        "xin hoi",
    )
)
"""What people add when they talk; it is not looked for at all."""
