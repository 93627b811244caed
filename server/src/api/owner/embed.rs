//! `/api/teams/{teamId}/widgets/{id}/embed`: what to paste into a page, in one form.

use axum::{Json as Reply, extract::State};
use parlor_shared::owner::{EmbedForm, EmbedReply};
use serde::Deserialize;

use super::{
    auth::{IdPath, Reader},
    error::{ApiError, ErrorBody},
};
use crate::{
    core::{error::Error, public_url::PublicUrl},
    http::state::AppState,
    http::{
        assets::{self, PinnedLoader},
        body::BodyError,
        owner::AccessRefused,
        query::Query,
        request_origin::UnknownHost,
    },
};

/// The form that is asked for.
#[derive(Deserialize)]
pub(super) struct EmbedQuery {
    #[serde(default)]
    form: EmbedForm,
}

/// A widget's embed code in one form, for the server's public URL.
#[utoipa::path(get, path = "/api/teams/{teamId}/widgets/{id}/embed", tag = "Owner: widgets",
    operation_id = "owner_embed", security(("owner" = []), ("secret" = [])),
    params(
        ("teamId" = String, Path, description = "the team"),
        ("id" = String, Path, description = "the widget, or its alias"),
        ("form" = Option<EmbedForm>, Query, description = "`script` when absent"),
    ),
    responses(
        (status = 200, description = "the code", body = EmbedReply),
        (status = 400, description = "a parameter is not acceptable", body = ErrorBody),
        (status = 401, description = "not signed in", body = ErrorBody),
        (status = 404, description = "no such widget in the team", body = ErrorBody),
        (status = 422, description = "`pinned`: the server was built without a widget", body = ErrorBody),
    ))]
pub(super) async fn get(
    State(state): State<AppState>,
    here: Result<PublicUrl, UnknownHost>,
    Reader(actor): Reader,
    named: IdPath,
    query: Result<Query<EmbedQuery>, BodyError>,
) -> Result<Reply<EmbedReply>, ApiError> {
    let Query(EmbedQuery { form }) = query?;
    let key = state.widget_admin(&actor).widget(named.text()).await?.keys.key;
    let here = here.map_err(|UnknownHost| AccessRefused::UnknownHost)?;
    let html = code(form, &here, &key, assets::PINNED.as_ref())?;
    Ok(Reply(EmbedReply { form, html }))
}

/// Public URLs and keys hold nothing that would have to be escaped.
pub(super) fn code(
    form: EmbedForm,
    here: &PublicUrl,
    key: &str,
    pinned: Option<&PinnedLoader>,
) -> Result<String, Error> {
    let script = here.url("/widget.js");
    Ok(match form {
        EmbedForm::Script => format!(r#"<script async src="{script}" data-key="{key}"></script>"#),
        EmbedForm::Inline => format!(
            "<parlor-chat agent=\"{key}\" layout=\"inline\"></parlor-chat>\n\
             <script async src=\"{script}\"></script>"
        ),
        EmbedForm::Frame => format!(
            r#"<iframe src="{}" title="Chat" width="400" height="600" allow="microphone; clipboard-write"></iframe>"#,
            here.url(&format!("/frame/{key}"))
        ),
        EmbedForm::Noscript => {
            format!(r#"<noscript><a href="{}">Chat</a></noscript>"#, here.url(&format!("/chat/{key}")))
        }
        EmbedForm::Pinned => {
            let missing = Error::Unprocessable { field: "form", reason: "this server was built without a widget" };
            let PinnedLoader { path, integrity } = pinned.ok_or(missing)?;
            let src = here.url(path);
            format!(
                r#"<script async src="{src}" integrity="{integrity}" crossorigin="anonymous" data-key="{key}"></script>"#
            )
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_form_names_the_public_url_and_the_key() {
        let here = "https://example.com/chat".parse().unwrap();
        let pinned = PinnedLoader { path: "/v/0123456789abcdef/widget.js".into(), integrity: "sha384-x".into() };
        let code = |form| code(form, &here, "wk_1", Some(&pinned)).unwrap();
        assert_eq!(
            code(EmbedForm::Script),
            r#"<script async src="https://example.com/chat/widget.js" data-key="wk_1"></script>"#
        );
        assert!(code(EmbedForm::Inline).contains(r#"<parlor-chat agent="wk_1" layout="inline""#));
        assert!(code(EmbedForm::Frame).contains(r#"src="https://example.com/chat/frame/wk_1""#));
        assert_eq!(
            code(EmbedForm::Noscript),
            r#"<noscript><a href="https://example.com/chat/chat/wk_1">Chat</a></noscript>"#
        );
        assert!(code(EmbedForm::Pinned).contains(r#"integrity="sha384-x""#));
        assert!(super::code(EmbedForm::Pinned, &here, "wk_1", None).is_err());
    }
}
