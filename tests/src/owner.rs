//! An owner: has an account, signs in, acts for a team.

use anyhow::{Context, Result};
use parlor::core::{
    clock::Clock as _,
    entropy::SystemEntropy,
    owner::{
        self, Newcomer,
        team::{ApiSecret, Role},
    },
};
use parlor_shared::ids::{AccountId, TeamId};
use reqwest::{Client, Method, RequestBuilder, Response, header};
use serde_json::{Value, json};

use crate::app::TestApp;

/// The password of every account here.
pub const PASSWORD: &str = "correct horse battery staple";

/// Someone who signed in.
#[derive(Clone)]
pub struct Owner {
    /// Makes requests.
    pub client: Client,
    /// The server, without a slash at the end.
    pub base: String,
    /// The account.
    pub account: AccountId,
    /// The address they sign in with.
    pub email: String,
    /// The team they act for.
    pub team: TeamId,
    /// `name=value`.
    pub cookie: String,
}

impl Owner {
    /// Makes an account with a team of its own, and signs in.
    pub async fn register(app: &TestApp, email: &str) -> Result<Self> {
        let newcomer =
            Newcomer { email: email.into(), name: "Someone".into(), password: PASSWORD.into(), team: email.into() };
        let (account, team) = owner::register(app.store.as_ref(), app.clock.as_ref(), &SystemEntropy, newcomer).await?;
        let nobody = Self {
            client: app.client.clone(),
            base: app.base.clone(),
            account: account.id,
            email: email.into(),
            team: team.id,
            cookie: String::new(),
        };
        nobody.sign_in().await
    }

    /// Takes another account into this one's team; it signs in and acts for that team.
    pub async fn colleague(&self, app: &TestApp, email: &str, role: Role) -> Result<Self> {
        let other = Self::register(app, email).await?;
        app.store.set_member(&self.team, &other.account, role, app.clock.now()).await?;
        Ok(Self { team: self.team.clone(), ..other })
    }

    /// Signs in once more.
    pub async fn sign_in(&self) -> Result<Self> {
        let body = json!({"email": self.email, "password": PASSWORD});
        let reply = self.client.post(format!("{}/api/auth/login", self.base)).json(&body).send().await?;
        let reply = reply.error_for_status()?;
        let cookie = reply.headers().get(header::SET_COOKIE).context("a cookie")?.to_str()?;
        let cookie = cookie.split(';').next().unwrap_or_default().to_owned();
        Ok(Self { cookie, ..self.clone() })
    }

    /// A secret of the team.
    pub async fn secret(&self, app: &TestApp) -> Result<String> {
        let (kept, secret) = ApiSecret::generate(self.team.clone(), "Test".into(), app.clock.now(), &SystemEntropy);
        app.store.insert_secret(&kept).await?;
        Ok(secret)
    }

    /// A request with the cookie, as one of our own pages makes it.
    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let request = self.client.request(method, format!("{}{path}", self.base));
        request.header(header::COOKIE, &self.cookie).header(header::ORIGIN, &self.base)
    }

    /// The same, below the team.
    pub fn team_request(&self, method: Method, path: &str) -> RequestBuilder {
        self.request(method, &format!("/api/teams/{}{path}", self.team))
    }

    /// Reads something of the team.
    pub async fn get(&self, path: &str) -> Result<Response> {
        Ok(self.team_request(Method::GET, path).send().await?)
    }

    /// Writes something of the team.
    pub async fn send(&self, method: Method, path: &str, body: &Value) -> Result<Response> {
        Ok(self.team_request(method, path).json(body).send().await?)
    }

    /// Does something to the team that needs no body.
    pub async fn call(&self, method: Method, path: &str) -> Result<Response> {
        Ok(self.team_request(method, path).send().await?)
    }

    /// A new agent of the team; returns its id.
    pub async fn new_agent(&self) -> Result<String> {
        let body = json!({"name": "Ada", "spec": {"kind": "knowledge"}});
        id_of(self.send(Method::POST, "/agents", &body).await?).await
    }

    /// A new widget of the team; returns its id.
    pub async fn new_widget(&self, agent: &str) -> Result<String> {
        let body = json!({"name": "Support Chat", "workflowId": agent});
        id_of(self.send(Method::POST, "/widgets", &body).await?).await
    }
}

/// The `id` of what was made.
pub async fn id_of(response: Response) -> Result<String> {
    let (status, body) = read(response).await?;
    anyhow::ensure!(status == 201, "{status}: {body}");
    Ok(body["id"].as_str().context("an id")?.to_owned())
}

/// Status and body; `null` when there is none.
pub async fn read(response: Response) -> Result<(u16, Value)> {
    let status = response.status().as_u16();
    let text = response.text().await?;
    let body = if text.is_empty() { Value::Null } else { serde_json::from_str(&text).with_context(|| text.clone())? };
    Ok((status, body))
}
