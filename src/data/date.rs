//! Date: the forms in which front matter writes one, what generators make of them, and how another
//! would be written. The only file that knows jiff.

use jiff::civil::{Date, DateTime};
use jiff::fmt::rfc2822;
use jiff::tz::{Offset, TimeZone};
use jiff::{Timestamp, ZonedDateTime};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How dates are to be written, and the time zone that a site is for.
#[derive(Clone, Debug, Default)]
pub struct Dates {
    /// The zone, where it is known.
    pub zone: Option<Zone>,
    /// The form.
    pub form: Form,
}

/// A time zone by its name in the IANA database.
#[derive(Clone, Debug)]
pub struct Zone(TimeZone);

/// How a date and a time are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Form {
    /// `2021-11-30T16:11:20+08:00`
    #[default]
    Rfc3339,
    /// `2021-11-30 16:11:20 +0800`
    Space,
}

/// A moment, in seconds since 1970, in UTC as a part of a file's name: `20211130-161120`.
pub fn stamp(seconds: i64) -> String {
    moment(seconds).strftime("%Y%m%d-%H%M%S").to_string()
}

/// A moment in seconds since 1970. One that no calendar knows is the last one of it.
fn moment(seconds: i64) -> Timestamp {
    Timestamp::from_second(seconds).unwrap_or(Timestamp::MAX)
}

/// A day of the calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Day(Date);

impl Day {
    /// The day of a moment, in seconds since 1970, in UTC.
    pub fn of(seconds: i64) -> Self {
        Self(TimeZone::UTC.to_datetime(moment(seconds)).date())
    }

    /// `2027-01-31`, and nothing that is written in another way.
    pub fn read(text: &str) -> Option<Self> {
        let day: Date = text.parse().ok()?;
        (day.to_string() == text).then_some(Self(day))
    }

    /// How many days it is after another one; fewer than none where it is before.
    pub fn since(self, other: Self) -> i32 {
        (self.0 - other.0).get_days()
    }
}

impl std::fmt::Display for Day {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

/// What a written date is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Written {
    /// An instant: it names UTC or an offset. `utc` is true where that is UTC.
    Instant(Timestamp, bool),
    /// A day, or a day and a time, of no zone in particular, in the order that all generators read.
    Civil(DateTime),
    /// The same between slashes: Hugo and Astro do not read it.
    Slashes(DateTime),
    /// It has the form of a date, but no calendar has it.
    Impossible,
    /// No generator reads it as it was meant.
    Unknown,
}

impl Zone {
    /// The zone called `name`. The error says that there is none.
    pub fn new(name: &str) -> Result<Self, String> {
        TimeZone::get(name).map(Self).map_err(|_| {
            format!("there is no time zone `{name}`; they are called like `Asia/Shanghai`")
        })
    }

    /// What it is called.
    pub fn name(&self) -> Option<&str> {
        self.0.iana_name()
    }

    /// The days on which an instant falls in UTC and here, where those differ.
    pub fn other_day(&self, instant: Timestamp) -> Option<(Date, Date)> {
        let utc = instant.to_zoned_datetime(TimeZone::UTC).date();
        let here = instant.to_zoned_datetime(self.0.clone()).date();
        (utc != here).then_some((utc, here))
    }
}

/// A date as the clocks of a site show it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shown(ZonedDateTime);

impl Shown {
    /// `text` by the clocks of `zone`, without one by those of UTC. Where no zone is written, the time is that of
    /// UTC if `is_utc`, and else that of these clocks.
    pub fn read(text: &str, is_utc: bool, zone: Option<&Zone>) -> Option<Self> {
        let own = zone.map_or(TimeZone::UTC, |zone| zone.0.clone());
        let zoned = match read(text) {
            Written::Instant(instant, _) => Some(instant.to_zoned_datetime(own)),
            Written::Civil(civil) | Written::Slashes(civil) if is_utc => {
                let zoned = civil.to_zoned_datetime(TimeZone::UTC).ok();
                zoned.map(|zoned| zoned.with_time_zone(own))
            }
            Written::Civil(civil) | Written::Slashes(civil) => civil.to_zoned_datetime(own).ok(),
            Written::Impossible | Written::Unknown => None,
        };
        zoned.map(Self)
    }

    /// The time in UTC of the instant that `text` names, by the clocks of `zone`.
    pub fn shifted(text: &str, zone: Option<&Zone>) -> Option<Self> {
        let Written::Instant(instant, _) = read(text) else {
            return None;
        };
        let civil = instant.to_zoned_datetime(TimeZone::UTC).datetime();
        let own = zone.map_or(TimeZone::UTC, |zone| zone.0.clone());
        civil.to_zoned_datetime(own).ok().map(Self)
    }

    /// Whether it is the same moment.
    pub fn is_moment_of(&self, other: &Self) -> bool {
        self.0.timestamp() == other.0.timestamp()
    }

    /// By a form of `strftime`.
    pub fn part(&self, form: &str) -> String {
        self.0.strftime(form).to_string()
    }

    /// Whether it is midnight in UTC, so that a day says all of it.
    pub fn is_day(&self) -> bool {
        self.0.time() == jiff::civil::Time::midnight() && self.0.offset() == Offset::UTC
    }
}

/// Reads a date as it is written.
pub fn read(text: &str) -> Written {
    let text = text.trim();
    // Nobody looks at the day of the week.
    let after_weekday = match text.split_once(", ") {
        Some((day, rest)) if day.len() == 3 && day.bytes().all(|b| b.is_ascii_alphabetic()) => rest,
        _ => text,
    };
    if let Ok(zoned) = rfc2822::parse(after_weekday) {
        let is_utc = zoned.offset() == Offset::UTC;
        return Written::Instant(zoned.timestamp(), is_utc);
    }
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let Some((year, rest)) = text.split_at_checked(digits).filter(|_| digits == 4) else {
        return Written::Unknown;
    };
    let Some(mark) = rest.chars().next().filter(|c| matches!(c, '-' | '/')) else {
        return if rest.is_empty() {
            Written::Impossible
        } else {
            Written::Unknown
        };
    };
    let (day, time) = match rest.find(['T', 't', ' ']) {
        Some(at) => (&rest[1..at], rest[at + 1..].trim()),
        None => (&rest[1..], ""),
    };
    let Some((month, day)) = day.split_once(mark) else {
        return Written::Unknown;
    };
    let parts = [year, month, day].map(str::parse::<i16>);
    let [Ok(year), Ok(month), Ok(day)] = parts else {
        return Written::Unknown;
    };
    let date = i8::try_from(month).ok().zip(i8::try_from(day).ok());
    let Some(date) = date.and_then(|(month, day)| Date::new(year, month, day).ok()) else {
        return Written::Impossible;
    };
    let (time, offset) = split_offset(time);
    let Some(time) = read_time(time) else {
        return Written::Impossible;
    };
    let civil = date.to_datetime(time);
    match offset {
        Some(offset) => {
            match Offset::from_seconds(offset).and_then(|offset| offset.to_timestamp(civil)) {
                Ok(instant) => Written::Instant(instant, offset == 0),
                Err(_) => Written::Impossible,
            }
        }
        None if mark == '/' => Written::Slashes(civil),
        None => Written::Civil(civil),
    }
}

/// The day and the time that `text` shows, whatever its zone.
pub fn local(text: &str) -> Option<DateTime> {
    let (shown, _) = text.split_at(text.find(['+', 'Z', 'z']).unwrap_or(text.len()));
    let shown = match text.rfind('-').filter(|at| text[..*at].contains(':')) {
        Some(at) => &text[..at],
        None => shown,
    };
    match read(shown) {
        Written::Civil(civil) | Written::Slashes(civil) => Some(civil),
        _ => None,
    }
}

/// The month of `text`, whatever its zone: `2022-05`.
pub fn month(text: &str) -> Option<String> {
    let civil = local(text).or_else(|| match read(text) {
        Written::Instant(instant, _) => Some(Offset::UTC.to_datetime(instant)),
        _ => None,
    })?;
    Some(format!("{:04}-{:02}", civil.year(), civil.month()))
}

/// The offset that is written in a date: `+08:00`.
pub fn offset(text: &str) -> Option<String> {
    let Written::Instant(instant, _) = read(text) else {
        return None;
    };
    // What the clocks there show is what is written.
    let shown = local(
        text.trim_end_matches("UTC")
            .trim_end_matches("GMT")
            .trim_end(),
    )?;
    let seconds = shown
        .to_zoned_datetime(TimeZone::UTC)
        .ok()?
        .timestamp()
        .as_second()
        - instant.as_second();
    let sign = if seconds < 0 { '-' } else { '+' };
    let minutes = seconds.unsigned_abs() / 60;
    Some(format!("{sign}{:02}:{:02}", minutes / 60, minutes % 60))
}

/// `20220506` with its hyphens.
pub fn compact(text: &str) -> Option<String> {
    let is_compact = text.len() == 8 && text.bytes().all(|b| b.is_ascii_digit());
    let (year, day) = is_compact.then(|| text.split_at(4))?;
    let text = format!("{year}-{}-{}", &day[..2], &day[2..]);
    matches!(read(&text), Written::Civil(_)).then_some(text)
}

/// A day and a time without a zone.
pub fn without_zone(civil: DateTime) -> String {
    if civil.time() == jiff::civil::Time::midnight() {
        civil.date().to_string()
    } else {
        civil.strftime("%Y-%m-%d %H:%M:%S").to_string()
    }
}

/// `08:11`, `08:11:20`, `08:11:20.5`; nothing is midnight.
fn read_time(text: &str) -> Option<jiff::civil::Time> {
    if text.is_empty() {
        return Some(jiff::civil::Time::midnight());
    }
    let whole = text.split('.').next()?;
    let mut parts = whole.split(':').map(str::parse::<i8>);
    let hour = parts.next()?.ok()?;
    let minute = parts.next()?.ok()?;
    let second = parts.next().unwrap_or(Ok(0)).ok()?;
    parts.next().is_none().then_some(())?;
    jiff::civil::Time::new(hour, minute, second, 0).ok()
}

/// A time, and the seconds that it is ahead of UTC: `+08:00`, `+0800`, `Z`, `UTC`.
fn split_offset(time: &str) -> (&str, Option<i32>) {
    for name in ["Z", "z", "UTC", "GMT"] {
        if let Some(time) = time.strip_suffix(name) {
            return (time.trim_end(), Some(0));
        }
    }
    let Some(at) = time.rfind(['+', '-']) else {
        return (time, None);
    };
    let digits: String = time[at + 1..]
        .chars()
        .filter(char::is_ascii_digit)
        .collect();
    let parsed = digits.parse::<i32>().ok().map(|number| match digits.len() {
        1 | 2 => number * 3600,
        3 | 4 => number / 100 * 3600 + number % 100 * 60,
        // No zone is that far away.
        _ => i32::MAX,
    });
    let sign = if time[at..].starts_with('-') { -1 } else { 1 };
    (time[..at].trim_end(), parsed.map(|seconds| seconds * sign))
}

impl Dates {
    /// An instant in the form that is asked for, with its offset in the zone (UTC without one).
    pub fn write(&self, instant: Timestamp) -> String {
        let zone = self
            .zone
            .as_ref()
            .map_or(TimeZone::UTC, |zone| zone.0.clone());
        self.form.write(&instant.to_zoned_datetime(zone))
    }

    /// An instant as the clocks of the zone show it, where that is known.
    pub fn civil(&self, instant: Timestamp) -> Option<DateTime> {
        let zone = self.zone.as_ref()?;
        Some(instant.to_zoned_datetime(zone.0.clone()).datetime())
    }

    /// A day and a time of no zone: with the offset of the zone, where that is known.
    pub fn write_civil(&self, civil: DateTime) -> String {
        let zoned = self
            .zone
            .as_ref()
            .and_then(|zone| civil.to_zoned_datetime(zone.0.clone()).ok());
        match zoned {
            Some(zoned) => self.form.write(&zoned),
            None => without_zone(civil),
        }
    }
}

impl Form {
    fn write(self, zoned: &ZonedDateTime) -> String {
        let form = match self {
            Self::Rfc3339 => "%Y-%m-%dT%H:%M:%S%:z",
            Self::Space => "%Y-%m-%d %H:%M:%S %z",
        };
        zoned.strftime(form).to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn civil(text: &str) -> DateTime {
        text.parse().expect("a date and a time")
    }

    #[test]
    fn each_form_is_known_for_what_it_is() {
        let instant: Timestamp = "2021-11-30T08:11:20Z".parse().expect("an instant");
        for text in [
            "Tue, 30 Nov 2021 08:11:20 GMT",
            "2021-11-30T08:11:20Z",
            "2021-11-30 08:11:20 UTC",
            "2021-11-30 08:11:20.000Z",
        ] {
            assert_eq!(read(text), Written::Instant(instant, true), "{text}");
        }
        for text in [
            "2021-11-30T16:11:20+08:00",
            "2021-11-30 16:11:20 +0800",
            "Tue, 30 Nov 2021 16:11:20 +0800",
            "2021-11-30 00:11:20 -08",
        ] {
            assert_eq!(read(text), Written::Instant(instant, false), "{text}");
        }
        assert_eq!(
            read("2021-11-30"),
            Written::Civil(civil("2021-11-30T00:00:00"))
        );
        assert_eq!(
            read("2021-1-3 8:11"),
            Written::Civil(civil("2021-01-03T08:11:00"))
        );
        assert_eq!(
            read("2013/7/13 20:46:25"),
            Written::Slashes(civil("2013-07-13T20:46:25"))
        );
        for text in [
            "2021-02-30",
            "2021-13-01",
            "2021-11-30 25:00:00",
            "2021/11/30 aa",
            "2021-11-30T08:11:20+08: 30.11.2021",
            "2021-11-30T08:11:20-2147483647",
        ] {
            assert_eq!(read(text), Written::Impossible, "{text}");
        }
        for text in [
            "30.11.2021",
            "Nov 30, 2021",
            "11/30/2021",
            "today",
            "20211130",
            "",
        ] {
            assert_eq!(read(text), Written::Unknown, "{text}");
        }
    }

    #[test]
    fn a_day_may_be_another_elsewhere() {
        let Ok(zone) = Zone::new("Asia/Shanghai") else {
            // A system without a time zone database knows UTC alone.
            return;
        };
        let late: Timestamp = "2021-09-12T18:08:39Z".parse().expect("an instant");
        let days = zone
            .other_day(late)
            .map(|(utc, here)| (utc.day(), here.day()));
        assert_eq!(days, Some((12, 13)));
        let dates = Dates {
            zone: Some(zone),
            ..Dates::default()
        };
        assert_eq!(dates.write(late), "2021-09-13T02:08:39+08:00");
        assert_eq!(
            dates.write_civil(civil("2013-07-13T20:46:25")),
            "2013-07-13T20:46:25+08:00"
        );
        assert!(Zone::new("Asia/Shanghia").is_err());
    }
}
