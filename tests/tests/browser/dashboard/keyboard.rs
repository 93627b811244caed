//! The dashboard without a mouse.

use anyhow::{Result, ensure};
use parlor_tests::browser::until_equal;
use thirtyfour::Key;

use super::Desk;

/// Remembers what has had the focus, and what showed nothing of it.
const WATCH: &str = "
    window.reached = new Set();
    window.unseen = [];
    document.addEventListener('focusin', ({ target }) => {
        reached.add(target);
        const { outlineStyle, outlineWidth } = getComputedStyle(target);
        if (outlineStyle === 'none' || outlineWidth === '0px') unseen.push(target.outerHTML.slice(0, 120));
    });";

/// Elements that can be used but were not reached.
const MISSED: &str = "
    const all = document.querySelectorAll('a[href], button, input, select, textarea, summary, [tabindex=\"0\"]');
    return [...all].filter((one) => one.checkVisibility({ visibilityProperty: true }) && !one.disabled && one.tabIndex >= 0
        && !reached.has(one)).map((one) => one.outerHTML.slice(0, 120));";

impl Desk {
    /// Name of what has the focus.
    async fn focused(&self) -> Result<String> {
        let script =
            "const at = document.activeElement; return (at.getAttribute('aria-label') ?? at.innerText ?? '').trim()";
        self.stage.browser.eval(script, Vec::new()).await
    }

    /// Goes through the screen with the tab key alone; returns what cannot be reached, or cannot be seen when it is.
    async fn walk(&self) -> Result<Vec<String>> {
        let browser = &self.stage.browser;
        browser.eval::<()>(WATCH, Vec::new()).await?;
        let most: usize = browser
            .eval(
                "return document.querySelectorAll('a, button, input, select, textarea, summary, [tabindex]').length",
                Vec::new(),
            )
            .await?;
        let keys: String = std::iter::repeat_n(char::from(Key::Tab), most + 2).collect();
        browser.driver().action_chain().send_keys(keys).perform().await?;
        let mut all: Vec<String> = browser.eval(MISSED, Vec::new()).await?;
        all.extend(browser.eval::<Vec<String>>("return unseen", Vec::new()).await?);
        Ok(all)
    }
}

/// The skip link is first; Enter opens screens and dialogs; Escape closes, and the focus returns to the button; on every screen
/// everything can be reached and is seen when it is.
#[tokio::test(flavor = "multi_thread")]
async fn all_of_it_works_by_keyboard() -> Result<()> {
    let desk = Desk::signed_in().await?;
    let things = desk.furnish().await?;
    let (hand, browser) = (desk.hand(), &desk.stage.browser);
    desk.goto("/widgets").await?;
    hand.shows("Support Chat").await?;
    browser.key(Key::Tab).await?;
    assert_eq!(desk.focused().await?, "Skip to the content");
    browser.key(Key::Enter).await?;
    browser.key(Key::Tab).await?;
    assert_eq!(desk.focused().await?, "New widget");
    browser.key(Key::Enter).await?;
    hand.shows("Only your team sees it.").await?;
    browser.key(Key::Escape).await?;
    hand.shows_no_more("Only your team sees it.").await?;
    assert_eq!(desk.focused().await?, "New widget");
    browser.key(Key::Tab).await?;
    assert_eq!(desk.focused().await?, "Support Chat");
    browser.key(Key::Enter).await?;
    hand.shows("Put it on your site").await?;
    desk.goto(&things.agent).await?;
    browser.eval::<()>("document.querySelector('[role=tab]').focus()", Vec::new()).await?;
    browser.key(Key::Left).await?;
    until_equal("the last tab", "How it answers".to_owned(), || desk.focused()).await?;
    hand.shows("Delete agent").await?;
    let mut missed = Vec::new();
    let fixed = ["", "/conversations", "/leads", "/gaps", "/agents", "/widgets", "/statistics", "/team", "/settings"];
    for path in fixed.iter().copied().chain([&*things.agent, &*things.widget, &*things.conversation]) {
        desk.goto(path).await?;
        missed.extend(desk.walk().await?.into_iter().map(|what| format!("{path}: {what}")));
    }
    ensure!(missed.is_empty(), "{missed:#?}");
    desk.stage.close().await
}
