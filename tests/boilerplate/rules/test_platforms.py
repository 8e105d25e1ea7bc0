"""What the software of a site says in the language of its theme goes; sentences with the same words stay."""

from __future__ import annotations

import pytest

import chaffinch as cf

ABOVE = (
    "The board met on Monday in the old school and talked for three hours about the bridge and the lamp on the quay. "
    "Nobody could say who had lit it, and the boatmen asked that it be left as it was until the spring."
)
BELOW = (
    "Until then the boats go out as they always did, at six and at ten in the morning, with the mail for the island. "
    "The keeper writes down each of them in a book that his father began, and he has never missed a day."
)

GONE = """
Teilen mit:
Gefällt mir Wird geladen …
Stolz präsentiert von WordPress
Klicken, um auf WhatsApp zu teilen (Wird in neuem Fenster geöffnet) WhatsApp
Kommentar verfassen Antwort abbrechen
Beitragsnavigation
Ihr Warenkorb ist leer
Geschätzte Lesezeit: 3 Minuten
Neuerer Post Älterer Post Startseite
Comparte esto:
Me gusta Cargando...
Tu carrito está vacío.
Tiempo de lectura: 3 minutos
J'aime chargement…
Fièrement propulsé par WordPress
Votre panier est actuellement vide.
3 min de lecture
Mi piace Caricamento...
Il tuo carrello è vuoto.
Navigazione articoli
Curtir Carregando...
Orgulhosamente mantido com WordPress
Tempo de leitura: 3 min
Dit delen:
Vind ik leuk Aan het laden...
Je winkelwagen is momenteel leeg.
Een reactie posten
Dela detta:
Gilla Laddar in …
Din varukorg är tom.
Jaa tämä:
Tykkää Lataa...
Ostoskorisi on tyhjä.
Kliknij, aby udostępnić na Twitterze (Otwiera się w nowym oknie)
Twój koszyk jest pusty.
Czas czytania: 3 min
Понравилось это:
Сайт работает на WordPress
Ваша корзина пуста.
Поширити це:
Ваш кошик порожній.
Bunu paylaş:
Beğen Yükleniyor...
Sepetiniz şu anda boş.
شارك هذا الموضوع:
اضغط للمشاركة على تويتر (فتح في نافذة جديدة)
این را به اشتراک بگذارید:
سبد خرید شما خالی است.
אהבתי טוען...
זמן קריאה: 3 דקות
इसे शेयर करें:
पोस्ट नेविगेशन
いいね 読み込み中…
お買い物カゴは現在空です。
글 내비게이션
แนะแนวเรื่อง
自豪地采用WordPress
閱讀時間：3 分鐘
Shpërndaje këtë:
Shporta juaj është bosh.
Email This BlogThis! Share to X Share to Facebook Share to Pinterest
Subscribe to: Post Comments (Atom)
Improve this question
Not the answer you're looking for? Browse other questions tagged locks weirs or ask your own question.
Upgrade to paid
Share this live blog
5 min read
If you enjoyed this episode, please leave us a rating and a review.
Your basket is empty
To find out more, including how to control cookies, see here: Cookie Policy
""".strip().split("\n")

STAY = """
Teilen mit anderen fällt ihm schwer.
Das Buch gefällt mir.
Der Wagen wird geladen, und die Kinder sehen zu.
Ihr Warenkorb ist leer, sagte der Händler und lachte.
Die Lesezeit ist vorbei, die Lampe geht aus.
Kochzeit: 30 Minuten
Me gusta la gente que llega cargando leña.
Comparte esto con tu hermana, le dijo.
Tiempo de cocción: 30 minutos
J'aime le chargement des bateaux au petit matin.
Votre panier est vide, dit la marchande.
Temps de cuisson : 30 min
Mi piace il caricamento dei treni.
Tempo di cottura: 3 minuti
Gosto de ver os barcos a carregar.
Dit delen wij met de buren.
Een lege winkelwagen
Dela detta bröd med grannen.
Tykkää hän siitä tai ei.
Koszyk pełen jabłek stał przy drzwiach.
Навигация по реке закрыта до мая.
Корзина пуста, сказал он и ушёл в лес.
Sepetiniz boş, dedi pazarcı.
اضغط على الجرس وانتظر
読み込み中に席を立った。
购物车里没有苹果，他叹了口气。
Improve this question of yours, and I will answer it.
Upgrade to paid parking is off, the council says.
Share this episode of your life with the judge.
5 min walk
A basket that is empty
This basket is empty when the market closes.
The smallest part of it is called (Atom)
""".strip().split("\n")

CUES = (
    "Gerelateerd",
    "Podobne",
    "関連",
    "Suche nach:",
    "Zugriffe: 1204",
    "Qui est en ligne",
    "Zarządzaj preferencjami",
)


def page(line: str) -> str:
    return f"{ABOVE}\n\n{line}\n\n{BELOW}"


@pytest.mark.parametrize("line", GONE)
def test_lines_of_platforms_go(line: str) -> None:
    assert cf.strip(page(line)).split() == f"{ABOVE} {BELOW}".split()


@pytest.mark.parametrize("line", STAY)
def test_sentences_with_the_same_words_stay(line: str) -> None:
    assert cf.strip(page(line)) == page(line)


@pytest.mark.parametrize("line", CUES)
def test_short_labels_go_only_beside_others(line: str) -> None:
    assert cf.strip(page(line)) == page(line)
    assert line not in cf.strip(f"{ABOVE}\n\n{BELOW}\n\nStolz präsentiert von WordPress\n{line}\nBeitragsnavigation")


CAPTIONS = (
    ("The map shows every well within the walls.", "Photograph: Ann Lee/The Oakfield Herald"),
    ("The keeper saves from the spot in May.", "Credit: Getty Images"),
    ("Vinhas derrubadas pelo granizo na serra.", "Foto: Ana Silva/Divulgação"),
    ("Limanın yıkılan bölümü sahilden görülüyor.", "Fotoğraf: AA"),
    ("Лодки у моста в день открытия.", "Фото: ТАСС"),
)


@pytest.mark.parametrize(("caption", "credit"), CAPTIONS)
def test_the_credit_behind_a_caption_goes_and_the_caption_stays(caption: str, credit: str) -> None:
    text = f"{caption} {credit}\n\n{ABOVE}\n\n{BELOW}"
    assert cf.strip(text).split() == f"{caption} {ABOVE} {BELOW}".split()


@pytest.mark.parametrize(
    "line", ["He chose. Photo: Yes/No", "Der Platz. Foto: Altes Rathaus", "Credit: Getty was paid."]
)
def test_other_labels_in_captions_stay(line: str) -> None:
    text = f"{ABOVE}\n\n{line}\n\n{BELOW}"
    assert cf.strip(text) == text
