//! A visitor: opens conversations, says things, follows answers, loses connections.

use anyhow::{Context, Result, bail};
use futures_util::StreamExt;
use parlor_shared::{
    content::{Node, Patch},
    ids::{ConversationId, MessageId},
    sse::Decoder,
    widget::{Attachment, Data, DoneEvent, HistoryReply, InitReply, ResetEvent, StartEvent, TokenEvent},
};
use reqwest::{Client, RequestBuilder, Response};
use serde_json::{Value, json};

/// Origin of the tests' pages.
pub const ORIGIN: &str = "https://shop.example.com";

/// Someone with a token.
#[derive(Clone)]
pub struct Visitor {
    /// Makes requests.
    pub client: Client,
    /// The server, without a slash at the end.
    pub base: String,
    /// The widget's key.
    pub key: String,
    /// The bearer token.
    pub jwt: String,
    /// The secret that brings them back.
    pub secret: String,
    /// Their conversation.
    pub conversation: ConversationId,
}

impl Visitor {
    /// Opens a conversation.
    pub async fn arrive(client: &Client, base: &str, key: &str) -> Result<Self> {
        Self::open(client, base, key, json!({"agent_id": key})).await
    }

    /// Comes back with the secret: the same conversation, a new token.
    pub async fn come_back(&self) -> Result<Self> {
        Self::open(&self.client, &self.base, &self.key, json!({"agent_id": self.key, "anon_id": self.secret})).await
    }

    async fn open(client: &Client, base: &str, key: &str, body: Value) -> Result<Self> {
        let response =
            client.post(format!("{base}/v1/widget/init")).header("Origin", ORIGIN).json(&body).send().await?;
        let reply: Data<InitReply> = whole(response).await?;
        let InitReply { jwt, anonymous_id: secret, conversation_id: conversation, .. } = reply.data;
        Ok(Self { client: client.clone(), base: base.to_owned(), key: key.to_owned(), jwt, secret, conversation })
    }

    /// A request with the token.
    pub fn get(&self, path: &str) -> RequestBuilder {
        self.client.get(format!("{}/v1/widget{path}", self.base)).bearer_auth(&self.jwt).header("Origin", ORIGIN)
    }

    /// A request with the token.
    pub fn post(&self, path: &str) -> RequestBuilder {
        self.client.post(format!("{}/v1/widget{path}", self.base)).bearer_auth(&self.jwt).header("Origin", ORIGIN)
    }

    /// Says something; the answer is a stream.
    pub fn say(&self, text: &str, key: &str, render: &str) -> RequestBuilder {
        let request = self.post("/messages/stream").json(&json!({"message": text, "render": render}));
        if key.is_empty() { request } else { request.header("Idempotency-Key", key) }
    }

    /// Says something and reads the whole answer.
    pub async fn ask(&self, text: &str) -> Result<Transcript> {
        let mut transcript = Transcript::new("text");
        let response = self.say(text, "", "text").send().await?.error_for_status()?;
        transcript.read(response, None).await?;
        Ok(transcript)
    }

    /// Brings a file. Its name is written as browsers do.
    pub fn bring(&self, name: &str, media_type: &str, bytes: &[u8]) -> RequestBuilder {
        let name = name.replace('"', "%22").replace('\r', "%0D").replace('\n', "%0A");
        let head = format!(
            "--limit\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\nContent-Type: {media_type}\r\n\r\n"
        );
        let body = [head.as_bytes(), bytes, b"\r\n--limit--\r\n"].concat();
        self.post("/attachments").header("Content-Type", "multipart/form-data; boundary=limit").body(body)
    }

    /// Brings a file that is taken.
    pub async fn brought(&self, name: &str, media_type: &str, bytes: &[u8]) -> Result<Attachment> {
        let reply: Data<Attachment> = whole(self.bring(name, media_type, bytes).send().await?).await?;
        Ok(reply.data)
    }

    /// Goes on with an answer.
    pub fn resume(&self, transcript: &Transcript) -> Result<RequestBuilder> {
        let id = transcript.message.as_ref().context("no answer yet")?;
        let request = self.get(&format!("/messages/{id}/stream?render={}", transcript.render));
        Ok(request.header("Last-Event-ID", format!("{id}:{}", transcript.seq)))
    }

    /// The conversation so far: up to 100 messages.
    pub async fn history(&self) -> Result<Vec<parlor_shared::widget::Message>> {
        let reply: Data<HistoryReply> = whole(self.get("/messages?take=100").send().await?).await?;
        Ok(reply.data.messages)
    }
}

/// The body of a successful response.
pub async fn whole<T: serde::de::DeserializeOwned>(response: Response) -> Result<T> {
    let status = response.status();
    let body = response.text().await?;
    if !status.is_success() {
        bail!("{status}: {body}");
    }
    serde_json::from_str(&body).with_context(|| body.clone())
}

/// An answer as its reader has it, over any number of connections.
#[derive(Clone, Debug)]
pub struct Transcript {
    /// `text` or `nodes`.
    pub render: &'static str,
    /// The answer's id, once `start` was read.
    pub message: Option<MessageId>,
    /// The id of the visitor's message.
    pub user_message: Option<MessageId>,
    /// The number of the last event read.
    pub seq: u64,
    /// The text, from `token` events.
    pub text: String,
    /// The document, from `nodes` events.
    pub nodes: Vec<Node>,
    /// The terminal event: its name and data.
    pub end: Option<(String, Value)>,
    /// The names of all events read, in order.
    pub names: Vec<String>,
    /// Number of times the state was replaced.
    pub resets: usize,
}

impl Transcript {
    /// Nothing read yet.
    pub fn new(render: &'static str) -> Self {
        Self {
            render,
            message: None,
            user_message: None,
            seq: 0,
            text: String::new(),
            nodes: Vec::new(),
            end: None,
            names: Vec::new(),
            resets: 0,
        }
    }

    /// Reads a stream to its end, or until `cut_after` bytes; then the connection is dropped. A gap, a repeated number
    /// or a patch that does not fit is an error. Returns the bytes read.
    pub async fn read(&mut self, response: Response, cut_after: Option<usize>) -> Result<usize> {
        if !response.status().is_success() {
            bail!("{}: {}", response.status(), response.text().await?);
        }
        let (mut body, mut decoder, mut bytes) = (response.bytes_stream(), Decoder::new(1 << 22), 0);
        while let Some(chunk) = body.next().await {
            // A connection that broke is a cut like any other.
            let Ok(chunk) = chunk else { break };
            let room = cut_after.map_or(chunk.len(), |cut| cut.saturating_sub(bytes).min(chunk.len()));
            let mut events = Vec::new();
            decoder
                .feed(&chunk[..room], |event| events.push(event))
                .map_err(|_| anyhow::anyhow!("an event is too large"))?;
            for event in events {
                self.take(&event.event, &event.last_event_id, &event.data)?;
            }
            bytes += room;
            if self.end.is_some() || cut_after.is_some_and(|cut| bytes >= cut) {
                break;
            }
        }
        Ok(bytes)
    }

    /// The same without a cut; tells the id of the visitor's message as soon as `start` is read.
    pub async fn read_telling(&mut self, response: Response, told: impl Fn(&MessageId)) -> Result<()> {
        let (mut body, mut decoder) = (response.bytes_stream(), Decoder::new(1 << 22));
        while let Some(Ok(chunk)) = body.next().await {
            let mut events = Vec::new();
            decoder.feed(&chunk, |event| events.push(event)).map_err(|_| anyhow::anyhow!("an event is too large"))?;
            for event in events {
                self.take(&event.event, &event.last_event_id, &event.data)?;
                if event.event == "start" {
                    self.user_message.iter().for_each(&told);
                }
            }
            if self.end.is_some() {
                break;
            }
        }
        Ok(())
    }

    fn take(&mut self, name: &str, id: &str, data: &str) -> Result<()> {
        self.names.push(name.to_owned());
        match name {
            "stage" | "reconnect" => return Ok(()),
            "reset" => return self.reset(serde_json::from_str(data)?),
            "start" => {
                let start: StartEvent = serde_json::from_str(data)?;
                (self.message, self.user_message) = (Some(start.message_id), Some(start.user_message_id));
                return Ok(());
            }
            _ => {}
        }
        let message = self.message.as_ref().context("an event before start")?;
        let (of, seq) = id.rsplit_once(':').with_context(|| format!("id {id:?}"))?;
        let seq: u64 = seq.parse()?;
        anyhow::ensure!(of == message.as_str(), "an event of another message: {id}");
        // An error of the connection is not in the log: it has no number, and the decoder keeps the last one.
        let of_the_connection = name == "error" && seq == self.seq;
        anyhow::ensure!(of_the_connection || seq == self.seq + 1, "event {seq} after {}", self.seq);
        self.seq = seq;
        match name {
            "token" => self.text.push_str(&serde_json::from_str::<TokenEvent>(data)?.t),
            "nodes" => serde_json::from_str::<Patch>(data)?.apply(&mut self.nodes)?,
            "done" => {
                if let Some(patch) = serde_json::from_str::<DoneEvent>(data)?.patch {
                    patch.apply(&mut self.nodes)?;
                }
                self.end = Some((name.to_owned(), serde_json::from_str(data)?));
            }
            "error" => self.end = Some((name.to_owned(), serde_json::from_str(data)?)),
            "block" | "tool_call" => {}
            other => bail!("unknown event {other}"),
        }
        Ok(())
    }

    fn reset(&mut self, reset: ResetEvent) -> Result<()> {
        self.resets += 1;
        self.seq = reset.seq;
        match self.render {
            "text" => self.text = reset.text.context("a reset without text")?,
            _ => self.nodes = reset.nodes.context("a reset without nodes")?,
        }
        Ok(())
    }

    /// The data of `done`.
    pub fn done(&self) -> Result<&Value> {
        match &self.end {
            Some((name, data)) if name == "done" => Ok(data),
            other => bail!("not done: {other:?}"),
        }
    }
}
