"""Signatures in PDF: keys, the two signatures of a result, and the verdict on a file that somebody brings.

`contract.py` is what a key is, `pkcs12.py`, `pkcs11.py` and `remote.py` are where it may live, `pades.py` signs,
`verifying.py` judges. Nothing here knows a dossier; `dossiers/services/signing.py` does.
"""
