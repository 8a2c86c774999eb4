"""Invented articles for the tests of books: many kinds of block, several scripts, both directions."""

from __future__ import annotations

import struct
import zlib
from datetime import UTC, date, datetime

from docconv.model import (
    Article,
    Cell,
    Dateline,
    Embed,
    Figure,
    Link,
    List,
    Mark,
    Paragraph,
    Person,
    Quote,
    RelatedGroup,
    RichText,
    Rights,
    Section,
    Table,
    Topic,
    mark_order,
)


def png(red: int, green: int, blue: int, width: int = 480, height: int = 300) -> bytes:
    """A picture: a gradient of one colour, as PNG."""
    rows = b"".join(b"\x00" + bytes((red, green, blue * y // height)) * width for y in range(height))

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def gif(images: int) -> bytes:
    """A picture of one point, as GIF, drawn so many times."""
    screen = b"GIF89a\x01\x00\x01\x00\x80\x00\x00" + b"\x00\x00\x00\xff\xff\xff"
    return screen + b"\x2c\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02\x44\x01\x00" * images + b"\x3b"


def marked(text: str, *marks: tuple[str, str] | tuple[str, str, str]) -> Paragraph:
    """A paragraph in which the words of each mark are set apart: (kind, words) or ("link", words, href)."""
    placed = []
    for kind, words, *href in marks:
        start = text.index(words)
        placed.append(
            Mark.model_validate({"kind": kind, "start": start, "end": start + len(words), "href": href[0] if href else None})
        )
    return Paragraph(text=text, marks=tuple(sorted(placed, key=mark_order)))


ENGLISH = Article(
    id="tag:news.example.com,2026:island-ferry",
    url="https://news.example.com/en/island-ferry?from=book&page=2",
    version=3,
    slug="island-ferry",
    language="en-GB",
    kicker="Transport & islands",
    headline="Island ferry adds a dawn sailing after “one petition too many” <for now>",
    standfirst=(
        RichText(
            text="From June the first boat leaves Port Elwin at 5.40, early enough for the hospital shift.",
            marks=(Mark(kind="strong", start=5, end=9),),
        ),
        RichText(text="The council pays for the trial."),
    ),
    byline="By Maren Oduya, Transport correspondent",
    authors=(
        Person(name="Maren Oduya", role="Transport correspondent", organisation="Harbour Press", email="maren@example.com"),
    ),
    dateline=Dateline(text="PORT ELWIN, March 16 (HPS)", place="Port Elwin", agency="HPS", date=date(2026, 3, 16)),
    created=datetime(2026, 3, 16, 7, 5, tzinfo=UTC),
    published=datetime(2026, 3, 16, 7, 40, tzinfo=UTC),
    modified=datetime(2026, 3, 17, 9, 0, tzinfo=UTC),
    embargoed=datetime(2026, 3, 16, 7, 0, tzinfo=UTC),
    expires=datetime(2027, 3, 16, 7, 0, tzinfo=UTC),
    status="withheld",
    provider="Harbour Press Service",
    rights=Rights(holder="Harbour Press", notice="© 2026 Harbour Press", terms="Not for resale."),
    topics=(Topic(name="transport", uri="http://cv.iptc.org/newscodes/mediatopic/04000000"), Topic(name="islands")),
    keywords=("ferry", "islands", "hospital"),
    body=(
        Section(
            blocks=(
                marked(
                    "PORT ELWIN, March 16 (HPS) – The island ferry will sail at dawn from June, its owner said. H2O comes along.",
                    ("emphasis", "island ferry will sail"),
                    ("strong", "ferry will sail at dawn"),
                    ("link", "its owner said", "https://ferry.example.com/news?id=7&lang=en"),
                    ("sub", "2"),
                ),
                Paragraph(text="It ends nine months of waiting for those who work nights on the mainland.\nThe fare stays."),
                Figure(
                    src="pictures/ferry.png",
                    alt="A white ferry at a stone quay before sunrise",
                    caption=RichText(text="The ferry at Port Elwin: 5.40 is early even for gulls."),
                    credit="Nadia Kell",
                    source="HPS archive",
                    width=480,
                    height=300,
                ),
            )
        ),
        Section(
            heading="What changes in June",
            blocks=(
                List(
                    items=(
                        RichText(text="A boat at 5.40 on working days"),
                        RichText(text="No boat at noon"),
                        RichText(text="The same fare"),
                    )
                ),
                List(ordered=True, items=(RichText(text="Buy the card"), RichText(text="Show it on the quay"))),
                Quote(
                    paragraphs=(RichText(text="I have rowed across to be on time."), RichText(text="I shall not miss it.")),
                    attribution="Ines Tarrow, nurse",
                ),
                Table(
                    rows=(
                        (Cell(text="Day"), Cell(text="First boat"), Cell(text="Last boat")),
                        (Cell(text="Monday to Friday"), Cell(text="5.40"), Cell(text="21.15")),
                        (Cell(text="Sunday"), Cell(text="8.30"), Cell()),
                    ),
                    header_rows=1,
                    caption=RichText(text="Sailings from June"),
                ),
            ),
        ),
        Section(
            heading="Who pays",
            level=2,
            blocks=(
                Paragraph(text="The council does, for a year. “Then we count heads,” said its treasurer."),
                Figure(src="https://news.example.com/img/chart.png", caption=RichText(text="Passengers by month"), alt=""),
                Figure(
                    media="video", src="https://news.example.com/v/1", alt="The ferry turns in the bay", credit="Harbour Press"
                ),
                Embed(url="https://maps.example.com/elwin", provider="Example Maps", text="The ferry’s new course on a map"),
            ),
        ),
        Section(
            heading="A word from the gulls",
            blocks=(Paragraph(text="لا تعليق حتى الآن.", language="ar"), Paragraph(text="None so far.")),
        ),
    ),
    related=(
        RelatedGroup(
            heading="More on this story",
            links=(Link(title="Slipway lights back on", url="https://news.example.com/en/slipway"), Link(title="Printed only")),
        ),
        RelatedGroup(links=(Link(title="عاصفة الصيف", url="https://news.example.com/ar/storm"),)),
    ),
    furniture=("Share this article", "Sign up to our newsletter"),
    extensions={"x-desk:note": {"seen": [1, 2.5, None, "a\u0000b\u2028c"]}, "x-desk:colour": "\U0001fffe"},
)

ARABIC = Article(
    language="ar",
    kicker="اقتصاد البحر",
    headline="ميناء النورس يعود إلى العمل بعد تسعة أشهر من الإصلاحات",
    standfirst=(
        RichText(text="استقبلت الأرصفة الثلاثة أولى السفن صباح السبت، وسط ترحيب من الصيادين وتحفّظ من سكان الحي القديم."),
    ),
    byline="إعداد: ليان الحداد، مراسلة الشؤون البحرية",
    dateline=Dateline(text="مدينة النورس، 14 آذار (خبر)"),
    published=datetime(2026, 3, 14, 9, 15, tzinfo=UTC),
    body=(
        Section(
            blocks=(
                marked(
                    "دخلت سفينة الشحن «القطرس» الميناء عند السادسة والربع صباحًا، وهي أول سفينة ترسو فيه منذ عاصفة الصيف.",
                    ("emphasis", "أول سفينة"),
                    ("link", "عاصفة الصيف", "https://news.example.com/ar/storm"),
                ),
                Paragraph(
                    text="وقالت مديرة الميناء سعاد منصور إن كلفة الإصلاح بلغت 42 مليونًا، أي أقل من التقدير الأول بنحو الثلث."
                ),
                Figure(
                    src="pictures/ferry.png",
                    alt="رافعة صفراء ترفع حاوية زرقاء فوق رصيف من الحجر",
                    caption=RichText(text="رافعة تفرّغ أول حاوية على الرصيف الشمالي."),
                    credit="تصوير: نادر الكيلاني",
                ),
            )
        ),
        Section(
            heading="ما الذي تغيّر في الأرصفة",
            blocks=(
                Paragraph(text="رُفع الرصيف الشمالي سبعين سنتيمترًا، ومُدّت تحته قناة تصرف مياه الأمطار نحو الحوض الخارجي."),
                Quote(
                    paragraphs=(RichText(text="لم نبنِ جدارًا أعلى، بل تركنا للماء طريقًا يخرج منه."),),
                    attribution="سعاد منصور، مديرة الميناء",
                ),
                List(items=(RichText(text="ثلاجة مشتركة بسعة 30 طنًا"), RichText(text="مواقف لشاحنات المدن المجاورة"))),
                Paragraph(text="The crew said: “We are glad to be back.”", language="en", direction="ltr"),
            ),
        ),
    ),
    related=(RelatedGroup(heading="المزيد حول هذه القصة"),),
    furniture=("شارك هذا المقال",),
)

CHINESE = Article(
    language="zh-Hans",
    headline="海岛渡轮六月起增开黎明班次",
    standfirst=(RichText(text="首班船清晨五点四十分离港，夜班护士终于可以按时回家。"),),
    byline="记者 林晓舟",
    body=(
        Section(
            blocks=(
                marked(
                    "【新港讯】渡轮公司周一宣布，从六月一日起，海岛与大陆之间每天增开一班黎明渡轮，票价不变。",
                    ("emphasis", "票价不变"),
                ),
                Paragraph(
                    text="岛上约有四百人在大陆上夜班。过去九个月里，他们下班后要在码头等上两个多小时，才能坐上第一班船回家。"
                ),
                Figure(caption=RichText(text="清晨的新港码头。"), credit="摄影：周海"),
            )
        ),
        Section(
            heading="谁来付钱",
            blocks=(
                Paragraph(text="镇政府将承担第一年的费用。财政主任说：“一年以后，我们再数人头。”"),
                Quote(paragraphs=(RichText(text="我曾经自己划船过去，只为了不迟到。"),), attribution="护士 田宁"),
            ),
        ),
    ),
)

HINDI = Article(
    language="hi",
    headline="द्वीप की नौका जून से भोर में भी चलेगी",
    standfirst=(RichText(text="पहली नाव सुबह पाँच बजकर चालीस मिनट पर छूटेगी, ताकि रात की पाली वाले समय पर घर पहुँच सकें।"),),
    authors=(Person(name="मीरा जोशी"), Person(name="रवि सेन")),
    body=(
        Section(
            blocks=(
                marked(
                    "नौका कंपनी ने सोमवार को कहा कि एक जून से हर दिन भोर में एक अतिरिक्त फेरा लगेगा और किराया नहीं बढ़ेगा।",
                    ("emphasis", "किराया नहीं बढ़ेगा"),
                ),
                Paragraph(text="द्वीप के लगभग चार सौ लोग मुख्य भूमि पर रात में काम करते हैं। उन्हें घाट पर दो घंटे प्रतीक्षा करनी पड़ती थी।"),
            )
        ),
        Section(
            heading="ख़र्च कौन उठाएगा",
            blocks=(Paragraph(text="पहले वर्ष का ख़र्च नगर परिषद उठाएगी। कोषाध्यक्ष ने कहा कि उसके बाद यात्रियों की गिनती होगी।"),),
        ),
    ),
)

AMHARIC = Article(
    language="am",
    headline="የደሴቲቱ ጀልባ ከሰኔ ጀምሮ በንጋት ይጓዛል",
    standfirst=(RichText(text="የመጀመሪያው ጀልባ ከንጋቱ አሥራ አንድ ሰዓት ከአርባ ይነሣል።"),),
    body=(
        Section(
            blocks=(
                marked(
                    "የጀልባ ድርጅቱ ሰኞ ዕለት እንዳስታወቀው ከሰኔ አንድ ጀምሮ በየቀኑ አንድ ተጨማሪ የንጋት ጉዞ ይኖራል፤ ዋጋውም አይጨምርም።", ("emphasis", "ዋጋውም አይጨምርም")
                ),
                Paragraph(text="በደሴቲቱ ከሚኖሩ ሰዎች መካከል አራት መቶ ያህሉ በዋናው ምድር ሌሊት ይሠራሉ። ላለፉት ዘጠኝ ወራት በወደቡ ላይ ከሁለት ሰዓት በላይ ይጠብቁ ነበር።"),
            )
        ),
        Section(heading="ወጪውን የሚሸፍነው ማን ነው", blocks=(Paragraph(text="የመጀመሪያውን ዓመት ወጪ የከተማው ምክር ቤት ይሸፍናል።"),)),
    ),
)

URDU = Article(
    language="ur",
    body=(
        Section(
            blocks=(Paragraph(text="جزیرے کی کشتی جون سے صبح سویرے بھی چلے گی اور کرایہ وہی رہے گا، کمپنی نے پیر کے روز بتایا۔"),)
        ),
    ),
)

HEBREW = Article(
    language="he",
    headline="המעבורת תפליג גם עם שחר",
    body=(Section(blocks=(Paragraph(text="ההפלגה הראשונה תצא ב־5:40, כך נמסר ביום שני."),)),),
)

#: Latin text for every plain string of an article in Arabic, by field.
LATIN = {
    "kicker": "Sport:", "headline": "!Breaking: ferry sails.", "byline": "By Jo Kerr.", "dateline": "LONDON (Reuters)",
    "heading": "Why now?", "alt": "A boat.", "credit": "Getty (UK).", "source": "AFP.", "attribution": "Ines, nurse.",
    "embed": "A clip.", "provider": "Video Co.", "agency": "HPS Ltd.", "holder": "HPS (UK).", "notice": "© HPS.",
    "terms": "No resale.", "group": "More:", "linked": "What next?", "unlinked": "Who pays?", "furniture": "Share this!",
}  # fmt: skip

TURNED = Article(
    language="ar",
    kicker=LATIN["kicker"],
    headline=LATIN["headline"],
    byline=LATIN["byline"],
    dateline=Dateline(text=LATIN["dateline"]),
    provider=LATIN["agency"],
    rights=Rights(holder=LATIN["holder"], notice=LATIN["notice"], terms=LATIN["terms"]),
    body=[
        Section(
            heading=LATIN["heading"],
            blocks=[
                Paragraph(text="دخلت السفينة الميناء."),
                Figure(src="a.png", alt=LATIN["alt"], credit=LATIN["credit"], source=LATIN["source"]),
                Quote(paragraphs=[RichText(text="نعم.")], attribution=LATIN["attribution"]),
                Embed(url="https://example.com/", provider=LATIN["provider"], text=LATIN["embed"]),
            ],
        )
    ],
    related=[
        RelatedGroup(
            heading=LATIN["group"], links=[Link(title=LATIN["linked"], url="https://example.com/"), Link(title=LATIN["unlinked"])]
        )
    ],
    furniture=[LATIN["furniture"]],
)

#: All that read naturally.
SAMPLES = (ENGLISH, ARABIC, CHINESE, HINDI, AMHARIC, URDU, HEBREW)

#: The one picture they share.
ASSETS = {"pictures/ferry.png": png(70, 110, 200)}
