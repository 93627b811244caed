//! Bodies: the right type, not too large, not too slow, and errors that name the field.

use std::time::Duration;

use axum::{
    body::Bytes,
    extract::{FromRequest, Request},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use http_body::Body as _;
use http_body_util::{BodyExt, LengthLimitError, Limited};
use parlor_shared::error::ErrorCode;
use serde::de::DeserializeOwned;

use super::{
    explain::{self, Explained},
    json_types::JsonTypes,
};

/// The largest body, in bytes.
pub const LARGEST: usize = 64 * 1024;
/// The longest a body may take: for slow phones generous, for slow attackers short.
const SLOWEST: Duration = Duration::from_secs(15);

/// A JSON body that was read and understood, of at most `MOST` bytes.
pub struct Json<T, const MOST: usize = LARGEST>(pub T);

/// Why a body was refused.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct BodyError {
    /// The stable name.
    pub code: ErrorCode,
    /// For people.
    pub message: String,
    /// The path of the field in the body.
    pub field: Option<String>,
}

impl BodyError {
    pub(super) fn new(code: ErrorCode, message: &str) -> Self {
        Self { code, message: message.to_owned(), field: None }
    }

    /// The HTTP status of dialects that do not choose their own.
    pub const fn status(&self) -> StatusCode {
        match self.code {
            ErrorCode::PayloadTooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            ErrorCode::UnsupportedMediaType => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            _ => StatusCode::BAD_REQUEST,
        }
    }
}

impl From<Explained> for BodyError {
    fn from(Explained { field, reason }: Explained) -> Self {
        Self { code: ErrorCode::InvalidRequest, message: reason, field }
    }
}

/// Dialects answer in their own envelope: they take `Result<Json<T>, BodyError>`. This is for the other routes.
impl IntoResponse for BodyError {
    fn into_response(self) -> Response {
        (StatusCode::BAD_REQUEST, self.message).into_response()
    }
}

impl<T: DeserializeOwned, S: Sync, const MOST: usize> FromRequest<S> for Json<T, MOST> {
    type Rejection = BodyError;

    async fn from_request(request: Request, _: &S) -> Result<Self, BodyError> {
        json(request, MOST).await.map(Self)
    }
}

/// The same, where a request without a body, or with `null`, says as much as `{}`.
pub struct JsonOrNothing<T>(pub T);

impl<T: DeserializeOwned + Default, S: Sync> FromRequest<S> for JsonOrNothing<T> {
    type Rejection = BodyError;

    async fn from_request(request: Request, _: &S) -> Result<Self, BodyError> {
        if request.body().is_end_stream() {
            return Ok(Self(T::default()));
        }
        require_plain_json(request.headers())?;
        let body = read(request, LARGEST).await?;
        if body.trim_ascii() == b"null" { Ok(Self(T::default())) } else { parse(&body).map(Self) }
    }
}

fn require_plain_json(headers: &HeaderMap) -> Result<(), BodyError> {
    let refuse = |message| Err(BodyError::new(ErrorCode::UnsupportedMediaType, message));
    let kind = headers.get(header::CONTENT_TYPE).and_then(|v| v.to_str().ok()).unwrap_or_default();
    let essence = kind.split(';').next().unwrap_or_default().trim();
    if !essence.eq_ignore_ascii_case("application/json") {
        return refuse("the body must be application/json");
    }
    if headers.get(header::CONTENT_ENCODING).is_some_and(|v| v != "identity") {
        return refuse("the body must not be compressed");
    }
    Ok(())
}

/// The same, with a size limit known only at run time.
pub async fn json<T: DeserializeOwned>(request: Request, most: usize) -> Result<T, BodyError> {
    require_plain_json(request.headers())?;
    parse(&read(request, most).await?)
}

/// Reads a body of at most so many bytes, whatever it is.
pub async fn read(request: Request, most: usize) -> Result<Bytes, BodyError> {
    let body = Limited::new(request.into_body(), most);
    match tokio::time::timeout(SLOWEST, body.collect()).await {
        Ok(Ok(body)) => Ok(body.to_bytes()),
        Ok(Err(error)) if error.is::<LengthLimitError>() => {
            Err(BodyError::new(ErrorCode::PayloadTooLarge, &format!("the body is larger than {} KiB", most / 1024)))
        }
        Ok(Err(_)) => Err(BodyError::new(ErrorCode::InvalidRequest, "the body ended early")),
        Err(_) => Err(BodyError::new(ErrorCode::InvalidRequest, "the body took longer than 15 s")),
    }
}

/// Understands a body. It must be an object, and so must every object in it.
pub fn parse<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, BodyError> {
    if bytes.trim_ascii_start().first() != Some(&b'{') {
        return Err(BodyError::new(ErrorCode::InvalidRequest, "the body must be a JSON object"));
    }
    let mut deserializer = serde_json::Deserializer::from_slice(bytes);
    let value = serde_path_to_error::deserialize(JsonTypes(&mut deserializer))
        .map_err(|error| explain::json(error.inner(), &error.path().to_string(), bytes))?;
    deserializer.end().map_err(|error| explain::json(&error, "", bytes))?;
    Ok(value)
}

#[cfg(test)]
mod tests {
    use axum::{
        body::Body,
        extract::{FromRequest as _, Request},
        http::header::CONTENT_TYPE,
    };
    use serde::Deserialize;

    use super::{BodyError, JsonOrNothing};

    #[derive(Deserialize, Default, PartialEq, Eq, Debug)]
    struct Options {
        #[serde(default)]
        take: u8,
    }

    async fn read(body: &'static str) -> Result<Options, BodyError> {
        let request = Request::post("/").header(CONTENT_TYPE, "application/json").body(Body::from(body)).unwrap();
        JsonOrNothing::from_request(request, &()).await.map(|JsonOrNothing(options)| options)
    }

    #[tokio::test]
    async fn null_says_as_much_as_nothing_and_an_array_nothing_at_all() {
        for empty in ["", "null", " null\n", "{}"] {
            assert_eq!(read(empty).await, Ok(Options::default()), "{empty:?}");
        }
        assert_eq!(read(r#"{"take": 2.0}"#).await, Ok(Options { take: 2 }));
        for odd in ["[2]", "nul", "0", "\"\""] {
            assert!(read(odd).await.is_err(), "{odd:?}");
        }
    }
}
