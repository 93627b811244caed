//! A language nobody speaks, `xx`: English with accents, longer by 40 % and in brackets. On a page in it everything that is
//! not translated stands without brackets, and whatever has no room for long words is clipped.

use std::net::SocketAddr;

use anyhow::Result;
use axum::{
    body::{Body, to_bytes},
    http::{Response, header},
    middleware::map_response,
};
use parlor::http::state::AppState;
use serde_json::Value;
use tokio::{net::TcpListener, task::JoinHandle};

/// A text in this language; `{placeholders}` stay.
pub fn pseudo(english: &str) -> String {
    let mut inside = false;
    let accented: String = english
        .chars()
        .map(|letter| {
            inside = (inside || letter == '{') && letter != '}';
            if inside { letter } else { accent(letter) }
        })
        .collect();
    // Words, so that a line may break where it might in a real language.
    let more: String = " ñøw".chars().cycle().take(english.chars().count() * 2 / 5).collect();
    format!("⟦{accented}{}⟧", more.trim_end())
}

fn accent(letter: char) -> char {
    const PLAIN: &str = "aceinosuyzACEINOSUYZ";
    const ACCENTED: &str = "áçéïñöšüýžÁÇÉÏÑÖŠÜÝŽ";
    let at = PLAIN.chars().position(|plain| plain == letter);
    at.and_then(|at| ACCENTED.chars().nth(at)).unwrap_or(letter)
}

/// Another entrance to a test's server, with all built-in texts in this language.
pub struct PseudoServer {
    /// Its address, without a slash at the end.
    pub base: String,
    running: JoinHandle<()>,
}

impl Drop for PseudoServer {
    fn drop(&mut self) {
        self.running.abort();
    }
}

impl PseudoServer {
    /// Opens it for the server with these parts.
    pub async fn start(state: AppState) -> Result<Self> {
        let listener = TcpListener::bind(SocketAddr::from(([127, 0, 0, 1], 0))).await?;
        let base = format!("http://{}", listener.local_addr()?);
        let app = parlor::serve::app(state).layer(map_response(translated));
        let running = tokio::spawn(async move {
            let app = app.into_make_service_with_connect_info::<SocketAddr>();
            if let Err(error) = axum::serve(listener, app).await {
                eprintln!("the server of the pseudo-language ended: {error}");
            }
        });
        Ok(Self { base, running })
    }
}

/// Whatever has texts in `data.strings` gets them in this language; the rest passes.
async fn translated(response: Response<Body>) -> Response<Body> {
    let is_json = response.headers().get(header::CONTENT_TYPE).is_some_and(|value| value == "application/json");
    if !is_json {
        return response;
    }
    let (mut head, body) = response.into_parts();
    let body = to_bytes(body, usize::MAX).await.unwrap_or_default();
    let body = match serde_json::from_slice::<Value>(&body) {
        Ok(mut reply) if reply["data"]["strings"].is_object() => {
            translate(&mut reply["data"]);
            reply.to_string().into()
        }
        _ => body,
    };
    head.headers.remove(header::CONTENT_LENGTH);
    Response::from_parts(head, Body::from(body))
}

fn translate(data: &mut Value) {
    data["language"] = "xx".into();
    for text in data["strings"].as_object_mut().into_iter().flat_map(serde_json::Map::values_mut) {
        *text = pseudo(text.as_str().unwrap_or_default()).into();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_longer_accented_and_in_brackets() {
        assert_eq!(pseudo("Send message"), "⟦Šéñd méššágé ñøw⟧");
        assert_eq!(pseudo("{name} said"), "⟦{name} šáïd ñøw⟧");
    }
}
