"""Names and statements about one's own status, in every language but English and Spanish."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.language.languages import languages
from bot.records import phrases
from bot.records.folding import fold, positions
from bot.records.redact import redact

# Language, message, what may not be left of it.
NAMES = [
    ("zh-Hans", "我叫王小明，昨天被抢了", "王小明"),
    ("zh-Hans", "你好我的名字是李娜我住在芝加哥", "李娜"),
    ("zh-Hans", "我是张伟", "张伟"),
    ("zh-Hans", "我叫Ana，我要报警", "Ana"),
    ("zh-Hans", "姓名：阿依·买买提", "买买提"),
    ("zh-Hant", "我叫陳大文，我老公打我", "陳大文"),
    ("zh-Hant", "我個名係李小龍", "李小龍"),
    ("vi", "Tôi tên là Nguyễn Văn An, tôi bị cướp", "Nguyễn"),
    ("vi", "toi ten la nguyen thi hoa va toi so", "hoa"),
    ("vi", "tên em là Lan, chồng em đánh em", "Lan"),
    ("vi", "Chồng tôi tên Hùng", "Hùng"),
    ("tl", "Ako po si Maria Santos", "Maria"),
    ("tl", "ang pangalan ko ay juan dela", "juan"),
    ("tl", "Pangalan ko po Juan.", "Juan"),
    ("ko", "제 이름은 김민수입니다", "김민수"),
    ("ko", "저는 박지영이라고 해요", "박지영"),
    ("ko", "저는 김민수예요. 도와주세요", "김민수"),
    ("ar", "اسمي أحمد علي وأريد المساعدة", "أحمد"),
    ("ar", "انا اسمي فاطمة", "فاطمة"),
    ("ar", "ana ismi khaled", "khaled"),
    ("ht", "Mwen rele Jan Batis", "Batis"),
    ("ht", "m rele mari klod, mari m bat mwen", "klod"),
    ("ht", "non mwen se Wozlò", "Wozlò"),
    ("fr", "Je m'appelle Aminata Diallo et j'ai peur", "Diallo"),
    ("fr", "jmappelle paul", "paul"),
    ("fr", "mon nom c'est Awa", "Awa"),
    ("pt-BR", "Meu nome é João da Silva", "João"),
    ("pt-BR", "oi me chamo ana e preciso de ajuda", "ana"),
    ("pt-BR", "sou a Beatriz", "Beatriz"),
    ("ru", "Меня зовут Иван Петров, меня избили", "Петров"),
    ("ru", "моё имя — Ольга", "Ольга"),
    ("ru", "зовут меня ольга", "ольга"),
    ("so", "Magacaygu waa Axmed Cali", "Axmed"),
    ("so", "waxaa la i yiraahdaa faadumo", "faadumo"),
    ("hmn", "Kuv lub npe hu ua Pov Vaj", "Pov"),
    ("hmn", "kuv npe yog mai", "mai"),
    ("am", "ስሜ አበበ ከበደ ነው", "አበበ"),
    ("am", "እኔ ሰላማዊት እባላለሁ", "ሰላማዊት"),
    ("am", "sime abebe new", "abebe"),
    ("hi", "मेरा नाम राजेश कुमार है और मुझे डर है", "राजेश"),
    ("hi", "mera naam priya hai", "priya"),
    ("hi", "मेरे पति का नाम विक्रम है", "विक्रम"),
    ("bn", "আমার নাম রহিম, আমাকে মারে", "রহিম"),
    ("bn", "amar nam karim", "karim"),
    ("ur", "میرا نام عائشہ ہے", "عائشہ"),
    ("ur", "میرے شوہر کا نام بلال ہے", "بلال"),
    ("fa", "اسم من مریم است", "مریم"),
    ("fa", "اسمم رضا احمدی هست", "رضا"),
    ("fa", "نام من احمد", "احمد"),
    ("uk", "Мене звати Оксана Коваль", "Коваль"),
    ("uk", "моє ім'я Тарас", "Тарас"),
    ("sw", "Jina langu ni Amina Juma", "Amina"),
    ("sw", "naitwa baraka na naogopa", "baraka"),
]

STATUSES = [
    ("zh-Hans", "我没有身份，可以报警吗", "没有身份"),
    ("zh-Hans", "我老公是黑户", "黑户"),
    ("zh-Hans", "我的签证过期了", "过期"),
    ("zh-Hans", "我是走线过来的", "走线"),
    ("zh-Hans", "我们正在申请庇护", "庇护"),
    ("zh-Hans", "没有身份。", "没有身份"),
    ("zh-Hant", "我沒有身分", "身分"),
    ("zh-Hant", "我冇身份,差佬會唔會問", "冇身份"),
    ("zh-Hant", "我的簽證已經過期了", "過期"),
    ("vi", "Tôi không có giấy tờ, tôi gọi 911 được không", "giấy"),
    ("vi", "toi khong co giay to", "giay"),
    ("vi", "visa của tôi đã hết hạn", "hết hạn"),
    ("vi", "chồng tôi ở lậu", "lậu"),
    ("vi", "em đang ở Mỹ bất hợp pháp", "bất hợp pháp"),
    ("tl", "wala po akong papeles", "papeles"),
    ("tl", "TNT po ako dito", "TNT"),
    ("tl", "expired na ang visa ko", "expired"),
    ("tl", "walang papel ang asawa ko", "papel"),
    ("ko", "저는 서류가 없어요", "없어요"),
    ("ko", "서류가 없어요. 신고해도 되나요?", "서류"),
    ("ko", "저는 불법체류자예요", "불법"),
    ("ko", "비자가 만료됐어요", "만료"),
    ("ko", "남편이 때려요 제가 신분이 없는데 신고할 수 있나요", "신분"),
    ("ar", "ليس لدي أوراق", "أوراق"),
    ("ar", "ما عندي اوراق", "اوراق"),
    ("ar", "وماعنديش ورق", "ورق"),
    ("ar", "انتهت تأشيرتي", "تأشيرتي"),
    ("ar", "أنا هنا بشكل غير قانوني", "قانوني"),
    ("ar", "زوجي ما عنده إقامة", "إقامة"),
    ("ht", "mwen pa gen papye", "papye"),
    ("ht", "m'pa gen papye", "papye"),
    ("ht", "viza mwen ekspire", "ekspire"),
    ("ht", "mwen gen TPS", "TPS"),
    ("fr", "Je n'ai pas de papiers", "papiers"),
    ("fr", "jai pas de papier est ce que je peux appeler", "papier"),
    ("fr", "je suis sans-papiers", "sans-papiers"),
    ("fr", "Mon visa a expiré", "expiré"),
    ("fr", "mon mari n’a pas de titre de séjour", "titre"),
    ("pt-BR", "não tenho documentos", "documentos"),
    ("pt-BR", "eu nao tenho papel", "papel"),
    ("pt-BR", "sou imigrante ilegal", "ilegal"),
    ("pt-BR", "meu visto venceu", "venceu"),
    ("pt-BR", "atravessei a fronteira", "fronteira"),
    ("ru", "У меня нет документов", "документов"),
    ("ru", "моя виза просрочена", "просрочена"),
    ("ru", "Я нелегал, могу ли я заявить?", "нелегал"),
    ("ru", "у моего мужа нет визы", "визы"),
    ("ru", "я подал на убежище", "убежище"),
    ("so", "sharci ma haysto", "sharci"),
    ("so", "anigu warqado ma haysto", "warqado"),
    ("so", "sharci la'aan ayaan ahay", "sharci"),
    ("so", "fiisahaygii wuu dhacay", "dhacay"),
    ("hmn", "kuv tsis muaj ntaub ntawv", "ntawv"),
    ("hmn", "kuv nyob tsis raug cai", "raug cai"),
    ("hmn", "kuv tus txiv tsis muaj ntawv", "ntawv"),
    ("am", "ወረቀት የለኝም", "የለኝም"),
    ("am", "ሕጋዊ ሰነድ የለኝም ፖሊስ መጥራት እችላለሁ?", "ሰነድ"),
    ("am", "ቪዛዬ ተቃጥሏል", "ተቃጥሏል"),
    ("am", "ህገወጥ ስደተኛ ነኝ", "ስደተኛ"),
    ("am", "ባሌ ወረቀት የለውም", "የለውም"),
    ("hi", "मेरे पास कागज नहीं हैं", "कागज"),
    ("hi", "मेरे पास काग़ज़ात नहीं है", "काग़ज़ात"),
    ("hi", "मैं यहाँ अवैध रूप से रहता हूँ", "अवैध"),
    ("hi", "मेरा वीज़ा खत्म हो गया है", "खत्म"),
    ("hi", "mere paas koi papers nahi hai", "papers"),
    ("bn", "আমার কাগজপত্র নেই", "নেই"),
    ("bn", "আমার কোনো বৈধ কাগজ নাই", "কাগজ"),
    ("bn", "আমি অবৈধ", "অবৈধ"),
    ("bn", "আমার ভিসার মেয়াদ শেষ হয়ে গেছে", "শেষ"),
    ("ur", "میرے پاس کاغذات نہیں ہیں", "کاغذات"),
    ("ur", "میں غیر قانونی ہوں", "قانونی"),
    ("ur", "میرا ویزا ختم ہو گیا ہے", "ختم"),
    ("fa", "من مدرک ندارم", "مدرک"),
    ("fa", "هیچ مدارک قانونی ندارم", "مدارک"),
    ("fa", "ویزایم تمام شده", "تمام"),
    ("fa", "من اینجا غیرقانونی زندگی می‌کنم", "غیرقانونی"),
    ("fa", "شوهرم ویزا ندارد", "ویزا"),
    ("uk", "У мене немає документів", "документів"),
    ("uk", "моя віза закінчилася", "закінчилася"),
    ("uk", "я тут нелегально", "нелегально"),
    ("uk", "ми приїхали по U4U", "U4U"),
    ("sw", "sina karatasi", "karatasi"),
    ("sw", "naishi hapa bila vibali", "vibali"),
    ("sw", "visa yangu imeisha", "imeisha"),
    ("sw", "mume wangu hana karatasi", "karatasi"),
]

# Staff need the question: nobody says anything about themselves here.
HARMLESS = [
    ("zh-Hans", "没有身份可以报警吗？"),
    ("zh-Hans", "如果一个人没有证件怎么办"),
    ("zh-Hans", "警察会问我的身份吗？"),
    ("zh-Hans", "我叫警察了他们没来"),
    ("zh-Hans", "我叫了救护车"),
    ("zh-Hans", "我是高中生"),
    ("zh-Hans", "我没带身份证"),
    ("zh-Hans", "我可以申请庇护吗？"),
    ("zh-Hans", "要告诉警察我的名字吗"),
    ("zh-Hans", "什么是U签证"),
    ("zh-Hant", "沒有身分的人可以報警嗎？"),
    ("zh-Hant", "警察會問我的身分嗎"),
    ("zh-Hant", "我叫咗差人"),
    ("vi", "Người không có giấy tờ có gọi cảnh sát được không?"),
    ("vi", "Cảnh sát có hỏi giấy tờ của tôi không?"),
    ("vi", "Nếu ai đó không có giấy tờ thì sao?"),
    ("vi", "Visa U là gì?"),
    ("vi", "tôi có phải nói tên không"),
    ("tl", "Paano kung walang papeles ang tao?"),
    ("tl", "Tatanungin ba ng pulis ang papeles ko?"),
    ("tl", "pwede bang hindi sabihin ang pangalan ko?"),
    ("tl", "Kailangan ko bang ibigay ang pangalan ko?"),
    ("ko", "서류가 없으면 경찰이 물어보나요?"),
    ("ko", "경찰이 체류 신분을 물어보나요?"),
    ("ko", "불법체류자도 신고할 수 있나요?"),
    ("ko", "저는 학생입니다"),
    ("ko", "저는 무서워요"),
    ("ko", "제 이름은 비밀로 되나요?"),
    ("ko", "이름을 말해야 하나요?"),
    ("ko", "ICE가 문을 열라고 해요"),
    ("ko", "우리 동네 경찰은 불체자를 잡나요?"),
    ("ar", "ماذا لو شخص ليس لديه أوراق؟"),
    ("ar", "هل تسأل الشرطة عن أوراقي؟"),
    ("ar", "هل يستطيع شخص غير قانوني الاتصال بالشرطة؟"),
    ("ar", "هل اسمي سري؟"),
    ("ar", "هل يسألون عن اسمي؟"),
    ("ht", "Èske lapolis ap mande m papye?"),
    ("ht", "e si yon moun pa gen papye?"),
    ("ht", "mwen rele lapolis men yo pa vini"),
    ("ht", "mwen ka rele 911?"),
    ("fr", "Que se passe-t-il si quelqu'un n'a pas de papiers ?"),
    ("fr", "La police va-t-elle demander mes papiers ?"),
    ("fr", "les sans-papiers peuvent-ils porter plainte ?"),
    ("fr", "mon nom est-il gardé secret ?"),
    ("fr", "je suis victime d'un vol"),
    ("pt-BR", "a polícia vai perguntar do meu status?"),
    ("pt-BR", "quem não tem documentos pode denunciar?"),
    ("pt-BR", "e se alguém não tiver papéis?"),
    ("pt-BR", "preciso dar meu nome?"),
    ("ru", "Полиция спросит мои документы?"),
    ("ru", "что если у человека нет документов?"),
    ("ru", "могут ли нелегалы звонить в полицию?"),
    ("ru", "моё имя останется в тайне?"),
    ("ru", "у меня украли документы"),
    ("so", "Booliisku ma i weydiin doonaan sharciga?"),
    ("so", "ka waran haddii qof aanu sharci lahayn?"),
    ("hmn", "Tub ceev xwm puas nug kuv cov ntaub ntawv?"),
    ("hmn", "yog ib tug neeg tsis muaj ntaub ntawv ne?"),
    ("hmn", "kuv hu tub ceev xwm"),
    ("am", "ፖሊስ ስለ ወረቀት ይጠይቃል?"),
    ("am", "ወረቀት የሌለው ሰው ፖሊስ መጥራት ይችላል?"),
    ("am", "ስሜ ይመዘገባል?"),
    ("am", "መንጃ ፈቃድ የለኝም"),
    ("hi", "क्या पुलिस मेरे कागज पूछेगी?"),
    ("hi", "अगर किसी के पास कागज नहीं हैं तो?"),
    ("hi", "क्या मेरा नाम गुप्त रहेगा?"),
    ("hi", "क्या मेरा नाम बताना ज़रूरी है?"),
    ("hi", "kya police papers puchegi?"),
    ("bn", "পুলিশ কি আমার কাগজ দেখতে চাইবে?"),
    ("bn", "কারো কাগজ না থাকলে কী হবে?"),
    ("bn", "আমার নাম কি গোপন থাকবে?"),
    ("ur", "کیا پولیس میرے کاغذات پوچھے گی؟"),
    ("ur", "اگر کسی کے پاس کاغذات نہ ہوں تو؟"),
    ("ur", "کیا میرا نام خفیہ رہے گا؟"),
    ("fa", "آیا پلیس مدارک من را می‌پرسد؟"),
    ("fa", "اگر کسی مدرک نداشته باشد چه؟"),
    ("fa", "آیا اسم من مخفی است؟"),
    ("uk", "Поліція запитає про мої документи?"),
    ("uk", "що як людина не має документів?"),
    ("uk", "моє ім'я буде в таємниці?"),
    ("sw", "Je, polisi watauliza karatasi zangu?"),
    ("sw", "mtu asiye na karatasi anaweza kuripoti?"),
    ("sw", "jina langu litakuwa siri?"),
    ("en", "what if someone has no papers?"),
    ("en", "si puede llamar al 911 aunque no sea ciudadano"),
    ("en", "my friend said she can call a lawyer in Chicago, is that true?"),
    ("es", "¿puedo salir y volver con la U?"),
    ("es", "¿la policía me va a preguntar por mis papeles?"),
]


@pytest.mark.parametrize(("language", "message", "private"), NAMES)
def test_name_is_replaced(language, message, private):
    redacted = redact(message, language)
    assert private not in redacted.text
    assert "<NAME>" in redacted.text


@pytest.mark.parametrize(("language", "message", "private"), STATUSES)
def test_statement_about_status_is_replaced(language, message, private):
    redacted = redact(message, language)
    assert private not in redacted.text
    assert "<STATUS>" in redacted.text


@pytest.mark.parametrize(("language", "message"), HARMLESS)
def test_question_in_general_stays_whole(language, message):
    assert redact(message, language).text == message


def test_every_language_has_names_statuses_and_harmless_questions():
    wanted = set(languages()) - {"en", "es"}
    assert {path.stem for path in phrases.PHRASES.glob("*.yml")} == wanted
    for table in (NAMES, STATUSES, HARMLESS):
        assert wanted <= {row[0] for row in table}


def test_what_follows_a_statement_stays_readable():
    assert redact("如果我没有身份可以报警吗？", "zh-Hans").text == "如果<STATUS>可以报警吗？"
    assert redact("Меня зовут Иван, меня избили", "ru").text == "<NAME>, меня избили"
    assert redact("toi khong co giay to co sao khong", "vi").text == "<STATUS> co sao khong"


@pytest.mark.parametrize("message", [message for _, message, _ in NAMES + STATUSES])
def test_second_time_changes_nothing(message):
    once = redact(message).text
    assert redact(once).text == once


_PIECES = sorted({word for _, message, _ in NAMES + STATUSES for word in message.split()} | {"<NAME>", "<", "555-0100"})


@given(st.lists(st.sampled_from(_PIECES), max_size=14), st.sampled_from(["", " ", ". "]))
@settings(max_examples=500, deadline=None)
def test_pieces_of_wordings_in_any_order_settle_at_once(words, glue):
    once = redact(glue.join(words)).text
    assert redact(once).text == once


@given(st.text(max_size=80))
@settings(max_examples=300, deadline=None)
def test_every_folded_character_has_a_place(text):
    folded, parts = fold(text)
    places = positions(parts)
    assert len(places) == len(folded) + 1
    assert places == sorted(places)
    assert places[-1] == len(text)


def test_unknown_key_of_a_file_is_refused(tmp_path):
    (tmp_path / "xx.yml").write_text("nmae: [hello]\n", encoding="utf-8")
    with pytest.raises(ValueError, match="nmae"):
        phrases._Language(tmp_path / "xx.yml")


@pytest.mark.parametrize(
    "message", ["我", "我叫", "tôi ", "اسمي ", "у меня ", "मेरे पास ", "저는 ", "je suis ", "የ", "kuv "]
)
def test_no_text_is_slow(message):
    redact("")
    started = time.perf_counter()
    redact((message * 1000)[:1000])
    assert time.perf_counter() - started < 0.25


@pytest.mark.parametrize("message", [row[1] for table in (STATUSES, HARMLESS) for row in table[::5]])
def test_wordings_take_less_than_a_millisecond_for_a_hundred_characters(message):
    text = (message + " ") * 20
    phrases.find_statements(text[:100])
    times = []
    for _ in range(30):
        started = time.perf_counter()
        phrases.find_statements(text[:100])
        times.append(time.perf_counter() - started)
    assert sorted(times)[15] < 0.001
