"""Which names mean the same kind of paper, so that one that a person has is offered wherever it is asked for. Pure.

A law asks for “Bản sao Giấy khai sinh”, another for “Trích lục khai sinh”: one kind. Kinds are few and told apart by
words that stand in the name; a name in which several kinds stand (“căn cước hoặc hộ chiếu”) is of each of them, a
paper *about* another one (an application, a receipt) of none.
"""

import re

from agencies.vietnamese import folded

KINDS: dict[str, tuple[str, ...]] = {
    "identity": ("can cuoc", "chung minh nhan dan", "cccd", "giay to tuy than"),
    "passport": ("ho chieu",),
    "birth": ("giay khai sinh", "trich luc khai sinh", "trich luc ghi chu khai sinh"),
    "marriage": ("giay chung nhan ket hon", "trich luc ket hon", "giay dang ky ket hon"),
    "marital_status": ("xac nhan tinh trang hon nhan",),
    "death": ("giay chung tu", "trich luc khai tu", "giay bao tu"),
    "residence": ("xac nhan thong tin ve cu tru", "xac nhan thong tin cu tru", "so ho khau"),
    "land": ("chung nhan quyen su dung dat", "so do", "so hong"),
    "business_household": ("chung nhan dang ky ho kinh doanh",),
    "enterprise": ("chung nhan dang ky doanh nghiep", "chung nhan dang ky kinh doanh"),
    "investment": ("chung nhan dang ky dau tu",),
    "building_permit": ("giay phep xay dung",),
    "driving": ("giay phep lai xe", "bang lai xe"),
    "diploma": ("bang tot nghiep", "van bang tot nghiep", "bang cu nhan"),
    "criminal_record": ("phieu ly lich tu phap",),
    "health": ("giay kham suc khoe", "giay chung nhan suc khoe"),
}
"""The words, without marks, by which a kind is known."""

ABOUT = ("don de nghi", "don xin", "to khai", "van ban de nghi", "giay de nghi", "bien lai", "cam ket", "hop dong")
"""How the name of a paper begins that speaks of another one."""

_ASIDE = re.compile(r"\([^)]*\)")


def plain(name: str) -> str:
    """Return what two spellings of one name have in common: letters without marks, nothing in brackets."""
    return folded(_ASIDE.sub(" ", name))


def kinds_of(name: str) -> frozenset[str]:
    """Return the kinds of paper that a name means; none for a paper that is only itself."""
    words = f" {plain(name)} "
    if any(words.startswith(f" {start} ") for start in ABOUT):
        return frozenset()
    return frozenset(kind for kind, names in KINDS.items() if any(f" {one} " in words for one in names))


def is_same_paper(one: str, other: str) -> bool:
    """Say whether two names mean the same paper: the same words, or a kind in common."""
    return plain(one) == plain(other) or bool(kinds_of(one) & kinds_of(other))
