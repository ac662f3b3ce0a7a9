//! floor: what no check of HTML can do without: lol_html hands everything over, and nothing is made of it.

use lol_html::{
    DocumentContentHandlers, ElementContentHandlers, EndTagHandler, HtmlRewriter, Selector,
    Settings,
};
use std::borrow::Cow;
use std::cell::Cell;
use std::rc::Rc;
use std::sync::LazyLock;

static EVERY_ELEMENT: LazyLock<Selector> =
    LazyLock::new(|| "*".parse().expect("`*` is a selector"));

/// Reads `html`: every element with its attributes, all text, and the end tag of each paragraph.
/// How many bytes that are says that all of it was looked at.
pub(crate) fn hand_over(html: &[u8]) -> usize {
    let told = Rc::new(Cell::new(0));
    let see = |len: usize| told.set(told.get() + len);
    let elements = ElementContentHandlers::default().element(
        |element: &mut lol_html::html_content::Element<'_, '_>| {
            for attribute in element.attributes() {
                see(attribute.name().len() + attribute.value().len());
            }
            if element.tag_name() == "p"
                && let Some(handlers) = element.end_tag_handlers()
            {
                let told = Rc::clone(&told);
                let handler: EndTagHandler<'_> = Box::new(move |tag| {
                    told.set(told.get() + tag.name().len());
                    Ok(())
                });
                handlers.push(handler);
            }
            Ok(())
        },
    );
    let text = DocumentContentHandlers::default().text(
        |chunk: &mut lol_html::html_content::TextChunk<'_>| {
            see(chunk.as_str().len());
            Ok(())
        },
    );
    let settings = Settings::new()
        .with_strict(false)
        .append_element_content_handler((Cow::Borrowed(&*EVERY_ELEMENT), elements))
        .append_document_content_handler(text);
    let mut rewriter = HtmlRewriter::new(settings, |_: &[u8]| {});
    let read = rewriter.write(html).and_then(|()| rewriter.end());
    read.expect("the posts are HTML");
    told.get()
}
