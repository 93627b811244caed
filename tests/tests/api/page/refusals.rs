//! Refusals are explained in words, and nothing that was written is lost.

use anyhow::Result;
use parlor_tests::{
    app::{KEY, TestApp, WIDGET},
    databases::Backend,
    repertoire::Repertoire,
    visitor::ORIGIN,
};
use reqwest::header;
use rstest::rstest;

use super::tab::{Tab, draft, field, filled, path};

async fn app() -> Result<TestApp> {
    TestApp::start(Backend::Temporary, Repertoire::default().agents()).await
}

async fn refused(reply: reqwest::Response) -> Result<(u16, String)> {
    let status = reply.status().as_u16();
    assert!(reply.headers()[header::CONTENT_TYPE].to_str()?.starts_with("text/html"));
    Ok((status, reply.text().await?))
}

#[rstest]
#[case::empty("", 400, "Please write something first.")]
#[case::blank(" \n\t ", 400, "Please write something first.")]
#[case::long(&"ä".repeat(4_007), 400, "Characters over the limit: 7")]
#[tokio::test]
async fn a_message_that_is_none(#[case] text: &str, #[case] status: u16, #[case] words: &str) -> Result<()> {
    let app = app().await?;
    let tab = Tab::open(&app).await?;
    let (got, html) = refused(tab.form("say", &[("text", text)]).send().await?).await?;
    assert_eq!(got, status);
    assert!(html.contains(words) && html.contains("role=\"alert\"") && html.contains("aria-invalid"), "{html}");
    assert_eq!(draft(&html), text);
    let long = "ä".repeat(4_000);
    let mut tab = Tab { html, ..tab };
    tab.say(&long).await?;
    assert_eq!(tab.rows().last(), Some(&long), "the form that came back is good");
    Ok(())
}

#[tokio::test]
async fn bodies_that_are_no_forms() -> Result<()> {
    let app = app().await?;
    let tab = Tab::open(&app).await?;
    let huge = "x".repeat(70_000);
    let (status, html) = refused(tab.form("say", &[("text", &huge)]).send().await?).await?;
    assert_eq!(status, 413);
    assert!(html.contains("This message couldn’t be sent."));
    for kind in ["application/json", "text/plain", "multipart/form-data; boundary=x"] {
        let post = tab.client.post(app.url(&path())).header(header::CONTENT_TYPE, kind).body("do=say&text=x");
        assert_eq!(refused(post.send().await?).await?.0, 415, "{kind}");
    }
    let (status, _) = refused(tab.form("dance", &[]).send().await?).await?;
    assert_eq!(status, 400);
    Ok(())
}

/// A form of another page, of another visitor, with another conversation, without a seal: nothing is stored, and the text
/// stands in the form again.
#[tokio::test]
async fn forged_forms() -> Result<()> {
    let app = app().await?;
    let (mut mine, mut theirs) = (Tab::open(&app).await?, Tab::open(&app).await?);
    mine.say("mine").await?;
    theirs.say("theirs").await?;
    let fields = |tab: &Tab<'_>| ["key", "conversation", "seal"].map(|name| (name, field(&tab.html, name)));
    let send = async |cookie: &str, origin: Option<&str>, fields: &[(&str, String)]| {
        let mut all: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
        all.extend([("do", "say"), ("text", "forged & kept")]);
        let mut post = filled(mine.client.post(app.url(&path())), &all).header(header::COOKIE, cookie);
        if let Some(origin) = origin {
            post = post.header(header::ORIGIN, origin);
        }
        let (status, html) = refused(post.send().await?).await?;
        assert_eq!(status, 403, "{origin:?}");
        assert!(html.contains("This page has expired."), "{html}");
        assert_eq!(draft(&html), "forged & kept");
        anyhow::Ok(())
    };
    let (own, base) = (fields(&mine), Some(app.base.as_str()));
    send(&mine.cookie, base, &fields(&theirs)).await?;
    send(&mine.cookie, base, &[]).await?;
    let mixed = [own[0].clone(), fields(&theirs)[1].clone(), own[2].clone()];
    send(&mine.cookie, base, &mixed).await?;
    let bent = [own[0].clone(), own[1].clone(), ("seal", "0".repeat(64))];
    send(&mine.cookie, base, &bent).await?;
    for origin in ["https://evil.test", "null", ORIGIN] {
        send(&mine.cookie, Some(origin), &own).await?;
    }
    send("", base, &own).await?;
    for tab in [&mut mine, &mut theirs] {
        tab.reload().await?;
        assert_eq!(tab.rows().len(), 3, "{:?}", tab.rows());
    }
    Ok(())
}

/// A cookie that does not belong to a visitor of this widget is ignored.
#[tokio::test]
async fn foreign_cookies() -> Result<()> {
    let app = app().await?;
    let mut known = Tab::open(&app).await?;
    known.say("a secret of mine").await?;
    let long = format!("parlor-visitor={}", "a".repeat(5_000));
    let upper = known.cookie.to_uppercase().replace("PARLOR-VISITOR", "parlor-visitor");
    for cookie in ["parlor-visitor=", "parlor-visitor=00000000000000000000000000000000", "other=1", &long, &upper] {
        let mut tab = Tab { cookie: cookie.to_owned(), ..Tab::new(&app) };
        tab.reload().await?;
        let is_theirs = tab.html.contains("a secret of mine");
        assert!(!is_theirs || cookie == known.cookie, "{cookie}");
        tab.say("as somebody new").await?;
        assert_ne!(tab.cookie, cookie);
        assert_eq!(tab.rows().len(), 3);
    }
    Ok(())
}

/// Switched off, deleted, of another key: said in words, with what was written.
#[tokio::test]
async fn a_widget_that_is_not_there() -> Result<()> {
    let app = app().await?;
    let mut tab = Tab::open(&app).await?;
    tab.say("hello").await?;
    app.change_widget(|widget| widget.active = false).await?;
    let (status, html) = refused(tab.get(&path()).send().await?).await?;
    assert_eq!(status, 410);
    assert!(html.contains("This chat is not available here."));
    let (status, html) = refused(tab.form("say", &[("text", "kept <i>")]).send().await?).await?;
    assert_eq!((status, draft(&html).as_str()), (410, "kept <i>"));
    for key in ["wk_00000000000000000000000000000000", "nothing", "%3Cb%3E", &KEY.to_uppercase()] {
        let (status, html) =
            refused(tab.get(&format!("/chat/{key}")).header("Accept-Language", "de").send().await?).await?;
        assert_eq!(status, 404, "{key}");
        assert!(html.contains("<html lang=\"de\""), "{html}");
    }
    app.change_widget(|widget| (widget.active, widget.agent_id) = (true, None)).await?;
    assert_eq!(refused(tab.get(&format!("/chat/{WIDGET}")).send().await?).await?.0, 409);
    Ok(())
}

/// While an answer is written, in another tab; when the budget is spent; when too many come.
#[tokio::test]
async fn limits_are_those_of_the_widget() -> Result<()> {
    let (repertoire, gate) = Repertoire::default().held("slow", "a", "b");
    let flags = ["--answers-per-day", "2", "--init-per-minute", "2"];
    let app = TestApp::with_flags(Backend::Temporary, repertoire.agents(), &flags).await?;
    let mut tab = Tab::open(&app).await?;
    tab.say("hello").await?;
    tab.form("say", &[("text", "slow")]).send().await?;
    let (status, html) = refused(tab.form("say", &[("text", "too soon")]).send().await?).await?;
    assert_eq!((status, draft(&html).as_str()), (429, "too soon"));
    assert!(html.contains("The previous answer is still being written."), "{html}");
    gate.open(1);
    tab.reload().await?;
    let spent = tab.form("say", &[("text", "too much")]).send().await?;
    assert!(spent.headers().contains_key(header::RETRY_AFTER));
    let (status, html) = refused(spent).await?;
    assert_eq!((status, draft(&html).as_str()), (429, "too much"));
    assert!(html.contains("This conversation has reached its limit."), "{html}");
    Tab::open(&app).await?.say("second").await?;
    let third = Tab::open(&app).await?;
    let (status, html) = refused(third.form("say", &[("text", "third")]).send().await?).await?;
    assert_eq!((status, draft(&html).as_str()), (429, "third"));
    Ok(())
}
