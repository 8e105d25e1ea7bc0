"""Small pages in each language: the furniture goes, the article stays whole."""

from __future__ import annotations

import pytest

import chaffinch as cf

ARTICLES = {
    "it": (
        "Le api tornano nei campi a maggio, quando il trifoglio fiorisce e i fossi sono ancora pieni d'acqua. Anna Rossi "
        "le alleva da trent'anni sulla collina sopra il paese, e ogni sera scrive in un quaderno quante ne ha contate.\n\n"
        "Quest'anno il garante ha discusso dei cookie e della newsletter del comune, ma a lei interessa soltanto il miele."
    ),
    "pt": (
        "As abelhas voltam aos campos em maio, quando o trevo floresce e as valas ainda estão cheias de água. Ana Silva "
        "cria-as há trinta anos na colina sobre a aldeia, e todas as noites escreve num caderno quantas contou.\n\n"
        "Este ano discutiu-se no conselho o uso de cookies e o boletim da paróquia, mas a ela só o mel interessa."
    ),
    "nl": (
        "In mei keren de bijen terug naar de velden, als de klaver bloeit en de sloten nog vol water staan. Anna de Vries "
        "houdt ze al dertig jaar op de heuvel boven het dorp, en elke avond schrijft ze op hoeveel ze er heeft geteld.\n\n"
        "De raad sprak dit jaar over cookies en over een nieuwsbrief, maar haar gaat het alleen om de honing."
    ),
    "sv": (
        "I maj kommer bina tillbaka till fälten, när klövern blommar och dikena ännu är fulla av vatten. Anna Berg har "
        "haft dem i trettio år på kullen ovanför byn, och varje kväll skriver hon upp hur många hon har räknat.\n\n"
        "Kommunen talade i år om kakor och om ett nyhetsbrev, men hon bryr sig bara om honungen."
    ),
    "fi": (
        "Mehiläiset palaavat pelloille toukokuussa, kun apila kukkii ja ojat ovat vielä täynnä vettä. Anna Virtanen on "
        "hoitanut niitä kolmekymmentä vuotta kylän yläpuolella, ja joka ilta hän kirjoittaa vihkoon, montako laski.\n\n"
        "Kunnassa puhuttiin tänä vuonna evästeistä ja uutiskirjeestä, mutta häntä kiinnostaa vain hunaja."
    ),
    "pl": (
        "W maju pszczoły wracają na pola, kiedy kwitnie koniczyna, a rowy są jeszcze pełne wody. Anna Nowak hoduje je od "
        "trzydziestu lat na wzgórzu nad wsią i co wieczór zapisuje w zeszycie, ile ich naliczyła.\n\n"
        "Rada mówiła w tym roku o ciasteczkach i o newsletterze gminy, ale ją obchodzi tylko miód."
    ),
    "uk": (
        "У травні бджоли повертаються на поля, коли цвіте конюшина, а рови ще повні води. Анна Біла тримає їх тридцять "
        "років на пагорбі над селом і щовечора записує в зошит, скільки нарахувала.\n\n"
        "Цього року рада говорила про кукі та про розсилку громади, але її цікавить тільки мед."
    ),
    "tr": (
        "Mayısta yonca çiçek açarken ve hendekler hâlâ su doluyken arılar tarlalara döner. Ayşe Kaya onlara otuz yıldır "
        "köyün üstündeki tepede bakıyor ve her akşam kaç tane saydığını bir deftere yazıyor.\n\n"
        "Meclis bu yıl çerezleri ve belediyenin bültenini konuştu, ama onu yalnızca bal ilgilendiriyor."
    ),
    "ar": (
        "يعود النحل إلى الحقول في شهر مايو حين يزهر البرسيم وتكون السواقي ممتلئة بالماء. تربيه ليلى حداد منذ ثلاثين سنة "
        "على التلة فوق القرية، وتكتب كل مساء في دفتر كم نحلة أحصت.\n\n"
        "ناقش المجلس هذا العام ملفات الارتباط والنشرة البريدية للبلدة، لكنها لا تهتم إلا بالعسل."
    ),
    "fa": (
        "در اردیبهشت که شبدر گل می‌دهد و جوی‌ها هنوز پر از آب است زنبورها به دشت برمی‌گردند. مریم احمدی سی سال است که بر "
        "تپه بالای روستا از آن‌ها نگهداری می‌کند و هر شب می‌نویسد چند تا شمرده است.\n\n"
        "شورا امسال درباره کوکی‌ها و خبرنامه روستا حرف زد، اما برای او فقط عسل مهم است."
    ),
    "he": (
        "בחודש מאי חוזרות הדבורים אל השדות, כשהתלתן פורח והתעלות עדיין מלאות מים. דנה לוי מגדלת אותן שלושים שנה על הגבעה "
        "שמעל הכפר, וכל ערב היא כותבת במחברת כמה ספרה.\n\n"
        "המועצה דיברה השנה על עוגיות ועל הניוזלטר של הכפר, אבל אותה מעניין רק הדבש."
    ),
    "hi": (
        "मई में जब तिपतिया खिलती है और नालियां पानी से भरी होती हैं तब मधुमक्खियां खेतों में लौटती हैं। अनीता शर्मा तीस साल से गांव के "
        "ऊपर की पहाड़ी पर उन्हें पाल रही हैं और हर शाम लिखती हैं कि कितनी गिनीं।\n\n"
        "पंचायत ने इस साल कुकीज़ और गांव के न्यूज़लेटर की बात की, पर उन्हें केवल शहद की चिंता है।"
    ),
    "zh": (
        "五月三叶草开花的时候，沟渠里还满是水，蜜蜂就回到田野里来了。李娜在村子上面的山坡上养了三十年蜜蜂，每天晚上都在本子上写下她数到了多少只。\n\n"
        "今年村里讨论了网站收集数据和订阅报纸的事，但是她只关心蜂蜜。"
    ),
    "zh-hant": (
        "五月三葉草開花的時候，溝渠裡還滿是水，蜜蜂就回到田野裡來了。林美在村子上面的山坡上養了三十年蜜蜂，每天晚上都在本子上寫下她數到了多少隻。\n\n"
        "今年村裡討論了網站蒐集資料和訂閱報紙的事，但是她只關心蜂蜜。"
    ),
    "ja": (
        "五月になってクローバーが咲き、水路にまだ水が満ちているころ、蜂は野原に戻ってくる。田中花子は村の上の丘で三十年も蜂を飼い、毎晩数えた数を帳面に書いている。\n\n"
        "今年の村議会ではクッキーの収集や村のメールマガジンが話題になったが、彼女が気にするのは蜜だけだ。"
    ),
    "ko": (
        "오월에 토끼풀이 피고 도랑에 아직 물이 가득할 때 벌들은 들판으로 돌아온다. 김민수는 마을 위 언덕에서 삼십 년 동안 벌을 길렀고 저녁마다 몇 마리를 세었는지 공책에 적는다.\n\n"
        "올해 마을 회의에서는 쿠키 수집과 마을 소식지 이야기가 나왔지만 그는 꿀에만 관심이 있다."
    ),
}
FURNITURE = {
    "it": (
        "Vai al contenuto\nAccedi",
        "Foto: Anna Rossi / LaPresse\n\nLeggi anche: Le api e il vento\n\nIscriviti alla nostra newsletter.\n\n"
        "Hai trovato un errore?\n\nQuesto sito utilizza i cookie.\n\n© Riproduzione riservata\n\nInviato da iPhone",
    ),
    "pt": (
        "Ir para o conteúdo\nEntrar",
        "Foto: Ana Silva / Divulgação\n\nLeia também: As abelhas e o vento\n\nAssine a nossa newsletter.\n\n"
        "Encontrou algum erro?\n\nEste site utiliza cookies.\n\nTodos os direitos reservados.\n\nEnviado do meu iPhone",
    ),
    "nl": (
        "Ga naar de inhoud\nInloggen",
        "Foto: Anna de Vries\n\nLees ook: De bijen en de wind\n\nSchrijf je in voor onze nieuwsbrief.\n\nFoutje gezien?\n\n"
        "Deze website gebruikt cookies.\n\nAlle rechten voorbehouden.\n\nVerzonden vanaf mijn iPhone",
    ),
    "sv": (
        "Hoppa till innehåll\nLogga in",
        "Foto: Anna Berg/TT\n\nLäs också: Bina och vinden\n\nAnmäl dig till vårt nyhetsbrev.\n\nHittat ett fel i texten?\n\n"
        "Vi använder cookies.\n\nAlla rättigheter förbehålls.\n\nSkickat från min iPhone",
    ),
    "fi": (
        "Siirry sisältöön\nKirjaudu sisään",
        "Kuva: Anna Virtanen / Lehtikuva\n\nLue myös: Mehiläiset ja tuuli\n\nTilaa uutiskirjeemme ilmaiseksi.\n\n"
        "Huomasitko virheen?\n\nKäytämme evästeitä.\n\nKaikki oikeudet pidätetään.\n\nLähetetty iPhonesta",
    ),
    "pl": (
        "Przejdź do treści\nZaloguj się",
        "Fot. Anna Nowak / PAP\n\nCzytaj też: Pszczoły i wiatr\n\nZapisz się na nasz newsletter.\n\nZauważyłeś błąd?\n\n"
        "Ta strona używa plików cookies.\n\nWszelkie prawa zastrzeżone.\n\nWysłane z iPhone'a",
    ),
    "uk": (
        "Перейти до вмісту\nУвійти",
        "Фото: Анна Біла / Укрінформ\n\nЧитайте також: Бджоли і вітер\n\nПідпишіться на нашу розсилку.\n\n"
        "Помітили помилку? Виділіть її та натисніть Ctrl+Enter.\n\nУсі права захищено.\n\nНадіслано з iPhone",
    ),
    "tr": (
        "İçeriğe geç\nGiriş yap",
        "Fotoğraf: Ayşe Kaya / AA\n\nİlgili haber: Arılar ve rüzgâr\n\nHaftalık bültenimize abone olun.\n\nYorum yap\n\n"
        "Sitemizde çerezler kullanılmaktadır.\n\nTüm hakları saklıdır.\n\niPhone'umdan gönderildi",
    ),
    "ar": (
        "الانتقال إلى المحتوى\nتسجيل الدخول",
        "المصدر: وكالات\n\nاقرأ أيضاً: النحل والريح\n\nاشترك في نشرتنا البريدية.\n\nاترك تعليقاً\n\nجميع الحقوق محفوظة.",
    ),
    "fa": (
        "پرش به محتوا\nورود",
        "منبع: ایسنا\n\nبیشتر بخوانید: زنبورها و باد\n\nعضو کانال تلگرام ما شوید.\n\nارسال نظر\n\nانتهای پیام/\n\n"
        "تمامی حقوق این سایت محفوظ است.",
    ),
    "he": (
        "דלג לתוכן\nהתחברות",
        "צילום: דנה לוי\n\nקראו גם: הדבורים והרוח\n\nהירשמו לניוזלטר שלנו.\n\nהוסף תגובה\n\n"
        "אתר זה משתמש בעוגיות לשיפור חוויית הגלישה.\n\nכל הזכויות שמורות.",
    ),
    "hi": (
        "होम\nलॉग इन",
        "फोटो: अनीता शर्मा\n\nयह भी पढ़ें: मधुमक्खियां और हवा\n\nहमारे न्यूज़लेटर को सब्सक्राइब करें।\n\nटिप्पणी करें\n\n"
        "यह वेबसाइट कुकीज़ का उपयोग करती है।\n\nसर्वाधिकार सुरक्षित।",
    ),
    "zh": (
        "首页\n登录",
        "责任编辑：李娜\n\n相关阅读：蜜蜂和风\n\n欢迎关注我们的微信公众号。\n\n发表评论\n\n本网站使用Cookie来改善您的体验。\n\n"
        "版权所有，未经授权不得转载。\n\n发自我的iPhone",
    ),
    "zh-hant": (
        "首頁\n登入",
        "（圖片來源：中央社）\n\n延伸閱讀\n\n登入後即可閱讀全文。\n\n發表留言\n\n繼續瀏覽即表示您同意我們的政策。\n\n轉載請註明出處。",
    ),
    "ja": (
        "コンテンツへスキップ\nログイン",
        "写真：田中花子\n\n関連記事：蜂と風\n\nこの記事は有料会員限定です。\n\nコメントを残す\n\n当サイトではCookieを使用しています。\n\n"
        "記事・写真の無断転載を禁じます。\n\niPhoneから送信",
    ),
    "ko": (
        "본문 바로가기\n로그인",
        "사진=연합뉴스\n\n관련 기사: 벌과 바람\n\n뉴스레터를 구독하세요.\n\n댓글 쓰기\n\n본 웹사이트는 쿠키를 사용합니다.\n\n"
        "무단 전재 및 재배포 금지\n\n나의 iPhone에서 보냄",
    ),
}


@pytest.mark.parametrize("language", sorted(ARTICLES))
def test_the_article_stays_and_the_furniture_goes(language: str) -> None:
    before, after = FURNITURE[language]
    article = ARTICLES[language]
    assert cf.strip(f"{before}\n\n{article}\n\n{after}\n").strip() == article


@pytest.mark.parametrize("language", sorted(ARTICLES))
def test_an_article_alone_is_the_same_text(language: str) -> None:
    assert cf.strip(ARTICLES[language]) == ARTICLES[language]


@pytest.mark.parametrize(
    "kept",
    [
        "Anna Kern wrote:",
        "On Monday, 4 May 2012, Anna Kern wrote:",
        "Gut gefällt mir...",
        "Tagesordnung",
        "Minä en väittele, minä keskustelen",
        "GDPR compliance by default",
        "How to Publish an App to the App Store",
        "Click here to reply field at the bottom",
        "review all you need to know",
        "Support and Maintenance",
        "See also the error_page directive.",
        "return {",
        "tags = {",
        "$79/mo",
    ],
)
def test_lines_that_look_like_furniture_stay(kept: str) -> None:
    text = f"{ARTICLES['it']}\n\n{kept}\n\n{ARTICLES['nl']}\n"
    assert cf.strip(text) == text


def test_a_bracket_of_a_wiki_heading_goes_alone() -> None:
    text = f"{ARTICLES['fi']}\n\nKäyttö[muokkaa | muokkaa wikitekstiä]\n\n{ARTICLES['sv']}\n"
    assert cf.strip(text) == text.replace("[muokkaa | muokkaa wikitekstiä]", "")
