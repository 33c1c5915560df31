"""What is written, and how people say it."""

from __future__ import annotations

import pytest

from voice_assistant.text.speakable import speakable

NUMBERS = [
    ("I'd give it 8/10", "I'd give it eight out of ten"),
    ("5 - 10 days", "five to ten days"),
    ("the 2020/21 season", "the twenty twenty twenty-one season"),
    ("dial 112", "dial one one two"),
    ("No. I said no.", "No. I said no."),
    ("I have 3 cats", "I have three cats"),
    ("0 errors", "zero errors"),
    ("42", "forty-two"),
    ("It is -5 outside", "It is minus five outside"),
    ("1,000,000 people", "one million people"),
    ("1500 people", "one thousand five hundred people"),
    ("12,345.67", "twelve thousand three hundred forty-five point six seven"),
    ("3.14 and 0.5", "three point one four and zero point five"),
    ("version 2.0", "version two point zero"),
    ("007 and 0042", "zero zero seven and zero zero four two"),
    (
        "1234567890123456789",
        "one two three four five six seven eight nine zero one two three four five six seven eight nine",
    ),
    ("the 1st, 2nd, 3rd and 21st", "the first, second, third and twenty-first"),
    ("the 100th time", "the one hundredth time"),
    ("pages 3-5", "pages three to five"),
    ("pages 3–5.", "pages three to five."),
    ("10-20 people", "ten to twenty people"),
    ("1/2 of it", "a half of it"),
    ("3/4 cup", "three quarters cup"),
    ("2/3 of them", "two thirds of them"),
    ("1 1/2 cups", "one and a half cups"),
    ("½ and 2½", "a half and two and a half"),
    ("24/7", "twenty-four seven"),
    ("50% of 12.5%", "fifty percent of twelve point five percent"),
    ("5-10 %", "five to ten percent"),
    ("COVID-19 and GPT-4", "COVID-nineteen and GPT-four"),
    ("He won 3 times.", "He won three times."),
    ("I am 5.", "I am five."),
    ("(2)", "(two)"),
    ("MP3, 3D, H264", "MP3, 3D, H264"),
    ("1. First", "One. First"),
    ("Step 2: mix", "Step two: mix"),
    ("5 o'clock", "five o'clock"),
    ("My PIN is 4821", "My PIN is four eight two one"),
    ("room 204", "room two zero four"),
    ("10k users and 5M rows", "ten thousand users and five million rows"),
    ("100+ people", "one hundred plus people"),
    ("a 4K screen", "a 4K screen"),
    ("twice 2x faster", "twice two times faster"),
    ("Boeing 747", "Boeing seven hundred forty-seven"),
]

YEARS = [
    ("in 1905", "in nineteen oh five"),
    ("since 2010", "since twenty ten"),
    ("in 2005", "in two thousand five"),
    ("in 2000 and 2026", "in two thousand and twenty twenty-six"),
    ("(1999)", "(nineteen ninety-nine)"),
    ("from 1914-1918", "from nineteen fourteen to nineteen eighteen"),
    ("1939-45", "nineteen thirty-nine to forty-five"),
    ("the 1990s", "the nineteen nineties"),
    ("the '80s", "the eighties"),
    ("the 2020s", "the twenty twenties"),
    ("in 1500 cases", "in one thousand five hundred cases"),
    ("May 2026", "May twenty twenty-six"),
]

MONEY = [
    ("$1.5T", "one point five trillion dollars"),
    ("€20–30 million", "twenty to thirty million euros"),
    ("$29.99", "twenty-nine dollars and ninety-nine cents"),
    ("It costs $29.", "It costs twenty-nine dollars."),
    ("€5", "five euros"),
    ("5 €", "five euros"),
    ("5,000 €", "five thousand euros"),
    ("£3.2m", "three point two million pounds"),
    ("$3.2 million", "three point two million dollars"),
    ("¥500", "five hundred yen"),
    ("$1", "one dollar"),
    ("$1.00", "one dollar"),
    ("$0.99", "ninety-nine cents"),
    ("£5.50", "five pounds and fifty pence"),
    ("$1,234.56", "one thousand two hundred thirty-four dollars and fifty-six cents"),
    ("$5-10", "five to ten dollars"),
    ("$5/month", "five dollars per month"),
    ("-$5", "minus five dollars"),
    ("20 USD", "twenty dollars"),
    ("US$20", "twenty US dollars"),
    ("$100K", "one hundred thousand dollars"),
    ("$2bn", "two billion dollars"),
    ("50¢", "fifty cents"),
    ("CHF 20", "twenty Swiss francs"),
    ("$0", "zero dollars"),
]

DATES = [
    ("2026-05-12", "May twelfth, twenty twenty-six"),
    ("on 2026-05-12 at 15:04", "on May twelfth, twenty twenty-six at fifteen oh four"),
    ("2026-05-12T15:04:00Z", "May twelfth, twenty twenty-six at fifteen oh four"),
    ("12/05/2026", "December fifth, twenty twenty-six"),
    ("25/05/2026", "May twenty-fifth, twenty twenty-six"),
    ("12.05.2026", "May twelfth, twenty twenty-six"),
    ("5/4/26", "May fourth, twenty twenty-six"),
    ("May 5th, 2026", "May fifth, twenty twenty-six"),
    ("May 5, 2026.", "May fifth, twenty twenty-six."),
    ("5 May 2026", "the fifth of May, twenty twenty-six"),
    ("the 5th of May", "the fifth of May"),
    ("Dec. 24", "December twenty-fourth"),
    ("Jan 1", "January first"),
    ("July 4-7", "July fourth to seventh"),
    ("You may 5 times", "You may five times"),
]

TIMES = [
    ("9am-5pm", "nine A.M to five P.M"),
    ("12:30pm PST", "twelve thirty P.M PST"),
    ("3:30 pm", "three thirty P.M"),
    ("at 3:30 p.m. today", "at three thirty P.M today"),
    ("It was 9:05 a.m.", "It was nine oh five A.M."),
    ("15:04", "fifteen oh four"),
    ("3:00", "three o'clock"),
    ("18:00", "eighteen hundred"),
    ("3pm", "three P.M"),
    ("10-11 am", "ten to eleven A.M"),
    ("1h 20m", "one hour twenty minutes"),
    ("1h20", "one hour twenty minutes"),
    ("2d 4h", "two days four hours"),
    ("1m30s", "one minute thirty seconds"),
    ("16:9", "sixteen to nine"),
    ("a ratio of 3:1", "a ratio of three to one"),
    ("00:30", "zero thirty"),
    ("10:30-11:45", "ten thirty to eleven forty-five"),
]

UNITS = [
    ("3x/day", "three times a day"),
    ("5ft 10in tall", "five feet ten inches tall"),
    ('a 27" screen', "a twenty-seven inch screen"),
    ("5 km/h", "five kilometres per hour"),
    ("20°C", "twenty degrees Celsius"),
    ("-5 °C", "minus five degrees Celsius"),
    ("68°F", "sixty-eight degrees Fahrenheit"),
    ("3.5 GB", "three point five gigabytes"),
    ("1 GB", "one gigabyte"),
    ("100 m²", "one hundred square metres"),
    ("1 km", "one kilometre"),
    ("5-10 kg", "five to ten kilograms"),
    ("200 ms", "two hundred milliseconds"),
    ("16 kHz", "sixteen kilohertz"),
    ("90°", "ninety degrees"),
    ("60 mph", "sixty miles per hour"),
    ("5'10\"", "five foot ten"),
    ("30 fps", "thirty frames per second"),
    ("500 mAh", "five hundred milliamp hours"),
    ("6 ft", "six feet"),
    ("100 Mbps", "one hundred megabits per second"),
    ("3 x 4 m", "three by four metres"),
    ("5 min", "five minutes"),
    ("a 10-km run", "a ten kilometre run"),
]

ADDRESSES = [
    ("978-3-16-148410-0", "nine seven eight, three, one six, one four eight four one zero, zero"),
    ("https://example.com", "example dot com"),
    ("See https://www.example.com/docs/a/very/long/page?x=1&y=2.", "See example dot com."),
    ("example.com/docs", "example dot com slash docs"),
    ("http://localhost:8080", "localhost port eight zero eight zero"),
    ("www.example.org.", "example dot org."),
    ("(https://example.com/a_b)", "(example dot com slash a underscore b)"),
    ("john.doe@example.com", "john dot doe at example dot com"),
    ("Call 555-123-4567 now", "Call five five five, one two three, four five six seven now"),
    ("(555) 123-4567", "five five five, one two three, four five six seven"),
    ("+1 555 123 4567", "plus one, five five five, one two three, four five six seven"),
    ("1-800-555-1234", "one, eight hundred, five five five, one two three four"),
    ("555-1234", "five five five, one two three four"),
    ("192.168.0.1", "one hundred ninety-two dot one hundred sixty-eight dot zero dot one"),
    ("v3.11.2", "version three point eleven point two"),
    ("Python 3.11.2 is out", "Python three point eleven point two is out"),
    ("Wait.Then", "Wait.Then"),
    ("[the docs](https://example.com/a/b)", "the docs"),
]

NAMES = [
    ("Mr. & Mrs. Smith", "Mister and Missus Smith"),
    ("NASA", "NASA"),
    ("HTML and the API", "HTML and the API"),
    ("an IDE with a GUI and FAQs", "an I.D.E with a G.U.I and F.A.Qs"),
    ("THIS IS LOUD", "THIS IS LOUD"),
    ("Dr. Smith and Mrs. Jones", "Doctor Smith and Missus Jones"),
    ("St. Peter", "Saint Peter"),
    ("fruit, e.g. apples", "fruit, for example apples"),
    ("one thing, i.e., this", "one thing, that is this"),
    ("apples, pears, etc.", "apples, pears, et cetera."),
    ("apples, etc. are", "apples, et cetera are"),
    ("cats vs. dogs", "cats versus dogs"),
    ("approx. 5", "approximately five"),
    ("No. 5", "number five"),
    ("Fig. 3 on p. 12", "figure three on page twelve"),
    ("Smith et al. say", "Smith and others say"),
    ("Acme Inc. is", "Acme Incorporated is"),
    ("the U.S. Army", "the U.S Army"),
    ("Henry VIII", "Henry the eighth"),
    ("Louis XIV was", "Louis the fourteenth was"),
    ("World War II", "World War two"),
    ("Chapter IV", "Chapter four"),
    ("Mary I think is right", "Mary I think is right"),
    ("I am here", "I am here"),
    ("w/o sugar", "without sugar"),
    ("J. K. Rowling", "J K Rowling"),
]

SYMBOLS = [
    ("earn > $200k", "earn more than two hundred thousand dollars"),
    ("+5% / -3%", "plus five percent / minus three percent"),
    ("numpy==2", "numpy equals two"),
    ("1e-5", "one times ten to the power of minus five"),
    ("3x - 1", "3x minus one"),
    ("R&D and Q & A", "R and D and Q and A"),
    ("2 + 3 = 5", "two plus three equals five"),
    ("2+3=5", "two plus three equals five"),
    ("5 - 3", "five minus three"),
    ("x^2 + y^2", "x squared plus y squared"),
    ("2^10", "two to the power of ten"),
    ("10^-6", "ten to the power of minus six"),
    ("x² and m³", "x squared and m cubed"),
    ("a → b", "a to b"),
    ("~5 minutes", "about five minutes"),
    ("~$20", "about twenty dollars"),
    ("#5", "number five"),
    ("#python", "hashtag python"),
    ("@ann said", "at ann said"),
    ("2 * 3 is 6", "two times three is six"),
    ("5 < 6", "five is less than six"),
    ("3 × 4", "three times four"),
    ("±5", "plus or minus five"),
    ("x >= 5", "x is at least five"),
    ("x != y", "x is not equal to y"),
    ("and/or", "and or"),
    ("he/she", "he or she"),
    ("C++ and C#", "C plus plus and C sharp"),
    ("§ 5", "section five"),
    ("Acme™ is ≈ 5", "Acme is about five"),
]

CODE = [
    ("/etc/passwd", "slash etc slash passwd"),
    ("Read /etc/passwd.", "Read slash etc slash passwd."),
    ("~/notes/a.txt", "home slash notes slash a dot text"),
    ("/usr/lib/python3/dist-packages/numpy", "dist packages slash numpy"),
    ("src/app/main.py", "src slash app slash main dot P.Y"),
    ("C:\\Users\\ann\\notes.txt", "ann backslash notes dot text"),
    ("snake_case_name", "snake case name"),
    ("config.toml", "config dot tom ul"),
    ("call foo() now", "call foo now"),
    ("use --verbose", "use dash dash verbose"),
    ("ls -l", "ls dash l"),
    ("`len(x)`", "len(x)"),
]

TABLES = {
    "numbers": NUMBERS, "years": YEARS, "money": MONEY, "dates": DATES, "times": TIMES, "units": UNITS,
    "addresses": ADDRESSES, "names": NAMES, "symbols": SYMBOLS, "code": CODE,
}  # fmt: skip
ROWS = [pytest.param(*row, id=f"{name}: {row[0]}") for name, rows in TABLES.items() for row in rows]


@pytest.mark.parametrize(("written", "said"), ROWS)
def test_as_people_say_it(written: str, said: str) -> None:
    assert speakable(written) == said


@pytest.mark.parametrize(("written", "said"), ROWS)
def test_what_is_said_is_said_again_the_same(written: str, said: str) -> None:
    assert speakable(said) == said


@pytest.mark.parametrize("language", ["en_GB", "en-GB", "en_AU"])
def test_dates_begin_with_the_day_outside_america(language: str) -> None:
    assert speakable("12/05/2026", language) == "May twelfth, twenty twenty-six"
