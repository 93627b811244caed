//! Conversations that go well.

use std::time::Duration;

use anyhow::Result;
use futures_util::StreamExt as _;
use parlor::{
    agent::scripted::{ScriptedFailure, Step},
    core::widget::settings::{Feature, ThemeChoice},
};
use parlor_shared::content::{Block, Citation, QuickReply};
use parlor_tests::{
    app::{KEY, TestApp, WIDGET},
    databases::Backend,
    repertoire::Repertoire,
    visitor::Visitor,
};
use reqwest::header;
use rstest::rstest;
use serde_json::{Map, json};

use super::tab::{Tab, draft, field, path};

async fn app(repertoire: Repertoire) -> Result<TestApp> {
    TestApp::start(Backend::Temporary, repertoire.agents()).await
}

/// From the first look to the second answer, on every database; the widget would go on with the same conversation.
#[rstest]
#[case(Backend::Sqlite)]
#[case(Backend::Postgres)]
#[tokio::test]
async fn a_conversation(#[case] backend: Backend) -> Result<()> {
    let app = TestApp::start(backend, Repertoire::default().says("hello", "Hi **you**").agents()).await?;
    let mut tab = Tab::open(&app).await?;
    assert!(tab.html.contains("What do you sell?"), "starter prompts");
    assert_eq!(tab.rows(), ["Hi, I am Ada."]);
    tab.say("hello").await?;
    assert_eq!(tab.rows(), ["Hi, I am Ada.", "hello", "Hi you"]);
    assert!(tab.html.contains("<strong>you</strong>"));
    tab.say("and <b>more</b>\r\non two lines").await?;
    assert_eq!(tab.rows()[3..], ["and <b>more</b>on two lines", "and more on two lines"], "said back, as Markdown");
    // The widget with the same secret.
    let widget = Visitor { secret: tab.secret().to_owned(), ..app.visitor().await? };
    let history = widget.come_back().await?.history().await?;
    let texts: Vec<_> = history.iter().map(|message| message.text.as_str()).collect();
    let lines = "and <b>more</b>\non two lines";
    assert_eq!(texts, ["hello", "Hi **you**", lines, lines]);
    Ok(())
}

/// The page is for one visitor, may only be displayed, and sets a cookie that no one else can read.
#[tokio::test]
async fn what_the_page_may_do() -> Result<()> {
    let app = app(Repertoire::default()).await?;
    let tab = Tab::open(&app).await?;
    let reply = tab.get(&path()).send().await?;
    let told = |name: &str| reply.headers()[name].to_str().unwrap().to_owned();
    let policy = told("content-security-policy");
    assert!(policy.starts_with("default-src 'none'; style-src 'self' 'sha256-"), "{policy}");
    for part in ["form-action 'self'", "base-uri 'none'", "frame-ancestors 'none'"] {
        assert!(policy.contains(part), "{policy}");
    }
    assert!(!policy.contains("script") && !policy.contains("unsafe"), "{policy}");
    assert_eq!(told("cache-control"), "no-store");
    assert_eq!(told("referrer-policy"), "same-origin");
    let html = reply.text().await?;
    assert!(!html.contains("<script") && !html.contains(" style=") && !html.contains(" onclick"), "{html}");
    let reply = tab.form("say", &[("text", "hello")]).send().await?;
    assert_eq!(reply.headers()[header::LOCATION], format!("{}#last", path()));
    let cookie = reply.headers()[header::SET_COOKIE].to_str()?.to_owned();
    assert!(cookie.starts_with("parlor-visitor="), "{cookie}");
    assert!(cookie.ends_with(&format!("; Path=/chat/{KEY}; Max-Age=86400; HttpOnly; SameSite=Strict")), "{cookie}");
    let sheet = html.split("<link rel=\"stylesheet\" href=\"..").nth(1).unwrap().split('"').next().unwrap();
    let sheet = tab.get(sheet).send().await?.error_for_status()?;
    assert!(sheet.headers()["cache-control"].to_str()?.contains("immutable"));
    Ok(())
}

/// A form that arrives twice, one after the other or at once, says it once; another text from the same form is another
/// message.
#[rstest]
#[case(Backend::Sqlite)]
#[case(Backend::Postgres)]
#[tokio::test(flavor = "multi_thread")]
async fn twice_is_once(#[case] backend: Backend) -> Result<()> {
    let app = TestApp::start(backend, Repertoire::default().agents()).await?;
    let mut tab = Tab::open(&app).await?;
    let both = [(); 4].map(|()| tab.form("say", &[("text", "first")]).send());
    let replies = futures_util::future::try_join_all(both).await?;
    assert!(replies.iter().all(|reply| reply.status() == 303));
    tab.keep(&replies[0]);
    // Back in history, without reloading: the form of the stranger they were.
    tab.send(tab.form("say", &[("text", "first")])).await?;
    assert_eq!(tab.rows(), ["Hi, I am Ada.", "first", "first"]);
    let old = [tab.form("say", &[("text", "second")]), tab.form("say", &[("text", "second")])];
    for form in old {
        tab.send(form).await?;
    }
    assert_eq!(tab.rows().len(), 5);
    app.clock.advance(Duration::from_secs(1));
    let twice = [tab.form("restart", &[]), tab.form("restart", &[])];
    for form in twice {
        tab.send(form).await?;
    }
    assert_eq!(tab.rows(), ["Hi, I am Ada."]);
    let widget = Visitor { secret: tab.secret().to_owned(), ..app.visitor().await? };
    assert!(widget.come_back().await?.history().await?.is_empty(), "the new conversation is the widget's too");
    Ok(())
}

/// The first half is there while the answer is written; the second brings it. Until then it can be stopped.
#[tokio::test]
async fn an_answer_that_takes_its_time() -> Result<()> {
    let (repertoire, gate) = Repertoire::default().held("slow", "So far ", "so good.");
    let app = app(repertoire).await?;
    let mut tab = Tab::open(&app).await?;
    let said = tab.form("say", &[("text", "slow")]).send().await?;
    tab.keep(&said);
    let mut body = tab.get(&path()).send().await?.bytes_stream();
    let first = String::from_utf8(body.next().await.unwrap()?.to_vec())?;
    assert!(
        first.contains("Stop the answer") && first.contains("Thinking…") && !first.contains("<textarea"),
        "{first}"
    );
    gate.open(1);
    let mut rest = String::new();
    while let Some(piece) = body.next().await {
        rest.push_str(&String::from_utf8(piece?.to_vec())?);
    }
    assert!(rest.contains("So far so good.") && rest.contains("<textarea") && rest.ends_with("</html>"), "{rest}");
    // Another one, stopped.
    tab.reload().await?;
    tab.form("say", &[("text", "slow")]).send().await?;
    let mut body = tab.get(&path()).send().await?.bytes_stream();
    tab.html = String::from_utf8(body.next().await.unwrap()?.to_vec())?;
    let stop = tab.form("stop", &[("message", &field(&tab.html, "message"))]);
    tab.send(stop).await?;
    assert!(tab.html.contains("You stopped this answer."), "{}", tab.html);
    Ok(())
}

/// A server that stops does not keep the page waiting, and the page says how to go on.
#[tokio::test]
async fn a_stopping_server_keeps_nobody_waiting() -> Result<()> {
    let (repertoire, gate) = Repertoire::default().held("slow", "So far ", "so good.");
    let app = app(repertoire).await?;
    let mut tab = Tab::open(&app).await?;
    let said = tab.form("say", &[("text", "slow")]).send().await?;
    tab.keep(&said);
    let mut body = tab.get(&path()).send().await?.bytes_stream();
    body.next().await.unwrap()?;
    app.state.shutdown.draining.cancel();
    let mut rest = String::new();
    while let Some(piece) = body.next().await {
        rest.push_str(&String::from_utf8(piece?.to_vec())?);
    }
    assert!(rest.contains(">Refresh</a>") && rest.contains("Stop the answer"), "{rest}");
    gate.open(1);
    Ok(())
}

/// Parts beside an answer: quick replies, sources, and a retry; pressing a button sends its text.
#[tokio::test]
async fn quick_replies_sources_and_another_try() -> Result<()> {
    let citation: Citation =
        serde_json::from_value(json!({"title": "Ship <1>", "url": "https://shop.example.com/ship"}))?;
    let escalate = Block::EscalationButton { label: "A person".into(), message: "A person, please".into() };
    let rich = [
        Step::Text("Daily.".into()),
        Step::Citations(vec![citation]),
        Step::Block(escalate),
        Step::QuickReplies(vec![QuickReply("And \"abroad\"?".into())]),
    ];
    let repertoire = Repertoire::default()
        .on("When?", rich)
        .on("fail", [Step::Text("Well, ".into()), Step::Fail(ScriptedFailure::Unavailable)])
        .says("fail", "now");
    let app = app(repertoire).await?;
    let mut tab = Tab::open(&app).await?;
    tab.say("When?").await?;
    for part in ["Ship &lt;1&gt;", "name=\"text\" value=\"A person, please\"", "value=\"And &quot;abroad&quot;?\""] {
        assert!(tab.html.contains(part), "{part}: {}", tab.html);
    }
    tab.say("And \"abroad\"?").await?;
    assert_eq!(tab.rows().last().unwrap(), "And \"abroad\"?");
    assert!(!tab.html.contains("value=\"A person, please\""), "only the last answer asks");
    tab.say("fail").await?;
    assert!(tab.html.contains("The assistant could not answer.") && tab.html.contains("Try again"));
    let again = || tab.form("again", &[("message", &field(&tab.html, "message"))]);
    let (first, second) = (again(), again());
    tab.send(first).await?;
    assert_eq!(tab.rows().last().unwrap(), "now");
    tab.send(second).await?;
    assert_eq!(tab.rows().last().unwrap(), "now");
    Ok(())
}

/// In the visitor's language and direction, in the owner's colours; owners decide if visitors can start a new
/// conversation.
#[tokio::test]
async fn language_direction_and_theme() -> Result<()> {
    let app = app(Repertoire::default()).await?;
    let tab = Tab::new(&app);
    let html = tab.get(&path()).header("Accept-Language", "xx, ar;q=0.9, en;q=0.5").send().await?.text().await?;
    assert!(html.contains("<html lang=\"ar\" dir=\"rtl\" class=\"root \">"), "{html}");
    app.change_widget(|widget| {
        let config = json!({"css": ":host{--x:1} .title::after{content:\"</style><b>\"}", "contrast": "more"});
        let config = config.as_object().cloned().unwrap_or_else(Map::new);
        widget.settings.theme = Some(ThemeChoice { name: "dark".into(), config });
        widget.settings.brand = Some("#ffd400".into());
        widget.settings.features.insert(Feature::RestartConversation, false);
    })
    .await?;
    let mut tab = Tab::open(&app).await?;
    assert!(tab.html.contains("class=\"root dark contrast\""), "{}", tab.html);
    assert!(tab.html.contains(":root{--x:1}") && !tab.html.contains("</style><b>"), "{}", tab.html);
    tab.say("hello").await?;
    assert!(!tab.html.contains("New conversation"));
    let refused = tab.form("restart", &[]).send().await?;
    assert_eq!(refused.status(), 404);
    Ok(())
}

/// Fifty messages on a page, and a way to those before.
#[tokio::test]
async fn older_messages_are_a_link_away() -> Result<()> {
    let app =
        TestApp::with_flags(Backend::Temporary, Repertoire::default().agents(), &["--answers-per-day", "100"]).await?;
    let mut tab = Tab::open(&app).await?;
    for n in 0..30 {
        tab.say(&format!("number {n}")).await?;
    }
    assert_eq!((tab.rows().len(), tab.rows()[0].as_str()), (50, "number 5"));
    let earlier = tab.html.split("?before=").nth(1).unwrap().split('"').next().unwrap().to_owned();
    tab.html = tab.get(&format!("{}?before={earlier}", path())).send().await?.text().await?;
    assert_eq!((tab.rows().len(), tab.rows()[10].as_str()), (11, "number 4"));
    assert_eq!(draft(&tab.html), "", "no form there");
    let stranger = tab.get(&format!("{}?before=nothing", path())).send().await?;
    assert_eq!(stranger.status(), 404);
    Ok(())
}

/// By the widget's id the page is found too, and sends the browser to its one address.
#[tokio::test]
async fn one_address() -> Result<()> {
    let app = app(Repertoire::default()).await?;
    let reply = Tab::new(&app).get(&format!("/chat/{WIDGET}")).send().await?;
    assert_eq!((reply.status().as_u16(), &reply.headers()[header::LOCATION]), (307, &path().parse()?));
    Ok(())
}
