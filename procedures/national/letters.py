"""The Vietnamese alphabet as classes for regular expressions: a range such as `à-ỹ` holds capitals, too. Pure."""

LOWER = "a-zàáảãạăằắẳẵặâầấẩẫậđèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵ"
"""The small letters, to stand inside brackets."""

UPPER = LOWER.upper()
"""The capitals, to stand inside brackets."""
