"""Name what finds boilerplate by code: no pack has these rules, but findings, --rule and --ignore name them."""

from __future__ import annotations

from collections.abc import Mapping

__all__ = ["CODE_RULES"]

CODE_RULES: Mapping[str, str] = {
    "box": "a short sentence between two sentences of page furniture",
    "companion.appeal": "a sentence of an appeal for money or subscriptions, beside another one",
    "companion.author": 'who an author is, beside a line such as "Follow her on Twitter"',
    "companion.button": "the button of a form or notice that goes",
    "companion.cookie": "a sentence or button of a cookie notice, beside another one",
    "companion.credits": "who else reported, beside a line of credits",
    "companion.notice": "a note of the editors, beside another one",
    "companion.outlook": "what a newsletter or page offers, beside the call to subscribe",
    "companion.tip": "a call for information, beside an address for it",
    "echo": "a prompt that is removed at another place of the same text",
    "ending": "a call without a target, or a source in brackets, at the end of a text",
    "inserted.buttons": "buttons amid sentences",
    "inserted.credit": "the credit of a picture amid sentences",
    "inserted.gallery": "the counter and buttons of a gallery amid sentences",
    "inserted.marker": "a marker of a picture, video or advert amid sentences",
    "inserted.notice": "a notice of a player or page amid sentences",
    "inserted.pager": "a page number amid sentences",
    "inserted.player": "the controls of a video or sound amid sentences",
    "inserted.pressed": "a prompt to press an advert amid sentences",
    "inserted.prompt": "a call to read, share or subscribe amid sentences",
    "inserted.titles": "titles of other articles amid sentences",
    "issuer": 'the section "About ..." at the end of a press release',
    "links": 'a list of titles of other articles below a heading such as "Read also", or the rest of a block of links',
    "model": "a block that the line model takes for boilerplate (--strip-level safe, normal, aggressive)",
    "signature": "a signature or a card of addresses at the end of a text or post",
}
"""What each finds; templates have names of their own."""
