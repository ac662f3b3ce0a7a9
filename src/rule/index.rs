//! index: rules by what they look at, so that a post is gone through once whatever their number.

use crate::generator::Readers;
use crate::html::selector::Matcher;
use crate::html::tag::Tag;
use crate::post::Post;
use crate::post::prose::block::Block;
use crate::post::suppression::Suppressions;
use crate::rule::compile::Rule;
use crate::rule::finder::query::{Query, Seen};
use crate::rule::hit::Hit;
use crate::rule::policy::Policy;
use crate::rule::regex::Patterns;
use crate::rule::site::{Fault, SiteSlot, WholeSite};
use crate::text::finding::Finding;
use crate::text::span::Span;
use crate::url::extract::sites;
use crate::url::parts::Address;
use crate::url::pattern::Places;
use std::collections::HashSet;
use std::sync::Arc;

/// The rules of a run.
#[derive(Debug, Default)]
pub struct Rules {
    all: Vec<Arc<Rule>>,
    policy: Policy,
    urls: Vec<usize>,
    /// The rules for URLs at some places, and those places: most URLs stand at none.
    placed: Vec<usize>,
    any_place: Places,
    /// By tag; a rule that may mean any tag is at each.
    elements: Vec<Vec<usize>>,
    texts: Vec<usize>,
    /// The patterns of all rules for text in one: most blocks hold none.
    any_text: Patterns,
    wholes: Vec<usize>,
    suppressions: Vec<usize>,
    unreadable: Vec<usize>,
    sites: Vec<(Fault, usize)>,
}

impl Rules {
    /// Sorts `rules` by what they look at; `policy` holds for every post.
    pub fn new(rules: Vec<Arc<Rule>>, policy: Policy) -> Self {
        let mut set = Self {
            elements: vec![Vec::new(); Tag::Other as usize + 1],
            policy,
            ..Self::default()
        };
        let (mut places, mut patterns) = (Vec::new(), Vec::new());
        for (at, rule) in rules.iter().enumerate() {
            match rule.find.query() {
                Query::Urls(None) => set.urls.push(at),
                Query::Urls(Some(some)) => {
                    set.placed.push(at);
                    places.push(some);
                }
                Query::Elements(tags) => set.at_tags(at, tags),
                Query::Prose(some) => {
                    set.texts.push(at);
                    patterns.push(some);
                }
                Query::Post => set.wholes.push(at),
                Query::Suppressions => set.suppressions.push(at),
                Query::Unreadable => set.unreadable.push(at),
                Query::Site(fault) => set.sites.push((fault, at)),
            }
        }
        set.any_place = Places::joined(places.into_iter());
        set.any_text = Patterns::joined(patterns.into_iter());
        set.all = rules;
        set
    }

    /// Has the rule at `at` look at elements with these tags, or at all.
    fn at_tags(&mut self, at: usize, tags: Option<Vec<Tag>>) {
        let Some(tags) = tags else {
            self.elements.iter_mut().for_each(|of_tag| of_tag.push(at));
            return;
        };
        for tag in tags {
            let of_tag = &mut self.elements[tag as usize];
            if of_tag.last() != Some(&at) {
                of_tag.push(at);
            }
        }
    }

    /// The same for posts that others read.
    pub fn read_by(&self, readers: Readers) -> Self {
        let policy = Policy {
            readers,
            ..self.policy.clone()
        };
        Self::new(self.all.clone(), policy)
    }

    /// The same for posts of a site that is known.
    pub fn on_site(&self, site: Arc<dyn WholeSite>) -> Self {
        let policy = Policy {
            site: SiteSlot::default(),
            ..self.policy.clone()
        };
        policy.site.set(site);
        Self::new(self.all.clone(), policy)
    }

    /// Every rule, in the order in which they were given.
    pub fn iter(&self) -> impl Iterator<Item = &Arc<Rule>> {
        self.all.iter()
    }

    /// What holds beside the rules.
    pub fn policy(&self) -> &Policy {
        &self.policy
    }

    /// Everything that the rules find in a post and that it wants to be told, by position.
    pub fn findings(&self, post: &Post<'_>) -> Vec<Finding> {
        let mut findings = self.all_findings(post);
        if let Some(mut said) = Suppressions::of(post, &self.policy.known) {
            said.apply(&mut findings, |finding| self.names(finding));
            let mut own = self.about(post, &said);
            // Rules about suppressions are not judged by what they find.
            said.apply(&mut own, |finding| self.names(finding));
            findings.append(&mut own);
            findings.sort_by(Finding::cmp_position);
        }
        findings
    }

    /// Everything that the rules find in a post, whatever it does not want to be told, by position.
    pub fn unsuppressed(&self, post: &Post<'_>) -> Vec<Finding> {
        self.all_findings(post)
    }

    /// The same, each with the hit that it was made of.
    pub fn hits(&self, post: &Post<'_>) -> Vec<(Finding, Hit)> {
        let page = Some(&post.page);
        let mut all = Vec::new();
        self.each(post, &mut |rule: &Rule, hit: Hit| {
            all.push((rule.finding(&hit, page), hit));
        });
        all.sort_by(|(one, _), (other, _)| one.cmp_position(other));
        all
    }

    /// Whether `finding` is of a suppression: what is wrong with one is mended, and not suppressed.
    pub fn is_about_suppression(&self, finding: &Finding) -> bool {
        let mut rules = self.at(&self.suppressions);
        rules.any(|rule| rule.id == finding.rule)
    }

    /// The comments in a post of which every name suppresses something.
    pub fn suppressing(&self, post: &Post<'_>) -> Vec<Span> {
        let Some(mut said) = Suppressions::of(post, &self.policy.known) else {
            return Vec::new();
        };
        said.apply(&mut self.all_findings(post), |finding| self.names(finding));
        let idle = said.each.iter().filter(|one| !one.is_used);
        let idle: HashSet<Option<Span>> = idle.map(|one| one.comment).collect();
        let used = said.each.iter().filter(|one| !idle.contains(&one.comment));
        used.filter_map(|one| one.comment).collect()
    }

    /// Everything that the rules find in a post, by position.
    fn all_findings(&self, post: &Post<'_>) -> Vec<Finding> {
        let mut findings = Vec::new();
        let page = Some(&post.page);
        let is_counting = self.policy.is_counting;
        self.each(post, &mut |rule: &Rule, hit: Hit| {
            findings.push(if is_counting {
                rule.counted(&hit, page)
            } else {
                rule.finding(&hit, page)
            });
        });
        findings.sort_by(Finding::cmp_position);
        findings
    }

    /// Shows each rule what it asks for in a post.
    fn each(&self, post: &Post<'_>, emit: &mut impl FnMut(&Rule, Hit)) {
        for rule in self.at(&self.wholes) {
            self.show(rule, &mut Seen::Post(post), emit);
        }
        self.in_sites(post, emit);
        self.in_elements(post, emit);
        self.in_texts(post, emit);
        if let Some(site) = self.policy.site.get().filter(|_| !self.sites.is_empty()) {
            let how = (&self.policy.url_fields, self.policy.bare());
            site.judge(post, how, &mut |fault, hit| {
                let mut rules = self.sites.iter().filter(|(known, _)| *known == fault);
                if let Some((_, at)) = rules.next() {
                    emit(&self.all[*at], hit);
                }
            });
        }
    }

    /// Whether any of the rules asks what the site as a whole shows.
    pub fn ask_for_site(&self) -> bool {
        !self.sites.is_empty()
    }

    /// The ids of the rules that ask that.
    pub fn of_site(&self) -> impl Iterator<Item = &str> {
        self.sites.iter().map(|(_, at)| &*self.all[*at].id)
    }

    /// The id and the tags of the rule that says so.
    fn names<'r>(&'r self, finding: &Finding) -> impl Iterator<Item = &'r str> + use<'r> {
        let rule = self.all.iter().find(|rule| rule.id == finding.rule);
        rule.into_iter().flat_map(|rule| rule.names())
    }

    /// What there is to say of the suppressions themselves, by position.
    fn about(&self, post: &Post<'_>, said: &Suppressions) -> Vec<Finding> {
        let mut own = Vec::new();
        let has_looked = |name: &str| self.has_looked(name);
        for rule in self.at(&self.suppressions) {
            let mut seen = Seen::Suppressions(post.text(), said, &has_looked);
            self.show(rule, &mut seen, &mut |rule, hit| {
                own.push(rule.finding(&hit, None));
            });
        }
        own.sort_by(Finding::cmp_position);
        own
    }

    /// Whether everything that `name` stands for has looked at the post.
    fn has_looked(&self, name: &str) -> bool {
        let mut rules = self.all.iter().filter(|rule| rule.answers_to(name));
        rules.any(|rule| {
            let is_whole = *rule.id == *name || !self.policy.known.is_narrowed;
            is_whole
                && match rule.find.query() {
                    Query::Suppressions => false,
                    Query::Site(_) => self.policy.site.get().is_some(),
                    _ => true,
                }
        })
    }

    /// What to report of a file that could not be read, by the rules that are on.
    pub fn unreadable(&self, problem: &str) -> Vec<Finding> {
        let mut findings = Vec::new();
        for rule in self.at(&self.unreadable) {
            let mut emit = |rule: &Rule, hit: Hit| findings.push(rule.finding(&hit, None));
            self.show(rule, &mut Seen::Unreadable(problem), &mut emit);
        }
        findings
    }

    /// Shows a rule what it asked for.
    fn show(&self, rule: &Rule, seen: &mut Seen<'_>, emit: &mut impl FnMut(&Rule, Hit)) {
        rule.find
            .find(seen, &self.policy, &mut |hit| emit(rule, hit));
    }

    fn at<'r>(&'r self, places: &'r [usize]) -> impl Iterator<Item = &'r Rule> {
        places.iter().map(|at| &*self.all[*at])
    }

    fn in_sites(&self, post: &Post<'_>, emit: &mut impl FnMut(&Rule, Hit)) {
        if self.urls.is_empty() && self.placed.is_empty() {
            return;
        }
        let bare = self.policy.bare();
        sites(post, &self.policy.url_fields, bare, &mut |site| {
            let address = Address::new(&site.address);
            let is_placed = address
                .as_ref()
                .is_some_and(|address| self.any_place.hold(address));
            let placed = self.at(if is_placed { &self.placed } else { &[] });
            // An address that is replaced as a whole is one finding, whatever else is wrong with it.
            let mut is_replaced = false;
            for rule in placed.chain(self.at(&self.urls)) {
                if is_replaced && rule.find.yields() {
                    continue;
                }
                let mut seen = Seen::Url(&site, address.as_ref());
                self.show(rule, &mut seen, &mut |rule, hit| {
                    is_replaced |= rule.find.replaces() && hit.place.is_some();
                    emit(rule, hit);
                });
            }
        });
    }

    fn in_texts(&self, post: &Post<'_>, emit: &mut impl FnMut(&Rule, Hit)) {
        if self.texts.is_empty() {
            return;
        }
        let may_match = |block: &Block<'_>| self.any_text.may_match(block.text);
        let mut matcher = Matcher::default();
        for block in post.prose.blocks().filter(may_match) {
            for rule in self.at(&self.texts) {
                let mut seen = Seen::Block(post, &block, &mut matcher);
                self.show(rule, &mut seen, emit);
            }
        }
    }

    fn in_elements(&self, post: &Post<'_>, emit: &mut impl FnMut(&Rule, Hit)) {
        let mut matcher = Matcher::default();
        for element in post.page.elements() {
            for rule in self.at(&self.elements[element.tag() as usize]) {
                self.show(rule, &mut Seen::Element(element, &mut matcher), emit);
            }
        }
    }
}
