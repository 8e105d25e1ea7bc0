"""Digital signatures go as a whole, wherever they stand; the signed text stays."""

from __future__ import annotations

import pytest

from chaffinch.boilerplate.furniture.seals import sealed

BODY = "Version: 2.2\n\niQCVAgUBK8AjRXzXN+VrOblFAQFSbwP+MHePY4g7ge8Mo5wpsivX\n=q2V5\n"


@pytest.mark.parametrize("kind", ["PGP SIGNATURE", "SIGNATURE", "GEEK CODE BLOCK"])
def test_the_block_goes_and_the_text_around_it_stays(kind: str) -> None:
    block = f"-----BEGIN {kind}-----\n{BODY}-----END {kind}-----"
    text = f"Die Tore sind alt.\n\nAnn\n\n{block}\n\nSchreiben Sie an Ann."
    assert [text[a:b] for a, b in sealed(text)] == [block]


def test_the_line_that_opens_a_signed_text_goes_with_its_headers() -> None:
    text = "-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\nThe gates are old."
    assert [text[a:b] for a, b in sealed(text)] == ["-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256"]


@pytest.mark.parametrize(
    "text",
    [
        "> -----BEGIN PGP SIGNATURE-----\n> iQ\n> -----END PGP SIGNATURE-----",
        "It begins with -----BEGIN PGP SIGNATURE----- and has no end.",
        "-----BEGIN PGP PUBLIC KEY BLOCK-----\nmQ\n-----END PGP PUBLIC KEY BLOCK-----",
        "-----BEGIN PGP SIGNATURE-----\niQ without an end",
    ],
)
def test_what_is_quoted_or_a_key_stays(text: str) -> None:
    assert not sealed(text)
