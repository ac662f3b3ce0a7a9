//! block: data in a page, where nothing in it is markup. The only file that knows `miniz_oxide`.

use crate::text::encoding::base64;
use miniz_oxide::deflate::compress_to_vec;

/// More bytes than this are deflated, which the page's script undoes.
const LARGE: usize = 64 << 10;
/// How hard it is tried: the size changes little beyond, and the time does.
const LEVEL: u8 = 6;

/// What a `<script>` that is no script has in it.
#[derive(Debug)]
pub(super) struct Block {
    /// Its `type`, by which the page's script knows how to read it.
    pub(super) media: &'static str,
    /// Has no `<`, so that nothing in it can end the element or begin another.
    pub(super) text: String,
}

impl Block {
    /// `json`, as it is or deflated.
    pub(super) fn of(json: &str) -> Self {
        if json.len() <= LARGE {
            // In JSON a `<` is in a string, whose escapes every reader of JSON reads.
            return Self {
                media: "application/json",
                text: json.replace('<', "\\u003c"),
            };
        }
        Self {
            media: "application/vnd.copydesk.deflate",
            text: base64(&compress_to_vec(json.as_bytes(), LEVEL)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use miniz_oxide::inflate::decompress_to_vec;
    use proptest::prelude::*;
    use serde_json::{from_str, to_string};

    proptest! {
        #[test]
        fn nothing_in_a_block_is_markup(text in r#"(</script>|<!--|<|-->|[a-z"\\\u{2028}\u{0}-\u{1f}]){0,20}"#) {
            let block = Block::of(&to_string(&text).expect("it is there"));
            prop_assert!(!block.text.contains('<'));
            prop_assert_eq!(from_str::<String>(&block.text).expect("it is there"), text);
        }
    }

    #[test]
    fn what_is_large_is_deflated_and_comes_back() {
        let json = to_string(&"</script>甲".repeat(9_000)).expect("it is there");
        let block = Block::of(&json);
        assert!(block.text.len() < 2_000, "{}", block.text.len());
        let is_base64 = |c: char| c.is_ascii_alphanumeric() || "+/=".contains(c);
        assert!(block.text.chars().all(is_base64));
        let bytes = data_encoding::BASE64
            .decode(block.text.as_bytes())
            .expect("it is there");
        assert_eq!(
            decompress_to_vec(&bytes).expect("it is there"),
            json.as_bytes()
        );
    }
}
