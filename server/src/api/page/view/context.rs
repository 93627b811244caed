//! The things all parts of a page share.

use maud::{Markup, html};

use crate::api::page::{
    form_token::FormToken,
    page_context::{PageContext, text},
    refusal::Refusal,
    talk::Transcript,
};

/// The marker where the second part begins. No text can contain it, since all texts are escaped.
pub(in crate::api::page) const CUT: &str = "<!--cut-->";

/// The content of the form for the next message.
#[derive(Clone, Default)]
pub(in crate::api::page) struct Draft {
    pub(in crate::api::page) text: String,
    /// The reason it was not sent.
    pub(in crate::api::page) refusal: Option<Refusal>,
}

/// The context that all parts of a page share.
pub(super) struct View<'a> {
    pub(super) context: &'a PageContext,
    pub(super) talk: &'a Transcript,
    pub(super) token: &'a FormToken,
    pub(super) draft: &'a Draft,
    /// The page is cut: the answer comes with its second half.
    pub(super) waits: bool,
}

impl View<'_> {
    pub(super) fn t<'k>(&'k self, key: &'k str) -> &'k str {
        text(self.context.catalogue, key)
    }

    /// A form of one's own for each action.
    pub(super) fn form(&self, class: &str, action: &str, inside: &Markup) -> Markup {
        html! {
            form class=(class) method="post" action=(self.context.path()) {
                input type="hidden" name="do" value=(action);
                input type="hidden" name="key" value=(self.token.key);
                input type="hidden" name="conversation" value=(self.token.conversation);
                input type="hidden" name="seal" value=(self.token.seal);
                (inside)
            }
        }
    }

    /// Texts that are sent when they are pressed.
    pub(super) fn chips<'t>(&self, texts: impl Iterator<Item = &'t str>) -> Markup {
        self.form(
            "chips",
            "say",
            &html! {
                @for text in texts {
                    button.chip type="submit" name="text" value=(text) { (text) }
                }
            },
        )
    }
}
