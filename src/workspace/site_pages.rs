//! Pages: the pages of a site that was built, and what of them differs from one build to another.

use crate::lint::declarations::Declarations;
use crate::lint::page_diff::{Compared, Volatile, compare};
use crate::workspace::files;
use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::io;
use std::path::{Path, PathBuf};

/// How the names of pages end.
const PAGES: [&str; 6] = ["html", "htm", "xhtml", "xml", "rss", "atom"];

/// The pages that are in `folder`, from there.
pub fn pages(folder: &Path) -> io::Result<BTreeSet<PathBuf>> {
    let mut pages = BTreeSet::new();
    let mut folders = vec![PathBuf::new()];
    while let Some(inner) = folders.pop() {
        for entry in folder.join(&inner).read_dir()? {
            let entry = entry?;
            let path = inner.join(entry.file_name());
            let kind = entry.file_type()?;
            let extension = path.extension().and_then(OsStr::to_str);
            let is_page = extension
                .is_some_and(|known| PAGES.iter().any(|page| page.eq_ignore_ascii_case(known)));
            if kind.is_dir() {
                folders.push(path);
            } else if kind.is_file() && is_page {
                pages.insert(path);
            }
        }
    }
    Ok(pages)
}

fn read(folder: &Path, page: &Path) -> io::Result<String> {
    let bytes = files::read(&folder.join(page), u64::MAX);
    let bytes = bytes.map_err(|error| io::Error::other(format!("{}: {error}", page.display())))?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// Whether a page is the same in two folders.
pub fn is_same(first: &Path, second: &Path, page: &Path) -> bool {
    matches!((read(first, page), read(second, page)), (Ok(first), Ok(second)) if first == second)
}

/// What of a page differs between the first two folders, where the same site was built.
pub fn volatile([first, second, _]: &[PathBuf; 3], page: &Path) -> io::Result<Volatile> {
    Ok(Volatile::new(&read(first, page)?, &read(second, page)?))
}

/// A page as it was, as it was once more, and as it is now, compared; `None` where it is as it was.
pub fn compared(
    [first, second, now]: &[PathBuf; 3],
    page: &Path,
    declared: &Declarations,
) -> io::Result<Option<Compared>> {
    let (before, after) = (read(first, page)?, read(now, page)?);
    if before == after {
        return Ok(None);
    }
    let again = read(second, page)?;
    if again == after {
        return Ok(None);
    }
    let volatile = Volatile::new(&before, &again);
    let compared = compare(&before, &after, &volatile, declared);
    let is_changed = !compared.seen.is_empty() || compared.unexplained.is_some();
    Ok(is_changed.then_some(compared))
}

/// What a post is called in addresses: its name without a date, or that of its folder where it is an
/// index.
pub fn called(post: &Path) -> String {
    let text = |name: Option<&OsStr>| {
        let name = name.map(OsStr::to_string_lossy);
        name.unwrap_or_default().into_owned()
    };
    let stem = text(post.file_stem());
    if matches!(&*stem, "index" | "_index" | "README") {
        return text(post.parent().and_then(Path::file_name));
    }
    let is_date = |(at, b): (usize, u8)| match at {
        4 | 7 | 10 => b == b'-',
        _ => b.is_ascii_digit(),
    };
    match stem.get(11..) {
        Some(name) if !name.is_empty() && stem.bytes().take(11).enumerate().all(is_date) => {
            name.to_owned()
        }
        _ => stem,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_post_is_called_as_its_page_is() {
        for (post, name) in [
            ("_posts/2021-11-30-the-lift.md", "the-lift"),
            ("posts/the-lift/index.md", "the-lift"),
            ("posts/the-lift.html", "the-lift"),
            ("posts/2021-11-30-.md", "2021-11-30-"),
            ("posts/一二三四五.md", "一二三四五"),
        ] {
            assert_eq!(called(Path::new(post)), name);
        }
    }
}
