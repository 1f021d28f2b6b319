"""The sign-in partner: an OpenID Connect provider as VNeID is. What it must do stands in `contract`, a local one in
`pretended`.
"""
