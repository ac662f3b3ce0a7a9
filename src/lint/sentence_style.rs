//! profile: posts → how a house ends its sentences, and which texts recur in it.

use crate::data::value::Value;
use crate::data::yaml_edit::quoted;
use crate::post::Post;
use crate::post::prose::language::Language;
use crate::rule::finder::Find;
use crate::rule::finder::house::End;
use crate::rule::index::Rules;
use crate::text::source;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fmt::Write as _;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};

/// A text is a habit of the house where it is in at least this many posts, and in this share.
const RECURS: (usize, usize) = (3, 200);
/// A text of several sentences is a habit of the house where it is in this many posts.
const MANY: usize = 10;
/// Texts one behind the other that are looked at for the first of them.
const DEEPEST: usize = 8;
/// Shorter texts, in letters, are words.
const SHORTEST: usize = 6;
/// What is told of fewer blocks is chance.
const ENOUGH: usize = 10;
/// Where fewer blocks in a hundred end with a mark, the house does not want one there.
const STRONG: usize = 80;
/// Where fewer than these of all blocks do, nobody there ends a paragraph with one.
const HALF: usize = 50;

/// What posts are sorted by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Group {
    /// All of them.
    All,
    /// The folder that they are in.
    Folder,
    /// The language of each block.
    Language,
    /// Both, with a space between: `zh posts/2021`.
    LanguageInFolder,
    /// The `author` in the front matter.
    Author,
    /// Each of the `categories` in the front matter.
    Category,
}

/// How many blocks of running text end with a mark, and how many lack one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// With a mark.
    pub marked: usize,
    /// Without, though it is a sentence.
    pub unmarked: usize,
}

/// A text that is in several posts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recurring {
    /// What it says.
    pub text: String,
    /// In how many posts.
    pub posts: usize,
    /// The rule for sentence ends would report it.
    pub is_found: bool,
    /// It is a habit: one sentence, or a text in many posts, and not always behind the same one, as in
    /// posts that were copied with their faults.
    pub is_habit: bool,
}

/// How a house writes.
#[derive(Debug, Default)]
pub struct Profile {
    posts: usize,
    tallies: BTreeMap<(Group, String), Blocks>,
    /// By what their text hashes to: most texts stand in one post, and need not be kept.
    texts: HashMap<u64, Seen>,
}

/// The blocks of one group.
#[derive(Debug, Default)]
struct Blocks {
    marked: usize,
    /// What the text of each hashes to.
    unmarked: Vec<u64>,
}

/// What one post adds.
#[derive(Debug, Default)]
pub struct Measured {
    groups: Vec<(Group, String)>,
    /// Whether it ends with a mark, and what its text hashes to.
    blocks: Vec<(Language, bool, u64)>,
    texts: HashMap<u64, Text>,
}

/// What a block says, how it ends, and what the text before it hashes to.
type Text = (String, End, u64);

/// A text, and where it was seen.
#[derive(Debug, Default)]
struct Seen {
    posts: usize,
    /// What it says, once it is in two posts.
    kept: Option<(String, End)>,
    /// What the text before it hashes to, in the first post.
    before: Option<u64>,
    /// In another post another text is before it.
    is_apart: bool,
}

/// Measures a post by the first rule for sentence ends among `rules`.
pub fn measure(post: &Post<'_>, rules: &Rules) -> Measured {
    let ending = rules.iter().find_map(|rule| match &rule.find {
        Find::Ending(ending) => Some(ending),
        _ => None,
    });
    let mut measured = Measured {
        groups: groups(post),
        ..Measured::default()
    };
    let mut before = 0;
    for block in post.prose.blocks() {
        let text = &block.text[block.words()];
        let letters = text.chars().filter(|c| c.is_alphabetic()).count();
        if !block.kind.is_running() || letters < SHORTEST {
            continue;
        }
        let end = ending.map_or(End::Unknown, |ending| {
            ending.end(post, &block, rules.policy())
        });
        let is_marked = match end {
            End::Marked => Some(true),
            End::Unmarked(_) | End::Alone(_) | End::Wrong(_) => Some(false),
            End::Unknown => None,
        };
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        let mut hasher = DefaultHasher::new();
        text.hash(&mut hasher);
        if let (Some(is_marked), Some(language)) = (is_marked, Language::of(&text)) {
            measured.blocks.push((language, is_marked, hasher.finish()));
        }
        let hash = hasher.finish();
        measured.texts.insert(hash, (text, end, before));
        before = hash;
    }
    measured
}

/// What a post is sorted by.
fn groups(post: &Post<'_>) -> Vec<(Group, String)> {
    let name = post.source.name();
    let folder = source::folder(name);
    let mut groups = vec![
        (Group::All, String::new()),
        (Group::Folder, folder.to_owned()),
    ];
    for (group, key) in [(Group::Author, "author"), (Group::Category, "categories")] {
        let value = post.fields.value.as_ref().and_then(|value| value.get(key));
        let names = value.map(Value::items).unwrap_or_default().iter();
        let names = names.filter_map(Value::as_str);
        let written = names.filter(|name| !name.is_empty());
        groups.extend(written.map(|name| (group, name.to_owned())));
    }
    groups
}

impl Profile {
    /// Adds what was measured of one post.
    pub fn add(&mut self, measured: Measured) {
        self.posts += 1;
        for (language, is_marked, hash) in measured.blocks {
            let language = language.tag();
            let folders = measured
                .groups
                .iter()
                .filter(|(kind, _)| *kind == Group::Folder);
            let mut more: Vec<_> = folders
                .map(|(_, folder)| (Group::LanguageInFolder, format!("{language} {folder}")))
                .collect();
            more.push((Group::Language, language.to_owned()));
            for group in measured.groups.iter().chain(&more) {
                let blocks = self.tallies.entry(group.clone()).or_default();
                if is_marked {
                    blocks.marked += 1;
                } else {
                    blocks.unmarked.push(hash);
                }
            }
        }
        for (hash, (text, end, before)) in measured.texts {
            let seen = self.texts.entry(hash).or_default();
            seen.posts += 1;
            seen.is_apart |= *seen.before.get_or_insert(before) != before;
            if seen.posts > 1 {
                seen.kept.get_or_insert((text, end));
            }
        }
    }

    /// Whether a text that recurs is one that the house writes, or comes behind such a one: what is
    /// always behind the same text was copied with it.
    fn is_written_anew(&self, seen: &Seen, depth: usize) -> bool {
        let before = seen.before.and_then(|hash| self.texts.get(&hash));
        let before = before.filter(|before| depth > 0 && self.recurs(before.posts));
        seen.is_apart || before.is_some_and(|before| self.is_written_anew(before, depth - 1))
    }

    /// How many posts were measured.
    pub fn posts(&self) -> usize {
        self.posts
    }

    fn recurs(&self, posts: usize) -> bool {
        posts >= RECURS.0.max(self.posts / RECURS.1)
    }

    /// The groups of one kind with what is told of them, the weakest habit first. What recurs is no
    /// fault of any one post, and is not counted against it.
    pub fn groups(&self, group: Group) -> Vec<(&str, Tally)> {
        let of_kind = self.tallies.iter().filter(|((kind, _), _)| *kind == group);
        let once = |hash: &&u64| {
            !self
                .texts
                .get(hash)
                .is_some_and(|seen| self.recurs(seen.posts))
        };
        let tally = |blocks: &Blocks| Tally {
            marked: blocks.marked,
            unmarked: blocks.unmarked.iter().filter(once).count(),
        };
        let mut all: Vec<_> = of_kind
            .map(|((_, name), blocks)| (name.as_str(), tally(blocks)))
            .collect();
        all.sort_by_key(|(name, tally)| (tally.share(), name.to_owned()));
        all
    }

    /// The texts that recur, the most frequent first.
    pub fn recurring(&self) -> Vec<Recurring> {
        let kept = self.texts.values().filter(|seen| self.recurs(seen.posts));
        let mut all: Vec<Recurring> = kept
            .filter_map(|seen| {
                let (text, end) = seen.kept.clone()?;
                let is_found = matches!(end, End::Unmarked(_) | End::Alone(_) | End::Wrong(_));
                let is_house = matches!(end, End::Alone(_)) || seen.posts >= MANY;
                Some(Recurring {
                    text,
                    posts: seen.posts,
                    is_found,
                    is_habit: is_found && is_house && self.is_written_anew(seen, DEEPEST),
                })
            })
            .collect();
        all.sort_by(|a, b| b.posts.cmp(&a.posts).then_with(|| a.text.cmp(&b.text)));
        all
    }

    /// Whether the house ends its paragraphs without a mark, in every language and folder.
    pub fn ends_nothing(&self) -> bool {
        let is_weak = |(_, tally): &(&str, Tally)| tally.is_weak() && tally.share() < HALF;
        let is_strong = |(_, tally): &(&str, Tally)| tally.is_strong();
        let mut parts = self.groups(Group::LanguageInFolder).into_iter();
        let parts = !parts.any(|part| is_strong(&part));
        parts && self.groups(Group::All).first().is_some_and(is_weak)
    }

    /// Settings that follow from it, as they are written in a configuration; `None` where the rules
    /// fit as they are.
    pub fn proposal(&self) -> Option<String> {
        if self.ends_nothing() {
            return Some("rules:\n  missing-closing-period: off\n".to_owned());
        }
        let habits = self.recurring().into_iter().filter(|text| text.is_habit);
        let habits: BTreeSet<String> = habits.map(|text| text.text).collect();
        let (languages, folders) = self.unmarked();
        let mut out = String::new();
        if !habits.is_empty() || !languages.is_empty() {
            out.push_str("rules:\n  missing-closing-period:\n");
        }
        if !languages.is_empty() {
            let off = languages.iter().map(|language| format!("{language}: off"));
            let off = off.collect::<Vec<_>>().join(", ");
            let _ = writeln!(out, "    marks: {{ {off} }}");
        }
        if !habits.is_empty() {
            out.push_str("    except:\n");
        }
        for text in &habits {
            let _ = writeln!(out, "      - {}", quoted(text));
        }
        if !folders.is_empty() {
            out.push_str("overrides:\n");
        }
        for folder in folders {
            let glob = match folder {
                "." => "*".to_owned(),
                folder => format!("{folder}/*"),
            };
            let _ = writeln!(
                out,
                "  - {{ files: [{}], rules: {{ missing-closing-period: off }} }}",
                quoted(&glob)
            );
        }
        (!out.is_empty()).then_some(out)
    }

    /// The languages that hardly ever mark the ends of their sentences, and the folders that do not, of
    /// those where such a language is no reason.
    fn unmarked(&self) -> (Vec<&str>, Vec<&str>) {
        // A language that ends its sentences in one folder and not in another is a matter of folders.
        let cells: Vec<(&str, &str, Tally)> = self
            .groups(Group::LanguageInFolder)
            .into_iter()
            .filter_map(|(name, tally)| {
                let (language, folder) = name.split_once(' ')?;
                Some((language, folder, tally))
            })
            .collect();
        let languages: Vec<&str> = self
            .groups(Group::Language)
            .into_iter()
            .filter(|(language, tally)| {
                let mut cells = cells.iter();
                tally.is_weak() && !cells.any(|(of, _, tally)| of == language && tally.is_strong())
            })
            .map(|(language, _)| language)
            .collect();
        let folders = self
            .groups(Group::Folder)
            .into_iter()
            .filter(|(folder, tally)| {
                let mut cells = cells.iter();
                tally.is_weak()
                    && cells.any(|(language, of, tally)| {
                        of == folder && tally.is_weak() && !languages.contains(language)
                    })
            })
            .map(|(folder, _)| folder)
            .collect();
        (languages, folders)
    }
}

impl Tally {
    /// How many in a hundred end with a mark.
    pub fn share(self) -> usize {
        (self.marked * 100)
            .checked_div(self.marked + self.unmarked)
            .unwrap_or(100)
    }

    /// How many blocks were looked at.
    pub fn count(self) -> usize {
        self.marked + self.unmarked
    }

    fn is_strong(self) -> bool {
        self.count() >= ENOUGH && self.share() >= STRONG
    }

    fn is_weak(self) -> bool {
        self.count() >= ENOUGH && self.share() < STRONG
    }
}
