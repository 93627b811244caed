//! Requests that were answered before their body was read.
//!
//! HTTP/1.1 can only go on with the next request of a connection once the body of the last one is out of the way. What is
//! small is read and forgotten; otherwise the answer says `Connection: close`, and the connection is closed such that the
//! client gets to read it ([`super::linger`]). Without this the connection would end unannounced, and a client that keeps
//! connections open would lose the request it sends next.

use std::{
    mem,
    pin::Pin,
    sync::{Arc, Mutex, PoisonError},
    task::{Context, Poll, ready},
    time::Duration,
};

use axum::{
    body::{Body, Bytes, HttpBody},
    extract::Request,
    http::{HeaderValue, header},
    middleware::Next,
    response::Response,
};
use http_body::{Frame, SizeHint};
use http_body_util::{BodyExt as _, Limited};

use super::linger::Linger;

/// The most that is read only to keep a connection, in bytes.
const SMALL: usize = 64 * 1024;
/// The longest the answer waits for it: small bodies come with their headers.
const PATIENCE: Duration = Duration::from_secs(1);

/// Reads what a handler left of a small body; ends the connection after the answer where there is more.
pub async fn settle(request: Request, next: Next) -> Response {
    if request.body().is_end_stream() {
        return next.run(request).await;
    }
    let linger = request.extensions().get::<Linger>().cloned();
    let left = Left::default();
    let request = request.map(|body| Body::new(Watched { body, ended: false, left: left.clone() }));
    let mut response = next.run(request).await;
    if let Some(rest) = left.take()
        && !drained(rest).await
    {
        response.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
        linger.unwrap_or_default().request();
    }
    response
}

/// `false` when there is too much of it, or it comes too slowly.
async fn drained(rest: Body) -> bool {
    if rest.size_hint().lower() > SMALL as u64 {
        return false;
    }
    let mut rest = Limited::new(rest, SMALL);
    let drain = async {
        loop {
            match rest.frame().await {
                Some(Ok(_)) => {}
                Some(Err(_)) => return false,
                None => return true,
            }
        }
    };
    tokio::time::timeout(PATIENCE, drain).await.unwrap_or(false)
}

/// The unread rest of a body, put here when its reader drops it.
#[derive(Clone, Default)]
struct Left(Arc<Mutex<Option<Body>>>);

impl Left {
    fn put(&self, rest: Body) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(rest);
    }

    fn take(&self) -> Option<Body> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

/// A body that survives its reader.
struct Watched {
    body: Body,
    ended: bool,
    left: Left,
}

impl HttpBody for Watched {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        let frame = ready!(Pin::new(&mut self.body).poll_frame(context));
        self.ended = !matches!(frame, Some(Ok(_)));
        Poll::Ready(frame)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

impl Drop for Watched {
    fn drop(&mut self) {
        if !self.ended && !self.body.is_end_stream() {
            self.left.put(mem::take(&mut self.body));
        }
    }
}
