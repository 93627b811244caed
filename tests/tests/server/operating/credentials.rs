//! No credential reaches the log, even at the level `trace`, whichever client sends it to whichever route.

use std::process::Stdio;

use parlor::core::owner::agent::AgentSpec;
use parlor_tests::{
    app::{CATY_KEY, EMBED_TOKEN, KEY},
    process::binary,
    upstream::{Reply, Upstream},
    visitor::{ORIGIN, Visitor},
};
use reqwest::{Response, header};
use serde_json::{Value, json};
use tokio::{io::AsyncWriteExt as _, process::Command};

use crate::operating::logged::{Logged, SECRET};

const PASSWORD: &str = "correct horse battery staple";
const MODEL_KEY: &str = "opaque-model-key-0123456789";
const SIGNING: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

/// A server, and every credential that was used with it.
struct Bench {
    server: Logged,
    used: Vec<String>,
}

impl Bench {
    async fn start(spec: AgentSpec, origin: &str) -> Self {
        let secrets = format!("model={MODEL_KEY},signing={SIGNING}");
        let server = Logged::start(spec, "trace", &["--agent-origins", origin, "--secret-named", &secrets]).await;
        let used = [EMBED_TOKEN, CATY_KEY, SECRET, PASSWORD, MODEL_KEY, SIGNING].map(String::from).to_vec();
        Self { server, used }
    }

    async fn get(&self, path: &str) -> Response {
        self.server.client.get(self.server.url(path)).header("Origin", ORIGIN).send().await.unwrap()
    }

    /// A visitor's token where it belongs, and where it does not.
    async fn visitor(&mut self) -> Visitor {
        let visitor = self.server.visitor().await;
        assert_eq!(visitor.get("/messages").send().await.unwrap().status(), 200);
        for parameter in ["token", "access_token", "jwt"] {
            _ = self.get(&format!("/v1/widget/messages?{parameter}={}", visitor.jwt)).await;
        }
        _ = self.get(&format!("/v1/widget/messages/{}", visitor.jwt)).await;
        _ = self
            .server
            .client
            .get(self.server.url("/v1/widget/messages"))
            .basic_auth("a", Some(&visitor.jwt))
            .send()
            .await;
        _ = visitor.ask("Tea?").await;
        self.used.extend([visitor.jwt.clone(), visitor.secret.clone()]);
        visitor
    }

    /// Keys and tokens of widgets.
    async fn widget(&self) {
        for path in [
            format!("/api/widget-chat/init/{EMBED_TOKEN}"),
            format!("/api/widget-chat/init/{}", EMBED_TOKEN.replace('_', "%5F")),
            format!("/api/widget-chat/typo/{EMBED_TOKEN}"),
            format!("/api/widget/config?api_key={CATY_KEY}"),
        ] {
            _ = self.get(&path).await;
        }
        let config = self.server.client.get(self.server.url("/api/widget/config")).header("X-API-Key", CATY_KEY);
        assert_eq!(config.send().await.unwrap().status(), 200);
    }

    /// The signed address of a file.
    async fn download(&mut self, visitor: &Visitor) {
        let kept = visitor.brought("notes.txt", "text/plain", b"Notes").await.unwrap();
        assert_eq!(self.get(&kept.url).await.status(), 200);
        let signature = kept.url.split("signature=").nth(1).unwrap();
        self.used.push(signature.split('&').next().unwrap().to_owned());
    }

    /// A password, a sign-in's cookie, a team's secret.
    async fn owner(&mut self) {
        let made = self.create_owner().await;
        let secret = made["secret"].as_str().unwrap().to_owned();
        let list = self.server.client.get(self.server.url("/v1/integration/widget/list")).bearer_auth(&secret);
        assert_eq!(list.send().await.unwrap().status(), 200);
        let sign_in = |password: &str| {
            let body = json!({"email": "ada@example.com", "password": password});
            self.server
                .client
                .post(self.server.url("/api/auth/login"))
                .header("Origin", &self.server.base)
                .json(&body)
                .send()
        };
        _ = sign_in("a wrong but long password").await;
        let reply = sign_in(PASSWORD).await.unwrap();
        assert_eq!(reply.status(), 200);
        let cookie = reply.headers()[header::SET_COOKIE].to_str().unwrap().split(';').next().unwrap().to_owned();
        let me = self.server.client.get(self.server.url("/api/auth/me")).header(header::COOKIE, &cookie);
        assert_eq!(me.send().await.unwrap().status(), 200);
        self.used.extend([secret, cookie.split_once('=').unwrap().1.to_owned(), "a wrong but long password".into()]);
    }

    async fn create_owner(&self) -> Value {
        let mut child = Command::new(binary().unwrap())
            .args(["owner", "create", "--email", "ada@example.com", "--database-url", &self.server.guard.url])
            .envs([("PARLOR_SECRET", SECRET), ("PARLOR_LOG", "error")])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        child.stdin.take().unwrap().write_all(format!("{PASSWORD}\n").as_bytes()).await.unwrap();
        serde_json::from_slice(&child.wait_with_output().await.unwrap().stdout).unwrap()
    }

    /// The seal and the cookie of the page without JavaScript.
    async fn page(&mut self) {
        let reply = self.get(&format!("/chat/{KEY}")).await;
        let cookies: Vec<String> =
            reply.headers().get_all(header::SET_COOKIE).iter().map(|it| it.to_str().unwrap().to_owned()).collect();
        let text = reply.text().await.unwrap();
        let field = |name: &str| {
            let begin = text.split(&format!("name=\"{name}\" value=\"")).nth(1)?;
            begin.split('"').next().map(str::to_owned).filter(|value| value.len() >= 16)
        };
        let fields: Vec<(&str, String)> =
            ["key", "seal"].into_iter().filter_map(|name| Some((name, field(name)?))).collect();
        assert!(!fields.is_empty(), "{text}");
        let query = fields.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("&");
        _ = self.get(&format!("/chat/{KEY}?{query}")).await;
        let form =
            self.server.client.post(self.server.url(&format!("/chat/{KEY}"))).header("Origin", &self.server.base);
        _ = form.header(header::CONTENT_TYPE, "application/x-www-form-urlencoded").body(query).send().await.unwrap();
        self.used.extend(fields.into_iter().filter(|(name, _)| *name == "seal").map(|(_, value)| value));
        self.used.extend(
            cookies.iter().filter_map(|it| it.split(';').next()?.split_once('=')).map(|(_, value)| value.to_owned()),
        );
    }
}

/// Returns replies whose text must not reach the log either: those of a model's service or an owner's endpoint.
fn service() -> Vec<Reply> {
    let refusal = Reply::whole(
        401,
        "application/json",
        &format!("{{\"error\":{{\"message\":\"Incorrect API key: {MODEL_KEY}\"}}}}"),
    );
    vec![refusal.clone(), refusal]
}

async fn nothing_of_it_is_logged(spec: impl FnOnce(&Upstream) -> AgentSpec) {
    let upstream = Upstream::start(service()).await;
    let mut bench = Bench::start(spec(&upstream), &upstream.url).await;
    let visitor = bench.visitor().await;
    bench.widget().await;
    bench.download(&visitor).await;
    bench.owner().await;
    bench.page().await;
    let log = bench.server.end().await;
    assert!(log.contains("TRACE") && log.contains("answered"), "the log is complete");
    for credential in bench.used.iter().filter(|it| !it.is_empty()) {
        let line = log.lines().find(|line| line.contains(credential.as_str()));
        assert_eq!(line, None, "{credential}");
    }
}

#[tokio::test]
async fn no_credential_is_logged_with_a_model() {
    nothing_of_it_is_logged(|service| AgentSpec::Llm {
        provider: "openai".into(),
        model: "model-1".into(),
        base_url: Some(format!("{}/v1", service.url)),
        api_key: Some("model".into()),
        system_prompt: String::new(),
        history_tokens: 100,
        max_output_tokens: 16,
        use_knowledge: false,
        tools: vec![],
        mcp_servers: vec![],
        options: Box::default(),
    })
    .await;
}

#[tokio::test]
async fn no_credential_is_logged_with_a_webhook() {
    nothing_of_it_is_logged(|service| AgentSpec::Webhook {
        url: format!("{}/hook", service.url),
        secret: "signing".into(),
    })
    .await;
}
