//! The owners' API (ours): signing in at `/api/auth`, and what a team has at `/api/teams/{teamId}`.
//!
//! JSON in snake_case; failures are `{"error", "field"?}`. A cookie or `Authorization: Bearer <team API secret>` says who
//! acts: viewers read, editors also write, owners also change members and secrets; a secret is as good as an editor.
//! Pages of other sites get no CORS headers.

mod activity;
mod agent_spec_body;
mod agent_test;
mod agents;
mod ask;
mod auth;
mod blueprints;
mod conversation_wire;
mod conversations;
mod documents;
mod embed;
mod error;
mod files;
mod gaps;
mod identity;
mod invitations;
mod keys;
mod leads;
mod leads_csv;
mod mcp_tools;
mod members;
mod merge_patch;
mod pages;
mod secrets;
mod settings;
mod settings_body;
mod sign_in;
mod snippet;
mod statistics;

use axum::Router;
use utoipa::openapi::OpenApi;
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::http::state::AppState;

/// Its routes and their description, with whole paths.
pub fn router() -> (Router<AppState>, OpenApi) {
    let (router, document) = OpenApiRouter::new()
        .routes(routes!(sign_in::login))
        .routes(routes!(sign_in::logout))
        .routes(routes!(sign_in::me))
        .routes(routes!(agents::list, agents::create))
        .routes(routes!(agents::get, agents::update, agents::delete))
        .routes(routes!(agent_test::test))
        .routes(routes!(ask::ask))
        .routes(routes!(mcp_tools::list))
        .routes(routes!(documents::list, documents::replace, documents::add, documents::delete))
        .routes(routes!(members::list, invitations::invite))
        .routes(routes!(members::update, members::remove))
        .routes(routes!(leads::list))
        .routes(routes!(leads_csv::export))
        .routes(routes!(conversations::list))
        .routes(routes!(conversations::get))
        .routes(routes!(conversations::messages))
        .routes(routes!(activity::list))
        .routes(routes!(activity::live))
        .routes(routes!(statistics::get))
        .routes(routes!(gaps::list))
        .routes(routes!(invitations::list))
        .routes(routes!(invitations::withdraw))
        .routes(routes!(invitations::received))
        .routes(routes!(invitations::accept))
        .routes(routes!(secrets::list, secrets::create))
        .routes(routes!(secrets::delete))
        .routes(routes!(blueprints::list, blueprints::create))
        .routes(routes!(blueprints::get, blueprints::update, blueprints::delete))
        .routes(routes!(settings::get, settings::change))
        .routes(routes!(keys::get))
        .routes(routes!(keys::regenerate))
        .routes(routes!(snippet::get))
        .routes(routes!(embed::get))
        .routes(routes!(identity::get, identity::create, identity::delete))
        .routes(routes!(files::list, files::upload))
        .routes(routes!(files::get))
        .split_for_parts();
    (router.merge(pages::router()).method_not_allowed_fallback(error::no_such_method), document)
}
