//! generator: what site generators do with posts, as tables; one file each. Knows no post.
//!
//! The facts come from running the programs over `fixtures/generators/inputs.jsonl`, which
//! `.ci/generators answers` does again; where a file says more, it names its source.

pub mod version;
pub mod renderer;
pub mod site;
pub mod facts;
mod hexo;
mod hugo;
mod jekyll;
mod astro;
mod eleventy;
mod vitepress;
mod docusaurus;
mod pelican;
mod mkdocs;
mod nikola;
pub mod reader;

pub use facts::{Feature, Generator, Kind, Outcome, PassedOver, Quirk, Sign};
pub use reader::{Reader, Readers};
pub use renderer::{Bare, OpenFence, Renderer};
pub use version::Version;

/// Every generator that is known, in the order of a matrix. A new one is a file, its module and its
/// line here.
pub static GENERATORS: [&Generator; 10] = [
    &hexo::HEXO,
    &hugo::HUGO,
    &jekyll::JEKYLL,
    &astro::ASTRO,
    &eleventy::ELEVENTY,
    &vitepress::VITEPRESS,
    &docusaurus::DOCUSAURUS,
    &pelican::PELICAN,
    &mkdocs::MKDOCS,
    &nikola::NIKOLA,
];

/// The first so many of them are those that may read a post of which nobody said who does: what rules
/// tell then is to be of use on a blog, and not that Pelican reads no YAML. Who has one of the others has
/// a file that shows it.
pub const COMMON: usize = 4;

/// The generator that is called so.
pub fn named(name: &str) -> Option<&'static Generator> {
    GENERATORS.into_iter().find(|known| known.name == name)
}

/// The schemas that are called otherwise than the generator whose posts they are for.
const SCHEMAS: [(&str, &str); 2] = [("docusaurus-blog", "docusaurus"), ("starlight", "astro")];

/// The generator whose posts the schema of this name is for.
pub fn of_schema(schema: &str) -> Option<&'static Generator> {
    let other = SCHEMAS.iter().find(|(known, _)| *known == schema);
    named(other.map_or(schema, |(_, generator)| *generator))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_has_a_name_of_its_own_and_signs_that_are_enough() {
        for generator in GENERATORS {
            assert_eq!(named(generator.name), Some(generator));
            let clearest = generator.signs.iter().map(|(weight, _)| *weight).max();
            assert!(clearest >= Some(facts::ENOUGH), "{}", generator.name);
        }
        assert_eq!(named("wordpress"), None);
    }
}
