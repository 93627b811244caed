//! `/openapi.json`, generated from the routes, and `/docs`, a page that shows it.

mod alternatives;
mod conditions;
mod defaults;
mod fields;
mod tags;
mod unused;

use std::sync::{Arc, LazyLock};

use axum::{
    Json, Router,
    extract::Extension,
    http::{HeaderValue, header},
    middleware,
    response::{IntoResponse, Response as HttpResponse},
    routing::get,
};
use utoipa::openapi::{
    ContentBuilder, LicenseBuilder, OpenApi, PathItem, Paths, Ref, RefOr, Response, ResponseBuilder, Schema,
    path::Operation,
    security::{ApiKey, ApiKeyValue, HttpAuthScheme, HttpBuilder, SecurityScheme},
};
use utoipa_swagger_ui::{Config, SwaggerUi};

use crate::{
    core::public_url::PublicUrl,
    http::{cookie, request_origin::UnknownHost, state::AppState},
};

const ABOUT: &str = "\
The native widget API, the owners' API, and the APIs of four vendors over the same conversations. Each has its own envelope
and errors, as its tag says. The native routes are also served under `/api/v1/widget`. All text is UTF-8.

**Streams.** A body of type `text/event-stream` is described as an array of its events (the reading of OpenAPI 3.2 for
sequential media types): `event` is the line `event:`, `id` the line `id:`, and `data` the JSON of the line `data:`. A comment
line comes after 15 s of silence. A body of type `application/jsonl` is an array too: one JSON value on each line.";

/// An SPDX expression.
const LICENSE: &str = env!("CARGO_PKG_LICENSE");

/// The document, completed when it is first asked for: a start need not wait for it.
type Document = Arc<LazyLock<OpenApi, Box<dyn FnOnce() -> OpenApi + Send>>>;

/// The document and its page, which works below any path: it finds the document beside itself.
pub fn router(document: OpenApi) -> Router<AppState> {
    // By default the page would ask a validator elsewhere.
    let config = Config::from("../openapi.json").validator_url("none");
    let page: Router<AppState> = SwaggerUi::new("/docs").config(config).into();
    let document: Document = Arc::new(LazyLock::new(Box::new(move || complete(document))));
    let document = get(describe).layer(Extension(document));
    page.layer(middleware::map_response(below_any_path)).route("/openapi.json", document)
}

/// `GET /openapi.json`: the document for this server's public URL.
async fn describe(Extension(document): Extension<Document>, here: Result<PublicUrl, UnknownHost>) -> HttpResponse {
    match here {
        Ok(here) => Json(at_address(OpenApi::clone(&**document), &here)).into_response(),
        Err(UnknownHost) => Json(&**document).into_response(),
    }
}

/// The document of a server at this address: its links, and the name its cookie has there.
fn at_address(mut document: OpenApi, here: &PublicUrl) -> OpenApi {
    if !here.path().is_empty() || here.is_configured() {
        document.servers = Some(vec![utoipa::openapi::Server::new(here.base())]);
    }
    if let Some(components) = &mut document.components {
        components.add_security_scheme("owner", sign_in(cookie::called(here)));
    }
    document
}

/// The page's redirect from `/docs` names a path at the root.
async fn below_any_path(mut response: HttpResponse) -> HttpResponse {
    if response.headers().contains_key(header::LOCATION) {
        response.headers_mut().insert(header::LOCATION, HeaderValue::from_static("docs/"));
    }
    response
}

/// A dialect's document, with the prefix its routes are mounted under. `error` names the schema of its refusals: any
/// operation may be refused for reasons that all share (the body's type and size, the database, the limits).
pub fn at(prefix: &str, mut document: OpenApi, error: &str) -> OpenApi {
    let mut paths = Paths::new();
    for (path, mut item) in document.paths.paths {
        for operation in operations(&mut item) {
            operation.responses.responses.entry("default".into()).or_insert_with(|| refusal(error));
        }
        paths.paths.insert(format!("{prefix}{path}"), item);
    }
    document.paths = paths;
    document
}

/// All dialects' documents in one.
pub fn join<const N: usize>(documents: [OpenApi; N]) -> OpenApi {
    documents.into_iter().fold(OpenApi::default(), |mut all, document| {
        debug_assert_eq!(clashes(&all, &document), [""; 0], "one name for different things");
        all.merge(document);
        all
    })
}

/// Names that mean one thing here and another there. Joining would keep the first.
fn clashes<'d>(all: &'d OpenApi, document: &OpenApi) -> Vec<&'d str> {
    let (Some(known), Some(new)) = (&all.components, &document.components) else { return Vec::new() };
    let differs = |name: &String, shape: &RefOr<Schema>| new.schemas.get(name).is_some_and(|other| other != shape);
    known.schemas.iter().filter(|(name, shape)| differs(name, shape)).map(|(name, _)| name.as_str()).collect()
}

fn operations(item: &mut PathItem) -> impl Iterator<Item = &mut Operation> {
    [&mut item.get, &mut item.put, &mut item.post, &mut item.delete, &mut item.patch]
        .into_iter()
        .filter_map(Option::as_mut)
}

fn refusal(error: &str) -> RefOr<Response> {
    let body = ContentBuilder::new().schema(Some(Ref::from_schema_name(error))).build();
    let about = "any other refusal: 400, 401, 403, 404, 405, 409, 410, 413, 415, 429, 500, 502, 503, 504 or 507";
    ResponseBuilder::new().description(about).content("application/json", body).build().into()
}

/// The document with what routes cannot know: what it is about, and how to sign in.
pub fn complete(mut document: OpenApi) -> OpenApi {
    document.info.title = "Parlor".into();
    document.info.version = env!("CARGO_PKG_VERSION").into();
    document.info.description = Some(ABOUT.into());
    document.info.license = Some(LicenseBuilder::new().name(LICENSE).identifier(Some(LICENSE)).build());
    // The generator sets its own author as the contact.
    document.info.contact = None;
    document.servers = Some(vec![utoipa::openapi::Server::new("/")]);
    let components = document.components.get_or_insert_default();
    for (name, scheme) in schemes() {
        components.add_security_scheme(name, scheme);
    }
    alternatives::name(components);
    conditions::add(components);
    fields::add(components);
    document.tags = Some(tags::all());
    for item in document.paths.paths.values_mut() {
        operations(item).for_each(defaults::fill);
    }
    unused::remove(&mut document);
    document
}

/// Credentials by the name handlers use.
fn schemes() -> [(&'static str, SecurityScheme); 7] {
    let bearer = |about: &str| {
        SecurityScheme::Http(HttpBuilder::new().scheme(HttpAuthScheme::Bearer).description(Some(about)).build())
    };
    let header =
        |name: &str, about: &str| SecurityScheme::ApiKey(ApiKey::Header(ApiKeyValue::with_description(name, about)));
    [
        ("visitor", bearer("a visitor's JWT from /v1/widget/init")),
        ("session", bearer("a session's token from session/create")),
        ("secret", bearer("a team's API secret, ps_…")),
        ("upload", bearer("the permission for an announced file, as named in its uploadRequest")),
        ("owner", sign_in(cookie::SECURE)),
        ("nodeloom", header("X-Widget-Token", "a NodeLoom widget's embed token, wt_…; also taken from the body")),
        ("caty", header("X-API-Key", "a Caty widget's key, caty_…")),
    ]
}

fn sign_in(cookie: &str) -> SecurityScheme {
    let about = "an owner's sign-in, set by POST /api/auth/login; its name depends on this server's address: \
        __Host-parlor-sign-in, below a path __Secure-parlor-sign-in, on localhost without TLS parlor-sign-in";
    SecurityScheme::ApiKey(ApiKey::Cookie(ApiKeyValue::with_description(cookie, about)))
}
