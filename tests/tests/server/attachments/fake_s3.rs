//! A small S3 over loopback: objects of any bucket, for requests signed with the right key (signature version 4).

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex},
};

use axum::{
    Router,
    body::Bytes,
    extract::State,
    http::{HeaderMap, Method, StatusCode, Uri},
    response::{IntoResponse, Response},
};
use tokio::net::TcpListener;

/// The id of the key it knows.
pub(crate) const ID: &str = "AKIDEXAMPLE";
/// The key.
pub(crate) const KEY: &str = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";

type Stored = Arc<Mutex<BTreeMap<String, Bytes>>>;

/// A running one.
pub(crate) struct S3 {
    /// Its address.
    pub(crate) url: String,
    stored: Stored,
}

impl S3 {
    pub(crate) async fn start() -> Self {
        let (listener, stored) = (TcpListener::bind("127.0.0.1:0").await.unwrap(), Stored::default());
        let url = format!("http://{}", listener.local_addr().unwrap());
        let router = Router::new().fallback(serve).with_state(Arc::clone(&stored));
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self { url, stored }
    }

    /// The paths of all objects.
    pub(crate) fn names(&self) -> Vec<String> {
        self.stored.lock().unwrap().keys().cloned().collect()
    }
}

async fn serve(State(stored): State<Stored>, method: Method, uri: Uri, headers: HeaderMap, body: Bytes) -> Response {
    if !signed(&method, &uri, &headers) {
        return (StatusCode::FORBIDDEN, "<Error><Code>SignatureDoesNotMatch</Code></Error>").into_response();
    }
    let mut stored = stored.lock().unwrap();
    match method {
        Method::PUT => {
            stored.insert(uri.path().to_owned(), body);
            [("ETag", "\"1\"")].into_response()
        }
        Method::GET => match stored.get(uri.path()) {
            Some(bytes) => {
                let headers = [("ETag", "\"1\""), ("Last-Modified", "Fri, 15 Jan 2027 08:00:00 GMT")];
                (headers, bytes.clone()).into_response()
            }
            None => (StatusCode::NOT_FOUND, "<Error><Code>NoSuchKey</Code></Error>").into_response(),
        },
        Method::DELETE => {
            stored.remove(uri.path());
            StatusCode::NO_CONTENT.into_response()
        }
        _ => StatusCode::METHOD_NOT_ALLOWED.into_response(),
    }
}

/// Signature version 4, worked out here once more from what arrived.
fn signed(method: &Method, uri: &Uri, headers: &HeaderMap) -> bool {
    let header = |name: &str| headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default().trim();
    let authorization = header("authorization");
    let part = |name: &str| {
        let begin = authorization.find(name).map(|at| at + name.len()).unwrap_or_default();
        authorization[begin..].split([',', ' ']).next().unwrap_or_default()
    };
    let (credential, names, signature) = (part("Credential="), part("SignedHeaders="), part("Signature="));
    let Some(scope) = credential.strip_prefix(&format!("{ID}/")) else { return false };
    let lines = names.split(';').map(|name| format!("{name}:{}\n", header(name))).collect::<Vec<_>>().concat();
    let request = format!(
        "{method}\n{}\n{}\n{lines}\n{names}\n{}",
        uri.path(),
        uri.query().unwrap_or_default(),
        header("x-amz-content-sha256")
    );
    let text = format!("AWS4-HMAC-SHA256\n{}\n{scope}\n{}", header("x-amz-date"), hex(&sha256(request.as_bytes())));
    let key = scope.split('/').fold(format!("AWS4{KEY}").into_bytes(), |key, part| hmac(&key, part.as_bytes()));
    hex(&hmac(&key, text.as_bytes())) == signature
}

fn sha256(bytes: &[u8]) -> Vec<u8> {
    use sha2::Digest as _;
    sha2::Sha256::digest(bytes).to_vec()
}

fn hmac(key: &[u8], bytes: &[u8]) -> Vec<u8> {
    use hmac::{KeyInit as _, Mac as _};
    let mut mac = hmac::Hmac::<sha2::Sha256>::new_from_slice(key).unwrap();
    mac.update(bytes);
    mac.finalize().into_bytes().to_vec()
}

fn hex(bytes: &[u8]) -> String {
    parlor::core::entropy::hex(bytes)
}
