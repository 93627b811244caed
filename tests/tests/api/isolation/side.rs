//! A team with everything a team can have, and every credential that opens something of it.

use std::{
    collections::BTreeMap,
    sync::atomic::{AtomicU64, Ordering},
};

use parlor::core::{
    activity::RecordFilter,
    conversation::{attachment::Upload, inbox::ConversationFilter},
    entropy::{SystemEntropy, new_capability},
    owner::{
        self, Newcomer,
        agent::AgentProfile,
        file::{FileSlot, OwnerFile, PictureKind},
        team::{Actor, ApiSecret, Role},
    },
    security::{
        budget::{RequestSource, Spender},
        token::{Announced, Pass},
    },
    store::Saved,
    widget::{Widget, WidgetPage, blueprint::Blueprint, settings::Settings},
};
use parlor_shared::ids::{AgentId, ConversationId, TeamId};
use parlor_tests::app::{TestApp, agent};
use reqwest::RequestBuilder;
use serde_json::json;

const PASSWORD: &str = "a long enough password";

/// A way to say who one is.
pub(crate) struct Credential {
    pub(crate) name: &'static str,
    header: Option<(&'static str, String)>,
}

impl Credential {
    pub(crate) fn present(&self, request: RequestBuilder) -> RequestBuilder {
        match &self.header {
            Some((name, value)) => request.header(*name, value),
            None => request,
        }
    }
}

/// A team.
pub(crate) struct Side {
    team: TeamId,
    agent: AgentId,
    widget: Widget,
    conversation: ConversationId,
    /// Ids of its objects by kind, and its `key` and `token`.
    pub(crate) ids: BTreeMap<String, String>,
    /// Credentials that open something of the team; the first entry is no credential.
    pub(crate) credentials: Vec<Credential>,
}

impl Side {
    /// Makes one.
    pub(crate) async fn furnish(app: &TestApp, name: &str) -> Self {
        let (store, clock, now) = (app.store.as_ref(), app.clock.as_ref(), app.state.clock.now());
        let email = format!("{name}@example.com");
        let newcomer =
            Newcomer { email: email.clone(), name: name.into(), password: PASSWORD.into(), team: name.into() };
        let (account, team) = owner::register(store, clock, &SystemEntropy, newcomer).await.unwrap();
        let (kept, secret) = ApiSecret::generate(team.id.clone(), "CI".into(), now, &SystemEntropy);
        store.insert_secret(&kept).await.unwrap();
        let actor = Actor { team_id: team.id.clone(), account_id: Some(account.id.clone()), role: Role::Owner };
        let guest = format!("guest-of-{name}@example.com");
        let (invitation, _) = app.state.team_admin(&actor).invite(&guest, Role::Viewer).await.unwrap();
        let profile = AgentProfile {
            id: new_capability(&SystemEntropy),
            team_id: team.id.clone(),
            ..agent(parlor::core::owner::agent::AgentSpec::Scripted {}, now).unwrap()
        };
        store.put_agent(&profile).await.unwrap();
        let blueprint = Blueprint {
            id: new_capability(&SystemEntropy),
            team_id: team.id.clone(),
            name: name.into(),
            settings: Settings::default(),
            allowed_origins: vec![],
            revision: 0,
            created_at: now,
            updated_at: now,
        };
        store.insert_blueprint(&blueprint).await.unwrap();
        let widget =
            Widget { agent_id: Some(profile.id.clone()), ..Widget::new(team.id.clone(), name, now, &SystemEntropy) };
        assert_eq!(store.insert_widget(&widget).await, Ok(Saved::Done));
        let file = OwnerFile {
            id: new_capability(&SystemEntropy),
            team_id: team.id.clone(),
            name: "a.png".into(),
            kind: PictureKind::Png,
            bytes: b"\x89PNG\r\n\x1a\n".to_vec(),
            created_at: now,
        };
        store.insert_file(&file).await.unwrap();
        assert_eq!(store.attach_file(&widget.id, FileSlot::Bot, &file.id).await, Ok(true));

        let visitor = app.state.sessions().named(&widget, "isolation", name).await.unwrap();
        let page = parlor::core::conversation::Page::default();
        let (conversation, _) = app.state.sessions().converse(&widget, &visitor, page, true).await.unwrap();
        let speaker = app.state.sessions().turn_context(&conversation, None, RequestSource::Team).await.unwrap();
        let saying = parlor::core::conversation::turn::UserInput::text(format!("I am {name}"));
        let whole = app.state.turns.say(&speaker, saying).await.unwrap().whole().await.unwrap();
        let upload =
            Upload { name: "a.txt".into(), media_type: None, bytes: bytes::Bytes::copy_from_slice(name.as_bytes()) };
        let spender = Spender::new(RequestSource::Team, &widget, &conversation);
        let attachment = app.state.uploads.accept(&spender, &conversation.id, upload).await.unwrap();
        let pass = Pass::new(&widget, &conversation);
        let jwt = app.state.signer.mint(&pass, now).unwrap().token;
        let session = app.state.signer.mint_session(&pass, 3_600, now).unwrap().token;
        let announced = Announced {
            conversation_id: conversation.id.clone(),
            attachment_id: attachment.id.clone(),
            name: "a.txt".into(),
            media_type: "text/plain".into(),
            size: 9,
        };
        let upload = app.state.signer.mint_upload(announced, now).unwrap().token;
        let cookie = sign_in(app, &email).await;
        let ids = [
            ("team", team.id.to_string()),
            ("agent", profile.id.to_string()),
            ("blueprint", blueprint.id.to_string()),
            ("widget", widget.id.to_string()),
            ("file", file.id.to_string()),
            ("account", account.id.to_string()),
            ("secret", kept.id.to_string()),
            ("invitation", invitation.id.to_string()),
            ("conversation", conversation.id.to_string()),
            ("message", whole.answer.id.to_string()),
            ("attachment", attachment.id.to_string()),
            ("key", widget.keys.key.clone()),
            ("token", widget.keys.embed_token.clone()),
        ];
        let bearer = |text: &str| Some(("Authorization", format!("Bearer {text}")));
        let credentials = vec![
            Credential { name: "nobody", header: None },
            Credential { name: "owner", header: Some(("Cookie", cookie)) },
            Credential { name: "secret", header: bearer(&secret) },
            Credential { name: "visitor", header: bearer(&jwt) },
            Credential { name: "session", header: bearer(&session) },
            Credential { name: "upload", header: bearer(&upload) },
            Credential { name: "embed token", header: Some(("X-Widget-Token", widget.keys.embed_token.clone())) },
            Credential { name: "Caty key", header: Some(("X-API-Key", widget.keys.caty_key.clone())) },
        ];
        let ids = ids.into_iter().map(|(kind, id)| (kind.to_owned(), id)).collect();
        Self { team: team.id, agent: profile.id, widget, conversation: conversation.id, ids, credentials }
    }

    /// All that another team must not change.
    pub(crate) async fn snapshot(&self, app: &TestApp) -> String {
        let (store, team) = (app.store.as_ref(), &self.team);
        let page = WidgetPage { after: None, newest_first: false, take: 100, meta: vec![], blueprint: None };
        let stats = store.widget_stats(&self.widget.id, jiff::Timestamp::UNIX_EPOCH).await.unwrap();
        assert_eq!(store.role(team, &"nobody".parse().unwrap()).await, Ok(None::<Role>));
        format!(
            "{:#?}",
            (
                store.team_widgets(team, &page).await.unwrap(),
                store.team_agents(team).await.unwrap(),
                store.blueprints(team).await.unwrap(),
                store.files(team).await.unwrap(),
                store.attached_files(&self.widget.id).await.unwrap(),
                store.members(team).await.unwrap(),
                store.secrets(team).await.unwrap(),
                store.invitations(team, jiff::Timestamp::UNIX_EPOCH).await.unwrap(),
                store.history(&self.conversation, None, 1_000).await.unwrap(),
                (stats, store.team_agent(team, &self.agent).await.unwrap()),
                store.conversation_list(team, &ConversationFilter::default(), None, 100).await.unwrap(),
                store.activity_after(team, 0, &RecordFilter::default(), 1_000).await.unwrap(),
            )
        )
    }
}

/// The cookie of a new sign-in.
async fn sign_in(app: &TestApp, email: &str) -> String {
    let request = app.client.post(app.url("/api/auth/login")).header("Origin", &app.base);
    let response = request.json(&json!({"email": email, "password": PASSWORD})).send().await.unwrap();
    assert_eq!(response.status(), 200);
    let cookie = response.headers()["set-cookie"].to_str().unwrap();
    cookie.split(';').next().unwrap().to_owned()
}

/// An id that does not exist.
pub(crate) fn random() -> String {
    static COUNT: AtomicU64 = AtomicU64::new(0);
    format!("00000000-0000-4000-8000-{:012x}", COUNT.fetch_add(1, Ordering::Relaxed))
}

/// Returns the kind of object that a parameter names; `before` is the part of the path before it.
pub(crate) fn kind(name: &str, before: &str) -> String {
    let of = |text: &str| match text {
        "teams" => "team",
        "agents" => "agent",
        "blueprints" => "blueprint",
        "members" => "account",
        "secrets" => "secret",
        "invitations" => "invitation",
        "files" => "file",
        "attachments" => "attachment",
        "conversation" | "conversations" | "sessions" => "conversation",
        "messages" | "message" => "message",
        _ => "widget",
    };
    match name {
        "teamId" => "team",
        "sessionId" | "session_id" | "conversation_id" | "conversationId" => "conversation",
        "mid" | "messageId" => "message",
        "fileId" => "file",
        "attachmentId" => "attachment",
        "accountId" => "account",
        "workflowId" | "botId" | "agentId" => "agent",
        "blueprintId" => "blueprint",
        "invitation_id" => "invitation",
        "widgetId" => "widget",
        _ => of(before),
    }
    .to_owned()
}
