"""Kinds of text that look unlike prose, each in other tags and languages: all of it stays, and no furniture."""

from __future__ import annotations

import pytest

from chaffinch.html.extract import extract

TITLE = "Tides of the sound"
OG = '<meta property="og:type" content="article">'
PAGE = (
    '<!DOCTYPE html><html><head><meta charset="utf-8"><title>Tides of the sound | Harnby</title>{head}</head><body><header><nav>'
    '<a href="/">Home</a> <a href="/s">Sport</a></nav></header><main><article><h1>Tides of the sound</h1>{body}</article></main>'
    '<aside class="sidebar"><h3>Popular</h3><ul><li><a href=/1>Bridge shut until June</a></li><li><a href=/2>Eel smokers may'
    ' stay</a></li></ul></aside><footer><a href="/a">About us</a> © 2031</footer></body></html>'
)
FURNITURE = ("Home", "About us", "Bridge shut", "Popular", "Eel smokers")
KINDS = {
    "dl": (
        "<p>The county wants to look at the timetable again in spring, when the new boat is delivered, and it has asked the crews to say what they need until then.</p><dl><dt>Ebb</dt><dd>The water runs out of the sound.</dd><dt>Flood</dt><dd>It comes back.</dd><dt>Slack</dt><dd>Nothing moves.</dd></dl><p>Commuters had hoped for a third departure at noon. The company lacks the crews, and two masters retire before Christmas, which makes it harder.</p>",
        ["Ebb", "The water runs out of the sound.", "Flood", "It comes back.", "Slack", "Nothing moves."],
    ),
    "dl-div": (
        "<dl class=glossary><div><dt>Ebbe</dt><dd>Das Wasser läuft aus dem Sund.</dd></div><div><dt>Flut</dt><dd>Es kommt zurück.</dd></div><div><dt>Stauwasser</dt><dd>Nichts bewegt sich.</dd></div><div><dt>Springtide</dt><dd>Die höchste Flut des Monats, nach Neumond und Vollmond.</dd></div></dl>",
        ["Ebbe", "Das Wasser läuft aus dem Sund.", "Stauwasser", "Springtide"],
    ),
    "details": (
        "<p>The county wants to look at the timetable again in spring, when the new boat is delivered, and it has asked the crews to say what they need until then.</p><details><summary>Who may use the boat?</summary><p>Anyone with a ticket.</p></details><details><summary>And dogs?</summary><p>On a lead.</p></details><p>Commuters had hoped for a third departure at noon. The company lacks the crews, and two masters retire before Christmas, which makes it harder.</p>",
        ["Who may use the boat?", "Anyone with a ticket.", "And dogs?", "On a lead."],
    ),
    "details-fr": (
        "<h2>Questions</h2><details class=accordion><summary>Qui peut prendre le bac ?</summary><div>Toute personne munie d'un billet valable pour la journée.</div></details><details class=accordion><summary>Et les chiens ?</summary><div>En laisse.</div></details><details class=accordion><summary>À quelle heure part-il ?</summary><div>À six heures, sauf le dimanche.</div></details>",
        ["Qui peut prendre le bac ?", "Et les chiens ?", "En laisse.", "À six heures, sauf le dimanche."],
    ),
    "blockquote": (
        "<p>The county wants to look at the timetable again in spring, when the new boat is delivered, and it has asked the crews to say what they need until then.</p><blockquote><p>We simply lack the crews.</p><footer>— Nora Vik</footer></blockquote><blockquote>Then shut it.</blockquote><p>Commuters had hoped for a third departure at noon. The company lacks the crews, and two masters retire before Christmas, which makes it harder.</p>",
        ["We simply lack the crews.", "Nora Vik", "Then shut it."],
    ),
    "blockquote-es": (
        "<p>La directora habló el martes ante el pleno y no dejó lugar a dudas sobre el futuro de la línea que une las dos orillas.</p><blockquote class='pull'><p>No hay marineros.</p></blockquote><p>El alcalde respondió que la línea es un servicio público y que el ayuntamiento pagará lo que falte hasta la primavera.</p><blockquote><p>Pagaremos.</p><cite>El alcalde</cite></blockquote>",
        ["No hay marineros.", "Pagaremos.", "El alcalde"],
    ),
    "verse": (
        "<p>The old boat<br>lay at the quay<br>and no one came</p><p>The tide went out<br>the tide came in<br>and still no one came</p><p>Then snow</p>",
        ["The old boat", "lay at the quay", "The tide went out", "Then snow"],
    ),
    "verse-ru": (
        "<div class=poem><p>Старый паром<br/>стоял у причала,<br/>никто не пришёл.</p><p>Вода ушла,<br/>вода пришла,<br/>никто не пришёл.</p><p>Снег.</p></div>",
        ["Старый паром", "стоял у причала,", "вода пришла,", "Снег."],
    ),
    "verse-div": (
        "<div class=poem><div class=stanza><div class=line>Das alte Schiff</div><div class=line>lag lang am Kai</div><div class=line>und niemand kam</div></div><div class=stanza><div class=line>Die Ebbe ging</div><div class=line>die Flut kam an</div><div class=line>und niemand kam</div></div></div>",
        ["Das alte Schiff", "lag lang am Kai", "Die Ebbe ging", "die Flut kam an"],
    ),
    "pre-log": (
        "<p>The county wants to look at the timetable again in spring, when the new boat is delivered, and it has asked the crews to say what they need until then.</p><pre>$ make test\nok 1\nok 2\n</pre><p>Commuters had hoped for a third departure at noon. The company lacks the crews, and two masters retire before Christmas, which makes it harder.</p>",
        ["$ make test\nok 1\nok 2"],
    ),
    "hljs": (
        '<p>The county wants to look at the timetable again in spring, when the new boat is delivered, and it has asked the crews to say what they need until then.</p><pre><code class="hljs language-js"><span class="hljs-keyword">const</span> a = <span class="hljs-number">1</span>;\n<span class="hljs-keyword">if</span> (a) {\n  run(a);\n}\n</code></pre><p>Commuters had hoped for a third departure at noon. The company lacks the crews, and two masters retire before Christmas, which makes it harder.</p>',
        ["const a = 1;\nif (a) {\n  run(a);\n}"],
    ),
    "github": (
        '<p>The county wants to look at the timetable again in spring, when the new boat is delivered, and it has asked the crews to say what they need until then.</p><div class="highlight highlight-source-python position-relative overflow-auto"><pre><span class="pl-k">def</span> <span class="pl-en">f</span>(x):\n    <span class="pl-k">return</span> x\n</pre><div class="zeroclipboard-container"><clipboard-copy aria-label="Copy"><svg></svg></clipboard-copy></div></div><p>Commuters had hoped for a third departure at noon. The company lacks the crews, and two masters retire before Christmas, which makes it harder.</p>',
        ["def f(x):\n    return x"],
    ),
    "github-blob": (
        '<p>The county wants to look at the timetable again in spring, when the new boat is delivered, and it has asked the crews to say what they need until then.</p><table class="highlight tab-size js-file-line-container"><tbody><tr><td id="L1" class="blob-num" data-line-number="1"></td><td class="blob-code">import os</td></tr><tr><td id="L2" class="blob-num" data-line-number="2"></td><td class="blob-code"></td></tr><tr><td id="L3" class="blob-num" data-line-number="3"></td><td class="blob-code">def f(x):</td></tr><tr><td id="L4" class="blob-num" data-line-number="4"></td><td class="blob-code">    return x</td></tr><tr><td id="L5" class="blob-num" data-line-number="5"></td><td class="blob-code">print(f(1))</td></tr></tbody></table><p>Commuters had hoped for a third departure at noon. The company lacks the crews, and two masters retire before Christmas, which makes it harder.</p>',
        ["import os", "def f(x):", "    return x", "print(f(1))"],
    ),
    "chroma": (
        '<p>The county wants to look at the timetable again in spring, when the new boat is delivered, and it has asked the crews to say what they need until then.</p><div class="highlight"><div class="chroma"><table class="lntable"><tr><td class="lntd"><pre class="chroma"><code><span class="lnt">1\n</span><span class="lnt">2\n</span></code></pre></td><td class="lntd"><pre class="chroma"><code class="language-go"><span class="line"><span class="cl">x := 1\n</span></span><span class="line"><span class="cl">    y := x\n</span></span></code></pre></td></tr></table></div></div><p>Commuters had hoped for a third departure at noon. The company lacks the crews, and two masters retire before Christmas, which makes it harder.</p>',
        ["x := 1\n    y := x"],
    ),
    "prism-toolbar": (
        '<p>The county wants to look at the timetable again in spring, when the new boat is delivered, and it has asked the crews to say what they need until then.</p><div class="code-toolbar"><pre class="line-numbers language-bash"><code class="language-bash">ls -l\n  cd /tmp\n<span aria-hidden="true" class="line-numbers-rows"><span></span><span></span></span></code></pre><div class="toolbar"><div class="toolbar-item"><button>Copy</button></div></div></div><p>Commuters had hoped for a third departure at noon. The company lacks the crews, and two masters retire before Christmas, which makes it harder.</p>',
        ["ls -l\n  cd /tmp"],
    ),
    "crayon": (
        '<p>The county wants to look at the timetable again in spring, when the new boat is delivered, and it has asked the crews to say what they need until then.</p><div class="wp-block-syntaxhighlighter-code"><pre class="brush: sql; title: ; notranslate">SELECT a\n  FROM b\n WHERE c = 1;</pre></div><p>Commuters had hoped for a third departure at noon. The company lacks the crews, and two masters retire before Christmas, which makes it harder.</p>',
        ["SELECT a\n  FROM b\n WHERE c = 1;"],
    ),
    "cells": (
        "<p>The county wants to look at the timetable again in spring, when the new boat is delivered, and it has asked the crews to say what they need until then.</p><table><tr><th>Zutaten</th><th>Schritte</th></tr><tr><td><ul><li>Salz</li><li>Mehl, ein Pfund</li></ul></td><td><ol><li>Alles kochen</li><li>Warten</li></ol></td></tr></table><p>Commuters had hoped for a third departure at noon. The company lacks the crews, and two masters retire before Christmas, which makes it harder.</p>",
        ["Salz", "Mehl, ein Pfund", "Alles kochen", "Warten"],
    ),
    "cells-br": (
        "<table><tr><th>Dia</th><th>Saídas</th></tr><tr><td>Segunda</td><td>6h00<br>12h00<br>17h30</td></tr><tr><td>Domingo</td><td>9h00<br>18h00</td></tr></table>",
        ["Segunda", "6h00", "17h30", "Domingo", "18h00"],
    ),
    "listing": (
        "<table class='listing'><tr><th>Navn</th><th>Pris</th><th>Havn</th></tr><tr><td><a href=/b1>Båd 1</a></td><td>90 kr.</td><td>Harnby</td></tr><tr><td><a href=/b2>Båd 2</a></td><td>180 kr.</td><td>Tarnmoor</td></tr><tr><td><a href=/b3>Båd 3</a></td><td>270 kr.</td><td>Vik</td></tr><tr><td><a href=/b4>Båd 4</a></td><td>360 kr.</td><td>Sund</td></tr></table>",
        ["Båd 1", "90 kr.", "Tarnmoor", "Båd 4", "360 kr."],
    ),
    "listing-div": (
        "<table><tr><td><div><span>小舟</span></div></td><td><div><p>一百元</p></div></td></tr><tr><td><div><span>渡轮</span></div></td><td><div><p>两百元</p></div></td></tr><tr><td><div><span>拖船</span></div></td><td><div><p>三百元</p></div></td></tr><tr><td><div><span>帆船</span></div></td><td><div><p>四百元</p></div></td></tr></table>",
        ["小舟", "一百元", "帆船", "四百元"],
    ),
    "court-es": (
        "<div class=w><p>Siete vecinos de Tarnmoor comparecieron el viernes ante el juez por el incendio del varadero.</p></div><div class=w><p><strong><a href=/a>Tres de ellos, de 54, 30 y 39 años, negaron todos los cargos y pidieron que el juicio se celebre en otra ciudad.</a></strong></p></div><div class=w><p>El juzgado oyó que la nave estaba vacía desde la primavera.</p></div><div class=w><p><a href=/b>Los otros cuatro aún no han declarado.</a></p></div><div class=w><p>El juicio empezará en enero.</p></div>",
        ["Tres de ellos, de 54", "Los otros cuatro", "El juicio empezará en enero."],
    ),
    "court-tr": (
        "<p>Tarnmoor'dan yedi kişi, kayıkhanedeki yangın nedeniyle cuma günü mahkemeye çıktı.</p><p><a href=/a>Üçü tüm suçlamaları reddetti ve davanın başka bir şehirde görülmesini istedi.</a></p><p>Mahkeme, binanın ilkbahardan beri boş olduğunu dinledi.</p><p><em><a href=/b>Diğer dördü henüz ifade vermedi.</a></em></p><p>Dava ocakta başlayacak.</p>",
        ["Üçü tüm suçlamaları", "Diğer dördü", "Dava ocakta"],
    ),
    "court-zh": (
        "<p>七名塔恩穆尔居民周五因船库失火案在县法院出庭受审。</p><p><a href=/a>其中三人否认全部指控，并要求把审判移到别处进行。</a></p><p>法庭获悉，船库自春天以来一直空置。</p><p><b><a href=/b>另外四人尚未认罪。</a></b></p><p>审判将于一月开始。</p>",
        ["其中三人", "另外四人", "审判将于一月开始"],
    ),
    "short": (
        "<p>He waited.</p><p>The lamp went out.</p><p>Nobody came, and the rain that had begun in the afternoon fell harder now upon the roof of the boat hall.</p><p>“Who is there?”</p><p>“Me.”</p><p>“Who?”</p><p>She laughed.</p><p>He put the lamp down and went to the door to see who it could be at this hour of the night.</p><p>Snow.</p>",
        ["He waited.", "“Me.”", "“Who?”", "Snow."],
    ),
    "short-span": (
        "<div class='line'><span>— Wer da?</span></div><div class='line'><span>— Ich.</span></div><div class='line'><span>Er stellte die Lampe ab und ging zur Tür, um zu sehen, wer um diese Stunde noch über den Deich gekommen war.</span></div><div class='line'><span>— Komm herein.</span></div><div class='line'><span>Sie lachte.</span></div><div class='line'><span>Dann hörte sie die Ruder, zwei Schläge und eine Pause, wie nur einer am Fluss ruderte.</span></div><div class='line'><span>— Du bist spät.</span></div><div class='line'><span>— Die Schleuse war zu.</span></div>",
        ["— Wer da?", "— Ich.", "Sie lachte.", "— Die Schleuse war zu."],
    ),
    "ol": (
        "<p>For the soup you need an hour.</p><ol class=steps><li>Boil the water.</li><li>Add salt.</li><li>Cut the eel into pieces as long as a thumb, and add them when the water has stopped boiling.</li><li>Wait.</li></ol><p>Serve.</p>",
        ["Boil the water.", "Add salt.", "Wait.", "Serve."],
    ),
}
"""By name: the body of a page, and what must be in its text."""


@pytest.mark.parametrize("head", [OG, ""], ids=["article", "page"])
@pytest.mark.parametrize("kind", KINDS)
def test_nothing_of_the_text_is_lost(kind: str, head: str) -> None:
    body, parts = KINDS[kind]
    text = extract(PAGE.format(head=head, body=body), frame="keep").text
    assert not [part for part in (TITLE, *parts) if part not in text]
    assert not [part for part in FURNITURE if part in text]
