//! values: where the URLs are in the value of an attribute that may hold several.

use crate::html::tag::Tag;

/// Where the value is without white space around it.
pub(super) fn trimmed(raw: &str) -> (usize, usize) {
    let is_space = |c: char| c.is_ascii_whitespace();
    let end = raw.trim_end_matches(is_space).len();
    let start = raw.len() - raw.trim_start_matches(is_space).len();
    (start.min(end), end)
}

/// The URLs of a `srcset`. HTML, 4.8.4.3.6 "Parsing a srcset attribute".
pub(super) fn candidates(raw: &str) -> Vec<(usize, usize)> {
    let bytes = raw.as_bytes();
    let mut found = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        if bytes[at].is_ascii_whitespace() || bytes[at] == b',' {
            at += 1;
            continue;
        }
        let from = at;
        at += bytes[at..]
            .iter()
            .take_while(|b| !b.is_ascii_whitespace())
            .count();
        let url = raw[from..at].trim_end_matches(',');
        found.push((from, from + url.len()));
        if url.len() == at - from {
            let mut depth = 0u32;
            while at < bytes.len() && (depth > 0 || bytes[at] != b',') {
                match bytes[at] {
                    b'(' => depth += 1,
                    b')' => depth = depth.saturating_sub(1),
                    _ => {}
                }
                at += 1;
            }
        }
    }
    found
}

/// How a quote can be written in the `style` of an element.
const CSS_QUOTES: [&str; 8] = [
    "\"", "'", "&quot;", "&#34;", "&#39;", "&apos;", "&#x27;", "&#x22;",
];

/// What is in each `url()` of a style, without its quotes. CSS Syntax, 4.3.6.
pub(super) fn css_urls(raw: &str) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    // What is in a set, in one that is in it too, is read once.
    let (mut at, mut behind_set) = (0, 0);
    while let Some(open) = memchr::memchr(b'(', &raw.as_bytes()[at..]).map(|open| at + open) {
        at = open + 1;
        if open >= behind_set && ends_with_name(&raw.as_bytes()[..open], b"image-set") {
            behind_set = strings(raw, at, &mut found);
        }
        if !ends_with_name(&raw.as_bytes()[..open], b"url") {
            continue;
        }
        let start = at + (raw[at..].len() - raw[at..].trim_start().len());
        let quote = CSS_QUOTES
            .iter()
            .find(|quote| raw[start..].starts_with(**quote));
        let from = start + quote.map_or(0, |quote| quote.len());
        let end = quote.map_or(")", |quote| quote);
        let Some(len) = raw[from..].find(end) else {
            break;
        };
        at = from + len + end.len();
        let to = from + raw[from..from + len].trim_end().len();
        // What is escaped in the way of CSS is not read, and so not written.
        if raw[from..to].contains('\\') {
            continue;
        }
        found.push((from, to));
    }
    found.sort_unstable();
    found
}

/// Whether `before` ends in this name, with a `-webkit-` before it or not, and in no other.
fn ends_with_name(before: &[u8], name: &[u8]) -> bool {
    let Some((rest, end)) = before.split_at_checked(before.len().wrapping_sub(name.len())) else {
        return false;
    };
    let is_name = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_');
    let rest = rest.strip_suffix(b"-webkit-").unwrap_or(rest);
    end.eq_ignore_ascii_case(name) && !rest.last().is_some_and(is_name)
}

/// No `image-set()` is longer, in bytes.
const LONGEST_SET: usize = 4096;

/// Adds the strings of an `image-set()` that begins at byte `from`, which are addresses but in `url()` and `type()`,
/// and returns where it ends. CSS Images, 2.4.
fn strings(raw: &str, from: usize, found: &mut Vec<(usize, usize)>) -> usize {
    let raw = &raw[..raw.floor_char_boundary(from + LONGEST_SET)];
    let (mut at, mut depth) = (from, 0);
    while let Some(c) = raw[at..].chars().next() {
        let quote = CSS_QUOTES
            .iter()
            .find(|quote| raw[at..].starts_with(**quote));
        let Some(quote) = quote else {
            match c {
                '(' => depth += 1,
                ')' if depth == 0 => break,
                ')' => depth -= 1,
                _ => {}
            }
            at += c.len_utf8();
            continue;
        };
        let start = at + quote.len();
        let Some(len) = raw[start..].find(quote) else {
            break;
        };
        let is_read = depth == 0 && !raw[start..start + len].contains('\\');
        found.extend(is_read.then_some((start, start + len)));
        at = start + len + quote.len();
    }
    at
}

/// What themes of Hexo, Hugo, Jekyll and Astro call the field of an image, or a part of that name.
const IMAGE_KEYS: [&str; 13] = [
    "img", "image", "cover", "thumb", "banner", "photo", "pic", "avatar", "logo", "icon", "poster",
    "hero", "gallery",
];

/// Whether a field of this name is one of an image.
pub(super) fn means_image(key: &str) -> bool {
    let key = key.to_ascii_lowercase();
    IMAGE_KEYS.iter().any(|name| key.contains(name))
}

/// Whether an address ends in the name of an image file.
pub fn names_image(address: &str) -> bool {
    let path = address.split(['?', '#']).next().unwrap_or_default();
    [path, address].iter().any(|name| {
        let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension);
        ["jpg", "jpeg", "png", "gif", "webp", "avif", "svg", "bmp"]
            .iter()
            .any(|known| extension.eq_ignore_ascii_case(known))
    })
}

/// Whether an address with a scheme and a host begins here.
pub(super) fn begins_absolute(text: &str) -> bool {
    let scheme = ["http://", "https://"].into_iter().find(|scheme| {
        let start = text.get(..scheme.len());
        start.is_some_and(|start| start.eq_ignore_ascii_case(scheme))
    });
    scheme.is_some_and(|scheme| text.len() > scheme.len())
}

/// Whether behind `before` and a comma another address begins, and not a part of this one (`w_300,h_200/x.jpg`): one
/// with a scheme or a host, or one below the site's root or of an image file behind one of an image file.
pub(super) fn begins_another(before: &str, behind: &str) -> bool {
    let has_scheme =
        behind.starts_with("//") || behind.starts_with("data:") || behind.starts_with("ftp://");
    let is_local = behind.starts_with('/') || names_image(behind);
    let ends_address = names_image(before) || before.contains('?');
    begins_absolute(behind) || has_scheme || (is_local && ends_address)
}

/// Whether `address` holds another address behind a comma or a blank: a value with two of them.
pub fn holds_another(address: &str) -> bool {
    let ends = address.bytes().enumerate();
    let ends = ends.filter(|(_, b)| matches!(b, b',' | b' ' | b'\n' | b'\t'));
    let mut behind = ends.map(|(at, _)| address[at + 1..].trim_start());
    behind.any(|behind| begins_absolute(behind) || behind.starts_with("//"))
}

/// The elements whose `src` is played or framed.
pub(super) const PLAYED: [Tag; 7] = [
    Tag::Video,
    Tag::Audio,
    Tag::Source,
    Tag::Track,
    Tag::Embed,
    Tag::Iframe,
    Tag::Frame,
];

/// Whether a part of `address` is what a generator fills in: what it comes to is not known.
pub fn is_filled_in(address: &str) -> bool {
    memchr::memchr2(b'{', b'<', address.as_bytes()).is_some()
        && ["{{", "{%", "${", "<%"]
            .iter()
            .any(|mark| address.contains(mark))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of<'a>(raw: &'a str, found: &[(usize, usize)]) -> Vec<&'a str> {
        found.iter().map(|(from, to)| &raw[*from..*to]).collect()
    }

    #[test]
    fn a_srcset_has_one_url_a_candidate() {
        let raw = " a.png 1x,b,c.png 2x , data:image/png,x 3w, d.png,";
        let urls = ["a.png", "b,c.png", "data:image/png,x", "d.png"];
        assert_eq!(of(raw, &candidates(raw)), urls);
        assert_eq!(of("a, b", &candidates("a, b")), ["a", "b"]);
        assert!(candidates(" , ").is_empty());
    }

    #[test]
    fn a_style_may_have_several() {
        let raw = "background: URL( 'a.png' ), url(&quot;b.png&quot;), image-set(url(c.png) 1x); x: curl(d)";
        assert_eq!(of(raw, &css_urls(raw)), ["a.png", "b.png", "c.png"]);
        assert!(css_urls("url(").is_empty() && css_urls("url('a)").is_empty());
        assert_eq!(
            of("url('a(1).png')", &css_urls("url('a(1).png')")),
            ["a(1).png"]
        );
        assert!(css_urls("url(a\\).png)").is_empty());
        let raw = "-webkit-image-set('a.png' type('image/png') 1x, url(b.png) 2x), url(c.png) 'd'";
        assert_eq!(of(raw, &css_urls(raw)), ["a.png", "b.png", "c.png"]);
        assert!(
            css_urls("my-image-set('a') 'b'").is_empty() && css_urls("image-set('a").is_empty()
        );
    }
}
