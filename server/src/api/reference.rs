//! `/openapi.json` and `/openapi/<dialect>.json`, generated from the routes, and `/docs`, a page that shows them.

use axum::Router;
use utoipa::openapi::{
    OpenApi,
    security::{HttpAuthScheme, HttpBuilder, SecurityScheme},
};
use utoipa_swagger_ui::SwaggerUi;

use crate::state::AppState;

const ABOUT: &str = "The native widget API. Success bodies are {\"data\": …}; errors are {\"error\": {code, message, retryable, request_id, …}}. \
    The same routes are served under /api/v1/widget. All text is UTF-8; all times are RFC 3339 with milliseconds, UTC.";

/// The native API's document, those of the other dialects, which are complete, and their page.
pub fn router(document: OpenApi, dialects: Vec<(&'static str, OpenApi)>) -> Router<AppState> {
    let page = SwaggerUi::new("/docs").url("/openapi.json", complete(document));
    dialects.into_iter().fold(page, |page, (path, document)| page.url(path, document)).into()
}

/// The document with what routes cannot know: where they are mounted, and how to sign in.
pub fn complete(mut document: OpenApi) -> OpenApi {
    document.info.title = "Parlor".into();
    document.info.version = env!("CARGO_PKG_VERSION").into();
    document.info.description = Some(ABOUT.into());
    document.info.license = None;
    document.servers = Some(vec![utoipa::openapi::Server::new("/v1/widget")]);
    let bearer = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).bearer_format("JWT").build();
    document.components.get_or_insert_default().add_security_scheme("visitor", SecurityScheme::Http(bearer));
    document
}
