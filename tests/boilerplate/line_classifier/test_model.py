from __future__ import annotations

import json
from importlib.resources import files

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chaffinch.boilerplate import rules
from chaffinch.boilerplate.cues import load as load_cues
from chaffinch.boilerplate.line_classifier.features import Evidence, names
from chaffinch.boilerplate.line_classifier.model import LEVELS, RULE, Level, chosen, find, load
from chaffinch.boilerplate.line_classifier.style import Style
from chaffinch.boilerplate.rules.scene import Found, Scene
from chaffinch.step import Stripper
from chaffinch.text.segment import TextBatch, blocks

PROSE = (
    "The dam held all night, and by the morning the water had begun to fall, said the mayor of the town on Monday.",
    "More rain is expected on Tuesday, so the fire brigade asked people to stay away from the river until then.",
    "Nobody was hurt when the bridge was closed, but the road to the coast stays shut for the rest of the week.",
    "Farmers brought their cattle to the hills in time, as they had done in the great flood of nine years ago.",
)
ARTICLE = "\n\n".join(PROSE)
NOISE = (
    "Latest stories | Weather | Sport | Business | Jobs | Classifieds",
    "Log in | Register | My account",
    "Ten photos of the flood",
    "Why this old trick still works",
    "Site map | Help | Careers | Advertise | Contact us",
)
PAGE = "\n\n".join((*PROSE, *PROSE[::-1], *NOISE))

STAY = {
    "one line": "Read more news about sport and business on our site map | Help | Contact us",
    "title": f"Dam Holds as River Falls\n\n{ARTICLE}",
    "heading above prose": f"{PROSE[0]}\n\n{PROSE[1]}\n\n{PROSE[2]}\n\nWhat Comes Next\n\n{PROSE[3]}",
    "quotation above prose": f'{PROSE[0]}\n\n{PROSE[1]}\n\n"We did not sleep."\n\n{PROSE[2]}\n\n{PROSE[3]}',
    "code": f"{ARTICLE}\n\ntags = {{\n\nreturn {{\n\n}}\n\n{PROSE[0]}\n\n{PROSE[1]}",
    "price": f"{PROSE[0]}\n\nThe larger plan costs\n\n$79/mo\n\n{PROSE[1]}\n\n{PROSE[2]}",
    "article that is a list": "Ten things to pack for the sea\n\n" + "\n\n".join(
        f"{i}. {what}" for i, what in enumerate(
            ("A warm coat", "Rope of ten metres", "Fresh water for three days", "A knife", "Charts of the coast",
             "Lamp oil", "Dry biscuits", "A spare sail", "Needles and thread", "Good boots"), 1)),
    "about cookies": "Cookies are small files that a site keeps in the browser, and most people accept them unread.\n\n"
    "A law of 2009 asks sites for consent before they set a cookie, and few sites do so in an honest way.\n\n" + ARTICLE,
    "gdpr": f"{PROSE[0]}\n\nGDPR compliance by default is what the new law asks of every company in the country.\n\n{PROSE[1]}",
    "app store": f"How to Publish an App to the App Store\n\n{ARTICLE}",
    "reply field": f"{PROSE[0]}\n\nClick here to reply field at the bottom is what the manual says, and nobody knows why.\n\n{PROSE[1]}",
    "review": f"{PROSE[0]}\n\nIn this chapter you review all you need to know about knots and ropes at sea.\n\n{PROSE[1]}",
    "directive": f"{PROSE[0]}\n\nSee also the error_page directive.\n\n{PROSE[1]}\n\n{PROSE[2]}",
    "likes it": f"{PROSE[0]}\n\nGut gefällt mir...\n\n{PROSE[1]}\n\n{PROSE[2]}",
    "agenda": f"{PROSE[0]}\n\n{PROSE[1]}\n\nTagesordnung\n\n{PROSE[2]}\n\n{PROSE[3]}",
    "finnish": f"{PROSE[0]}\n\nMinä en väittele, minä keskustelen.\n\n{PROSE[1]}\n\n{PROSE[2]}",
    "forum": f"{PROSE[0]}\n\nAnna wrote:\n\n{PROSE[1]}\n\n{PROSE[2]}\n\nBo wrote:\n\n{PROSE[3]}",
    "mail": "From: Anna <anna@example.org>\nSubject: the dam\nDate: Mon, 3 May 2021\n\n" + ARTICLE + "\n\n-- \nAnna",
    "edit link": f"{PROSE[0]}\n\nKäyttö[muokkaa | muokkaa wikitekstiä]\n\n{PROSE[1]}\n\n{PROSE[2]}",
}  # fmt: skip


def model_cuts(text: str, level: str) -> list[str]:
    return [text[f.start : f.stop] for f in Stripper(level)(text).findings if f.rule == RULE]


@pytest.mark.parametrize("level", ["safe", "normal"])
@pytest.mark.parametrize("text", STAY.values(), ids=STAY)
def test_what_only_looks_like_boilerplate_stays(text: str, level: str) -> None:
    assert model_cuts(text, level) == []


@pytest.mark.parametrize("level", ["safe", "normal", "aggressive"])
def test_menus_at_the_end_go(level: str) -> None:
    assert set(model_cuts(PAGE, level)) & {NOISE[2], NOISE[3]}
    assert not set(model_cuts(PAGE, level)) & set(PROSE)


def test_rules_alone_never_ask_the_model() -> None:
    assert model_cuts(PAGE, "rules") == []


def test_a_finding_says_who_found_it_and_how_sure() -> None:
    found = [f for f in Stripper("safe")(PAGE).findings if f.rule == RULE]
    assert {f.category for f in found} == {"boilerplate"}
    assert all(LEVELS["safe"].threshold <= f.score <= 1 for f in found)


def test_the_category_has_an_action_of_its_own() -> None:
    done = Stripper("safe", categories={"boilerplate": "mark"})(PAGE)
    assert "mark" in {r.action for r in done.removals if r.reason == "boilerplate"}
    assert NOISE[3] in done.text


def test_where_a_document_would_lose_too_much_the_level_below_decides(monkeypatch: pytest.MonkeyPatch) -> None:
    batch = TextBatch.of([PAGE, ARTICLE])
    scene = Scene.of(batch, blocks(batch))
    style = Style.of(batch, scene.blocks)
    none = Found(*np.zeros((4, 0), np.int64))
    evidence = Evidence.of(scene, none, np.zeros(0, np.str_))
    probability = np.zeros(len(scene.blocks))
    probability[2 * len(PROSE) :][: len(NOISE)] = np.linspace(0.6, 1, len(NOISE))

    def taken(*shares: float) -> tuple[int, int]:
        thresholds = (0.95, 0.5)[-len(shares) :]
        levels = {str(i): Level(t, t, t, s) for i, (t, s) in enumerate(zip(thresholds, shares, strict=True))}
        monkeypatch.setattr("chaffinch.boilerplate.line_classifier.model.LEVELS", levels)
        goes, doubtful = chosen(probability, scene, style, evidence, str(len(shares) - 1))
        return int(goes.sum()), int(doubtful.sum())

    every, _ = taken(0.3)
    assert taken(0.001) == (0, every)
    sure, left = taken(0.3, 0.001)
    assert 0 < sure < every
    assert left == every - sure


def test_every_level_takes_at_least_what_the_one_before_it_takes() -> None:
    taken = [set(model_cuts(PAGE, level)) for level in ("rules", "safe", "normal", "aggressive")]
    assert all(less <= more for less, more in zip(taken, taken[1:], strict=False))


def test_blocks_of_templates_are_left_to_them() -> None:
    batch = TextBatch.of([PAGE])
    blank = np.zeros(len(batch.data), np.bool_)
    blank[batch.data.tobytes().index(NOISE[0].encode()) :] = True
    assert RULE not in find(rules.load(), batch, "safe", blank=blank)["rule"].to_pylist()


@given(st.lists(st.sampled_from([*STAY.values(), PAGE, "", "日本語の文章です。\n\nメニュー", "x" * 5000]), max_size=6))
@settings(max_examples=30, deadline=None)
def test_a_document_has_the_same_findings_in_any_batch(texts: list[str]) -> None:
    stripper = Stripper("aggressive")
    assert [s.findings for s in stripper.batch(texts)] == [stripper(t).findings for t in texts]


def test_the_weights_are_of_the_features_and_rounded() -> None:
    tree = json.loads((files("chaffinch.boilerplate.line_classifier") / "linemodel.json").read_text(encoding="utf-8"))
    assert tuple(tree["weights"]) == names()
    assert all(round(w, 4) == w for w in tree["weights"].values())
    assert load().weights.shape == (len(names()),)


def test_every_cue_is_found_alone_and_in_any_case() -> None:
    import tomllib

    from chaffinch.boilerplate.rules.scene import Haystack

    cues = load_cues()
    tree = tomllib.loads((files("chaffinch.boilerplate") / "cues.toml").read_text(encoding="utf-8"))
    for i, group in enumerate(tree.values()):
        assert len(set(group)) == len(group)
        batch = TextBatch.of([cue.strip() for cue in group] + [cue.strip().upper() for cue in group if cue.isascii()])
        assert (cues.count(Haystack.of(batch, blocks(batch)))[:, i] > 0).all()


MENUS = {
    "ja": ("トップ", "ニュース", "政治", "経済", "スポーツ", "ログイン", "会員登録", "お問い合わせ", "利用規約", "プライバシーポリシー", "サイトマップ"),
    "zh": ("首页", "新闻", "体育", "财经", "娱乐", "登录", "注册", "联系我们", "关于我们", "网站地图", "免责声明"),
    "de": ("Startseite", "Politik", "Sport", "Wetter", "Anmelden", "Registrieren", "Kontakt", "Impressum", "Datenschutz", "Newsletter", "Abo"),
}  # fmt: skip
BODIES = {
    "ja": "ダムは一晩中持ちこたえ、朝には水が引き始めたと、市長が月曜日に述べた。火曜日にもさらに雨が降る見込みで、消防は川に近づかないよう住民に呼びかけている。"
    "橋が閉鎖された際のけが人はなかったが、海岸への道路は今週いっぱい通行止めとなる。農家は九年前の大洪水の時と同じように、家畜を丘へ避難させていた。",
    "zh": "市长星期一表示，水坝坚持了一整夜，到早晨时水位已经开始下降。预计星期二还会有更多降雨，因此消防部门要求居民在此之前远离河流，不要在岸边停留或者拍照。"
    "大桥关闭时没有人员受伤，但是通往海边的公路在本周余下的时间里仍将封闭。农民们及时把牲畜赶到了山上，正如九年前那场大洪水时他们所做的一样。",
    "de": " ".join(
        (
            "Der Damm hat die ganze Nacht gehalten, und am Morgen begann das Wasser zu fallen, sagte der Bürgermeister.",
            "Am Dienstag soll es weiter regnen, deshalb bat die Feuerwehr alle, bis dahin vom Fluss fern zu bleiben.",
        )
    ),
}
TITLES = {
    "ja": "ダムは一晩持ちこたえる、市長が会見",
    "zh": "水坝坚守一夜水位开始下降市长表示感谢",
    "de": "Der Damm hält in der Nacht stand",
}


@pytest.mark.parametrize("language", [*MENUS])
def test_a_page_of_menus_around_an_article_loses_the_menus_and_keeps_its_title(language: str) -> None:
    menu = "\n".join(MENUS[language] * 9)
    body = "\n".join([BODIES[language]] * (6 if language == "de" else 4))
    text = f"{menu}\n{TITLES[language]}\n2021/03/26 10:58\n{body}\n{menu}"
    left = Stripper("safe")(text).text
    assert TITLES[language] in left and body in left
    assert len(left) < len(text) - len(menu)


@pytest.mark.parametrize("language", [*MENUS])
def test_a_page_of_menus_alone_stays(language: str) -> None:
    menu = "\n".join(MENUS[language] * 9)
    assert len(Stripper("safe")(menu).text) >= 0.6 * len(menu)
