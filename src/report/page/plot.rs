//! plot: counts → SVG. Its colours are those of the page's style. The only file that knows `plotters`.

use plotters::coord::Shift;
use plotters::prelude::{
    BLACK, Color as _, DrawingArea, IntoDrawingArea as _, IntoFont as _, RGBAColor, Rectangle,
    SVGBackend, Text, TextStyle,
};
use plotters::style::text_anchor::{HPos, Pos, VPos};
use unicode_width::UnicodeWidthChar as _;

/// Narrow, so that it is read on a phone without being made smaller by much.
const WIDTH: i32 = 462;
/// Where bars begin and how long the longest is: labels are before them, numbers behind them.
const LEFT: i32 = 190;
const LONGEST: i32 = 210;
const ROW: i32 = 26;
const SIZE: i32 = 17;
/// How many characters of single width fit before a bar.
const LABEL: usize = 22;
/// Where columns begin, how high the highest is, and where labels are below them.
const TOP: i32 = 24;
const HIGHEST: i32 = 150;
/// How wide the label of a column is: a year and a month.
const LONGEST_LABEL: i32 = 64;
/// How opaque the bars of the second series are, by which the page's style knows them.
const FAINT: f64 = 0.4;

type Area<'a> = DrawingArea<SVGBackend<'a>, Shift>;

/// What is counted, and how often, once or twice: before and now.
#[derive(Debug)]
pub(super) struct Counted {
    pub(super) label: String,
    pub(super) before: Option<usize>,
    pub(super) count: usize,
}

/// A bar a row, the label before it and the number behind it. What does not fit is cut off: a table has all of it.
pub(super) fn bars(rows: &[Counted]) -> String {
    let is_pair = rows.iter().any(|row| row.before.is_some());
    let height = if is_pair { ROW + 14 } else { ROW };
    drawn(height * whole(rows.len()), |area| {
        let most = rows
            .iter()
            .map(|row| row.count.max(row.before.unwrap_or(0)));
        let most = most.max().unwrap_or(0).max(1);
        for (at, row) in rows.iter().enumerate() {
            let top = height * whole(at);
            let middle = top + height / 2;
            text(area, &label(&row.label), (LEFT - 8, middle), HPos::Right);
            let bars = row.before.map(|before| (before, FAINT));
            let bars: Vec<(usize, f64)> = bars.into_iter().chain([(row.count, 1.0)]).collect();
            let thick = (height - 8) / whole(bars.len());
            for (nth, (count, opacity)) in bars.into_iter().enumerate() {
                let top = top + 4 + thick * whole(nth);
                let right = LEFT + share(count, most, LONGEST);
                bar(area, [(LEFT, top), (right, top + thick - 1)], opacity);
                let number = super::super::summary::grouped(count);
                text(area, &number, (right + 6, top + thick / 2), HPos::Left);
            }
        }
    })
}

/// A column each, from left to right, for what has an order; not every one has its label below it.
pub(super) fn columns(all: &[Counted]) -> String {
    drawn(TOP + HIGHEST + 24, |area| {
        let most = all.iter().map(|one| one.count).max().unwrap_or(0).max(1);
        let wide = (WIDTH / whole(all.len().max(1))).clamp(1, 60);
        // As many labels as fit without touching.
        let every = LONGEST_LABEL / wide + 1;
        for (at, one) in all.iter().enumerate() {
            let left = wide * whole(at);
            let top = TOP + HIGHEST - share(one.count, most, HIGHEST);
            let gap = i32::from(wide > 3) * (wide / 6).max(1);
            let right = left + wide - gap;
            bar(area, [(left, top), (right, TOP + HIGHEST)], 1.0);
            if whole(at) % every == 0 {
                // The last one must not go beyond the edge.
                let is_at_edge = left + LONGEST_LABEL > WIDTH;
                let (from, side) = if is_at_edge {
                    (WIDTH, HPos::Right)
                } else {
                    (left, HPos::Left)
                };
                text(area, &one.label, (from, TOP + HIGHEST + 14), side);
            }
            if one.count == most {
                let number = super::super::summary::grouped(one.count);
                let anchor = if left > WIDTH / 2 {
                    HPos::Right
                } else {
                    HPos::Left
                };
                let from = if left > WIDTH / 2 { right } else { left };
                text(area, &number, (from, top - 10), anchor);
            }
        }
    })
}

fn drawn(height: i32, draw: impl FnOnce(&Area<'_>)) -> String {
    let mut svg = String::new();
    let size = (WIDTH.unsigned_abs(), height.max(1).unsigned_abs());
    draw(&SVGBackend::with_string(&mut svg, size).into_drawing_area());
    svg
}

/// As a place in a plot.
fn whole(number: usize) -> i32 {
    i32::try_from(number).unwrap_or(i32::MAX)
}

fn share(count: usize, most: usize, all: i32) -> i32 {
    let share = i128::from(all) * count as i128 / most as i128;
    // One of many can be seen as well.
    i32::try_from(share)
        .unwrap_or(all)
        .max(i32::from(count > 0) * 2)
}

fn bar(area: &Area<'_>, corners: [(i32, i32); 2], opacity: f64) {
    let color: RGBAColor = BLACK.mix(opacity);
    // Writing to a string does not fail.
    let _ = area.draw(&Rectangle::new(corners, color.filled()));
}

fn text(area: &Area<'_>, text: &str, at: (i32, i32), side: HPos) {
    let style = TextStyle::from(("sans-serif", SIZE).into_font());
    let style = style.pos(Pos::new(side, VPos::Center));
    let _ = area.draw(&Text::new(text.to_owned(), at, style));
}

/// As much of a label as fits, its end: that of a path or a host says most.
fn label(text: &str) -> String {
    let text = super::super::visible(text);
    let wide = |c: char| c.width().unwrap_or(0);
    if text.chars().map(wide).sum::<usize>() <= LABEL {
        return text.into_owned();
    }
    let mut left = LABEL - 1;
    let fits = text.chars().rev().take_while(|c| {
        let fits = wide(*c) <= left;
        left = left.saturating_sub(wide(*c));
        fits
    });
    let end: Vec<char> = fits.collect();
    format!("…{}", end.into_iter().rev().collect::<String>())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counted(label: &str, count: usize) -> Counted {
        Counted {
            label: label.to_owned(),
            before: None,
            count,
        }
    }

    #[test]
    fn what_is_counted_is_text_and_never_markup() {
        for draw in [bars, columns] {
            let svg = draw(&[counted("</svg><script>x", 12_345), counted("甲乙", 0)]);
            let read = roxmltree::Document::parse(&svg).expect("it is there");
            let texts: Vec<&str> = read
                .descendants()
                .filter(|node| node.has_tag_name(("http://www.w3.org/2000/svg", "text")))
                .filter_map(|node| node.text().map(str::trim))
                .collect();
            assert!(texts.contains(&"</svg><script>x"), "{texts:?}");
            assert!(texts.contains(&"12,345"), "{texts:?}");
            assert!(
                !svg.contains("style="),
                "the page's policy forbids it: {svg}"
            );
        }
    }

    #[test]
    fn a_long_label_keeps_its_end() {
        assert_eq!(
            label("a-very-long-folder/with/posts"),
            "…ong-folder/with/posts"
        );
        assert_eq!(label(&"甲".repeat(20)), format!("…{}", "甲".repeat(10)));
    }
}
