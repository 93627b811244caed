//! The content shown beside the text of an answer: buttons, cards, forms, and the agent's steps.

use maud::{Markup, html};
use parlor_shared::content::{Block, Button, Card, Field, FieldKind, Form};

use super::context::View;
use crate::api::page::fill;

/// Thoughts and tools stand before the text.
pub(super) fn steps(view: &View<'_>, blocks: &[Block]) -> Markup {
    html! {
        @for block in blocks {
            @if let Block::Reasoning { text } = block { (folded(view.t("reasoning"), &[text])) }
            @if let Block::Tool(tool) = block {
                @let result = tool.result.as_deref().unwrap_or_default();
                (folded(&view.t("used_tool").replace("{name}", &tool.name), &[&tool.args, result]))
            }
        }
    }
}

fn folded(name: &str, texts: &[&str]) -> Markup {
    html! {
        details.step {
            summary dir="auto" { (name) }
            @for text in texts.iter().filter(|text| !text.is_empty()) { pre dir="auto" { (text) } }
        }
    }
}

/// The rest stands after it. `id`: the answer's. Only the newest one offers a person.
pub(super) fn blocks(view: &View<'_>, id: &str, blocks: &[Block], newest: bool) -> Markup {
    html! {
        @for block in blocks {
            @match block {
                Block::EscalationButton { label, message } => { @if newest { (says(view, label, message)) } }
                Block::Actions(actions) => { (buttons(view, &actions.buttons)) }
                Block::Carousel(carousel) => {
                    ul.cards { @for one in &carousel.cards { li.card dir="auto" { (card(view, one)) } } }
                }
                Block::Form(one) => { (form(view, id, one)) }
                Block::Reasoning { .. } | Block::Tool(_) => {}
            }
        }
    }
}

fn buttons(view: &View<'_>, all: &[Button]) -> Markup {
    html! {
        @if !all.is_empty() {
            div.actions {
                @for button in all {
                    @match button {
                        Button::Link { label, link } => { (anchor("button", link, label)) }
                        Button::Message { label, message: said } | Button::Handoff { label, handoff: said } => {
                            (says(view, label, said))
                        }
                    }
                }
            }
        }
    }
}

fn says(view: &View<'_>, label: &str, said: &str) -> Markup {
    view.form("escalate", "say", &html! { button.button type="submit" name="text" value=(said) dir="auto" { (label) } })
}

/// A path of the owner's site leads nowhere from here: it is shown as text.
fn anchor(class: &str, link: &str, text: &str) -> Markup {
    let abroad = ["https://", "http://", "mailto:", "tel:"].iter().any(|scheme| link.starts_with(scheme));
    html! {
        @if abroad {
            a class=(class) href=(link) target="_blank" rel="noopener noreferrer nofollow ugc" dir="auto" { (text) }
        } @else {
            span dir="auto" { (text) }
        }
    }
}

/// Without its picture: this page loads none from elsewhere.
fn card(view: &View<'_>, card: &Card) -> Markup {
    html! {
        p.cardtitle { @if let Some(link) = &card.link { (anchor("", link, &card.title)) } @else { (card.title) } }
        @if !card.text.is_empty() { p.cardtext { (card.text) } }
        (buttons(view, &card.buttons))
    }
}

fn form(view: &View<'_>, id: &str, form: &Form) -> Markup {
    let submit = if form.submit.is_empty() { view.t("form_send") } else { &form.submit };
    view.form(
        "form",
        "fill",
        &html! {
            input type="hidden" name="message" value=(id);
            input type="hidden" name="form" value=(form.id);
            @if !form.title.is_empty() { p.formtitle dir="auto" { (form.title) } }
            @for field in &form.fields {
                @let name = [fill::FIELD, &field.name].concat();
                @let at = format!("{id}-{}-{}", form.id, field.name);
                p.input {
                    label for=(at) dir="auto" {
                        (field.label) @if field.required { span.must aria-hidden="true" { " *" } }
                    }
                    (control(field, &name, &at))
                }
            }
            button.button.primary type="submit" dir="auto" { (submit) }
        },
    )
}

fn control(field: &Field, name: &str, id: &str) -> Markup {
    let (required, longest) = (field.required, field.longest());
    html! {
        @match field.kind {
            FieldKind::Textarea => {
                textarea id=(id) name=(name) rows="3" maxlength=(longest) required[required] dir="auto" {}
            }
            FieldKind::Select => {
                select id=(id) name=(name) required[required] {
                    option value="" {}
                    @for option in &field.options { option { (option) } }
                }
            }
            FieldKind::Checkbox => { input type="checkbox" id=(id) name=(name) value="true" required[required]; }
            kind => {
                input type=(input_type(kind)) id=(id) name=(name) maxlength=(longest) required[required] dir="auto";
            }
        }
    }
}

const fn input_type(kind: FieldKind) -> &'static str {
    match kind {
        FieldKind::Email => "email",
        FieldKind::Tel => "tel",
        FieldKind::Number => "number",
        _ => "text",
    }
}
