//! One request, one reply.

use parlor_shared::error::ErrorCode;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortSignal, Headers, RequestCredentials, RequestInit, Response};

use super::{Json, read};
use crate::chat::Failure;

/// Why there is no reply.
#[derive(Clone, Copy)]
pub(crate) enum Trouble {
    /// The server could not be reached, or what came is not from it.
    Network,
    /// The server said no.
    Refused(Failure),
}

impl From<Trouble> for Failure {
    fn from(trouble: Trouble) -> Self {
        match trouble {
            Trouble::Network => Self::NETWORK,
            Trouble::Refused(failure) => failure,
        }
    }
}

/// Where the server is and who we are to it.
#[derive(Clone)]
pub(crate) struct Api {
    /// The server's origin, without a slash at its end.
    pub(crate) host: String,
    /// The bearer token; empty before the first session.
    pub(crate) token: String,
}

/// Takes what came of a request: the reply's `data`.
pub(crate) type Then = Box<dyn FnOnce(Result<Json, Trouble>)>;

/// A request in the making.
pub(crate) struct Call {
    url: String,
    init: RequestInit,
    headers: Headers,
}

impl Api {
    /// A request to `path` below `/v1/widget`. `None` should the browser refuse a header, which it does not.
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
        // A value the browser refuses is left out: the server answers for what is missing.
        let _ = self.headers.set(name, value);
        self
    }

    /// With this JSON as its body.
    pub(crate) fn json(self, body: &str) -> Self {
        self.init.set_body(&JsValue::from_str(body));
        self.header("content-type", "application/json")
    }

    pub(crate) fn signal(self, signal: &AbortSignal) -> Self {
        self.init.set_signal(Some(signal));
        self
    }

    /// Sends it; a status other than 2xx is an error.
    pub(crate) async fn send(self) -> Result<Response, Trouble> {
        self.init.set_headers(&self.headers);
        let window = web_sys::window().ok_or(Trouble::Network)?;
        let response = JsFuture::from(window.fetch_with_str_and_init(&self.url, &self.init)).await;
        let response: Response = response.map_err(|_| Trouble::Network)?.unchecked_into();
        if response.ok() { Ok(response) } else { Err(refusal(&response).await) }
    }

    /// Sends it and reads the reply's `data`; a null when the reply has no body.
    pub(crate) async fn data(self) -> Result<Json, Trouble> {
        let body = text(&self.send().await?).await?;
        let body = if body.is_empty() { "{}" } else { &body };
        Ok(Json::parse(body).ok_or(Trouble::Network)?.get("data"))
    }
}

async fn text(response: &Response) -> Result<String, Trouble> {
    let text = response.text().map_err(|_| Trouble::Network)?;
    JsFuture::from(text).await.ok().and_then(|text| text.as_string()).ok_or(Trouble::Network)
}

/// A refusal in the server's words; from anyone in between, by its status.
async fn refusal(response: &Response) -> Trouble {
    let body = text(response).await.unwrap_or_default();
    if let Some(failure) = Json::parse(&body).and_then(|body| read::failure(&body)) {
        return Trouble::Refused(failure);
    }
    let (code, retryable) = match response.status() {
        401 => (ErrorCode::InvalidToken, false),
        403 => (ErrorCode::FeatureOff, false),
        404 => (ErrorCode::NotFound, false),
        429 => (ErrorCode::RateLimited, true),
        500.. => return Trouble::Network,
        _ => (ErrorCode::InvalidRequest, false),
    };
    Trouble::Refused(Failure::new(code, retryable, None))
}
