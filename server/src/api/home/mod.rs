//! `GET /`: the page that tells whoever opens a server's address what it is, and the operator of a fresh one what comes
//! next. In demo mode the playground stands here.

use std::sync::LazyLock;

use axum::{
    extract::State,
    http::{HeaderValue, header},
    response::{Html, IntoResponse, Response},
};
use base64::{Engine as _, prelude::BASE64_STANDARD};
use maud::{DOCTYPE, Markup, PreEscaped, html};
use sha2::{Digest as _, Sha256};

use crate::{
    core::public_url::PublicUrl,
    http::{assets, request_origin::UnknownHost},
    state::AppState,
};

const CSS: &str = include_str!("home.css");

/// The page's own style and links to this server; nothing else, and no frame.
static POLICY: LazyLock<HeaderValue> = LazyLock::new(|| {
    let hash = BASE64_STANDARD.encode(Sha256::digest(CSS));
    let policy = format!(
        "default-src 'none'; style-src 'sha256-{hash}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    );
    HeaderValue::from_str(&policy).unwrap_or(HeaderValue::from_static("default-src 'none'"))
});

/// The playground of a demo, else the page about this server.
pub async fn home(State(state): State<AppState>, address: Result<PublicUrl, UnknownHost>) -> Response {
    if state.demo.0.is_some() {
        return assets::demo_page(&state.demo);
    }
    // A database that cannot be asked is no reason to show nobody what this is.
    let is_fresh = state.store.has_accounts().await.is_ok_and(|has| !has);
    let address = address.map_or_else(|_| "https://chat.example.com".to_owned(), |address| address.base());
    let page = page(is_fresh.then_some(&*address)).into_string();
    ([(header::CONTENT_SECURITY_POLICY, POLICY.clone())], Html(page)).into_response()
}

/// `fresh`: the address of a server without accounts.
fn page(fresh: Option<&str>) -> Markup {
    html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width";
                meta name="color-scheme" content="light dark";
                meta name="robots" content="noindex";
                title { "Parlor" }
                style { (PreEscaped(CSS)) }
            }
            body {
                main {
                    h1 { "Parlor" }
                    p.lead { "This server runs chats on web pages. Visitors meet it there; this page is for its operator." }
                    @if let Some(address) = fresh { (first_steps(address)) }
                    nav aria-label="Pages of this server" {
                        a href="docs/" { "API reference" }
                        a href="openapi.json" { "OpenAPI document" }
                        a href="healthz" { "Health" }
                        a href="readyz" { "Readiness" }
                    }
                }
            }
        }
    }
}

fn first_steps(address: &str) -> Markup {
    html! {
        h2 { "Next steps" }
        p { "The server works and has no account yet. Run these commands in a shell on the server." }
        ol {
            li {
                h3 { "Create an account" }
                (command("parlor owner create --email you@example.com --password-file password.txt"))
                p { "The first line of the file is the password, 15 characters or more. The command prints the team's id and an API secret, which is shown once." }
            }
            li {
                h3 { "Create an agent and a widget" }
                (command(&format!(
                    "TEAM=…    # team_id\nSECRET=…  # secret\n\
                     curl {address}/api/teams/$TEAM/agents -H \"Authorization: Bearer $SECRET\" \\\n  \
                     -H 'Content-Type: application/json' -d '{{\"name\": \"Assistant\", \"spec\": {{\"kind\": \"knowledge\"}}}}'\n\
                     AGENT=…   # id\n\
                     curl {address}/api/teams/$TEAM/widgets -H \"Authorization: Bearer $SECRET\" \\\n  \
                     -H 'Content-Type: application/json' -d \"{{\\\"name\\\": \\\"Shop\\\", \\\"workflowId\\\": \\\"$AGENT\\\"}}\"\n\
                     WIDGET=…  # id\n\
                     curl {address}/api/teams/$TEAM/widgets/$WIDGET/snippet -H \"Authorization: Bearer $SECRET\""
                )))
                p { "The last reply holds the snippet. Documents, models and allowed sites are added the same way; docs/getting-started.md in the release goes through all of it." }
            }
            li {
                h3 { "Paste the chat into your page" }
                (command(&format!("<script async src=\"{address}/widget.js\" data-key=\"wk_…\"></script>")))
                p { "This is the value of " code { "evergreen" } " in that reply. " code { "pinned" } " is the same with a version whose files never change." }
            }
        }
    }
}

fn command(text: &str) -> Markup {
    // Scrolled by keyboard, since a long line is not wrapped.
    html! { pre tabindex="0" { code { (text) } } }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_text_and_a_server_in_use_shows_no_steps() {
        let fresh = page(Some("https://chat.example/<b>")).into_string();
        assert!(fresh.contains("parlor owner create") && fresh.contains("https://chat.example/&lt;b&gt;/widget.js"));
        let used = page(None).into_string();
        assert!(!used.contains("owner create") && used.contains("docs/"));
    }
}
