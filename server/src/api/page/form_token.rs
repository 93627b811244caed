//! The token in every form of a page: a key that can be used once, and a seal that proves that we made the form for
//! this visitor.
//!
//! The seal keeps other sites from posting in a visitor's name. Everything that a form creates is derived from its key,
//! so a form that arrives twice, even at the same time, creates it once.

use axum::http::HeaderMap;
use parlor_shared::ids::{ConversationId, VisitorId};
use url::Url;

use super::form::FormFields;
use crate::{
    core::{
        conversation::visitor::Visitor,
        entropy::{Entropy, hex, new_capability, new_secret},
        public_url::PublicUrl,
        security::token::Signer,
        widget::Widget,
    },
    http::{request_origin::is_ours, state::AppState},
};

/// Stands for a visitor or a conversation that is not there yet.
const NOBODY: &str = "-";

/// The token in the forms of one page.
#[derive(Clone, Debug)]
pub(super) struct FormToken {
    /// 32 hexadecimal digits.
    pub(super) key: String,
    /// The conversation the forms belong to; empty when there is none yet.
    pub(super) conversation: String,
    /// 64 hexadecimal digits.
    pub(super) seal: String,
}

impl FormToken {
    /// For the forms of a page. `again`: the key of a form that was refused, for its next try.
    pub(super) fn issue(
        state: &AppState,
        widget: &Widget,
        visitor: Option<&Visitor>,
        conversation: Option<&ConversationId>,
        again: Option<String>,
    ) -> Self {
        let key = again.unwrap_or_else(|| new_secret(state.entropy.as_ref()));
        let conversation = conversation.map(|id| id.as_str().to_owned()).unwrap_or_default();
        let who = visitor.map_or(NOBODY, |visitor| visitor.id.as_str());
        let seal = sealed(&state.signer, widget, who, &conversation, &key);
        Self { key, conversation, seal }
    }

    /// Reads the token of a form; `None` unless we issued it to this visitor, or to a new visitor before they had an
    /// id.
    pub(super) fn read(
        form: &FormFields,
        signer: &Signer,
        widget: &Widget,
        visitor: Option<&VisitorId>,
    ) -> Option<Self> {
        let text = |name| form.text(name).to_owned();
        let token = Self { key: text("key"), conversation: text("conversation"), seal: text("seal") };
        let ours = |who: &str| same(&sealed(signer, widget, who, &token.conversation, &token.key), &token.seal);
        (visitor.is_some_and(|id| ours(id.as_str())) || ours(NOBODY)).then_some(token)
    }

    /// The message's id: the same text from the same form is the same message.
    pub(super) fn message(&self, signer: &Signer, text: &str) -> String {
        hex(&signer.seal(&["message", &self.key, text])[..16])
    }

    /// The secret of a visitor who begins with this form.
    pub(super) fn secret(&self, signer: &Signer, widget: &Widget) -> String {
        new_secret(&Sealed(signer.seal(&["visitor", widget.id.as_str(), &self.key])))
    }

    /// The id of a conversation that begins with this form.
    pub(super) fn begins(&self, signer: &Signer, widget: &Widget) -> ConversationId {
        new_capability(&Sealed(signer.seal(&["conversation", widget.id.as_str(), &self.key])))
    }
}

fn sealed(signer: &Signer, widget: &Widget, who: &str, conversation: &str, key: &str) -> String {
    hex(&signer.seal(&["form", widget.id.as_str(), who, conversation, key]))
}

/// The token in the page that offers to take over a widget's conversation as its visitor.
#[derive(Clone, Debug)]
pub(super) struct FormOffer {
    /// 32 hexadecimal digits; the browser that was asked has them in a cookie, with the secret of the visitor.
    pub(super) key: String,
    /// 64 hexadecimal digits.
    pub(super) seal: String,
}

impl FormOffer {
    /// For one browser.
    pub(super) fn issue(state: &AppState, widget: &Widget, secret: &str) -> Self {
        let key = new_secret(state.entropy.as_ref());
        let seal = offered(&state.signer, widget, secret, &key);
        Self { key, seal }
    }

    /// Returns true if the form carries the token issued for this key and secret.
    pub(super) fn is_good(form: &FormFields, signer: &Signer, widget: &Widget, key: &str, secret: &str) -> bool {
        same(form.text("key"), key) && same(&offered(signer, widget, secret, key), form.text("seal"))
    }
}

fn offered(signer: &Signer, widget: &Widget, secret: &str, key: &str) -> String {
    hex(&signer.seal(&["offer", widget.id.as_str(), secret, key]))
}

/// In the same time wherever they differ.
fn same(a: &str, b: &str) -> bool {
    a.len() == b.len() && a.bytes().zip(b.bytes()).fold(0, |differs, (a, b)| differs | (a ^ b)) == 0
}

/// Bytes that follow from a key, where ids and secrets ask for bytes nobody can guess.
struct Sealed([u8; 32]);

impl Entropy for Sealed {
    fn fill(&self, bytes: &mut [u8]) {
        bytes.iter_mut().zip(self.0).for_each(|(byte, sealed)| *byte = sealed);
    }
}

/// The origin of a form.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Sender {
    /// A page of ours, or a browser that says nothing at all of where it was: then the seal decides.
    Ours,
    /// A page of an origin on the widget's list.
    Listed,
    /// Any other.
    Stranger,
}

impl Sender {
    pub(super) fn of(headers: &HeaderMap, here: &PublicUrl, widget: &Widget) -> Self {
        let mut origins = headers.get_all("origin").iter();
        match (origins.next(), origins.next()) {
            (None, _) if is_from_elsewhere(headers, here) => Self::Stranger,
            (None, _) => Self::Ours,
            (Some(_), None) if is_ours(here, headers) => Self::Ours,
            (Some(origin), None) if origin.to_str().is_ok_and(|origin| widget.allows(origin)) => Self::Listed,
            _ => Self::Stranger,
        }
    }
}

/// A browser that sends no `Origin` may still say where it was: in `Sec-Fetch-Site`, else in `Referer`.
fn is_from_elsewhere(headers: &HeaderMap, here: &PublicUrl) -> bool {
    let text = |name: &str| headers.get(name).map(|value| value.to_str().unwrap_or_default());
    match text("sec-fetch-site") {
        Some(site) => !matches!(site, "same-origin" | "none"),
        None => text("referer").is_some_and(|page| {
            Url::parse(page).is_ok_and(|page| page.origin().ascii_serialization() != here.origin())
        }),
    }
}
