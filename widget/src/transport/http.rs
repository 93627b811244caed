//! Requests with one reply.

use parlor_shared::error::ErrorCode;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortSignal, Headers, RequestCredentials, RequestInit, Response};

use super::{json::Json, read::failure};
use crate::chat::Failure;

/// Reason there is no usable reply.
#[derive(Clone, Copy)]
pub(crate) enum RequestError {
    /// The server could not be reached, or the reply is not from it.
    Network,
    /// The server refused the request.
    Refused(Failure),
}

impl From<RequestError> for Failure {
    fn from(trouble: RequestError) -> Self {
        match trouble {
            RequestError::Network => Self::NETWORK,
            RequestError::Refused(failure) => failure,
        }
    }
}

/// The server's address, and the token for it.
#[derive(Clone)]
pub(crate) struct Api {
    /// The server's origin, without a slash at its end.
    pub(crate) host: String,
    /// The bearer token; empty before the first session.
    pub(crate) token: String,
}

/// Callback for the result of a request: the reply's `data`.
pub(crate) type OnReply = Box<dyn FnOnce(Result<Json, RequestError>)>;

/// A request that is being built.
pub(crate) struct Call {
    url: String,
    init: RequestInit,
    headers: Headers,
}

impl Api {
    /// Creates a request to `path` below `/v1/widget`. `None` if the browser refuses a header, which does not happen.
    pub(crate) fn call(&self, method: &str, path: &str) -> Option<Call> {
        let call = Call {
            url: [&self.host, "/v1/widget", path].concat(),
            init: RequestInit::new(),
            headers: Headers::new().ok()?,
        };
        call.init.set_method(method);
        call.init.set_credentials(RequestCredentials::Omit);
        Some(if self.token.is_empty() {
            call
        } else {
            call.header("authorization", &["Bearer ", &self.token].concat())
        })
    }
}

impl Call {
    pub(crate) fn header(self, name: &str, value: &str) -> Self {
        // A value the browser refuses is left out: the server then reports what is missing.
        let _ = self.headers.set(name, value);
        self
    }

    /// Sets this JSON as the body.
    pub(crate) fn json(self, body: &str) -> Self {
        self.init.set_body(&JsValue::from_str(body));
        self.header("content-type", "application/json")
    }

    pub(crate) fn signal(self, signal: &AbortSignal) -> Self {
        self.init.set_signal(Some(signal));
        self
    }

    /// Sends the request; a status other than 2xx is an error.
    pub(crate) async fn send(self) -> Result<Response, RequestError> {
        self.init.set_headers(&self.headers);
        let window = web_sys::window().ok_or(RequestError::Network)?;
        let response = JsFuture::from(window.fetch_with_str_and_init(&self.url, &self.init)).await;
        let response: Response = response.map_err(|_| RequestError::Network)?.unchecked_into();
        if response.ok() { Ok(response) } else { Err(refusal(&response).await) }
    }

    /// Sends the request and parses the reply's `data`; null if the reply has no body.
    pub(crate) async fn data(self) -> Result<Json, RequestError> {
        let body = text(&self.send().await?).await?;
        let body = if body.is_empty() { "{}" } else { &body };
        Ok(Json::parse(body).ok_or(RequestError::Network)?.get("data"))
    }
}

async fn text(response: &Response) -> Result<String, RequestError> {
    let text = response.text().map_err(|_| RequestError::Network)?;
    JsFuture::from(text).await.ok().and_then(|text| text.as_string()).ok_or(RequestError::Network)
}

/// Parses an error reply of the server; a reply from an intermediary is classified by its status.
async fn refusal(response: &Response) -> RequestError {
    let body = text(response).await.unwrap_or_default();
    if let Some(failure) = Json::parse(&body).and_then(|body| failure(&body)) {
        return RequestError::Refused(failure);
    }
    let (code, retryable) = match response.status() {
        401 => (ErrorCode::InvalidToken, false),
        403 => (ErrorCode::FeatureOff, false),
        404 => (ErrorCode::NotFound, false),
        429 => (ErrorCode::RateLimited, true),
        500.. => return RequestError::Network,
        _ => (ErrorCode::InvalidRequest, false),
    };
    RequestError::Refused(Failure::new(code, retryable, None))
}
