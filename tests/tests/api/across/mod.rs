//! One conversation, many voices: begun through one API it goes on through the others, as far as their credentials
//! reach and no further.

mod budgets;
mod foreign;
mod goes_on;
mod leads;
mod reserve;

use std::sync::Arc;

use parlor::core::{
    clock::Clock as _, entropy::SystemEntropy, owner::team::ApiSecret, store::Store, widget::WidgetKeys,
};
use parlor_shared::sse::Decoder;
use parlor_tests::{
    app::{CATY_KEY, EMBED_TOKEN, KEY, TEAM, TestApp},
    databases::{Backend, Guard},
    repertoire::Repertoire,
    visitor::{ORIGIN, Visitor},
};
use reqwest::RequestBuilder;
use serde_json::{Value, json};

/// The APIs a conversation can be had through.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Voice {
    Native,
    NexonTech,
    NodeLoom,
    Caty,
    ChatBotKit,
}

use Voice::{Caty, ChatBotKit, Native, NexonTech, NodeLoom};

impl Voice {
    const ALL: [Self; 5] = [Native, NexonTech, NodeLoom, Caty, ChatBotKit];
}

/// Credentials for a widget's conversations.
#[derive(Clone, Debug)]
struct Keys {
    key: String,
    embed_token: String,
    caty_key: String,
    /// The team's.
    secret: String,
}

impl Keys {
    fn new(keys: WidgetKeys, secret: String) -> Self {
        Self { key: keys.key, embed_token: keys.embed_token, caty_key: keys.caty_key, secret }
    }

    /// Returns the credential of an API. The native API needs a token that only the visitor has.
    fn of(&self, voice: Voice) -> &str {
        match voice {
            Native => "",
            NexonTech => &self.key,
            NodeLoom => &self.embed_token,
            Caty => &self.caty_key,
            ChatBotKit => &self.secret,
        }
    }
}

/// A conversation.
struct Talk {
    id: String,
    /// Its visitor's token, where it was begun natively.
    jwt: Option<String>,
}

/// A message, as every voice tells it: its id, whether the visitor said it, and what.
type Told = (String, bool, String);

/// A server, and what opens the conversations of its widget. Its agent says back what it is told.
struct World {
    app: TestApp,
    keys: Keys,
}

impl World {
    async fn new(backend: Backend, answers: Repertoire) -> Self {
        Self::with(backend, answers, &[]).await
    }

    async fn with(backend: Backend, answers: Repertoire, flags: &[&str]) -> Self {
        Self::of(TestApp::with_flags(backend, answers.agents(), flags).await.unwrap()).await
    }

    async fn of(app: TestApp) -> Self {
        let (kept, secret) = ApiSecret::generate(TEAM.parse().unwrap(), "Test".into(), app.clock.now(), &SystemEntropy);
        app.store.insert_secret(&kept).await.unwrap();
        let keys = WidgetKeys { key: KEY.into(), embed_token: EMBED_TOKEN.into(), caty_key: CATY_KEY.into() };
        Self { app, keys: Keys::new(keys, secret) }
    }

    /// On a store that a test has opened.
    async fn keeping(store: Arc<dyn Store>, guard: Guard) -> Self {
        let app = TestApp::keeping(store, guard, Repertoire::default().agents()).await.unwrap();
        Self::of(app).await
    }

    async fn usual() -> Self {
        Self::new(Backend::Temporary, Repertoire::default()).await
    }

    fn post(&self, path: &str, body: &Value) -> RequestBuilder {
        self.app.client.post(self.app.url(path)).header("Origin", ORIGIN).json(body)
    }

    /// A new conversation.
    async fn begin(&self, voice: Voice) -> Talk {
        if voice == Native {
            let Visitor { conversation, jwt, .. } = self.app.visitor().await.unwrap();
            return Talk { id: conversation.to_string(), jwt: Some(jwt) };
        }
        Talk { id: self.open(voice, None).await, jwt: None }
    }

    /// A conversation of a vendor's visitor who is called so.
    async fn open(&self, voice: Voice, name: Option<&str>) -> String {
        let Keys { key, embed_token, caty_key, .. } = &self.keys;
        let (request, id) = match voice {
            Native => {
                (self.post("/v1/widget/init", &json!({"agent_id": key, "anon_id": name})), "/data/conversation_id")
            }
            NexonTech => (self.post("/api/widget/init", &json!({"key": key, "visitor_id": name})), "/conversation_id"),
            NodeLoom => (
                self.post("/api/widget-chat/sessions", &json!({"token": embed_token, "visitorId": name})),
                "/sessionId",
            ),
            Caty => {
                let request = self.post("/api/widget/session", &json!({"visitor_id": name}));
                (request.header("X-API-Key", caty_key), "/session_id")
            }
            ChatBotKit => (self.post("/v1/integration/widget/widget-1/session/create", &json!({})), "/conversationId"),
        };
        let body = whole(request).await;
        body.pointer(id).unwrap().as_str().unwrap().trim_start_matches("sess_").to_owned()
    }

    /// Says something in a conversation, with this credential.
    fn saying(&self, voice: Voice, credential: &str, id: &str, text: &str) -> RequestBuilder {
        match voice {
            Native => self.post("/v1/widget/messages", &json!({"message": text})).bearer_auth(credential),
            NexonTech => {
                self.post("/api/widget/chat", &json!({"key": credential, "conversation_id": id, "text": text}))
            }
            NodeLoom => {
                let path = format!("/api/widget-chat/sessions/{id}/messages");
                self.post(&path, &json!({"token": credential, "content": text}))
            }
            Caty => {
                let body = json!({"session_id": format!("sess_{id}"), "message": text});
                self.post("/api/widget/message", &body).header("X-API-Key", credential)
            }
            ChatBotKit => {
                let path = format!("/v1/conversation/{id}/complete");
                self.post(&path, &json!({"text": text})).bearer_auth(credential)
            }
        }
    }

    /// Reads a conversation, with this credential; `None` where an API has no call for that.
    fn reading(&self, voice: Voice, credential: &str, id: &str) -> Option<RequestBuilder> {
        let get = |path: &str| self.app.client.get(self.app.url(path)).header("Origin", ORIGIN);
        match voice {
            Native => Some(get("/v1/widget/messages?take=100").bearer_auth(credential)),
            NodeLoom => {
                let path = format!("/api/widget-chat/sessions/{id}/messages");
                Some(get(&path).header("X-Widget-Token", credential))
            }
            ChatBotKit => Some(get(&format!("/v1/conversation/{id}/message/list?order=asc")).bearer_auth(credential)),
            NexonTech | Caty => None,
        }
    }

    /// Returns the credential for this conversation in an API; `None` if there is none.
    fn credential<'a>(&'a self, voice: Voice, talk: &'a Talk) -> Option<&'a str> {
        if voice == Native { talk.jwt.as_deref() } else { Some(self.keys.of(voice)) }
    }

    /// Says something, and returns the answer.
    async fn say(&self, voice: Voice, talk: &Talk, text: &str) -> String {
        let credential = self.credential(voice, talk).unwrap();
        let request = self.saying(voice, credential, &talk.id, text);
        let answer = match voice {
            Native => "/data/content",
            NexonTech => "/response",
            NodeLoom => return streamed(request).await,
            Caty => "/response/content",
            ChatBotKit => "/text",
        };
        whole(request).await.pointer(answer).unwrap().as_str().unwrap().to_owned()
    }

    /// Returns the messages so far, oldest first.
    async fn read(&self, voice: Voice, talk: &Talk) -> Option<Vec<Told>> {
        let request = self.reading(voice, self.credential(voice, talk)?, &talk.id)?;
        let (list, by, text) = match voice {
            Native => ("/data/messages", "role", "text"),
            NodeLoom => ("/messages", "role", "content"),
            _ => ("/items", "type", "text"),
        };
        let body = whole(request).await;
        let words = |message: &Value, name: &str| message[name].as_str().unwrap().to_owned();
        let messages = body.pointer(list).unwrap().as_array().unwrap();
        Some(messages.iter().map(|it| (words(it, "id"), words(it, by) == "user", words(it, text))).collect())
    }
}

/// The body of a success.
async fn whole(request: RequestBuilder) -> Value {
    let response = request.send().await.unwrap();
    let (status, body) = (response.status(), response.text().await.unwrap());
    assert!(status.is_success(), "{status}: {body}");
    serde_json::from_str(&body).unwrap()
}

/// The text of an answer that is streamed.
async fn streamed(request: RequestBuilder) -> String {
    let response = request.send().await.unwrap();
    assert_eq!(response.status(), 200);
    let (mut decoder, mut last) = (Decoder::new(1 << 20), Value::Null);
    let take = |event: parlor_shared::sse::Event| last = serde_json::from_str(&event.data).unwrap();
    decoder.feed(&response.bytes().await.unwrap(), take).unwrap();
    assert_eq!(last["type"], "done", "{last}");
    last["content"].as_str().unwrap().to_owned()
}

async fn status(request: RequestBuilder) -> u16 {
    request.send().await.unwrap().status().as_u16()
}
