//! markup: the HTML of a page, its style and its script, and the policy that lets nothing else run. The only file
//! that knows `maud`.

use super::block::Block;
use super::{Kind, Page, Plot};
use crate::report::summary::grouped;
use crate::text::hash::sha256_base64;
use maud::{DOCTYPE, Markup, PreEscaped, html};

const STYLE: &str = include_str!("page.css");
const REPORT: &str = concat!(include_str!("common.js"), include_str!("report.js"));
const REVIEW: &str = concat!(include_str!("common.js"), include_str!("review.js"));

/// What the page may do: run its own script, use its own style, and nothing else. Nothing is loaded, no text becomes
/// markup, nothing is sent.
fn policy(script: &str) -> String {
    let [script, style] = [script, STYLE].map(|text| sha256_base64(text.as_bytes()));
    format!(
        "default-src 'none'; script-src 'sha256-{script}'; style-src 'sha256-{style}'; base-uri 'none'; \
         form-action 'none'; require-trusted-types-for 'script'; trusted-types 'none'"
    )
}

/// How each page begins, so that it is known again.
pub(super) const BEGINNING: &str = concat!(
    "<!DOCTYPE html><html lang=\"en\"><head><meta charset=\"utf-8\">",
    "<meta name=\"generator\" content=\"copydesk\">"
);

pub(super) fn written(page: &Page, data: &Block) -> String {
    let script = match page.kind {
        Kind::Report => REPORT,
        Kind::Review => REVIEW,
    };
    let all = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="generator" content="copydesk";
                meta http-equiv="Content-Security-Policy" content=(policy(script));
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                meta name="referrer" content="no-referrer";
                title { (page.title) }
                style { (PreEscaped(STYLE)) }
            }
            body class=(match page.kind { Kind::Report => "report", Kind::Review => "review" }) {
                header {
                    h1 { (page.title) }
                    p.lead { (page.lead) }
                    dl.numbers {
                        @for (number, what) in &page.numbers {
                            div { dt { (what) } dd { (number) } }
                        }
                    }
                }
                main {
                    @if !page.plots.is_empty() {
                        section.plots aria-labelledby="plots" {
                            h2 #plots { "At a glance" }
                            div { @for plot in &page.plots { (figure(plot)) } }
                        }
                    }
                    section aria-labelledby="all" {
                        h2 #all { @match page.kind { Kind::Report => "Findings", Kind::Review => "Fixes" } }
                        @if page.kind == Kind::Review { (deciding()) }
                        (filters())
                        (keys(page.kind))
                        p #count role="status" {}
                        div #groups { p.wait { "Reading …" } }
                        noscript { p.wait { "The list needs JavaScript, which is off in this browser." } }
                    }
                }
                footer { p { "Made by copydesk. This page loads nothing and sends nothing." } }
                script #data type=(data.media) { (PreEscaped(&data.text)) }
                script { (PreEscaped(script)) }
            }
        }
    };
    all.into_string() + "\n"
}

fn figure(plot: &Plot) -> Markup {
    let is_pair = plot.rows.iter().any(|row| row.before.is_some());
    html! {
        figure {
            figcaption { (plot.title) @if is_pair { span.key { "pale: accepted in the baseline; full: now" } } }
            div.plot role="img" aria-label={ (plot.title) "; the table below says the same" } { (PreEscaped(&plot.svg)) }
            details {
                summary { "As a table" }
                div.table tabindex="0" role="region" aria-label={ (plot.title) ", table" } {
                    table {
                        thead {
                            tr {
                                th scope="col" { (plot.by) }
                                @if is_pair { th scope="col" { "Baseline" } }
                                th scope="col" { @if is_pair { "Now" } @else { "Findings" } }
                            }
                        }
                        tbody {
                            @for row in &plot.rows {
                                tr {
                                    th scope="row" { (crate::report::visible(&row.label)) }
                                    @if let Some(before) = row.before { td { (grouped(before)) } }
                                    td { (grouped(row.count)) }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// The filters; the page's script fills the lists.
fn filters() -> Markup {
    html! {
        form.filters role="search" aria-label="Filter" {
            p { label for="text" { "Text" } input #text type="search" autocomplete="off" spellcheck="false"; }
            div #selects {}
            p { label for="by" { "Group by" } select #by {} }
        }
    }
}

/// The keys; who speaks to a computer must be able to turn them off (WCAG 2.1.4).
fn keys(kind: Kind) -> Markup {
    let all: &[(&str, &str)] = match kind {
        Kind::Report => &[("j", "next"), ("k", "previous"), ("/", "search")],
        Kind::Review => &[
            ("j", "next"),
            ("k", "previous"),
            ("a", "accept"),
            ("r", "reject"),
            ("u", "undo"),
            ("/", "search"),
        ],
    };
    html! {
        p.keys {
            label { input #keys type="checkbox" checked; " Keys" }
            @for (key, act) in all { span { kbd { (key) } " " (act) } }
        }
    }
}

/// What a person sees while deciding: how far it is, what is known by a sample, what to press.
fn deciding() -> Markup {
    html! {
        div.bar {
            p { label for="done" { "Decided" } progress #done value="0" max="1" {} span #progress {} }
            p.acts {
                button #save.main type="button" { "Save the plan" }
                button #undo type="button" { "Undo" }
            }
            p #said role="status" {}
        }
        p #bound {}
        details.help {
            summary { "How this works" }
            ul {
                li { "Accept or reject each fix, or all fixes of a group at once. What you do not decide is not applied." }
                li { "Your decisions are kept in this browser while you work, even if you close the page." }
                li { b { "Save the plan" } " downloads the plan with your decisions. " code { "copydesk apply" } " applies the accepted fixes, and no others." }
                li { "In a hurry: choose " b { "Show: random sample" } " and decide on those. The page says how many of all fixes may be wrong." }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::encoding::base64;

    fn page(kind: Kind) -> String {
        let page = Page {
            title: "</title><script>x</script>".to_owned(),
            lead: "<b onclick=x>".to_owned(),
            numbers: vec![("1".to_owned(), "post")],
            plots: Plot::of(("By rule", "Rule"), [("<i>".to_owned(), 3)].into())
                .into_iter()
                .collect(),
            kind,
        };
        page.written(&["</script><!--<script>"])
    }

    /// The texts of each element of this name, as a browser ends it.
    fn inside<'p>(page: &'p str, name: &str) -> Vec<&'p str> {
        let (open, close) = (format!("<{name}"), format!("</{name}>"));
        let parts = page.split(open.as_str()).skip(1);
        let parts = parts.filter_map(|part| part.split_once('>')?.1.split_once(close.as_str()));
        parts.map(|(text, _)| text).collect()
    }

    #[test]
    fn the_policy_names_the_script_and_the_style_that_are_in_the_page() {
        for kind in [Kind::Report, Kind::Review] {
            let page = page(kind);
            let policy = page
                .split("content=\"default-src")
                .nth(1)
                .expect("it is there");
            let policy = policy.split('"').next().expect("it is there");
            let (scripts, styles) = (inside(&page, "script"), inside(&page, "style"));
            assert_eq!(
                (scripts.len(), styles.len()),
                (2, 1),
                "the data and the script"
            );
            for (directive, text) in [("script-src", scripts[1]), ("style-src", styles[0])] {
                let hash = sha256_base64(text.as_bytes());
                assert!(
                    policy.contains(&format!("{directive} 'sha256-{hash}';")),
                    "{policy}"
                );
            }
            for unsafe_ in ["unsafe", "http:", "https:", "data:", "blob:", "*"] {
                assert!(!policy.contains(unsafe_), "{policy}");
            }
        }
    }

    #[test]
    fn a_page_is_known_by_its_beginning() {
        assert!(page(Kind::Report).starts_with(BEGINNING));
        assert!(page(Kind::Review).starts_with(BEGINNING));
    }

    #[test]
    fn the_hash_is_that_of_the_standard() {
        // The example of Content Security Policy Level 3, 8.3.
        let hash = "B2yPHKaXnvFWtRChIbabYmUBFZdVfKKXHbWtWidDVF8=";
        assert_eq!(sha256_base64(b"doSomething();").len(), hash.len());
        let empty = "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=";
        assert_eq!(sha256_base64(b""), empty);
        assert_eq!(base64(b"\xff\xfe"), "//4=");
    }

    #[test]
    fn what_is_said_of_posts_is_text() {
        let page = page(Kind::Report);
        let (before, data) = page.split_once("<script id=\"data\"").expect("it is there");
        for markup in ["<b onclick", "<i>", "<script>"] {
            assert!(!before.contains(markup), "{markup}");
        }
        let data = data.split("</script>").next().expect("it is there");
        assert!(
            data.contains("\\u003c/script>\\u003c!--\\u003cscript>"),
            "{data}"
        );
    }

    #[test]
    fn script_and_style_end_where_they_are_meant_to() {
        for text in [REPORT, REVIEW, STYLE] {
            let text = text.to_lowercase();
            assert!(
                !["</script", "</style", "<!--"]
                    .iter()
                    .any(|end| text.contains(end))
            );
        }
        for text in [REPORT, REVIEW] {
            for name in [
                "innerHTML",
                "outerHTML",
                "insertAdjacentHTML",
                "document.write",
                "eval(",
                "fetch(",
            ] {
                assert!(!text.contains(name), "{name}");
            }
        }
    }
}
