//! `/openapi.json`, generated from the routes, and `/docs`, a page that shows it.

use axum::Router;
use utoipa::openapi::{
    OpenApi,
    security::{ApiKey, ApiKeyValue, HttpAuthScheme, HttpBuilder, SecurityScheme},
};
use utoipa_swagger_ui::SwaggerUi;

use crate::state::AppState;

const ABOUT: &str = "The native widget API, /v1/widget: success bodies are {\"data\": …}; errors are {\"error\": {code, message, retryable, request_id, …}}. \
    The same routes are served under /api/v1/widget. All text is UTF-8; all times are RFC 3339 with milliseconds, UTC. \
    Caty's API, /api/widget, over the same conversations: success bodies are {\"success\": true, …}; errors are {\"success\": false, error, code}.";

/// The document and its page.
pub fn router(document: OpenApi) -> Router<AppState> {
    SwaggerUi::new("/docs").url("/openapi.json", complete(document)).into()
}

/// The document with what routes cannot know: where they are mounted, and how to sign in.
pub fn complete(mut document: OpenApi) -> OpenApi {
    document.info.title = "Parlor".into();
    document.info.version = env!("CARGO_PKG_VERSION").into();
    document.info.description = Some(ABOUT.into());
    document.info.license = None;
    document.servers = Some(vec![utoipa::openapi::Server::new("/")]);
    let bearer = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).bearer_format("JWT").build();
    let components = document.components.get_or_insert_default();
    components.add_security_scheme("visitor", SecurityScheme::Http(bearer));
    let key = ApiKeyValue::with_description("X-API-Key", "the widget's key for Caty's API, `caty_…`");
    components.add_security_scheme("caty", SecurityScheme::ApiKey(ApiKey::Header(key)));
    document
}
