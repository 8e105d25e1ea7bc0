"""Words that decide whether two nearly equal sentences say the same: numbers, negations, and pronouns of people.

Only languages whose forms are few and unambiguous are listed; in others digits, names and letters still decide.
"""

from __future__ import annotations

__all__ = ["HE", "NEGATIONS", "NUMBER_WORDS", "SHE"]


_NUMBERS = {
    "en": "zero one two three four five six seven eight nine ten eleven twelve",
    "de": "null eins zwei drei vier fünf sechs sieben acht neun zehn elf zwölf",
    "nl": "nul een twee drie vier vijf zes zeven acht negen tien elf twaalf",
    "fr": "zéro un deux trois quatre cinq six sept huit neuf dix onze douze",
    "es": "cero uno dos tres cuatro cinco seis siete ocho nueve diez once doce",
    "pt": "zero um dois três quatro cinco seis sete oito nove dez onze doze",
    "it": "zero uno due tre quattro cinque sei sette otto nove dieci undici dodici",
    "sv": "noll ett två tre fyra fem sex sju åtta nio tio elva tolv",
    "pl": "zero jeden dwa trzy cztery pięć sześć siedem osiem dziewięć dziesięć jedenaście dwanaście",
    "ru": "ноль один два три четыре пять шесть семь восемь девять десять одиннадцать двенадцать",
    "uk": "нуль один два три чотири п'ять шість сім вісім дев'ять десять одинадцять дванадцять",
    "tr": "sıfır bir iki üç dört beş altı yedi sekiz dokuz on onbir oniki",
    "ar": "صفر واحد اثنان ثلاثة أربعة خمسة ستة سبعة ثمانية تسعة عشرة",
}
_LARGE = {
    "hundred": "100", "thousand": "1000", "million": "million", "billion": "billion", "trillion": "trillion",
    "hundert": "100", "tausend": "1000", "millionen": "million", "milliarde": "billion", "milliarden": "billion",
    "cent": "100", "mille": "1000", "millions": "million", "milliard": "billion", "milliards": "billion",
    "cien": "100", "ciento": "100", "mil": "1000", "millón": "million", "millones": "million",
    "cem": "100", "milhão": "million", "milhões": "million", "bilhão": "billion", "bilhões": "billion",
    "cento": "100", "mila": "1000", "milione": "million", "milioni": "million", "miliardo": "billion",
    "miljoen": "million", "miljard": "billion", "сто": "100", "тысяч": "1000", "тысячи": "1000", "тысяча": "1000",
    "миллион": "million", "миллиона": "million", "миллионов": "million", "миллиард": "billion",
    "миллиарда": "billion", "миллиардов": "billion", "yüz": "100", "bin": "1000", "milyon": "million",
    "milyar": "billion", "مئة": "100", "مائة": "100", "ألف": "1000", "مليون": "million", "مليار": "billion",
}  # fmt: skip

_ARTICLES = frozenset(["een", "un", "uno", "um", "bir", "on"])
"""Words that are a number and also an article, a preposition or a pronoun: no evidence of a number."""

NUMBER_WORDS = {
    word: str(value) for words in _NUMBERS.values() for value, word in enumerate(words.split()) if word not in _ARTICLES
} | _LARGE
"""Words for numbers, in lower case, with the number in digits, or with the unit that it counts in."""

NEGATIONS = frozenset(
    word
    for words in (
        "not no never none nobody nothing neither nor without cannot",
        "nicht kein keine keinen keinem keiner keines nie niemals niemand nichts ohne weder",
        "niet geen nooit niemand niets zonder",
        "ne pas jamais aucun aucune personne rien sans ni",
        "no nunca jamás nadie nada ningún ninguna ninguno sin tampoco",
        "não nunca jamais ninguém nada nenhum nenhuma sem nem",
        "non mai nessuno nessuna niente nulla senza né",
        "inte icke aldrig ingen inget inga utan ikke aldri intet uden uten",
        "nie nigdy nikt nic żaden żadna bez",
        "не нет никогда никто ничего никаких без ни",
        "ні немає ніколи ніхто нічого",
        "değil yok hiç asla hiçbir",
        "لا لم لن ليس ليست ليسوا بدون غير",
        "nuk s'ka asnjë kurrë askush pa",
        "नहीं मत न कभी",
    )
    for word in words.split()
)
"""Words that turn a sentence into its opposite, in lower case."""

_PRONOUNS = {
    "he": """
    he him his himself er ihm ihn sein seine seinen seinem seiner il lui él ele dele egli hij hem han ham hans honom on
    jego jemu jeho он его ему него нему він його йому هو
    """,
    "she": """
    she her hers herself sie ihr ihre ihren ihrem ihrer elle ella ela dela lei zij haar hon hun hende hennes henne ona
    jej její она её ее ей неё нее ней вона її їй هي
    """,
}
HE, SHE = (frozenset(words.split()) for words in _PRONOUNS.values())
"""Pronouns of a man and of a woman, in lower case: they count only where one sentence has his and the other hers."""
