//! correspond: a tag of one generator → what another writes for it.

use super::tags::{Found, Tags};
use crate::generator::site::{Language, Tag};
use crate::lint::site::address::by_default;
use crate::text::span::Span;

impl Tags<'_> {
    /// The tags before and behind code.
    pub(super) fn code_tags(&self, found: &Found<'_>) -> Result<(String, String), String> {
        let (mut language, mut lines) = (None, false);
        for word in found.rest.split_whitespace() {
            let word = word.trim_matches('"');
            match word.strip_prefix("lang:").unwrap_or(word) {
                "linenos" | "linenos=table" | "linenos=inline" => lines = true,
                name if language.is_none() && is_name(name) => language = Some(name),
                _ => return Err(format!("write what `{word}` means there")),
            }
        }
        let language = language.unwrap_or("text");
        Ok(
            match (self.pair.new.tag(Tag::Code), self.pair.new.language) {
                (Some(name), Language::Shortcodes) => {
                    let lines = if lines { " \"linenos=table\"" } else { "" };
                    let open = format!("{{{{< {name} {language}{lines} >}}}}");
                    (open, format!("{{{{< /{name} >}}}}"))
                }
                (Some(name), Language::Percent) => {
                    let said = if name == "codeblock" {
                        format!("lang:{language}")
                    } else if lines {
                        format!("{language} linenos")
                    } else {
                        language.to_owned()
                    };
                    (
                        format!("{{% {name} {said} %}}"),
                        format!("{{% end{name} %}}"),
                    )
                }
                _ if self.is_alone(found.span) => (format!("```{language}"), "```".to_owned()),
                _ => return Err("write it between lines of ```".to_owned()),
            },
        )
    }

    /// Whether nothing else is in its line.
    fn is_alone(&self, span: Span) -> bool {
        let before = self.text[..span.start as usize].rsplit('\n').next();
        let behind = self.text[span.end as usize..].split('\n').next();
        [before, behind]
            .into_iter()
            .flatten()
            .all(|text| text.trim().is_empty())
    }

    /// The address of a post.
    pub(super) fn post(&self, name: &str) -> Result<String, String> {
        let (post, target) = self
            .index
            .linked(name)
            .ok_or_else(|| format!("there is no post `{name}`: write an address"))?;
        let new = self.pair.new;
        match (new.tag(Tag::PostAddress), new.language) {
            (Some(tag), Language::Shortcodes) => {
                let below = target.strip_prefix("content").unwrap_or(target);
                Ok(format!("{{{{< {tag} \"{below}\" >}}}}"))
            }
            (Some(tag), _) => {
                let way = target.rsplit_once('.').map_or(target, |(way, _)| way);
                let below = new.posts.iter().find_map(|folder| way.strip_prefix(folder));
                let below = below.unwrap_or(way).trim_start_matches('/');
                Ok(format!("{{% {tag} {below} %}}"))
            }
            (None, _) => by_default(new, target)
                .ok_or_else(|| format!("write the address of `{}`", post.name())),
        }
    }

    /// A link to a post: its name, and the text of the link.
    pub(super) fn link(&self, rest: &str) -> Result<String, String> {
        let (name, title) = rest.split_once(char::is_whitespace).unwrap_or((rest, ""));
        let title = title.trim().trim_matches(['"', '\'']);
        if title.is_empty() || title.contains(['"', '[', ']']) {
            return Err("write a link with a text of its own".to_owned());
        }
        Ok(format!("[{title}]({})", self.post(name)?))
    }

    pub(super) fn film(&self, tag: Tag, id: &str) -> Result<String, String> {
        let id = id.trim_matches('"');
        let name = self.pair.new.tag(tag);
        match (name.filter(|_| is_name(id)), self.pair.new.language) {
            (Some(name), Language::Shortcodes) => Ok(format!("{{{{< {name} {id} >}}}}")),
            (Some(name), Language::Percent) => Ok(format!("{{% {name} {id} %}}")),
            _ => Err("write the frame (`<iframe>`) that it makes".to_owned()),
        }
    }
}

/// A word without marks that mean something in a tag.
fn is_name(word: &str) -> bool {
    !word.is_empty()
        && word
            .chars()
            .all(|c| c.is_alphanumeric() || "+-_#.".contains(c))
}
