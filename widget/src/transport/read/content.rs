//! Documents and what comes beside them.

use parlor_shared::content::{
    Actions, Block, Button, Card, Carousel, Citation, Element, Field, Form, LinkPreview, Node, Patch, QuickReply,
    ToolUse,
};

use super::Json;

pub(crate) fn patch(json: &Json) -> Option<Patch> {
    Some(Patch {
        keep: usize::try_from(json.number("keep")?).ok()?,
        append: json.text("append").unwrap_or_default(),
        nodes: json.list("nodes", node)?,
    })
}

pub(super) fn node(json: &Json) -> Option<Node> {
    if let Some(name) = json.as_text() {
        return match name.as_str() {
            "close" => Some(Node::Close),
            "break" => Some(Node::Break),
            "rule" => Some(Node::Rule),
            _ => None,
        };
    }
    let (name, value) = json.only_field()?;
    match name.as_str() {
        "text" => value.as_text().map(Node::Text),
        "open" => element(&value).map(Node::Open),
        "image" => Some(Node::Image { src: value.text("src")?, alt: value.text("alt")? }),
        "checkbox" => value.as_flag().map(Node::Checkbox),
        _ => None,
    }
}

fn element(json: &Json) -> Option<Element> {
    if let Some(name) = json.as_text() {
        return simple(&name);
    }
    let (name, value) = json.only_field()?;
    Some(match name.as_str() {
        "heading" => Element::Heading(u8::try_from(value.as_number()?).ok()?),
        "ordered_list" => Element::OrderedList(value.as_number()?),
        "code_block" => Element::CodeBlock { lang: value.text("lang") },
        "token" => Element::Token(value.variant()?),
        "link" => Element::Link { href: value.text("href")? },
        "table_cell" => Element::TableCell(value.variant()?),
        "formula" => Element::Formula { display: value.get("display").as_flag()?, tex: value.text("tex")? },
        "math" => Element::Math { tag: value.named("tag")?, attrs: value.list("attrs", attribute)? },
        _ => return None,
    })
}

fn simple(name: &str) -> Option<Element> {
    Some(match name {
        "paragraph" => Element::Paragraph,
        "quote" => Element::Quote,
        "list" => Element::List,
        "item" => Element::Item,
        "code" => Element::Code,
        "emphasis" => Element::Emphasis,
        "strong" => Element::Strong,
        "strike" => Element::Strike,
        "table" => Element::Table,
        "table_head" => Element::TableHead,
        "table_body" => Element::TableBody,
        "table_row" => Element::TableRow,
        _ => return None,
    })
}

fn attribute(json: &Json) -> Option<(parlor_shared::content::MathAttr, String)> {
    let pair = json.items();
    Some((pair.first()?.variant()?, pair.get(1)?.as_text()?))
}

pub(super) fn citation(json: &Json) -> Option<Citation> {
    Some(Citation {
        title: json.text("title")?,
        url: json.text("url"),
        snippet: json.text("snippet").unwrap_or_default(),
    })
}

pub(super) fn quick_reply(json: &Json) -> Option<QuickReply> {
    json.as_text().map(QuickReply)
}

/// One of a kind we do not know is left out.
pub(super) fn blocks(json: &Json) -> Vec<Block> {
    json.get("blocks").items().iter().filter_map(block).collect()
}

pub(crate) fn block(json: &Json) -> Option<Block> {
    let payload = json.get("payload");
    match json.text("type")?.as_str() {
        "escalation_button" => {
            Some(Block::EscalationButton { label: payload.text("label")?, message: payload.text("message")? })
        }
        "actions" => Some(Block::Actions(Actions { buttons: payload.list("buttons", button)? })),
        "carousel" => Some(Block::Carousel(Carousel { cards: payload.list("cards", card)? })),
        "form" => form(&payload).map(Block::Form),
        "reasoning" => Some(Block::Reasoning { text: payload.text("text")? }),
        "tool" => {
            let (name, args) = (payload.text("name")?, payload.text("args")?);
            Some(Block::Tool(ToolUse { name, args, result: payload.text("result") }))
        }
        _ => None,
    }
}

fn button(json: &Json) -> Option<Button> {
    let label = json.text("label")?;
    if let Some(link) = json.text("link") {
        return Some(Button::Link { label, link });
    }
    match json.text("message") {
        Some(message) => Some(Button::Message { label, message }),
        None => Some(Button::Handoff { label, handoff: json.text("handoff")? }),
    }
}

fn card(json: &Json) -> Option<Card> {
    Some(Card {
        title: json.text("title")?,
        text: json.text("text").unwrap_or_default(),
        image: json.text("image"),
        alt: json.text("alt").unwrap_or_default(),
        link: json.text("link"),
        buttons: json.list("buttons", button)?,
    })
}

fn form(json: &Json) -> Option<Form> {
    Some(Form {
        id: json.text("id")?,
        title: json.text("title").unwrap_or_default(),
        fields: json.list("fields", field)?,
        submit: json.text("submit").unwrap_or_default(),
    })
}

fn field(json: &Json) -> Option<Field> {
    Some(Field {
        name: json.text("name")?,
        label: json.text("label")?,
        kind: json.named("type")?,
        required: json.flag("required"),
        max_length: json.number("max_length").and_then(|most| u32::try_from(most).ok()),
        options: json.list("options", Json::as_text)?,
    })
}

/// The reply of `/unfurl`; `None` when there is nothing to show, or it is no link to a page.
pub(crate) fn link_preview(json: &Json) -> Option<LinkPreview> {
    let preview = json.get("preview");
    Some(LinkPreview {
        url: preview.text("url").filter(|url| url.starts_with("http"))?,
        final_url: String::new(),
        host: preview.text("host")?,
        title: preview.text("title")?,
        description: preview.text("description"),
        site_name: preview.text("site_name"),
        image: preview.text("image").filter(|path| path.starts_with('/')),
    })
}
