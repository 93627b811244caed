//! A real nginx and a real Caddy before the server, with TLS and HTTP/2, at the root of a host and below a path, which the
//! proxy removes or passes on.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "what is not as expected is a failed test")]

mod browser;
mod programs;
mod refusals;

use std::sync::Arc;

use anyhow::Result;
use parlor::core::{conversation::agent_port::Agents, widget::settings::Feature};
use parlor_tests::{
    app::TestApp,
    reverse_proxy::{Place, Program, ReverseProxy},
};
use reqwest::Client;

/// Every program in every place.
const ALL: [(Program, Place); 6] = [
    (Program::Nginx, Place::Root),
    (Program::Nginx, Place::Path),
    (Program::Nginx, Place::PathReversed),
    (Program::Caddy, Place::Root),
    (Program::Caddy, Place::Path),
    (Program::Caddy, Place::PathReversed),
];

/// A server and the proxy before it.
struct Site {
    app: TestApp,
    _proxy: ReverseProxy,
    /// The server's public URL.
    url: String,
    /// Believes the proxy's certificate; follows no redirect.
    client: Client,
}

impl Site {
    async fn open(program: Program, place: Place, agents: Arc<dyn Agents>) -> Result<Self> {
        Self::open_with(program, place, agents, &["--init-per-minute", "100000"]).await
    }

    async fn open_with(program: Program, place: Place, agents: Arc<dyn Agents>, flags: &[&str]) -> Result<Self> {
        let proxy = ReverseProxy::prepare(program, place).await?;
        let url = proxy.url();
        let flags = [&["--public-url", &url, "--trusted-proxies", "127.0.0.1/32"], flags].concat();
        // With the demo's pages, as `parlor demo` serves them.
        let app = TestApp::playing(agents, &flags).await?;
        app.change_widget(|widget| _ = widget.settings.features.insert(Feature::Attachments, true)).await?;
        let proxy = proxy.start(app.base.trim_start_matches("http://")).await?;
        let client = Client::builder()
            .danger_accept_invalid_certs(true)
            .redirect(reqwest::redirect::Policy::none())
            .no_proxy()
            .build()?;
        Ok(Self { app, _proxy: proxy, url, client })
    }

    /// The address of one of the server's paths.
    fn at(&self, path: &str) -> String {
        format!("{}{path}", self.url)
    }

    /// The path of the public URL.
    fn path(&self) -> String {
        let host = self.url.trim_start_matches("https://");
        host.find('/').map(|at| host.split_at(at).1.to_owned()).unwrap_or_default()
    }
}
