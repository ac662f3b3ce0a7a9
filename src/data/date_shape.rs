//! `date_shape`: how a date is written, as far as it makes a difference to who reads it.

use super::date::{self, Written};

/// How a date is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// `2022-05-06`, `2022-05-06 07:08:09`, `2022-05-06T07:08:09Z`: everybody reads it.
    Plain,
    /// The same with `+09:00` behind it, or with ` +09:00`.
    Offset,
    /// With a space and `+0900`.
    BareOffset,
    /// With `+9` or `+09`.
    ShortOffset,
    /// `2022-05-06 07:08`.
    NoSeconds,
    /// `2022-05-06T07:08`.
    NoSecondsT,
    /// `2022-5-6`.
    OneDigit,
    /// `2022-5-6 07:08:09`.
    OneDigitTime,
    /// With a space before the `Z`.
    SpaceZ,
    /// With `UTC` or `GMT`.
    Utc,
    /// With the letters of a zone in North America, as `EST`: browsers know these.
    ZoneAmerican,
    /// With the letters of another zone.
    ZoneName,
    /// With a small `t`, or a small `z`.
    SmallLetters,
    /// `Fri, 06 May 2022 07:08:09 GMT`.
    Rfc2822,
    /// `Fri, 6 May 2022 07:08:09 GMT`.
    Rfc2822OneDigit,
    /// `2022/05/06`.
    Slashes,
    /// `06 May 2022`.
    DayAndMonth,
    /// `May 6, 2022`, `2022.05.06`, `2022-05-06, 07:08`, `2022-05-06 07:08:09 PM`: it can be understood.
    Words,
    /// With something in parentheses behind it, `2022-05-06 (五)`.
    Aside,
    /// `06.05.2022`, `05/06/2022`: the day or the month is first.
    Ambiguous,
    /// `30.11.2021`: the day is first, as no month has that number.
    DayFirst,
    /// `11/30/2021`: the month is first.
    MonthFirst,
    /// `2022-05`.
    NoDay,
    /// `20220506`.
    Compact,
    /// `2022`.
    Year,
    /// Seconds or milliseconds since 1970.
    Number,
    /// In quotes, with a space before the time: it is no date of YAML's, and not as ISO 8601 has it.
    QuotedWithSpace,
    /// A list of dates.
    List,
    /// `2022-02-30`, `2022-05-06 24:00`: there is no such day or time, but one a little later.
    Late,
    /// `2022-13-01`, `2022-05-06 25:00`: there is no such day or time.
    Impossible,
    /// Nothing.
    Empty,
    /// Whatever else.
    Unknown,
}

/// The English names of the months begin so.
const MONTHS: [&str; 12] = [
    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
];

/// The zones that JavaScript reads by their letters, beside `UTC` and `GMT`.
const AMERICAN: [&str; 8] = ["EST", "EDT", "CST", "CDT", "MST", "MDT", "PST", "PDT"];

/// How `text` is written, as a date.
pub fn shape(text: &str) -> Shape {
    let text = text.trim();
    if text.is_empty() || matches!(text, "~" | "null") {
        return Shape::Empty;
    }
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let rest = &text[digits..];
    if rest.is_empty() {
        return match digits {
            4 => Shape::Year,
            8 => Shape::Compact,
            _ => Shape::Number,
        };
    }
    match (digits, rest.as_bytes()[0]) {
        (4, b'-') => with_hyphens(text),
        (4, b'/') => Shape::Slashes,
        (4, b'.') if numbers(text, '.') == 3 => Shape::Words,
        (1 | 2, mark @ (b'.' | b'/' | b'-')) if numbers(text, mark as char) == 3 => {
            either_first(text, mark as char)
        }
        _ => with_words(text),
    }
}

/// Whether the day or the month is first in `30.11.2021`, where that can be known.
fn either_first(text: &str, mark: char) -> Shape {
    let mut parts = text.split(mark).map(|part| part.parse::<u8>().ok());
    let is_day = |part: Option<Option<u8>>| part.flatten().is_some_and(|number| number > 12);
    match (is_day(parts.next()), is_day(parts.next())) {
        (true, false) => Shape::DayFirst,
        (false, true) => Shape::MonthFirst,
        _ => Shape::Ambiguous,
    }
}

/// How many numbers there are between these marks, where there is nothing else up to a space.
fn numbers(text: &str, mark: char) -> usize {
    let day = text.split(' ').next().unwrap_or_default();
    let mut parts = day.split(mark);
    let all = parts.clone().count();
    let is_number = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    if parts.all(is_number) { all } else { 0 }
}

fn with_hyphens(text: &str) -> Shape {
    let end = text.find(|c: char| !c.is_ascii_digit() && c != '-');
    let (day, time) = text.split_at(end.unwrap_or(text.len()));
    let widths: Vec<usize> = day.split('-').map(str::len).collect();
    let is_short = match widths[..] {
        [4, 1 | 2] if time.is_empty() => return Shape::NoDay,
        [4, month @ (1 | 2), day @ (1 | 2)] => month + day < 4,
        _ => return Shape::Unknown,
    };
    if time.starts_with(',') {
        return Shape::Words;
    }
    if time.trim_start().starts_with('(') {
        return Shape::Aside;
    }
    if matches!(date::read(text), Written::Impossible)
        && !time.contains(|c: char| c.is_alphabetic() && c != 'T')
    {
        return if is_late(day, time) {
            Shape::Late
        } else {
            Shape::Impossible
        };
    }
    if time.is_empty() {
        return if is_short {
            Shape::OneDigit
        } else {
            Shape::Plain
        };
    }
    let Some(clock) = time.strip_prefix(['T', 't', ' ']) else {
        return Shape::Unknown;
    };
    let clock = clock.trim_start();
    let end = clock.find(|c: char| !c.is_ascii_digit() && !matches!(c, ':' | '.'));
    let (clock, zone) = clock.split_at(end.unwrap_or(clock.len()));
    let whole = clock.split('.').next().unwrap_or_default();
    let seconds = match numbers(whole, ':') {
        2 => false,
        3 => true,
        _ => return Shape::Unknown,
    };
    let shape = with_zone(zone);
    match shape {
        Shape::Plain | Shape::Offset if time.starts_with('t') => Shape::SmallLetters,
        Shape::Plain | Shape::Offset | Shape::BareOffset if !seconds => {
            if time.starts_with('T') {
                Shape::NoSecondsT
            } else {
                Shape::NoSeconds
            }
        }
        Shape::Plain | Shape::Offset if is_short => Shape::OneDigitTime,
        // Behind a `T` no space is before it, and it is in ISO 8601.
        Shape::BareOffset if time.starts_with('T') => Shape::Offset,
        shape => shape,
    }
}

/// Whether a day that is none would be one of the next month, or its time the midnight behind it.
fn is_late(day: &str, time: &str) -> bool {
    let mut parts = day.split('-').skip(1).map(str::parse::<u8>);
    let mut within =
        |most: u8| matches!(parts.next(), Some(Ok(part)) if (1..=most).contains(&part));
    let hour = time.trim_start_matches(['T', ' ']).split(':').next();
    within(12) && within(31) && hour.is_none_or(|hour| hour.is_empty() || hour <= "24")
}

/// What is behind a date and a time.
fn with_zone(zone: &str) -> Shape {
    match zone.trim_start() {
        "Z" if zone.starts_with(' ') => return Shape::SpaceZ,
        "" | "Z" => return Shape::Plain,
        "z" => return Shape::SmallLetters,
        "UTC" | "GMT" => return Shape::Utc,
        "AM" | "PM" | "am" | "pm" => return Shape::Words,
        _ => {}
    }
    let name = zone.trim_start();
    let Some(offset) = name.strip_prefix(['+', '-']) else {
        let is_name = (2..=5).contains(&name.len()) && name.bytes().all(|b| b.is_ascii_uppercase());
        return if AMERICAN.contains(&name) {
            Shape::ZoneAmerican
        } else if is_name {
            Shape::ZoneName
        } else {
            Shape::Unknown
        };
    };
    let is_digit = |b: &u8| b.is_ascii_digit();
    match offset.as_bytes() {
        [h, t, b':', m, s] if [h, t, m, s].into_iter().all(is_digit) => Shape::Offset,
        [h, t, m, s] if [h, t, m, s].into_iter().all(is_digit) => Shape::BareOffset,
        [h] if is_digit(h) => Shape::ShortOffset,
        [h, t] if is_digit(h) && is_digit(t) => Shape::ShortOffset,
        _ => Shape::Unknown,
    }
}

/// A date with the name of a month in it.
fn with_words(text: &str) -> Shape {
    let lower = text.to_ascii_lowercase();
    let mut words = lower
        .split([' ', ',', '-', '('])
        .filter(|word| !word.is_empty());
    let months = |word: &str| MONTHS.iter().any(|month| word.starts_with(month));
    let is_day =
        |word: &str| matches!(word.len(), 1 | 2) && word.bytes().all(|b| b.is_ascii_digit());
    let is_year = |word: &str| word.len() == 4 && word.bytes().all(|b| b.is_ascii_digit());
    let all: Vec<&str> = words.by_ref().collect();
    let known = [
        all.iter().any(|word| months(word)),
        all.iter().any(|word| is_day(word)),
        all.iter().any(|word| is_year(word)),
    ];
    if known != [true; 3] || !text.is_ascii() {
        return Shape::Unknown;
    }
    if let [day, month, year] = all[..]
        && is_day(day)
        && months(month)
        && month.len() == 3
        && is_year(year)
        && day.len() == 2
    {
        return Shape::DayAndMonth;
    }
    match date::read(text) {
        Written::Instant(..) if all.iter().any(|word| is_day(word) && word.len() == 1) => {
            Shape::Rfc2822OneDigit
        }
        Written::Instant(..) => Shape::Rfc2822,
        _ => Shape::Words,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_way_of_writing_has_a_shape() {
        for (text, wanted) in [
            ("2022-05-06", Shape::Plain),
            ("2022-05-06 7:08:09", Shape::Plain),
            ("2022-05-06  07:08:09.250", Shape::Plain),
            ("2022-05-06T07:08:09Z", Shape::Plain),
            ("2022-05-06 07:08:09 +09:00", Shape::Offset),
            ("2022-05-06T07:08:09+0900", Shape::Offset),
            ("2022-05-06 07:08:09 +0900", Shape::BareOffset),
            ("2022-05-06 07:08:09 +9", Shape::ShortOffset),
            ("2022-05-06 07:08", Shape::NoSeconds),
            ("2022-05-06 07:08 +0900", Shape::NoSeconds),
            ("2022-05-06T07:08", Shape::NoSecondsT),
            ("2022-5-6", Shape::OneDigit),
            ("2022-5-6 07:08:09", Shape::OneDigitTime),
            ("2022-05-06 07:08:09 Z", Shape::SpaceZ),
            ("2022-05-06 07:08:09 UTC", Shape::Utc),
            ("2022-05-06 07:08:09 JST", Shape::ZoneName),
            ("2022-05-06t07:08:09z", Shape::SmallLetters),
            ("Fri, 06 May 2022 07:08:09 GMT", Shape::Rfc2822),
            ("Mon, 06 May 2022 07:08:09 GMT", Shape::Rfc2822),
            ("Fri, 6 May 2022 07:08:09 GMT", Shape::Rfc2822OneDigit),
            ("2022/5/6 7:08", Shape::Slashes),
            ("06 May 2022", Shape::DayAndMonth),
            ("6 May 2022", Shape::Words),
            ("May 6, 2022", Shape::Words),
            ("2022.05.06", Shape::Words),
            ("2022-05-06, 07:08", Shape::Words),
            ("2022-05-06 (五)", Shape::Aside),
            ("2022-05-06 07:08:09 PM", Shape::Words),
            ("Fri May 06 2022 07:08:09 GMT+0900", Shape::Words),
            ("06.05.2022", Shape::Ambiguous),
            ("11-12-2021", Shape::Ambiguous),
            ("30.11.2021", Shape::DayFirst),
            ("11/30/2021", Shape::MonthFirst),
            ("2022-05-06 07:08:09 CST", Shape::ZoneAmerican),
            ("2022-05", Shape::NoDay),
            ("20220506", Shape::Compact),
            ("2022", Shape::Year),
            ("1651820889", Shape::Number),
            ("2022-02-30", Shape::Late),
            ("2022-05-06 24:00:00", Shape::Late),
            ("2022-05-06 25:00:00", Shape::Impossible),
            ("2022-13-01", Shape::Impossible),
            ("0000-00-00", Shape::Impossible),
            (" ", Shape::Empty),
            ("2022年5月6日", Shape::Unknown),
            ("now", Shape::Unknown),
            ("2022-05-06-07", Shape::Unknown),
        ] {
            assert_eq!(shape(text), wanted, "{text}");
        }
    }
}
