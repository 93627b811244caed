//! ChatBotKit's API: `/v1/integration/widget/*`, where an owner's program keeps widgets, and `/v1/conversation/*`, what
//! a session's token opens; both also below `/api/v1`. A file per endpoint.
//!
//! Source: ChatBotKit, "Widget Integration"; paths and bodies that page only names are those of the vendor's SDK, which
//! works unmodified. `language/fetch` is ours.

pub mod auth;
pub mod clone;
mod contact;
pub mod conversation;
pub mod create;
pub mod delete;
pub mod error;
pub mod fetch;
pub mod file;
pub mod language;
pub mod list;
mod page;
pub mod path;
pub mod session;
pub mod setup;
mod theme;
pub mod update;
mod user_input;
mod wire;

use axum::Router;
use parlor_shared::vendor::chatbotkit::Order;
use utoipa::{OpenApi as _, openapi::OpenApi};
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{api::visitor_routes::with_origins, http::state::AppState};

/// Shapes that only parameters have: routes tell of those in bodies.
#[derive(utoipa::OpenApi)]
#[openapi(components(schemas(Order)))]
struct Named;

/// Its routes, and their description without the version in front.
pub fn router(state: &AppState) -> (Router<AppState>, OpenApi) {
    let (owners, mut widgets) = owners().split_for_parts();
    let (visitors, sessions) = for_pages(state, OpenApiRouter::new().routes(routes!(session::session)));
    let (talks, conversations) = for_pages(state, conversations());
    widgets.merge(sessions);
    widgets.merge(Named::openapi());
    let (misnamed, _) = for_pages(state, misnamed());
    // Unknown paths among the owners' are no page's business.
    let widget =
        visitors.merge(owners).fallback(error::no_such_path).method_not_allowed_fallback(error::no_such_method);
    // A router that is nested twice loses what it says about unknown paths.
    let router = ["/v1", "/api/v1"].into_iter().fold(Router::new(), |router, version| {
        router
            .nest(&format!("{version}/integration/widget"), widget.clone())
            .nest(&format!("{version}/conversation"), talks.clone())
            .nest(&format!("{version}/Attachment"), misnamed.clone())
    });
    let document = OpenApi::default().nest("/integration/widget", widgets).nest("/conversation", conversations);
    (router, document)
}

/// For owners' programs; pages of other origins get nothing.
fn owners() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(list::list))
        .routes(routes!(create::create))
        .routes(routes!(fetch::fetch))
        .routes(routes!(update::update))
        .routes(routes!(delete::delete))
        .routes(routes!(clone::clone))
        .routes(routes!(setup::setup))
        .routes(routes!(language::language))
        .routes(routes!(file::attach))
        .routes(routes!(file::detach))
}

/// For holders of a session's token, and for the team.
fn conversations() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(conversation::complete::complete))
        .routes(routes!(conversation::completion::complete))
        .routes(routes!(conversation::session::create))
        .routes(routes!(conversation::fetch::fetch))
        .routes(routes!(conversation::messages::list))
        .routes(routes!(conversation::vote::upvote))
        .routes(routes!(conversation::vote::downvote))
        .routes(routes!(conversation::vote::upvote_conversation))
        .routes(routes!(conversation::vote::downvote_conversation))
        .routes(routes!(conversation::contact::upsert))
        .routes(routes!(conversation::attachment::upload))
        .routes(routes!(conversation::attachment::receive))
}

/// The route to which the vendor's SDK sends uploads; the vendor's API description names `attachment/upload`.
fn misnamed() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().route("/{conversationId}/upload", axum::routing::post(conversation::attachment::upload))
}

/// Pages of the widgets' origins may read these. Preflight requests are methods no route has: the fallback must be inside
/// the layer that answers them.
fn for_pages(state: &AppState, routes: OpenApiRouter<AppState>) -> (Router<AppState>, OpenApi) {
    let (open, document) = routes.split_for_parts();
    let open = open.fallback(error::no_such_path).method_not_allowed_fallback(error::no_such_method);
    (with_origins(state, open), document)
}
