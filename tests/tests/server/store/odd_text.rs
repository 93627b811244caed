//! Free text comes back as it was; U+0000 as U+FFFD, in both databases and every field.

use std::collections::BTreeMap;

use parlor::core::{
    conversation::{
        Conversation, Page,
        message::{Extras, Feedback},
        run::RunEvent,
        visitor::Visitor,
    },
    engagement::lead::Lead,
    knowledge::Passage,
    owner::agent::{AgentProfile, AgentSpec},
    store::{Begun, Ended, NewTurn},
    widget::{KeyKind, Widget, WidgetKeys},
};
use parlor_shared::{
    content::{Block, Citation, QuickReply},
    widget::{FeedbackValue, MessageStatus},
};
use parlor_tests::databases::Backend::{self, Postgres, Sqlite};
use rstest::rstest;

use crate::store::world::{NODE, World, agent, at, chunk, conversation, done, fresh, started, text, visitor, widget};

/// Text that has broken something somewhere.
const ODD: [&str; 14] = [
    "a\0b",
    "\0",
    "\0\0\0",
    "\\u0000 \\0 \\\0",
    "",
    " \t\r\n ",
    "'; drop table messages; -- $1 ?1 :x %s {}",
    "\"quoted\" \\back\\slash\\",
    "\u{FEFF}bom \u{200B}zero \u{202E}rtl\u{202C}",
    "e\u{301} \u{e9} \u{212B} ﬁ ß İ ı",
    "👩‍👩‍👧‍👦🏳️‍🌈 \u{1F1E8}\u{1F1ED}",
    "\u{FFFD}\u{FFFF}\u{10FFFF}\u{E000}\u{1}\u{7F}\u{85}\u{2028}",
    "日本語 العربية עברית ไทย नमस्ते",
    "Z̷̛̪a̴͎͝l̶̤̾g̵̱̈o̴͓̅",
];

fn kept(odd: &str) -> String {
    odd.replace('\0', "\u{FFFD}")
}

#[rstest]
#[tokio::test]
async fn messages_and_their_logs(#[values(Sqlite, Postgres)] backend: Backend) {
    let world = World::new(backend).await;
    for (n, odd) in ODD.iter().enumerate() {
        let key = format!("key-{n}");
        let (user, answer) = world.start(odd, &key).await;
        assert_eq!((user.text.as_str(), &world.message(&user.id).await), (kept(odd).as_str(), &user));
        world.store.append(&answer.id, NODE, &chunk(1, &[text(odd), text("|")])).await.unwrap();
        assert_eq!(world.history().await.last().unwrap().text, kept(odd) + "|", "while it grows");
        let ended = Ended {
            log: chunk(3, &[text(odd), done()]),
            ..world.ended(&answer.id, &format!("{odd}|{odd}"), MessageStatus::Complete)
        };
        world.store.end(&ended).await.unwrap();
        let logged = world.log(&answer.id, 0).await;
        let said: String = logged
            .iter()
            .filter_map(|(_, event)| if let RunEvent::Text(t) = event { Some(t.as_str()) } else { None })
            .collect();
        assert_eq!(said, world.message(&answer.id).await.text, "the log says what the message says");
        assert_eq!(said, format!("{0}|{0}", kept(odd)));
        let again = world.store.begin(&world.turn(odd, &key)).await.unwrap();
        assert!(
            matches!(again, Begun::Replayed { user: same, .. } if same.id == user.id),
            "the same text is the same text"
        );
    }
}

#[rstest]
#[tokio::test]
async fn client_ids(#[values(Sqlite, Postgres)] backend: Backend) {
    let world = World::new(backend).await;
    for odd in ODD {
        let turn = NewTurn { conversation_id: world.another().await.id, ..world.turn("q", odd) };
        let (user, _) = started(world.store.begin(&turn).await.unwrap());
        assert_eq!(user.client_id, Some(kept(odd)));
        let again = world.store.begin(&turn).await.unwrap();
        assert!(matches!(again, Begun::Replayed { user: same, .. } if same == user), "{odd:?}");
    }
}

#[rstest]
#[tokio::test]
async fn what_comes_beside_the_text(#[values(Sqlite, Postgres)] backend: Backend) {
    let world = World::new(backend).await;
    for odd in ODD {
        let (_, answer) = world.start("q", &format!("key-{odd}")).await;
        let with = |odd: &str| Extras {
            citations: vec![Citation { title: odd.into(), url: Some(odd.into()), snippet: odd.into() }],
            quick_replies: vec![QuickReply(odd.into())],
            blocks: vec![Block::EscalationButton { label: odd.into(), message: odd.into() }],
            ..Extras::default()
        };
        let tool = |odd: &str| RunEvent::ToolCall { name: odd.into(), args: serde_json::json!({odd: [odd]}) };
        let log = chunk(1, &[tool(odd), done()]);
        world
            .store
            .end(&Ended { extras: with(odd), log, ..world.ended(&answer.id, "a", MessageStatus::Complete) })
            .await
            .unwrap();
        assert_eq!(world.message(&answer.id).await.extras, with(&kept(odd)));
        assert_eq!(world.log(&answer.id, 0).await[0].1, tool(&kept(odd)));
        let think =
            |odd: &str| Feedback { value: FeedbackValue::Down, reason: Some(odd.into()), comment: Some(odd.into()) };
        assert_eq!(world.store.set_feedback(&world.conversation.id, &answer.id, &think(odd), at(0)).await, Ok(true));
        assert_eq!(world.message(&answer.id).await.feedback, Some(think(&kept(odd))));
    }
}

#[rstest]
#[tokio::test]
async fn agents_widgets_visitors_and_pages(#[values(Sqlite, Postgres)] backend: Backend) {
    let world = World::new(backend).await;
    let (an_agent, a_widget, a_visitor) = (agent(), widget(&world.agent), visitor(&world.widget));
    for (n, odd) in ODD.into_iter().enumerate() {
        let spec = |odd: &str| AgentSpec::Webhook { url: odd.into(), secret: odd.into() };
        let with = |odd: &str| AgentProfile {
            name: odd.into(),
            spec: spec(odd),
            starter_prompts: vec![odd.into()],
            language: odd.into(),
            ..an_agent.clone()
        };
        world.store.put_agent(&with(odd)).await.unwrap();
        assert_eq!(world.store.agent(&an_agent.id).await, Ok(Some(with(&kept(odd)))));

        let with = |odd: &str| {
            let mut widget = Widget {
                name: odd.into(),
                keys: WidgetKeys { key: format!("k{odd}"), ..a_widget.keys.clone() },
                allowed_origins: vec![odd.into()],
                ..a_widget.clone()
            };
            widget.settings.title = Some(odd.into());
            widget
        };
        world.store.put_widget(&with(odd)).await.unwrap();
        let found = world.store.widget_by_key(KeyKind::Key, &format!("k{odd}")).await.unwrap().unwrap();
        assert_eq!(Widget { revision: 0, ..found }, with(&kept(odd)));

        let id = fresh::<parlor_shared::ids::VisitorId>();
        let with = |odd: &str| Visitor {
            id: id.clone(),
            secret_hash: format!("{n}{odd}"),
            locale: Some(odd.into()),
            ..a_visitor.clone()
        };
        world.store.insert_visitor(&with(odd)).await.unwrap();
        assert_eq!(
            world.store.visitor_by_secret(&world.widget.id, &format!("{n}{odd}")).await,
            Ok(Some(with(&kept(odd))))
        );

        let plain = conversation(&world.widget, &world.visitor);
        let page = |odd: &str| {
            let address = format!("https://shop.example/{odd}");
            Page::described(Some(&address), Some(odd.into()), Some(&address))
        };
        world.store.insert_conversation(&Conversation { page: page(odd), ..plain.clone() }).await.unwrap();
        let found = world.store.conversation(&world.visitor.id, &plain.id).await.unwrap().unwrap();
        assert_eq!(found.page, Page { title: Some(kept(odd)), ..page(odd) });
    }
}

#[rstest]
#[tokio::test]
async fn leads(#[values(Sqlite, Postgres)] backend: Backend) {
    let world = World::new(backend).await;
    for odd in ODD {
        let lead = Lead {
            name: Some(odd.into()),
            phone: Some(odd.into()),
            message: Some(odd.into()),
            fields: BTreeMap::from([(odd.into(), odd.into())]),
            ..world.lead(odd)
        };
        let first = world.store.upsert_lead(&lead).await.unwrap();
        let second = world.store.upsert_lead(&Lead { id: fresh(), ..lead }).await.unwrap();
        assert_eq!(first, second, "{odd:?}");
    }
}

#[rstest]
#[tokio::test]
async fn passages(#[values(Sqlite, Postgres)] backend: Backend) {
    let world = World::new(backend).await;
    for odd in ODD {
        let with = |odd: &str| Passage {
            document: odd.into(),
            ordinal: 3,
            title: odd.into(),
            url: Some(odd.into()),
            text: odd.into(),
            plain: odd.into(),
        };
        world.store.replace_passages(&world.agent.id, &[with(odd)]).await.unwrap();
        assert_eq!(world.store.passages(&world.agent.id).await.unwrap(), [with(&kept(odd))]);
    }
}
