//! percent: how far an address is percent-decoded, and what is percent-encoded in one that a fix
//! writes. The only file that knows `percent_encoding`.

use crate::text::byte_set::ByteSet;
use crate::url::parts::Address;
use percent_encoding::{percent_decode_str, percent_encode_byte};

/// `text` percent-decoded once, but for what no address holds bare: marks that a template, a table,
/// a link or a tag would be made of, blanks, and what is not ASCII, all of which mean the same encoded.
pub fn decoded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = memchr::memchr(b'%', rest.as_bytes()) {
        out.push_str(&rest[..at]);
        let count = rest.as_bytes()[at..]
            .chunks_exact(3)
            .take_while(|three| is_encoded_byte(three))
            .count();
        if count == 0 {
            out.push('%');
            rest = &rest[at + 1..];
            continue;
        }
        let (run, behind) = rest[at..].split_at(3 * count);
        let bytes: Vec<u8> = percent_decode_str(run).collect();
        for (at, byte) in bytes.iter().enumerate() {
            let next = bytes[at + 1..].iter().copied().chain(behind.bytes());
            let digits = next.take(2).filter(u8::is_ascii_hexdigit).count();
            // A `%` that begins nothing is no part of an address.
            let is_bare = match *byte {
                b'%' => digits == 2,
                byte => byte.is_ascii() && !NEVER_BARE.has(byte) && !STAYS.has(byte),
            };
            if is_bare {
                out.push(char::from(*byte));
            } else {
                out.push_str(&run[3 * at..3 * at + 3]);
            }
        }
        rest = behind;
    }
    out.push_str(rest);
    out
}

/// What a browser runs of a `javascript:` address: all of it decoded. URL Standard, "javascript: URL".
pub fn read_code(text: &str) -> std::borrow::Cow<'_, str> {
    percent_decode_str(text).decode_utf8_lossy()
}

/// All of it percent-decoded once; as it is where that is not UTF-8.
pub fn decoded_whole(text: &str) -> std::borrow::Cow<'_, str> {
    let decoded = percent_decode_str(text).decode_utf8();
    decoded.unwrap_or(std::borrow::Cow::Borrowed(text))
}

/// `text` percent-decoded so many times.
pub fn decoded_times(text: &str, times: u8) -> String {
    (0..times).fold(text.to_owned(), |text, _| decoded(&text))
}

/// An address as a fix writes it: what would make a template tag, a table, code or the end of a link
/// is percent-encoded behind its host, in whatever format the post is.
///
/// Liquid, Nunjucks and Go templates read `{`; kramdown makes a table of a line with `|` and ends an
/// address at `)`; Python-Markdown takes backticks for code; Hexo makes `/` of a backslash.
pub fn encoded(address: &str) -> String {
    if !NEVER_BARE.is_in(address) {
        return address.to_owned();
    }
    let behind_host = Address::new(address).map_or(0, |known| address.len() - known.rest().len());
    let (host, rest) = address.split_at(behind_host);
    let mut out = host.to_owned();
    for c in rest.chars() {
        match u8::try_from(c) {
            Ok(byte) if NEVER_BARE.has(byte) => {
                out.push_str(percent_encode_byte(byte));
            }
            _ => out.push(c),
        }
    }
    out
}

fn is_encoded_byte(three: &[u8]) -> bool {
    matches!(three, [b'%', a, b] if a.is_ascii_hexdigit() && b.is_ascii_hexdigit())
}

/// What may be bare, but stays percent-encoded where it is: marked looks for the end of `~~` in addresses too,
/// and marked 0.3, which Hexo had, for that of `**`.
static STAYS: ByteSet = ByteSet::of(b"~*");

static NEVER_BARE: ByteSet = ByteSet::of(b" {}|\\^<>\"()[]`").and_controls();

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_an_address_needs_bare_is_decoded_and_nothing_else() {
        assert_eq!(
            decoded("https%3A%2F%2Fa.example%2Fx%3Fb%3D1%26c"),
            "https://a.example/x?b=1&c"
        );
        assert_eq!(
            decoded("%7B%7bx%7D%7D%7C%5C%60%28%29%20%22"),
            "%7B%7bx%7D%7D%7C%5C%60%28%29%20%22"
        );
        assert_eq!(decoded("x%7E%7Ey%2A%2a~*"), "x%7E%7Ey%2A%2a~*");
        // Bytes of another encoding, and of UTF-8, mean what they mean.
        assert_eq!(decoded("%B5%E7/%e4%b8%ad"), "%B5%E7/%e4%b8%ad");
        assert_eq!(decoded("%2520%25%32%30%2541"), "%20%20%41");
        assert_eq!(decoded("100%25/100%/%zz"), "100%25/100%/%zz");
        assert_eq!(decoded_times("x%252Fy", 2), "x/y");
    }

    #[test]
    fn what_would_be_read_as_something_else_is_written_encoded() {
        assert_eq!(
            encoded("https://[::1]/{{x}}(1)|a b`c\\d^<e>\"[f]中?g={h}#(i)"),
            "https://[::1]/%7B%7Bx%7D%7D%281%29%7Ca%20b%60c%5Cd%5E%3Ce%3E%22%5Bf%5D中?g=%7Bh%7D#%28i%29"
        );
    }

    proptest! {
        #[test]
        fn an_encoded_address_is_decoded_to_itself(rest in "[ -~中]{0,30}") {
            let written = encoded(&format!("https://a.example/{rest}"));
            prop_assert_eq!(&encoded(&written), &written);
            let marks = |c: char| " {}|\\^<>\"()[]`".contains(c);
            prop_assert!(!written.contains(marks) && !decoded(&written).contains(marks));
        }
    }
}
