//! The fields of a form, as a browser sends them.

use axum::{
    extract::Request,
    http::{StatusCode, header},
};
use url::form_urlencoded;

use super::refusal::Refusal;
use crate::http::body::{LARGEST, read};

/// The fields of a form, in the order they were sent.
pub(super) struct FormFields(Vec<(String, String)>);

impl FormFields {
    /// Reads a body of at most 64 KiB: a message of 4,000 characters fits, however it is written.
    pub(super) async fn read(request: Request) -> Result<Self, Refusal> {
        let kind = request.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
        if !kind.split(';').next().unwrap_or_default().trim().eq_ignore_ascii_case("application/x-www-form-urlencoded")
        {
            return Err(Refusal::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "error_invalid"));
        }
        let body = read(request, LARGEST).await.map_err(Refusal::from)?;
        Ok(Self(form_urlencoded::parse(&body).into_owned().collect()))
    }

    /// A field's text; empty when it was not sent.
    pub(super) fn text(&self, name: &str) -> &str {
        self.0.iter().find(|(field, _)| field == name).map_or("", |(_, value)| value)
    }

    /// Returns true if a field was sent, even an empty one.
    pub(super) fn has(&self, name: &str) -> bool {
        self.0.iter().any(|(field, _)| field == name)
    }

    /// The fields whose names begin so, without that beginning.
    pub(super) fn beginning_with<'a>(&'a self, start: &'a str) -> impl Iterator<Item = (&'a str, &'a str)> {
        self.0.iter().filter_map(move |(name, value)| Some((name.strip_prefix(start)?, value.as_str())))
    }

    /// Returns the visitor's text, with CRLF line ends replaced by LF.
    pub(super) fn message(&self) -> String {
        self.text("text").replace("\r\n", "\n")
    }
}
