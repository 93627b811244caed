//! `GET /api/teams/{teamId}/widgets/{id}/snippet`: what to paste into a page.

use axum::{Json as Reply, extract::State};
use parlor_shared::owner::EmbedForm;
use serde::Serialize;
use utoipa::ToSchema;

use super::{
    auth::{IdPath, Reader},
    embed,
    error::{ApiError, ErrorBody},
};
use crate::{
    core::{error::Error, public_url::PublicUrl},
    http::{
        assets::{self, PinnedLoader},
        owner::AccessRefused,
        request_origin::UnknownHost,
        state::AppState,
    },
};

/// A widget's embed code, in two kinds: one that stays up to date, and one that never changes.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Snippet {
    /// A script element for the newest version of the widget.
    evergreen: String,
    /// A script element for the present version, with `integrity` and `crossorigin`: browsers refuse any other file. It
    /// keeps working after upgrades. Absent when the server was built without a widget.
    #[serde(skip_serializing_if = "Option::is_none")]
    pinned: Option<String>,
    /// A `<noscript>` element with a link to the chat as a page of plain forms, to stand beside the script.
    noscript: String,
}

/// A widget's embed code, for the server's public URL.
#[utoipa::path(get, path = "/api/teams/{teamId}/widgets/{id}/snippet", tag = "Owner: widgets",
    operation_id = "owner_get_snippet", security(("owner" = []), ("secret" = [])),
    params(("teamId" = String, Path, description = "the team"), ("id" = String, Path, description = "the widget, or its alias")),
    responses(
        (status = 200, body = Snippet),
        (status = 401, description = "not signed in", body = ErrorBody),
        (status = 404, description = "no such widget in the team", body = ErrorBody),
    ))]
pub(super) async fn get(
    State(state): State<AppState>,
    here: Result<PublicUrl, UnknownHost>,
    Reader(actor): Reader,
    named: IdPath,
) -> Result<Reply<Snippet>, ApiError> {
    let key = state.widget_admin(&actor).widget(named.text()).await?.keys.key;
    let here = here.map_err(|UnknownHost| AccessRefused::UnknownHost)?;
    Ok(Reply(Snippet::new(&here, &key, assets::PINNED.as_ref())?))
}

impl Snippet {
    fn new(here: &PublicUrl, key: &str, pinned: Option<&PinnedLoader>) -> Result<Self, Error> {
        let code = |form| embed::code(form, here, key, pinned);
        Ok(Self {
            evergreen: code(EmbedForm::Script)?,
            pinned: pinned.map(|_| code(EmbedForm::Pinned)).transpose()?,
            noscript: code(EmbedForm::Noscript)?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_snippets_name_the_public_url() {
        let here = "https://example.com/chat".parse().unwrap();
        let pinned = PinnedLoader { path: "/v/0123456789abcdef/widget.js".into(), integrity: "sha384-x".into() };
        let Snippet { evergreen, pinned, noscript } = Snippet::new(&here, "wk_1", Some(&pinned)).unwrap();
        assert_eq!(evergreen, r#"<script async src="https://example.com/chat/widget.js" data-key="wk_1"></script>"#);
        assert_eq!(
            pinned.unwrap(),
            r#"<script async src="https://example.com/chat/v/0123456789abcdef/widget.js" integrity="sha384-x" crossorigin="anonymous" data-key="wk_1"></script>"#
        );
        assert_eq!(noscript, r#"<noscript><a href="https://example.com/chat/chat/wk_1">Chat</a></noscript>"#);
    }
}
