//! What must hold whatever the bytes are: one function a target, each panics where it does not.
//!
//! `fuzz_targets/` hands them to libFuzzer, `tests/fuzz.rs` runs them on every seed.

pub mod seeds;

use copydesk::config::load;
use copydesk::data::value::{Node, Value};
use copydesk::data::yaml;
use copydesk::data::yaml_simple::plain;
use copydesk::html::document::{Element, End, Event};
use copydesk::lint::baseline::Baseline;
use copydesk::lint::check::check;
use copydesk::lint::fix::{Endless, fix, propose};
use copydesk::lint::plan::{self, Plan};
use copydesk::lint::suppress::{self, Words};
use copydesk::lint::verify::verify;
use copydesk::lint::version::Versions;
use copydesk::post::Post;
use copydesk::post::parse::parse;
use copydesk::post::suppression::{Known, Suppressions};
use copydesk::post::template::templates;
use copydesk::report::diff::diff;
use copydesk::report::{Format, RulePages, Style};
use copydesk::rule::compile::compile;
use copydesk::rule::finder::Find;
use copydesk::rule::index::Rules;
use copydesk::rule::policy::Policy;
use copydesk::text::edit::{Fix, Safety};
use copydesk::text::finding::Finding;
use copydesk::text::hash::sha256;
use copydesk::text::source::{Dialect, Source};
use copydesk::text::span::Span;
use copydesk::url::parts::{Address, public_host};
use copydesk::url::proxy::Decoded;
use std::sync::{Arc, LazyLock};

/// What a target is called, and what it runs.
pub type Target = (&'static str, fn(&[u8]));

/// Every target.
pub const TARGETS: [Target; 12] = [
    ("baseline", baseline),
    ("check_fix_check", check_fix_check),
    ("decode", decode),
    ("front_matter", front_matter),
    ("mdx", mdx),
    ("patch", patch),
    ("plan", plan),
    ("rule", rule),
    ("split", split),
    ("stream", stream),
    ("suppress", suppress),
    ("template", template),
];

static RULES: LazyLock<Rules> = LazyLock::new(|| {
    let rules = load::builtin().expect("the built-in rules are valid");
    let names = rules.iter().flat_map(|rule| rule.names());
    let known = Known {
        names: names.map(str::to_owned).collect(),
        ..Known::default()
    };
    let policy = Policy {
        known,
        ..Policy::default()
    };
    Rules::new(rules, policy)
});

const HTML: &str = "a.html";

/// A post. Its first byte says what it is written in.
fn post(bytes: &[u8]) -> Source {
    let (kind, text) = bytes.split_first().unwrap_or((&b'm', b""));
    let name = match kind {
        b'h' => HTML,
        b'x' => "a.mdx",
        _ => "a.md",
    };
    Source::new(name, text.to_vec())
}

fn is_inside(span: Span, text: &str) -> bool {
    span.start <= span.end && text.get(span.range()).is_some()
}

/// The parts of a file are in order, and inside of it.
pub fn split(bytes: &[u8]) {
    let source = Source::new("a.md", bytes.to_vec());
    let text = source.text();
    let parts = copydesk::post::front_matter::split(text);
    let mut order = Vec::new();
    if let Some(front) = parts.front_matter {
        let closing = front.closing.unwrap_or(Span::empty(front.content.end));
        order.extend([front.before, front.opening, front.content, closing]);
    }
    order.push(parts.body);
    assert!(order.windows(2).all(|pair| pair[0].end <= pair[1].start));
    assert!(order.iter().all(|span| is_inside(*span, text)));
    assert_eq!(parts.body.end as usize, text.len());
}

/// Every key and value of front matter is in the file.
pub fn front_matter(bytes: &[u8]) {
    let source = Source::new("a.md", bytes.to_vec());
    let post = parse(&source);
    if let Some(front) = post.front_matter
        && let Some(value) = plain(post.text(), front.content)
    {
        let fields = yaml::in_full(post.text(), front.content);
        assert_eq!((Some(value), fields.problems), (fields.value, Vec::new()));
    }
    if let Some(value) = &post.fields.value {
        is_written(value, post.text());
        let _ = value.to_json();
    }
    for fault in &post.fields.problems {
        assert!(is_inside(fault.span, post.text()), "{fault:?}");
        let cure = fault.suggestion.as_ref();
        assert!(cure.is_none_or(|cure| is_inside(cure.span, post.text())));
    }
}

fn is_written(value: &Value<'_>, text: &str) {
    assert!(is_inside(value.span, text), "{value:?}");
    match &value.node {
        Node::Scalar(_) => {}
        Node::List(items) => items.iter().for_each(|item| is_written(item, text)),
        Node::Map(entries) => {
            for (key, value) in entries {
                is_written(key, text);
                is_written(value, text);
            }
        }
    }
}

/// The events of a page are in order, and the characters of its prose have bytes.
pub fn stream(bytes: &[u8]) {
    let source = post(bytes);
    let post = parse(&source);
    events_are_in_order(&post);
    for block in post.prose.blocks() {
        for (at, c) in block.text.char_indices() {
            let span = block.span(at..at + c.len_utf8());
            assert!(is_inside(span, post.text()), "{span:?}");
        }
        let words = block.words();
        assert!(is_inside(block.span(words), post.text()));
    }
    for element in post.page.elements() {
        assert!(is_inside(element.span(), post.text()));
        for attribute in element.attributes() {
            assert!(is_inside(attribute.span, post.text()));
            let _ = attribute.value();
        }
    }
}

fn events_are_in_order(post: &Post<'_>) {
    let (mut at, mut depth) = (0, 0i64);
    for event in post.page.events() {
        let span = match *event {
            Event::Open(id) => {
                let element = post.page.element(id);
                depth += i64::from(element.end() != End::Void);
                element.span()
            }
            Event::Close(_, span) => {
                depth -= 1;
                span
            }
            Event::StrayEndTag(span)
            | Event::Text(span)
            | Event::Raw(span)
            | Event::Comment(span)
            | Event::Other(span) => span,
        };
        assert!(is_inside(span, post.text()), "{event:?} {span:?}");
        assert!(depth >= 0);
        // What Markdown means is where it is: a link may cover its text.
        if post.source.name() == HTML {
            assert!(at <= span.start, "{event:?} {span:?}");
            at = span.end;
        }
    }
    assert_eq!(depth, 0);
}

/// A post is MDX by its name or by what a configuration says, which comes to the same.
pub fn mdx(bytes: &[u8]) {
    let named = Source::new("a.mdx", bytes.to_vec());
    let said = Source::new("a.md", bytes.to_vec()).read_as(Dialect::Mdx);
    let [named, said] = [&named, &said].map(|source| {
        let post = parse(source);
        events_are_in_order(&post);
        let elements = post.page.elements();
        elements.map(Element::span).collect::<Vec<_>>()
    });
    assert_eq!(named, said);
}

/// What is a template's is in order, and inside of the body.
pub fn template(bytes: &[u8]) {
    let source = Source::new("a.md", bytes.to_vec());
    let text = source.text();
    let body = copydesk::post::front_matter::split(text).body;
    let found = templates(text, body);
    let is_in_body = |span: &Span| body.start <= span.start && span.end <= body.end;
    assert!(found.spans.iter().chain(&found.unclosed).all(is_in_body));
    assert!(found.spans.iter().all(|span| is_inside(*span, text)));
    let is_in_order = |pair: &[Span]| pair[0].end <= pair[1].start;
    assert!(found.spans.windows(2).all(is_in_order));
    events_are_in_order(&parse(&source));
}

/// A diff says what a fix does: who applies it to the letter has the text that the fix makes.
pub fn patch(bytes: &[u8]) {
    let source = post(bytes);
    for least in [Safety::Safe, Safety::Suggest] {
        let fixed = fix(&parse(&source), &RULES, least);
        let told = diff(&source, &fixed, Style::FILE);
        let Some(after) = fixed.text else {
            assert!(told.is_empty());
            continue;
        };
        assert_eq!(patched(source.text(), &told), Some(after));
    }
}

/// What a unified diff makes of a text; `None` where it does not fit to the letter.
fn patched(before: &str, diff: &str) -> Option<String> {
    let lines: Vec<&str> = before.split_inclusive('\n').collect();
    let (mut at, mut out) = (0, String::new());
    let mut told = diff.split_inclusive('\n').skip(2).peekable();
    while let Some(line) = told.next() {
        if let Some(head) = line.strip_prefix("@@ -") {
            let old = head.split(' ').next()?;
            let (first, count) = old.split_once(',').unwrap_or((old, "1"));
            let first = first.parse::<usize>().ok()? - usize::from(count != "0");
            out.extend(lines.get(at..first)?.iter().copied());
            at = first;
            continue;
        }
        let (sign, text) = line.split_at_checked(1)?;
        let has_no_end = told.next_if(|next| next.starts_with('\\')).is_some();
        let text = if has_no_end {
            text.strip_suffix('\n')?
        } else {
            text
        };
        if sign != "+" {
            (*lines.get(at)? == text).then_some(())?;
            at += 1;
        }
        if sign != "-" {
            out.push_str(text);
        }
    }
    out.extend(lines.get(at..)?.iter().copied());
    Some(out)
}

/// An address is taken apart in few steps, and comes to one that a post may be pointed to.
pub fn decode(bytes: &[u8]) {
    let Some(address) = std::str::from_utf8(bytes).ok().and_then(Address::new) else {
        return;
    };
    for rule in RULES.iter() {
        let Find::Url(find) = &rule.find else {
            continue;
        };
        let Some(proxies) = find.proxies() else {
            continue;
        };
        let mut steps = 0;
        let decoded = proxies.watch(&address, &mut |_| steps += 1);
        assert!(steps < 100);
        if let Some(Decoded::Origin(origin)) = decoded {
            let host = public_host(&origin.address);
            assert_eq!(host.as_deref(), Some(&*origin.host));
        }
    }
}

/// What is found can be told in every format; what is mended is mended once, by fixes that hold
/// together; and what is not UTF-8 is left alone.
pub fn check_fix_check(bytes: &[u8]) {
    let source = post(bytes);
    let found = check(&parse(&source), &RULES);
    for finding in &found {
        assert!(is_inside(finding.span, source.text()), "{finding:?}");
    }
    for format in Format::ALL {
        format.file(&source, &found, Style::FILE, RulePages::NONE);
    }
    for least in [Safety::Safe, Safety::Suggest] {
        let fixed = fix(&parse(&source), &RULES, least);
        assert_eq!(fixed.endless, Endless::default());
        assert_eq!(
            Some(fixed.changes.apply(source.text())),
            fixed.text.clone().or(Some(source.text().into()))
        );
        let Some(text) = fixed.text else {
            continue;
        };
        assert!(source.not_text().is_empty(), "it is not UTF-8");
        assert!(text != source.text() && !fixed.edits.is_empty());
        let after = Source::new(source.name(), text.into_bytes());
        assert_eq!(
            known(&fixed.findings),
            known(&check(&parse(&after), &RULES))
        );
        let again = fix(&parse(&after), &RULES, least);
        assert_eq!(again.text, None, "after {:?}", after.text());
        let (proposed, _) = propose(&parse(&source), &RULES, least);
        let wanted: Vec<&Fix> = proposed.iter().filter_map(|one| one.fix.as_ref()).collect();
        let versions = Versions::default();
        assert!(verify(&parse(&source), &wanted, &versions).is_whole());
    }
}

/// What a finding is, but for the help, which says what `fix` did.
fn known(findings: &[Finding]) -> Vec<(&str, Span)> {
    let known = findings.iter().map(|one| (&*one.rule, one.span));
    known.collect()
}

/// A plan that is applied can be taken back, whatever its lines say. Before the first NUL is the
/// post; a line is taken for one that knows its SHA-256.
pub fn plan(bytes: &[u8]) {
    let (text, lines) = bytes.split_at(bytes.iter().position(|b| *b == 0).unwrap_or(0));
    let source = Source::new(HTML, text.to_vec());
    let _ = Plan::new(plan::read(
        lines.split(|b| *b == b'\n').map(Ok::<_, String>),
    ));
    let lines = lines.strip_prefix(b"\0").unwrap_or(lines);
    let lines = plan::read(lines.split(|b| *b == b'\n').map(Ok::<_, String>));
    let hash = sha256(source.text().as_bytes());
    let Ok(whole) = Plan::new(lines.map(|line| {
        line.map(|(number, mut line)| {
            line.sha256.clone_from(&hash);
            (number, line)
        })
    })) else {
        return;
    };
    for file in &whole.files {
        let all: Vec<usize> = (0..file.fixes.len()).collect();
        assert!(file.original(source.text(), &[]).is_some());
        let _ = file.original(source.text(), &all);
        let Ok(applied) = file.apply(&source, &[], &all) else {
            continue;
        };
        let back = file.original(&applied.text, &applied.made);
        assert_eq!(back.as_deref(), Some(source.text()));
        let again = file
            .apply(&source, &applied.made, &[])
            .map(|again| again.text);
        assert_eq!(again, Ok(applied.text));
    }
}

/// A baseline that can be read is written as one that says the same.
pub fn baseline(bytes: &[u8]) {
    if let Ok(read) = Baseline::read(bytes) {
        let _ = read.size();
        assert_eq!(Baseline::read(read.text().as_bytes()), Ok(read));
    }
}

/// A suppression speaks of a stretch of the post, and `suppress` adds comments that leave less to
/// report, and nothing but comments.
pub fn suppress(bytes: &[u8]) {
    let source = post(bytes);
    let read = parse(&source);
    if let Some(said) = Suppressions::of(&read, &RULES.policy().known) {
        let comments = said.each.iter().filter_map(|one| one.comment);
        let spans = comments.chain(said.each.iter().map(|one| one.span));
        for span in spans
            .chain(said.idle)
            .chain(said.mistakes.iter().map(|it| it.span))
        {
            assert!(is_inside(span, source.text()), "{span:?}");
        }
    }
    let hushed = suppress::suppress(&parse(&source), &RULES, &Words::default());
    let Some(text) = hushed.text else { return };
    assert!(source.not_text().is_empty(), "it is not UTF-8");
    let after = Source::new(source.name(), text.into_bytes());
    assert_eq!(
        known(&hushed.findings),
        known(&check(&parse(&after), &RULES))
    );
    // What it says already may be cut off.
    if OURS.iter().all(|(begin, _)| !source.text().contains(begin)) {
        assert_eq!(visible(source.text()), visible(after.text()));
    }
}

/// How our comments begin and end, in Markdown and in MDX.
const OURS: [(&str, &str); 2] = [
    ("<!-- copydesk-disable-", "-->"),
    ("{/* copydesk-disable-", "*/}"),
];

/// A text without white space and what we say in comments.
fn visible(text: &str) -> String {
    let without = OURS.iter().fold(text.to_owned(), |text, (begin, end)| {
        let mut parts = text.split(begin);
        let first = parts.next().into_iter();
        let behind = parts.map(|part| part.split_once(end).map_or("", |(_, behind)| behind));
        first.chain(behind).collect()
    });
    without.split_whitespace().collect()
}

/// A rule file is one, or it is said what is wrong with it; one that is runs on a post.
pub fn rule(bytes: &[u8]) {
    let source = Source::new("a.yml", bytes.to_vec());
    match compile("a", &source) {
        Ok(rule) => {
            let rules = Rules::new(vec![Arc::new(rule)], Policy::default());
            check(&parse(&Source::new("a.md", bytes.to_vec())), &rules);
        }
        Err(mistakes) => {
            assert!(!mistakes.is_empty());
            for mistake in mistakes {
                assert!(is_inside(mistake.span, source.text()), "{mistake:?}");
            }
        }
    }
}
