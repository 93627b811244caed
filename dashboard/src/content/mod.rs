//! An answer, drawn from its nodes: elements and texts, never markup.

use leptos::prelude::*;
use parlor_shared::content::{Element, Node};

/// Draws a document.
pub(crate) fn draw(nodes: &[Node]) -> AnyView {
    let mut rest = nodes.iter();
    view! { <div class="prose" dir="auto">{children(&mut rest)}</div> }.into_any()
}

/// All up to the end of the element they are in.
fn children(rest: &mut std::slice::Iter<'_, Node>) -> Vec<AnyView> {
    let mut drawn = Vec::new();
    while let Some(node) = rest.next() {
        match node {
            Node::Close => break,
            Node::Open(element) => {
                let inside = children(rest);
                drawn.push(open(element, inside));
            }
            Node::Text(text) => drawn.push(text.clone().into_any()),
            Node::Break => drawn.push(view! { <br/> }.into_any()),
            Node::Rule => drawn.push(view! { <hr/> }.into_any()),
            Node::Image { src, alt } => {
                drawn.push(view! { <img src=src.clone() alt=alt.clone() loading="lazy"/> }.into_any());
            }
            Node::Checkbox(done) => drawn.push(if *done { "☑ " } else { "☐ " }.into_any()),
        }
    }
    drawn
}

fn open(element: &Element, inside: Vec<AnyView>) -> AnyView {
    match element {
        Element::Paragraph => view! { <p>{inside}</p> }.into_any(),
        Element::Heading(_) => view! { <p class="prose-heading">{inside}</p> }.into_any(),
        Element::Quote | Element::Alert(_) => view! { <blockquote>{inside}</blockquote> }.into_any(),
        Element::List => view! { <ul>{inside}</ul> }.into_any(),
        Element::OrderedList(start) => view! { <ol start=start.to_string()>{inside}</ol> }.into_any(),
        Element::Item => view! { <li>{inside}</li> }.into_any(),
        Element::CodeBlock { .. } => view! { <pre tabindex="0" dir="ltr"><code>{inside}</code></pre> }.into_any(),
        Element::Details => view! { <details open=true>{inside}</details> }.into_any(),
        Element::Summary => view! { <summary>{inside}</summary> }.into_any(),
        Element::Link { href } => link(href, inside),
        Element::Formula { tex, .. } => view! { <code>{tex.clone()}</code> }.into_any(),
        Element::Table => view! { <table class="prose-table">{inside}</table> }.into_any(),
        Element::TableHead => view! { <thead>{inside}</thead> }.into_any(),
        Element::TableBody => view! { <tbody>{inside}</tbody> }.into_any(),
        Element::TableRow => view! { <tr>{inside}</tr> }.into_any(),
        Element::TableCell(_) => view! { <td>{inside}</td> }.into_any(),
        Element::Code | Element::Keyboard => view! { <code>{inside}</code> }.into_any(),
        Element::Emphasis => view! { <em>{inside}</em> }.into_any(),
        Element::Strong => view! { <strong>{inside}</strong> }.into_any(),
        Element::Strike => view! { <del>{inside}</del> }.into_any(),
        Element::Underline => view! { <u>{inside}</u> }.into_any(),
        Element::Mark => view! { <mark>{inside}</mark> }.into_any(),
        Element::Small => view! { <small>{inside}</small> }.into_any(),
        Element::Subscript => view! { <sub>{inside}</sub> }.into_any(),
        Element::Superscript => view! { <sup>{inside}</sup> }.into_any(),
        // A formula shows its source alone, and code has no colours here.
        Element::Token(_) | Element::Math { .. } => view! { <span>{inside}</span> }.into_any(),
    }
}

/// A link; only schemes that lead somewhere else are links.
fn link(href: &str, inside: Vec<AnyView>) -> AnyView {
    if !["https://", "http://", "mailto:", "tel:"].iter().any(|scheme| href.starts_with(scheme)) {
        return view! { <span>{inside}</span> }.into_any();
    }
    view! { <a href=href.to_owned() target="_blank" rel="noopener noreferrer nofollow ugc">{inside}</a> }.into_any()
}
