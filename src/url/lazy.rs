//! lazy: the attributes in which lazy loaders keep the address of an image until it is seen.

/// Those of the image itself, the most telling first. lazysizes, lozad, WP Rocket, a3 Lazy Load,
/// Cloudflare Mirage (`data-cfsrc`), Avada (`data-orig-src`), `NitroPack`, echo.js, Zhihu
/// (`data-actualsrc`), `WeChat` (`data-croporisrc`), Discuz (`zoomfile`, `file`).
pub const SOURCES: [&str; 18] = [
    "data-original",
    "data-src",
    "data-lazy-src",
    "data-actualsrc",
    "data-cfsrc",
    "data-orig-src",
    "data-original-src",
    "data-lazyload",
    "data-lazyload-src",
    "data-ks-lazyload",
    "data-croporisrc",
    "data-echo",
    "nitro-lazy-src",
    "zoomfile",
    "data-lazy",
    "data-hi-res-src",
    "data-url",
    "file",
];

/// Those of its `srcset`.
pub const SETS: [&str; 4] = [
    "data-srcset",
    "data-lazy-srcset",
    "data-orig-srcset",
    "nitro-lazy-srcset",
];

/// Those of another image that the element shows.
pub const OTHERS: [&str; 2] = ["data-avatar", "data-poster"];

/// Whether the attribute of this name is one in which a script keeps an address.
pub fn is_lazy(name: &str) -> bool {
    let is_data = name
        .get(..5)
        .is_some_and(|start| start.eq_ignore_ascii_case("data-"));
    let is = |known: &&str| name.eq_ignore_ascii_case(known);
    is_data || SOURCES.iter().any(is)
}
