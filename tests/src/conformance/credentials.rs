//! Addresses and credentials that the kit needs for a server.

use serde::{Deserialize, Serialize};

/// The line `parlor demo --json` prints.
#[derive(Clone, Serialize, Deserialize)]
pub struct Credentials {
    /// The server, without a slash at its end; also the origin of a page that may use the widget.
    pub url: String,
    /// The widget's id.
    pub widget_id: String,
    /// Its `wk_` key.
    pub widget_key: String,
    /// Its embed token.
    pub embed_token: String,
    /// Its key for Caty's API.
    pub api_key: String,
    /// The team's secret.
    pub secret: String,
    /// The team.
    pub team_id: String,
    /// An owner's sign-in.
    pub owner_email: String,
    /// Their password.
    pub owner_password: String,
}

impl Credentials {
    /// The same, without slashes at the end of the address.
    pub(super) fn tidy(mut self) -> Self {
        self.url.truncate(self.url.trim_end_matches('/').len());
        self
    }
}

impl From<parlor::demo::Ready> for Credentials {
    fn from(ready: parlor::demo::Ready) -> Self {
        Self {
            url: ready.url,
            widget_id: ready.widget_id,
            widget_key: ready.widget_key,
            embed_token: ready.embed_token,
            api_key: ready.api_key,
            secret: ready.secret,
            team_id: ready.team_id,
            owner_email: ready.owner_email,
            owner_password: ready.owner_password,
        }
    }
}
