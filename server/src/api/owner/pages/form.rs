//! The fields of a form of ours.

use axum::extract::Request;
use secrecy::SecretString;
use url::form_urlencoded;

use crate::{
    core::public_url::PublicUrl,
    http::{body::read, owner::AccessRefused, request_origin::is_ours},
};

/// Bytes of a form at most.
const LARGEST: usize = 16 * 1024;

/// The fields of a form, in the order they were sent.
#[derive(Default)]
pub(super) struct Form(Vec<(String, String)>);

impl Form {
    /// Reads a form that one of our own pages sends: nobody else's page may sign people in.
    pub(super) async fn read(request: Request, here: &PublicUrl) -> Result<Self, AccessRefused> {
        if !is_ours(here, request.headers()) {
            return Err(AccessRefused::OtherSite);
        }
        let body = read(request, LARGEST).await.map_err(|_| AccessRefused::Form)?;
        Ok(Self(form_urlencoded::parse(&body).into_owned().collect()))
    }

    /// A field's text without white space at its ends; empty when it was not sent.
    pub(super) fn text(&self, name: &str) -> &str {
        self.raw(name).trim()
    }

    /// A password, as it was typed.
    pub(super) fn password(&self) -> SecretString {
        self.raw("password").to_owned().into()
    }

    fn raw(&self, name: &str) -> &str {
        self.0.iter().find(|(field, _)| field == name).map_or("", |(_, value)| value)
    }
}
