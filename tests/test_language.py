"""Languages: tags, direction, detection."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docconv.language import DETECTION_SAMPLE, canonical_tag, detect, direction_of, fault_in_tag, primary, strict_tag
from tests.strategies import language_tags


class TestCanonicalTag:
    @pytest.mark.parametrize(
        ("given_tag", "tag"),
        [
            ("en", "en"),
            ("EN", "en"),
            ("en_GB", "en-GB"),
            ("en-gb.UTF-8", "en-GB"),
            ("ar_EG@calendar=islamic", "ar-EG"),
            ("ZH-HANT-tw", "zh-Hant-TW"),
            ("zh-yue", "yue"),
            ("zh-min-nan", "nan"),
            ("iw", "he"),
            ("in-ID", "id-ID"),
            ("sh", "sr-Latn"),
            ("tl", "fil"),
            ("es-419", "es-419"),
            ("sl-ROZAJ", "sl-rozaj"),
            ("i-klingon", "tlh"),
            ("en-x-Private", "en-x-private"),
            (" en ", "en"),
            ("und", None),
            ("C", None),
            ("", None),
            ("english", None),
            ("1", None),
        ],
    )
    def test_examples(self, given_tag: str, tag: str | None) -> None:
        assert canonical_tag(given_tag) == tag

    @given(st.text(max_size=20) | st.from_regex(r"\A[A-Za-z]{1,4}([-_][A-Za-z0-9]{1,8}){0,4}\Z"))
    def test_gives_a_tag_without_fault_or_none(self, text: str) -> None:
        tag = canonical_tag(text)
        assert tag is None or fault_in_tag(tag) is None

    @given(language_tags())
    def test_leaves_canonical_tags_as_they_are(self, tag: str) -> None:
        replaced = ("iw", "in", "ji", "jw", "mo", "sh", "prs", "tl")
        assert primary(tag) in replaced or canonical_tag(tag) == tag

    @pytest.mark.parametrize(
        ("tag", "fault"),
        [
            ("EN", "is not a BCP 47 language tag in canonical case; 'en' would be"),
            ("und", "is not a BCP 47 language tag in canonical case; leave it out where the language is unknown"),
            ("de-1996-1996", "repeats a subtag (RFC 5646, section 2.2)"),
            ("en-a-bb-a-cc", "repeats a subtag (RFC 5646, section 2.2)"),
            ("xx yy", "is not a BCP 47 language tag in canonical case; leave it out where the language is unknown"),
            ("en_GB!", "is not a BCP 47 language tag in canonical case; leave it out where the language is unknown"),
        ],
    )
    def test_faults_are_named(self, tag: str, fault: str) -> None:
        assert fault_in_tag(tag) == fault


class TestStrictTag:
    @pytest.mark.parametrize(
        ("given_tag", "tag"),
        [
            ("en", "en"), ("EN", "en"), ("ar_EG", "ar-EG"), ("ZH-hant-tw", "zh-Hant-TW"), ("es-419", "es-419"),
            ("iw", "he"), ("sh", "sr-Latn"), ("sh-Cyrl", "sr-Cyrl"), ("sh-RS", "sr-Latn-RS"), ("prs-Arab", "fa-Arab-AF"),
            ("zh-yue-Hant", "yue-Hant"), ("zh-min-nan", "nan"), ("i-klingon", "tlh"), ("en-x-abc", "en-x-abc"),
        ],
    )  # fmt: skip
    def test_puts_case_and_replaced_codes_right(self, given_tag: str, tag: str) -> None:
        assert strict_tag(given_tag) == tag

    @pytest.mark.parametrize(
        "text",
        ["bad tag!", "xx yy", "xx-yyyyyyyyyyyyyy", "en-abc", "zh-yue-cmn", "en_GB.UTF-8", "en@latin", " en", "en-", "en--GB", "",
         "und", "C", "english", "de-1996-1996", "en\n"],
    )  # fmt: skip
    def test_refuses_what_would_lose_a_part(self, text: str) -> None:
        assert strict_tag(text) is None

    @given(language_tags())
    def test_is_as_canonical_where_there_is_nothing_to_drop(self, tag: str) -> None:
        assert strict_tag(tag) == strict_tag(tag.swapcase().replace("-", "_")) == canonical_tag(tag) is not None


@pytest.mark.parametrize(
    ("tag", "direction"),
    [
        (None, "ltr"), ("en", "ltr"), ("ar", "rtl"), ("ar-EG", "rtl"), ("fa-AF", "rtl"), ("he", "rtl"),
        ("ur", "rtl"), ("ps", "rtl"),
        ("sd", "rtl"), ("ckb", "rtl"), ("dv", "rtl"), ("yi", "rtl"), ("ug", "rtl"), ("pa", "ltr"),
        ("pa-PK", "rtl"), ("pa-Arab", "rtl"),
        ("pa-Guru-PK", "ltr"), ("az", "ltr"), ("az-Arab", "rtl"), ("ku", "ltr"), ("ku-IQ", "rtl"),
        ("ur-Latn", "ltr"), ("zh-Hant", "ltr"),
        ("ff-Adlm", "rtl"),
    ],
)  # fmt: skip
def test_direction_of_a_language(tag: str | None, direction: str) -> None:
    assert direction_of(tag) == direction


#: An invented sentence a language, and its tag.
SENTENCES = {
    "en": "The island council said on Tuesday that the first ferry would leave at dawn from next week.",
    "fr": "Le conseil de l'île a annoncé mardi que le premier bac partirait à l'aube dès la semaine prochaine.",
    "es": "El consejo de la isla anunció el martes que el primer transbordador saldrá al amanecer desde la próxima semana.",
    "pt": "O conselho da ilha anunciou na terça-feira que a primeira balsa vai partir de madrugada a partir da próxima semana.",
    "it": "Il consiglio dell'isola ha annunciato martedì che il primo traghetto partirà all'alba dalla prossima settimana.",
    "de": "Der Inselrat teilte am Dienstag mit, dass die erste Fähre ab der kommenden Woche schon im Morgengrauen ablegt.",
    "nl": "De eilandraad maakte dinsdag bekend dat de eerste veerboot vanaf volgende week bij zonsopgang zal vertrekken.",
    "sv": "Öns råd meddelade på tisdagen att den första färjan ska avgå i gryningen från och med nästa vecka.",
    "pl": "Rada wyspy ogłosiła we wtorek, że od przyszłego tygodnia pierwszy prom będzie odpływał o świcie.",
    "cs": "Rada ostrova v úterý oznámila, že první trajekt bude od příštího týdne odplouvat za úsvitu.",
    "hu": "A sziget tanácsa kedden bejelentette, hogy jövő héttől az első komp már hajnalban elindul.",
    "ro": "Consiliul insulei a anunțat marți că primul feribot va pleca în zori începând de săptămâna viitoare.",
    "fi": "Saaren neuvosto kertoi tiistaina, että ensimmäinen lautta lähtee ensi viikosta alkaen jo aamunkoitteessa.",
    "tr": "Ada meclisi salı günü yaptığı açıklamada ilk feribotun gelecek haftadan itibaren şafakta kalkacağını duyurdu.",
    "vi": "Hội đồng đảo hôm thứ Ba cho biết chuyến phà đầu tiên sẽ khởi hành lúc bình minh từ tuần tới.",
    "id": "Dewan pulau itu mengumumkan pada hari Selasa bahwa feri pertama akan berangkat saat fajar mulai minggu depan.",
    "sw": "Baraza la kisiwa lilisema Jumanne kwamba kivuko cha kwanza kitaondoka alfajiri kuanzia wiki ijayo.",
    "so": "Golaha jasiiraddu waxay Talaadadii sheegeen in doonnida ugu horreysa ay waaberiga bixi doonto toddobaadka soo socda.",
    "ha": "Majalisar tsibirin ta ce a ranar Talata jirgin ruwa na farko zai tashi da asuba daga mako mai zuwa.",
    "yo": "Ìgbìmọ̀ erékùṣù náà sọ ní ọjọ́ ìṣẹ́gun pé ọkọ̀ ojú omi àkọ́kọ́ yóò gbéra ní àfẹ̀mọ́júmọ́ láti ọ̀sẹ̀ tó ń bọ̀.",
    "cy": "Cyhoeddodd cyngor yr ynys ddydd Mawrth y bydd y fferi gyntaf yn gadael gyda'r wawr o'r wythnos nesaf ymlaen.",
    "ru": "Совет острова сообщил во вторник, что со следующей недели первый паром будет отправляться на рассвете.",
    "uk": "Рада острова повідомила у вівторок, що з наступного тижня перший пором вирушатиме на світанку.",
    "bg": "Съветът на острова съобщи във вторник, че от следващата седмица първият ферибот ще тръгва призори.",
    "sr": "Савет острва саопштио је у уторак да ће од следеће недеље први трајект полазити у зору.",
    "ky": "Арал кеңеши шейшемби күнү биринчи паром кийинки жумадан тартып таң эрте жөнөй турганын билдирди.",
    "el": "Το συμβούλιο του νησιού ανακοίνωσε την Τρίτη ότι το πρώτο πλοίο θα φεύγει την αυγή από την επόμενη εβδομάδα.",
    "ar": "أعلن مجلس الجزيرة يوم الثلاثاء أن العبّارة الأولى ستنطلق عند الفجر ابتداءً من الأسبوع المقبل.",
    "fa": "شورای جزیره روز سه‌شنبه اعلام کرد که نخستین کشتی از هفته آینده سپیده‌دم حرکت می‌کند.",
    "ur": "جزیرے کی کونسل نے منگل کو بتایا کہ اگلے ہفتے سے پہلی کشتی صبح سویرے روانہ ہوگی۔",
    "ps": "د ټاپو شورا د سې شنبې په ورځ وویل چې لومړۍ بېړۍ به له راتلونکې اونۍ سهار وختي حرکت کوي.",
    "he": "מועצת האי הודיעה ביום שלישי כי המעבורת הראשונה תצא עם שחר החל מהשבוע הבא.",
    "hi": "द्वीप परिषद ने मंगलवार को बताया कि अगले सप्ताह से पहली नौका भोर में रवाना होगी।",
    "mr": "बेट परिषदेने मंगळवारी सांगितले की पुढील आठवड्यापासून पहिली बोट पहाटे निघेल.",
    "ne": "टापु परिषद्ले मङ्गलबार जनाएअनुसार आगामी हप्तादेखि पहिलो डुङ्गा बिहानै छुट्नेछ।",
    "bn": "দ্বীপ পরিষদ মঙ্গলবার জানিয়েছে, আগামী সপ্তাহ থেকে প্রথম ফেরি ভোরে ছাড়বে।",
    "gu": "ટાપુ પરિષદે મંગળવારે જણાવ્યું કે આવતા અઠવાડિયાથી પ્રથમ ફેરી પરોઢિયે ઊપડશે.",
    "pa": "ਟਾਪੂ ਕੌਂਸਲ ਨੇ ਮੰਗਲਵਾਰ ਨੂੰ ਦੱਸਿਆ ਕਿ ਅਗਲੇ ਹਫ਼ਤੇ ਤੋਂ ਪਹਿਲੀ ਕਿਸ਼ਤੀ ਤੜਕੇ ਚੱਲੇਗੀ।",
    "ta": "அடுத்த வாரம் முதல் முதல் படகு விடியற்காலையில் புறப்படும் என்று தீவு மன்றம் செவ்வாயன்று தெரிவித்தது.",
    "te": "వచ్చే వారం నుంచి మొదటి పడవ తెల్లవారుజామున బయలుదేరుతుందని ద్వీప మండలి మంగళవారం తెలిపింది.",
    "si": "ලබන සතියේ සිට පළමු පාරුව අලුයම පිටත් වන බව දූපත් සභාව අඟහරුවාදා පැවසීය.",
    "th": "สภาเกาะประกาศเมื่อวันอังคารว่าเรือข้ามฟากเที่ยวแรกจะออกตอนรุ่งสางตั้งแต่สัปดาห์หน้า",
    "my": "ကျွန်းကောင်စီက အင်္ဂါနေ့တွင် ပထမဆုံးကူးတို့သင်္ဘော လာမည့်အပတ်မှစ၍ အရုဏ်တက်ချိန် ထွက်ခွာမည်ဟု ပြောသည်။",
    "ko": "섬 의회는 다음 주부터 첫 배가 새벽에 출항한다고 화요일에 밝혔다.",
    "ja": "島の議会は火曜日、来週から始発のフェリーが夜明けに出航すると発表した。",
    "zh": "岛上议会周二宣布，从下周起第一班渡轮将在黎明时分启航。",
    "zh-Hant": "島上議會週二宣布，從下週起第一班渡輪將在黎明時分啟航，這對居民來說是好消息。",
    "am": "የደሴቱ ምክር ቤት ማክሰኞ ዕለት እንዳስታወቀው ከሚቀጥለው ሳምንት ጀምሮ የመጀመሪያው ጀልባ ጎህ ሲቀድ ይነሳል።",
    "ti": "ባይቶ እታ ደሴት ሰሉስ ከም ዝሓበሮ ካብ ዝመጽእ ሰሙን ጀሚሩ እታ ቀዳመይቲ ጃልባ ወጋሕታ ክትብገስ እያ።",
}

#: Sentences that detection is known to take for another language, and for which.
KNOWN_MISSES: dict[str, str | None] = {}


@pytest.mark.parametrize("tag", sorted(SENTENCES))
def test_a_sentence_is_enough_to_tell_its_language(tag: str) -> None:
    assert detect(SENTENCES[tag]) == KNOWN_MISSES.get(tag, tag)


def test_at_most_a_few_languages_are_missed() -> None:
    assert len(SENTENCES) >= 40
    assert len(KNOWN_MISSES) <= 3


@given(st.text(max_size=300) | st.text(st.characters(codec="ascii"), max_size=300))
def test_detection_takes_any_text(text: str) -> None:
    tag = detect(text)
    assert tag is None or fault_in_tag(tag) is None


def test_where_there_are_no_letters_there_is_no_language() -> None:
    assert detect("") is None
    assert detect("12:30 — 14.03.2026 🎉") is None


def test_addresses_and_what_stands_behind_the_sample_do_not_count() -> None:
    sentence = SENTENCES["fr"]
    assert detect(sentence + " https://example.com/the-island-council-said-on-tuesday-that-the-first-ferry") == "fr"
    repeated = (sentence + " ") * (DETECTION_SAMPLE // len(sentence) + 1)
    assert detect(repeated + SENTENCES["en"] * 500) == "fr"


def test_addresses_alone_are_no_evidence() -> None:
    assert detect("desk@example.com https://example.com/the-island-council-said-on-tuesday") is None
