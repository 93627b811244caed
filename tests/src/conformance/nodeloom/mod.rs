//! NodeLoom: `/api/teams/{teamId}/widgets…` and `/api/widget-chat/…`.

mod dashboard;
mod public;

pub(super) use public::{SEND, no_answer};

use super::{
    check::{Expect, expect},
    kit::Kit,
    shape::{has, object, text},
};

pub(super) const PAGE: &str = "NodeLoom";
pub(super) const UPDATE: &str = "PUT /api/teams/{teamId}/widgets/{id}";

/// A domain that a widget of the kit has on its list.
const DOMAIN: &str = "example.com";

/// Everything but a widget that is switched off.
pub(super) async fn run(kit: &mut Kit) {
    kit.page(PAGE);
    let made = dashboard::run(kit).await;
    public::run(kit).await;
    public::of_a_widget(kit, &made).await;
}

/// A widget the kit made.
struct Made {
    id: String,
    token: String,
}

/// An error (ours: the page shows statuses only).
fn refused(status: u16) -> Expect {
    expect(status).json(object([has("error", text())]))
}
