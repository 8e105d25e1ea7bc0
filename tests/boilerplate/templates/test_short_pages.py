"""Short pages in a frame that is larger than their text: the frame is what all begin and end with."""

from __future__ import annotations

import pyarrow as pa
import pytest

from chaffinch.boilerplate.templates.learn import learn

JAPANESE = [
    "港の時計は五分進んでいる。船長たちはそれを知っていて、誰も直そうとしない。",
    "古い水車小屋に電気が来た。粉は前より細かいが、猫は引っ越してしまった。",
    "坂の上の本屋では、雨の日だけ半額になる。店主は空ばかり見ている。",
    "橋の下で見つかった鐘は、隣の村のものだった。返す日に祭りが開かれる。",
    "学校の屋根に蜂が巣を作り、算数の時間に甘い匂いがする。",
    "渡し舟は犬を無料で乗せる。犬のほうが先に並んでいることもある。",
]
CHINESE = [
    "渡口的老船换了新漆，船夫说它比从前轻。孩子们不信，一起上去试了试。",
    "山上的邮局只剩一位邮差，他每天走三个村子，带回的鸡蛋比信多。",
    "图书馆的猫失踪了两天，在地图柜里找到，睡在北极上。",
    "旧桥拆下来的石头铺成了一条小路，通向没有人住的岛。",
    "面馆把菜单写在墙上，雨季一到，价钱就模糊了。",
    "今年的柿子太多，学校的门口每天都放着一筐。",
]
FRAMES = {
    "ja": (
        JAPANESE,
        ["町", "海と港", "市場", "声"],
        ["みなと新聞は床屋で読めます", "発行　みなと新聞社　港通り三丁目"],
    ),
    "zh": (CHINESE, ["首页", "村庄", "集市", "来信"], ["小报由渡口的老师们编写", "小报社　河街三号"]),
}
REPORT = [
    "The dam at Osk has a crack. {} The first crack was seen by a painter, who had come for the light on the water.",
    "It is two thumbs wide and grows by a hair each day, say those who measured it with a comb.",
    "Whoever lives below the dam has packed a bag, and the school has moved into the chapel on the hill.",
]


def kept(pages: list[str]) -> dict[str, str]:
    columns = {
        "number": pa.array(range(len(pages)), pa.int32()),
        "id": [f"d{i}" for i in range(len(pages))],
        "text": pages,
        "host": ["osk.example"] * len(pages),
    }
    return {row["pattern"]: row["kept"] for row in learn([pa.record_batch(columns)]).evidence.to_pylist()}


@pytest.mark.parametrize("language", FRAMES)
def test_the_menu_and_the_foot_of_short_pages_go(language: str) -> None:
    texts, menu, foot = FRAMES[language]
    found = kept(["\n".join(menu) + f"\n\n{text}\n\n" + "\n\n".join(foot) for text in texts])
    assert {line: found.get(line) for line in (*menu, *foot)} == dict.fromkeys((*menu, *foot), "")


def test_what_follow_ups_of_one_report_share_stays() -> None:
    pages = [
        "\n\n".join((REPORT[0].format(f"It is the {day} day."), *REPORT[1:])) for day in ("first", "third", "tenth")
    ]
    assert "" not in kept([*pages, *(page.replace("hill", "shore") for page in pages)]).values()
