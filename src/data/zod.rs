//! zod: the schema of a collection in Astro's `content.config.ts`, where it is simple → a JSON Schema. What is not
//! known is free: nothing is refused that Astro might take.

use serde_json::{Map, Value, json};

/// How deep a schema may be.
const DEEPEST: usize = 32;

/// The schema of a collection of `program`: of the one called `name`, or of the only one. The error says why there is
/// none.
pub fn schema(program: &str, name: Option<&str>) -> Result<Value, String> {
    let text = without_comments(program);
    let mut found: Vec<(&str, &str)> = Vec::new();
    for (at, call) in text.match_indices("defineCollection(") {
        let inner = &text[at + call.len()..];
        let Some(schema) = argument(inner, "schema") else {
            continue;
        };
        let before = text[..at]
            .trim_end()
            .trim_end_matches(['=', ':'])
            .trim_end();
        let start = before.rfind(|c: char| !is_word(c)).map_or(0, |at| at + 1);
        found.push((&before[start..], schema));
    }
    // `export const collections = { blog: posts }`
    let listed = text.find("collections = {").map_or("", |at| &text[at..]);
    let own = name.and_then(|name| argument_of(listed, name));
    let names: Vec<&str> = found.iter().map(|(name, _)| *name).collect();
    let (_, written) = match name {
        Some(name) => found
            .iter()
            .find(|(known, _)| *known == name || Some(*known) == own),
        None if found.len() < 2 => found.first(),
        None => {
            let names = names.join("`, `");
            return Err(format!(
                "it has several collections: add `#` and a name of `{names}`"
            ));
        }
    }
    .ok_or_else(|| match name {
        Some(name) => format!("it has no collection `{name}` with a schema"),
        None => "it has no collection with a schema".to_owned(),
    })?;
    let mut reader = Reader {
        text: &text,
        rest: written,
        depth: 0,
    };
    let kind = reader.named();
    if kind.schema.get("properties").is_none() {
        return Err(
            "its schema is no plain `z.object`: name the JSON Schema that `astro sync` writes, below `.astro/collections`"
                .to_owned(),
        );
    }
    Ok(kind.schema)
}

/// What a value may be.
struct Kind {
    schema: Value,
    /// The key may be missing.
    is_optional: bool,
}

impl Kind {
    const fn new(schema: Value) -> Self {
        Self {
            schema,
            is_optional: false,
        }
    }

    /// Anything at all.
    fn free() -> Self {
        Self {
            schema: json!({}),
            is_optional: true,
        }
    }
}

/// An expression on its way.
struct Reader<'t> {
    /// All of the program.
    text: &'t str,
    rest: &'t str,
    depth: usize,
}

impl<'t> Reader<'t> {
    /// An expression, or the name of one.
    fn named(&mut self) -> Kind {
        // `({ image }) => z.object(…)`
        if let Some(at) = self.rest.find("=>").filter(|_| self.rest.starts_with('(')) {
            self.rest = self.rest[at + 2..].trim_start();
            self.take('(');
        }
        let name = self.word();
        let rest = self.rest.trim_start();
        if name == "z" || rest.starts_with(['(', '.']) {
            return self.value(name);
        }
        let definition = format!("const {name} =");
        match self.text.find(&definition).filter(|_| self.depth < DEEPEST) {
            Some(at) => {
                let rest = self.text[at + definition.len()..].trim_start();
                let mut inner = Reader {
                    text: self.text,
                    rest,
                    depth: self.depth + 1,
                };
                inner.named()
            }
            None => Kind::free(),
        }
    }

    /// A value that begins with `word`.
    fn value(&mut self, word: &str) -> Kind {
        self.depth += 1;
        if self.depth > DEEPEST {
            return Kind::free();
        }
        let mut kind = if word == "z" {
            self.made()
        } else {
            Kind::free()
        };
        if word != "z" {
            // `image()` and `reference('authors')` are texts in front matter.
            let inner = self.arguments();
            if matches!((word, inner), ("image" | "reference", Some(_))) {
                kind = Kind::new(json!({ "type": "string" }));
            }
        }
        while self.take('.') {
            let method = self.word();
            let Some(inner) = self.arguments() else {
                return Kind::free();
            };
            kind = self.with(kind, method, inner);
        }
        self.depth -= 1;
        kind
    }

    /// What stands behind `z`.
    fn made(&mut self) -> Kind {
        let (mut word, mut is_coerced) = (self.after_dot(), false);
        if word == "coerce" {
            (word, is_coerced) = (self.after_dot(), true);
        }
        let Some(inner) = self.arguments() else {
            return Kind::free();
        };
        let inner = inner.trim();
        Kind::new(match (word, is_coerced) {
            ("string", false) => json!({ "type": "string" }),
            ("number", false) => json!({ "type": "number" }),
            ("boolean", false) => json!({ "type": "boolean" }),
            ("date", false) => json!({ "type": "string", "pattern": r"^\d{4}-\d{1,2}-\d{1,2}" }),
            ("date" | "number", true) => json!({ "type": ["string", "number", "boolean", "null"] }),
            ("enum", false) => match serde_json::from_str::<Vec<String>>(&as_json(inner)) {
                Ok(words) => json!({ "enum": words }),
                Err(_) => return Kind::free(),
            },
            ("array", false) => json!({ "type": "array", "items": self.inside(inner).schema }),
            ("object", false) => return self.object(inner),
            _ => return Kind::free(),
        })
    }

    fn object(&self, inner: &'t str) -> Kind {
        let Some(body) = inner.strip_prefix('{') else {
            return Kind::free();
        };
        let (mut properties, mut required) = (Map::new(), Vec::new());
        let mut rest = body.trim_start();
        while !rest.is_empty() && !rest.starts_with('}') {
            let quote = rest.chars().next().filter(|c| matches!(c, '"' | '\''));
            let key_end = match quote {
                Some(quote) => rest[1..].find(quote).map(|at| at + 1),
                None => rest.find(|c: char| !is_word(c)),
            };
            let Some(end) = key_end.filter(|end| *end > 0) else {
                // `...base` and the like: fields that are not known.
                return Kind::free();
            };
            let key = rest[..end].trim_matches(['"', '\'']);
            rest = rest[end..].trim_start_matches(['"', '\'']).trim_start();
            let Some(value) = rest.strip_prefix(':') else {
                return Kind::free();
            };
            let end = expression(value);
            let kind = self.inside(value[..end].trim());
            if !kind.is_optional {
                required.push(key.to_owned());
            }
            properties.insert(key.to_owned(), kind.schema);
            rest = value[end..].trim_start_matches(',').trim_start();
        }
        Kind::new(json!({ "type": "object", "required": required, "properties": properties }))
    }

    fn inside(&self, text: &'t str) -> Kind {
        Reader {
            text: self.text,
            rest: text,
            depth: self.depth + 1,
        }
        .named()
    }

    /// The kind after a method is called on it.
    fn with(&self, mut kind: Kind, method: &str, inner: &'t str) -> Kind {
        match method {
            "optional" | "default" | "prefault" => kind.is_optional = true,
            "nullable" | "nullish" => {
                kind.is_optional |= method == "nullish";
                kind.schema = json!({ "anyOf": [kind.schema, { "type": "null" }] });
            }
            "array" => kind = Kind::new(json!({ "type": "array", "items": kind.schema })),
            "or" => {
                let other = self.inside(inner.trim());
                kind.is_optional |= other.is_optional;
                kind.schema = json!({ "anyOf": [kind.schema, other.schema] });
            }
            "strict" if kind.schema.get("properties").is_some() => {
                kind.schema["additionalProperties"] = json!(false);
            }
            // These take no more than before.
            "min" | "max" | "length" | "nonempty" | "email" | "url" | "regex" | "trim"
            | "toLowerCase" | "toUpperCase" | "startsWith" | "endsWith" | "includes" | "int"
            | "positive" | "nonnegative" | "finite" | "refine" | "superRefine" | "transform"
            | "describe" | "readonly" | "brand" | "strip" | "passthrough" | "meta" => {}
            _ => return Kind::free(),
        }
        kind
    }

    fn after_dot(&mut self) -> &'t str {
        if self.take('.') { self.word() } else { "" }
    }

    fn take(&mut self, c: char) -> bool {
        let rest = self.rest.trim_start().strip_prefix(c);
        self.rest = rest.unwrap_or(self.rest);
        rest.is_some()
    }

    fn word(&mut self) -> &'t str {
        let rest = self.rest.trim_start();
        let end = rest.find(|c: char| !is_word(c)).unwrap_or(rest.len());
        self.rest = &rest[end..];
        &rest[..end]
    }

    /// What is between the parentheses of a call.
    fn arguments(&mut self) -> Option<&'t str> {
        if !self.take('(') {
            return None;
        }
        let end = closing(self.rest)?;
        let inner = &self.rest[..end];
        self.rest = &self.rest[end + 1..];
        Some(inner)
    }
}

/// What the first key of this name has as its value, in the braces that `text` begins with.
fn argument<'t>(text: &'t str, key: &str) -> Option<&'t str> {
    let text = &text[..closing(text)?];
    let mut places = text.match_indices(key);
    places.find_map(|(at, _)| {
        let is_key = !text[..at].ends_with(is_word);
        let value = text[at + key.len()..].trim_start().strip_prefix(':')?;
        is_key.then(|| value.trim_start())
    })
}

/// The name that is the value of this key in the first braces of `text`.
fn argument_of<'t>(text: &'t str, key: &str) -> Option<&'t str> {
    let (_, body) = text.split_once('{')?;
    let value = argument(body, key)?;
    let end = value.find(|c: char| !is_word(c)).unwrap_or(value.len());
    Some(&value[..end])
}

/// Where an expression ends: before the comma or the bracket behind it.
fn expression(text: &str) -> usize {
    end(text, |c| c == ',')
}

/// Where the bracket is that closes one before `text`.
fn closing(text: &str) -> Option<usize> {
    let at = end(text, |_| false);
    (at < text.len()).then_some(at)
}

/// The first place outside of brackets and texts that is one of these, or closes a bracket.
fn end(text: &str, is: impl Fn(char) -> bool) -> usize {
    let (mut depth, mut quote, mut is_escaped) = (0_usize, None, false);
    for (at, c) in text.char_indices() {
        match quote {
            _ if is_escaped => is_escaped = false,
            Some(_) if c == '\\' => is_escaped = true,
            Some(open) => {
                if c == open {
                    quote = None;
                }
            }
            None => match c {
                '"' | '\'' | '`' => quote = Some(c),
                '(' | '[' | '{' => depth += 1,
                ')' | ']' | '}' if depth == 0 => return at,
                ')' | ']' | '}' => depth -= 1,
                _ if depth == 0 && is(c) => return at,
                _ => {}
            },
        }
    }
    text.len()
}

/// A list of texts as JSON has it.
fn as_json(list: &str) -> String {
    let list = list.trim().replace('\'', "\"");
    let items = list
        .trim_start_matches('[')
        .trim_end_matches(']')
        .trim()
        .trim_end_matches(',');
    format!("[{items}]")
}

const fn is_word(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_' || c == '$'
}

/// The program without its comments.
fn without_comments(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    let mut quote = None;
    while let Some(c) = rest.chars().next() {
        match quote {
            None if rest.starts_with("//") => {
                rest = &rest[rest.find('\n').unwrap_or(rest.len())..];
                continue;
            }
            None if rest.starts_with("/*") => {
                rest = rest.find("*/").map_or("", |at| &rest[at + 2..]);
                continue;
            }
            None if matches!(c, '"' | '\'' | '`') => quote = Some(c),
            Some(open) if c == open => quote = None,
            Some(_) if c == '\\' => {
                out.push(c);
                rest = &rest[1..];
                let Some(next) = rest.chars().next() else {
                    break;
                };
                out.push(next);
                rest = &rest[next.len_utf8()..];
                continue;
            }
            _ => {}
        }
        out.push(c);
        rest = &rest[c.len_utf8()..];
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    const PROGRAM: &str = "
import { defineCollection, z } from 'astro:content';
const post = z.object({ title: z.string() });
const blog = defineCollection({
  // schema: z.number(),
  loader: glob({ base: './src/content/blog', pattern: '**/*.{md,mdx}' }),
  schema: ({ image }) =>
    z.object({
      title: z.string().max(60), // short
      'pubDate': z.coerce.date(),
      updated: z.date().optional(),
      hero: image().optional(),
      tags: z.array(z.string()).default(['a, b']),
      level: z.enum(['easy', \"hard\"]).nullish(),
      draft: z.boolean().default(false),
      order: z.number().int().optional(),
      seo: z.object({ text: z.string() }).optional(),
      mine: z.preprocess((x) => x, z.string()),
      either: z.string().or(z.array(z.string())),
    }),
});
const notesCollection = defineCollection({ schema: post });
export const collections = { blog, notes: notesCollection, other: defineCollection({ schema: z.object({ ...base }) }) };
";

    #[test]
    fn a_simple_object_is_a_json_schema() {
        assert_eq!(
            schema(PROGRAM, Some("blog")),
            Ok(json!({
                "type": "object",
                "required": ["title", "pubDate", "either"],
                "properties": {
                    "title": { "type": "string" },
                    "pubDate": { "type": ["string", "number", "boolean", "null"] },
                    "updated": { "type": "string", "pattern": r"^\d{4}-\d{1,2}-\d{1,2}" },
                    "hero": { "type": "string" },
                    "tags": { "type": "array", "items": { "type": "string" } },
                    "level": { "anyOf": [{ "enum": ["easy", "hard"] }, { "type": "null" }] },
                    "draft": { "type": "boolean" },
                    "order": { "type": "number" },
                    "seo": {
                        "type": "object",
                        "required": ["text"],
                        "properties": { "text": { "type": "string" } },
                    },
                    "mine": {},
                    "either": { "anyOf": [{ "type": "string" }, { "type": "array", "items": { "type": "string" } }] },
                },
            }))
        );
        let title = json!({ "type": "object", "required": ["title"], "properties": { "title": { "type": "string" } } });
        assert_eq!(schema(PROGRAM, Some("notes")), Ok(title));
    }

    #[test]
    fn what_is_not_simple_says_so() {
        let why = |name| schema(PROGRAM, name).expect_err("no schema");
        assert!(
            why(None).contains("`blog`, `notesCollection`, `other`"),
            "{}",
            why(None)
        );
        assert!(why(Some("other")).contains("astro sync"));
        assert!(why(Some("posts")).contains("`posts`"));
        assert!(schema("", None).is_err());
        // However deep it is.
        let deep = format!("defineCollection({{ schema: {}", "z.array(".repeat(100_000));
        assert!(schema(&deep, None).is_err());
        assert!(schema("const a = a\ndefineCollection({ schema: a })", None).is_err());
    }
}
