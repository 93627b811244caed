//! The frame around every screen: sign-in, sidebar, routes.

mod app;
mod later;
mod parts;
mod routes;
mod sidebar;
mod sign_in;

pub(crate) use app::App;
