//! `/openapi.json`, generated from the routes, and `/docs`, a page that shows it.

use axum::Router;
use utoipa::openapi::{
    OpenApi, Paths,
    security::{ApiKey, ApiKeyValue, HttpAuthScheme, HttpBuilder, SecurityScheme},
};
use utoipa_swagger_ui::SwaggerUi;

use crate::state::AppState;

const ABOUT: &str = "The native widget API, owners' routes, and the APIs of four vendors over the same conversations. Each has its own \
    envelope and errors, as its tag says. The native routes are also served under /api/v1/widget. All text is UTF-8.";

/// The document and its page.
pub fn router(document: OpenApi) -> Router<AppState> {
    SwaggerUi::new("/docs").url("/openapi.json", complete(document)).into()
}

/// A dialect's document, with the prefix its routes are mounted under.
pub fn at(prefix: &str, mut document: OpenApi) -> OpenApi {
    let mut paths = Paths::new();
    paths.paths = document.paths.paths.into_iter().map(|(path, item)| (format!("{prefix}{path}"), item)).collect();
    document.paths = paths;
    document
}

/// The document with what routes cannot know: what it is about, and how to sign in.
pub fn complete(mut document: OpenApi) -> OpenApi {
    document.info.title = "Parlor".into();
    document.info.version = env!("CARGO_PKG_VERSION").into();
    document.info.description = Some(ABOUT.into());
    document.info.license = None;
    document.servers = Some(vec![utoipa::openapi::Server::new("/")]);
    let components = document.components.get_or_insert_default();
    for (name, scheme) in schemes() {
        components.add_security_scheme(name, scheme);
    }
    document
}

/// Credentials by the name handlers use.
fn schemes() -> [(&'static str, SecurityScheme); 6] {
    let bearer = |about: &str| {
        SecurityScheme::Http(HttpBuilder::new().scheme(HttpAuthScheme::Bearer).description(Some(about)).build())
    };
    [
        ("visitor", bearer("a visitor's JWT from /v1/widget/init")),
        ("session", bearer("a session's token from session/create")),
        ("secret", bearer("a team's API secret, ps_…")),
        ("owner", SecurityScheme::ApiKey(ApiKey::Cookie(ApiKeyValue::new("__Host-parlor-sign-in")))),
        ("nodeloom", SecurityScheme::ApiKey(ApiKey::Header(ApiKeyValue::new("X-Widget-Token")))),
        ("caty", SecurityScheme::ApiKey(ApiKey::Header(ApiKeyValue::new("X-API-Key")))),
    ]
}
