"""What speakers say to one another stays, whatever words of furniture are in it; lines with labels are no dialogues."""

from __future__ import annotations

import pytest

import chaffinch as cf
from chaffinch.boilerplate.dialogues import turns

DIALOGUES = {
    "play, English": (
        "MILLER. Become a member today!\nBAKER. Of what?\nMILLER. Support our work with a donation.\nBAKER. I have nothing.\n"
        "MILLER. Then subscribe to our newsletter. It is free."
    ),
    "screenplay": (
        "INT. SHED - NIGHT\n\nMARA\nSubscribe to our newsletter. That is all they say.\n\nTOM\n(off his phone)\nClick where?\n\n"
        "MARA\nAdvertisement.\n\nTOM\nShare this with your friends, Mara."
    ),
    "chat, German": "Ida: Hast du sie gesehen?\nUwe: Ja, dreimal.\nIda: Teilen geht nicht.\nUwe: Alle Rechte vorbehalten.",
    "log": "[12:01] <mara> anyone\n[12:02] <tom> yes\n[12:02] <mara> Follow us on Twitter\n[12:05] <tom> All rights reserved",
    "dashes, Russian": (
        "— Подпишитесь на наш канал.\n— Зачем?\n— Поделитесь с друзьями.\n— У меня нет друзей.\n— Все права защищены."
    ),
    "dashes, Spanish": "—Suscríbase a nuestro boletín.\n—¿A cuál?\n—Todos los derechos reservados.",
    "Chinese": "老王：请关注我们的公众号。\n老李：为什么？\n老王：转发给朋友有奖。\n老李：版权所有，翻印必究。",
    "Japanese": "母：チャンネル登録お願いします。\n父：何回言うのか。\n母：いいねもお願いします。\n父：続きはこちら、だって。",
    "Hebrew": "נעה: הירשמו לניוזלטר שלנו.\nגיל: למה?\nנעה: שתפו עם חברים.\nגיל: כל הזכויות שמורות.",
    "Persian": "مینا: در خبرنامه ما عضو شوید.\nرضا: چرا؟\nمینا: نمی‌دانم.\nرضا: تمام حقوق محفوظ است.",
    "Arabic": "سعاد: اشتركوا في نشرتنا البريدية.\nعمر: لماذا؟\nسعاد: لا أدري.\nعمر: جميع الحقوق محفوظة.",
    "French": "LE JUGE\nAbonnez-vous à notre newsletter !\n\nLE GARDE\nÀ laquelle ?\n\nLE JUGE\nPartagez cet article.\n\nLE GARDE\nTous droits réservés.",
}

LISTS = {
    "cards": "Tel: 12 34\nFax: 12 35\nE-mail: a@mill.example\nTel: 22 34\nFax: 22 35\nE-mail: b@mill.example",
    "captions": "Photo: Ann Lee\nSource: Harbour Post\nPhoto: Bo Hall\nSource: Mill Press",
    "one label": "Read more: Is the lock open?\nRead more: Who pays for it?\nRead more: Where is the key?\nRead more: The mill.",
    "fields": "Where: the mill\nWhen: May\nWho pays? The town.\nWho asks? Nobody.",
    "menu": "— Home\n— News\n— Who are we?\n— Contact",
}


@pytest.mark.parametrize("name", DIALOGUES)
def test_dialogues_come_out_as_they_were(name: str) -> None:
    assert cf.strip(DIALOGUES[name]) == DIALOGUES[name]


@pytest.mark.parametrize("name", LISTS)
def test_lines_with_labels_are_no_dialogue(name: str) -> None:
    assert turns(LISTS[name]) == []


def test_the_frame_of_a_dialogue_goes() -> None:
    interview = DIALOGUES["chat, German"]
    assert cf.strip(f"{interview}\n\nTeilen\n\nAlle Rechte vorbehalten.") == interview


def test_turns_take_linear_time() -> None:
    assert turns("A: b?\n" * 20_000) == []
    assert len(turns("Ann: b?\nBo: c.\n" * 10_000)) == 20_000
