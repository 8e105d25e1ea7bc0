"""Boxes of several sentences of furniture go whole."""

import pytest

import chaffinch as cf

GERMAN = "Die Mühle am Fluss mahlt seit vierhundert Jahren Korn, und der Müller sagt, dass sie es noch lange tun wird."
STORY = "The mill on the river has ground corn for four hundred years, and the miller says that it still does."


@pytest.mark.parametrize(
    ("box", "story"),
    [
        ("Sign up for our newsletter. Log in at any time. Subscribe to our newsletter here.", STORY),
        (
            "Please share this on Facebook and Twitter. Do you think the mill was sold too early? Leave a comment below.",
            STORY,
        ),
        (
            "Melden Sie sich für unseren Newsletter an. Registrieren ist kostenlos. Abonnieren Sie unseren Newsletter.",
            GERMAN,
        ),
        (
            "Sign up for our newsletter. Call the miller. Terms of use. Privacy policy. © 2031 Mill News.",
            STORY,
        ),
    ],
)
def test_the_middle_of_a_box_goes(box: str, story: str) -> None:
    assert cf.strip(f"{story} {box} {story}\n\n{story}") == f"{story} {story}\n\n{story}"


@pytest.mark.parametrize("own", ["The mayor was not there.", "It rained on all of them.", "He read the terms."])
def test_a_sentence_of_the_article_between_two_prompts_stays(own: str) -> None:
    text = f"{STORY} Sign up for our newsletter. {own} Subscribe to our newsletter here. {STORY}"
    assert own in cf.strip(text)


@pytest.mark.parametrize(
    ("head", "goes"),
    [
        ("Tide News The whole harbour, each morning in your inbox.", True),
        ("Our newsletter for people who sleep badly.", True),
        ("The miller wrote a book about his wheel.", False),
    ],
)
def test_what_a_newsletter_says_of_itself_goes_with_its_box(head: str, goes: bool) -> None:
    box = "Sign up for our newsletter. By signing up you agree to our terms of use and privacy policy. You can unsubscribe at any time."
    text = f"{STORY}\n\n{head} {box}\n\n{STORY}"
    out = cf.strip(text)
    assert (head not in out, box in out) == (goes, False)
    assert head in cf.strip(f"{STORY}\n\n{head} {STORY} Sign up for our newsletter.\n\n{STORY}")
