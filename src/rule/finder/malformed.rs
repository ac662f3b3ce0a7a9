//! malformed: an address that is none, or another one than was meant, and what was meant.

use crate::html::escape::Written;
use crate::rule::hit::Hit;
use crate::text::edit::Safety;
use crate::url::extract::{Kind, Site, holds_another, is_filled_in};
use crate::url::parts::Address;

/// What is wrong with an address.
#[derive(Debug, PartialEq, Eq)]
struct Malformed {
    problem: String,
    /// What was probably meant.
    better: Option<String>,
    /// A browser already reads it so.
    is_same: bool,
}

/// `bar_is_table` where a line with a `|` in it is a table.
pub(super) fn find(
    site: &Site<'_>,
    address: Option<&Address<'_>>,
    bar_is_table: bool,
) -> Option<Hit> {
    if bar_is_table && makes_table(site) {
        let mut hit = Hit::new(site.span)
            .with("problem", "the `|` in it makes a table of its line")
            .with("direct", site.address.replace('|', "%7C"));
        hit.most = Safety::Unsafe;
        return Some(hit.written_at(site));
    }
    if let Some(end) = swallowed(site) {
        let (meant, rest) = site.address.split_at(end);
        let mut hit =
            Hit::new(site.span).with("problem", format!("`{rest}` is read as a part of it"));
        hit.note = Some(format!(
            "write `<{meant}>` in angle brackets, or a space behind it"
        ));
        return Some(hit);
    }
    let fault = fault(&site.address, address, site.kind)?;
    let mut hit = Hit::new(site.span).with("problem", fault.problem);
    hit.most = if fault.is_same {
        Safety::Safe
    } else {
        Safety::Unsafe
    };
    Some(match fault.better {
        Some(better) => hit.with("direct", better).written_at(site),
        None => hit,
    })
}

/// Whether a `|` in an address of Markdown makes a table of its line, which then has no link. Only a paragraph of
/// one line is looked at: where one of its lines has no `|`, there is no table.
fn makes_table(site: &Site<'_>) -> bool {
    let Some(element) = site.element else {
        return false;
    };
    let text = element.page().text();
    let raw = site.span.of(text);
    let is_markdown = matches!(site.written, Written::Destination(_) | Written::Autolink);
    let mut bars = raw.match_indices('|');
    if !is_markdown || !bars.any(|(at, _)| !raw[..at].ends_with('\\')) {
        return false;
    }
    let before = &text[..site.span.start as usize];
    let start = before.rfind('\n').map_or(0, |at| at + 1);
    let behind = &text[site.span.end as usize..];
    let is_blank = |line: Option<&str>| line.is_none_or(|line| line.trim().is_empty());
    let line = &text[start..];
    let inside = line.trim_start_matches(' ');
    // What begins otherwise is a heading, a quotation, an item of a list, HTML or a formula.
    let is_text = inside.starts_with(|c: char| c.is_alphanumeric() || matches!(c, '[' | '!'));
    let digits = inside.trim_start_matches(|c: char| c.is_ascii_digit());
    let is_item = digits.len() < inside.len() && digits.starts_with(['.', ')']);
    is_text
        && !is_item
        && line.len() - inside.len() <= 3
        && is_blank(before[..start].lines().next_back())
        && is_blank(behind.lines().nth(1))
}

/// Where an address without any mark around it should have ended: Markdown ends one at a space only, and
/// Chinese and Japanese write none behind a mark.
pub(super) fn swallowed(site: &Site<'_>) -> Option<usize> {
    let marks = [
        '。', '，', '、', '；', '！', '？', '：', '）', '》', '」', '』', '】', '”',
    ];
    (site.written == Written::Bare).then(|| site.address.find(marks))?
}

fn fault(text: &str, address: Option<&Address<'_>>, kind: Kind) -> Option<Malformed> {
    // What a generator fills in is no address yet.
    if is_filled_in(text) {
        return None;
    }
    hidden_mail(text, address)
        .or_else(|| scheme(text))
        .or_else(|| of_absolute(text, address))
        .or_else(|| of_relative(text, kind))
}

/// Where Cloudflare puts a reader who runs no scripts in the place of an e-mail address.
const HIDDEN_MAIL: &str = "/cdn-cgi/l/email-protection";

/// What is left of an e-mail address in a page that was copied from behind Cloudflare. Behind the `#`
/// it is in hexadecimal digits: the first byte, and each other one XOR the first.
fn hidden_mail(text: &str, address: Option<&Address<'_>>) -> Option<Malformed> {
    let rest = address.map_or(text, |address| address.rest());
    let behind = rest.strip_prefix(HIDDEN_MAIL)?;
    if !matches!(behind.as_bytes().first(), None | Some(b'#' | b'?' | b'/')) {
        return None;
    }
    let byte = |at: usize| {
        let digits = behind.strip_prefix('#')?.get(2 * at..2 * at + 2)?;
        u8::from_str_radix(digits, 16).ok()
    };
    let bytes = (1..)
        .map_while(byte)
        .map(|b| b ^ byte(0).unwrap_or_default());
    let mail = String::from_utf8(bytes.collect()).unwrap_or_default();
    Some(Malformed {
        problem: "Cloudflare hid an e-mail address here, and only its own site can show it".into(),
        better: is_mail(&mail).then(|| format!("mailto:{mail}")),
        is_same: false,
    })
}

/// A scheme and how it is miswritten.
const HTTP: [&str; 6] = ["http", "htp", "htttp", "hhttp", "ttp", "httpp"];
const HTTPS: [&str; 7] = [
    "https", "htps", "htttps", "hhttps", "ttps", "httpss", "htpps",
];

/// `http` and what is between it and the host, however it is written.
fn scheme(text: &str) -> Option<Malformed> {
    let end = text.bytes().take_while(u8::is_ascii_alphabetic).count();
    let (word, rest) = text.split_at(end);
    // As nearly all are written.
    let is_usual = matches!(word, "http" | "https") && rest.starts_with("://");
    if is_usual && rest[3..].starts_with(|c: char| c.is_ascii_alphanumeric()) {
        return None;
    }
    let is_one_of = |words: &[&str]| words.iter().any(|known| word.eq_ignore_ascii_case(known));
    let known = if is_one_of(&HTTP) {
        HTTP[0]
    } else if is_one_of(&HTTPS) {
        HTTPS[0]
    } else {
        return None;
    };
    let is_right = word.eq_ignore_ascii_case(known);
    let mark = rest
        .find(|c: char| !matches!(c, ':' | '：' | ';' | '；' | '/' | '／' | '\\'))
        .unwrap_or(rest.len());
    let (mark, rest) = rest.split_at(mark);
    if is_right && mark == "://" {
        return None;
    }
    // `https.html`, `http-status/`: the word begins a name.
    let slashes = mark.matches(['/', '／', '\\']).count();
    let colons = mark.chars().count() - slashes;
    if slashes < 1 || colons + slashes < 2 || !begins_with_host(rest) {
        return None;
    }
    let better = format!("{known}://{}", rest.replace('\\', "/"));
    let is_same = is_right && mark.starts_with(':') && !mark.contains(['：', '／', ';', '；']);
    Some(Malformed {
        problem: format!("it begins with `{}`", &text[..end + mark.len()]),
        better: Some(better),
        is_same: is_same && slashes > 0,
    })
}

fn of_absolute(text: &str, address: Option<&Address<'_>>) -> Option<Malformed> {
    let Some(address) = address.filter(|address| !address.scheme.is_empty()) else {
        // Nothing behind the scheme.
        let is_bare = ["http://", "https://"]
            .iter()
            .any(|scheme| text.eq_ignore_ascii_case(scheme));
        return is_bare.then(|| Malformed {
            problem: "no host follows the scheme".into(),
            better: None,
            is_same: false,
        });
    };
    let inner = address.authority.trim_end_matches(':');
    if ["http", "https"]
        .iter()
        .any(|scheme| inner.eq_ignore_ascii_case(scheme))
    {
        let rest = address.rest().trim_start_matches('/');
        return begins_with_host(rest).then(|| Malformed {
            problem: "it has two schemes".into(),
            better: Some(format!("{}://{rest}", inner.to_ascii_lowercase())),
            is_same: false,
        });
    }
    if memchr::memchr(b'&', text.as_bytes()).is_some() && text.contains("&amp;") {
        return Some(Malformed {
            problem: "a `&` in it is escaped twice".into(),
            better: Some(text.replace("&amp;", "&")),
            is_same: false,
        });
    }
    if memchr::memchr(b' ', text.as_bytes()).is_some() && address.unloadable().is_none() {
        return Some(Malformed {
            problem: "it holds a space".into(),
            // Two addresses are not one with a space in it.
            better: (!holds_another(text)).then(|| text.replace(' ', "%20")),
            // With a tag in it, more than the address is wrong.
            is_same: !text.contains(['<', '>']),
        });
    }
    // Behind a Chinese title the mark may be its own.
    let kept = text.trim_end_matches(['。', '，', '、', '；', '！', '？']);
    if kept.len() < text.len() && kept.ends_with(|c: char| c.is_ascii_alphanumeric() || c == '/') {
        return Some(Malformed {
            problem: format!("it ends with `{}`", &text[kept.len()..]),
            better: Some(kept.to_owned()),
            is_same: false,
        });
    }
    address.unloadable().map(|why| Malformed {
        problem: format!("no browser can load it: {why}"),
        better: None,
        is_same: false,
    })
}

/// What a browser looks for below the page's own address.
fn of_relative(text: &str, kind: Kind) -> Option<Malformed> {
    let has_prefix = text
        .get(..4)
        .is_some_and(|www| www.eq_ignore_ascii_case("www."));
    if has_prefix && begins_with_host(&text[4..]) {
        return Some(Malformed {
            problem: "it has no scheme, so it is looked for on this site".into(),
            better: Some(format!("https://{text}")),
            is_same: false,
        });
    }
    (kind == Kind::Link && is_mail(text)).then(|| Malformed {
        problem: "it is an e-mail address without `mailto:`".into(),
        better: Some(format!("mailto:{text}")),
        is_same: false,
    })
}

fn is_mail(text: &str) -> bool {
    let is_user = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '+' | '-');
    text.split_once('@').is_some_and(|(user, host)| {
        !user.is_empty()
            && user.chars().all(is_user)
            && begins_with_host(host)
            && !host.contains(['/', '?', '#', ':'])
    })
}

/// A name with two parts, the last of which may be a top-level name.
fn begins_with_host(text: &str) -> bool {
    let host = text
        .split(['/', '\\', '?', '#', ':'])
        .next()
        .unwrap_or_default();
    let labels: Vec<&str> = host.split('.').collect();
    let is_label =
        |label: &&str| !label.is_empty() && label.chars().all(|c| c.is_alphanumeric() || c == '-');
    let [.., _, top] = labels.as_slice() else {
        return false;
    };
    let is_top = top.len() >= 2 && top.chars().all(char::is_alphabetic);
    labels.iter().all(is_label) && is_top
}

#[cfg(test)]
mod tests {
    use super::*;

    fn better(text: &str) -> Option<String> {
        let address = Address::new(text);
        fault(text, address.as_ref(), Kind::Link)
            .map(|fault| fault.better.unwrap_or_else(|| "?".into()))
    }

    #[test]
    fn a_space_in_what_may_be_a_tag_is_not_escaped_unasked() {
        let is_same = |text: &str| {
            fault(text, Address::new(text).as_ref(), Kind::Link).map(|fault| fault.is_same)
        };
        assert_eq!(is_same("https://a.example/a b"), Some(true));
        assert_eq!(is_same("https://a.example/%<abbr title="), Some(false));
    }

    #[test]
    fn what_was_meant_is_told() {
        let meant = [
            ("http:/a.example/x", "http://a.example/x"),
            ("https//a.example/x", "https://a.example/x"),
            ("https:///a.example", "https://a.example"),
            ("htps://a.example", "https://a.example"),
            ("http：//a.example/x", "http://a.example/x"),
            ("http:\\\\a.example\\x", "http://a.example/x"),
            ("https://http://a.example/x", "http://a.example/x"),
            ("http://https//a.example/x", "https://a.example/x"),
            ("https://a.example/x y", "https://a.example/x%20y"),
            (
                "https://a.example/?b=1&amp;c=2",
                "https://a.example/?b=1&c=2",
            ),
            ("https://a.example/x。", "https://a.example/x"),
            ("www.a.example/x", "https://www.a.example/x"),
            ("me@a.example", "mailto:me@a.example"),
            ("https://", "?"),
            ("/cdn-cgi/l/email-protection", "?"),
            (
                "https://a.example/cdn-cgi/l/email-protection#0a674a68246f726b677a666f",
                "mailto:m@b.example",
            ),
            ("/cdn-cgi/l/email-protection#zz", "?"),
            ("https://a.example:port/", "?"),
            ("https://exa mple.com/", "?"),
        ];
        for (text, wanted) in meant {
            assert_eq!(better(text).as_deref(), Some(wanted), "{text}");
        }
    }

    #[test]
    fn what_is_right_is_left_alone() {
        for text in [
            "",
            "#",
            "/",
            "a.html",
            "https.html",
            "http/2",
            "http-status/404",
            "http:8080",
            "https://a.example",
            "https://a.example:8080/x?b=1&c=/d//e#f",
            "//a.example/x",
            "https://a.example/条目（消歧义）",
            "https://ja.wikipedia.org/wiki/モーニング娘。",
            "http://localhost:3000",
            "https://[::1]/",
            "mailto:a@b.example",
            "tel:+1",
            "javascript:void(0)",
            "data:image/png;base64,AA==",
            "www.html",
            "www.a/b",
            "/@user",
            "@user",
            "https://a.example/@user",
            "{{ site.url }}/x y",
            "https://{{ host }}/",
            "user@host",
            "foo bar.html",
        ] {
            assert_eq!(better(text), None, "{text}");
        }
    }
}
