//! When a widget speaks first.
//!
//! The owner's rules decide: [`decide`] and [`for_trigger`] are pure functions of the rules and of what is known.

use std::collections::BTreeSet;

use parlor_shared::{
    config::{ProactiveRule, Trigger},
    ids::ConversationId,
};

use super::{
    page_url::PageUrl,
    store::{Store, Stored},
    track::Engagement,
};

/// What is known about a visitor when it is decided whether to speak.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Known {
    /// What they have done, and the page they are on.
    pub engagement: Engagement,
    /// How often they were here before.
    pub earlier_visits: u64,
    /// How long they have done nothing, in seconds, when that was told.
    pub idle_seconds: Option<u64>,
    /// The pointer has left the page at its top.
    pub leaving: bool,
    /// The rules that have spoken in this conversation.
    pub spoken: BTreeSet<String>,
}

/// The first rule, in the owner's order, that is reached and may speak.
pub fn decide<'r>(rules: &'r [ProactiveRule], known: &Known) -> Option<&'r ProactiveRule> {
    rules.iter().find(|rule| {
        is_for_page(rule, known.engagement.last_page.as_ref().map(PageUrl::as_str))
            && is_reached(rule, known)
            && !(rule.once && known.spoken.contains(&rule.id))
    })
}

/// The first rule for a trigger that the page says is reached, on this page; only the engagement score is looked at
/// again.
pub fn for_trigger<'r>(
    rules: &'r [ProactiveRule],
    trigger: Trigger,
    page: Option<&str>,
    score: u8,
) -> Option<&'r ProactiveRule> {
    let engaged = |rule: &ProactiveRule| trigger != Trigger::Engagement || rule.value <= u32::from(score);
    rules.iter().find(|rule| rule.trigger == trigger && is_for_page(rule, page) && engaged(rule))
}

/// A rule may be for some pages; one that waits for a page must say which.
fn is_for_page(rule: &ProactiveRule, page: Option<&str>) -> bool {
    match &rule.url_contains {
        Some(part) => page.is_some_and(|page| page.contains(part.as_str())),
        None => rule.trigger != Trigger::Url,
    }
}

fn is_reached(rule: &ProactiveRule, known: &Known) -> bool {
    let Known { engagement, earlier_visits, idle_seconds, leaving, .. } = known;
    let value = u64::from(rule.value);
    match rule.trigger {
        Trigger::Time => engagement.time_ms / 1_000 >= value,
        Trigger::Scroll => u64::from(engagement.scroll_percent) >= value,
        Trigger::Engagement => u64::from(engagement.score()) >= value,
        Trigger::Idle => idle_seconds.is_some_and(|idle| idle >= value),
        Trigger::ReturnVisit => *earlier_visits >= value.max(1),
        Trigger::ExitIntent => *leaving,
        Trigger::Url => true,
    }
}

/// The rule that speaks now. One that may speak once is given to one caller only, however many ask at the same time.
pub async fn offer<'r>(
    store: &dyn Store,
    conversation: &ConversationId,
    rules: &'r [ProactiveRule],
    mut known: Known,
) -> Stored<Option<&'r ProactiveRule>> {
    while let Some(rule) = decide(rules, &known) {
        if !rule.once || store.claim_rule(conversation, &rule.id).await? {
            return Ok(Some(rule));
        }
        known.spoken.insert(rule.id.clone());
    }
    Ok(None)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::core::track::Seen;

    fn rule(id: &str, trigger: Trigger, value: u32) -> ProactiveRule {
        ProactiveRule { id: id.into(), trigger, value, url_contains: None, message: format!("I am {id}"), once: true }
    }

    fn only_on(part: &str, rule: ProactiveRule) -> ProactiveRule {
        ProactiveRule { url_contains: Some(part.into()), ..rule }
    }

    fn known(seen: &Seen) -> Known {
        Known { engagement: Engagement::default().with(seen), ..Known::default() }
    }

    fn id(rule: Option<&ProactiveRule>) -> Option<&str> {
        rule.map(|rule| rule.id.as_str())
    }

    #[test]
    fn each_trigger_waits_for_its_own() {
        let nothing = Known::default();
        let page = known(&Seen {
            scroll_percent: 50,
            time_ms: 30_000,
            ..Seen::on(PageUrl::parse("https://a.example/pricing"))
        });
        let idle = Known { idle_seconds: Some(20), ..Known::default() };
        let leaving = Known { leaving: true, ..Known::default() };
        let back = Known { earlier_visits: 2, ..Known::default() };
        for (trigger, value, reached, short) in [
            (Trigger::Time, 30, &page, 31),
            (Trigger::Scroll, 50, &page, 51),
            (Trigger::Engagement, 35, &page, 36),
            (Trigger::Idle, 20, &idle, 21),
            (Trigger::ReturnVisit, 2, &back, 3),
        ] {
            assert!(decide(&[rule("r", trigger, value)], reached).is_some(), "{trigger:?}");
            assert!(decide(&[rule("r", trigger, short)], reached).is_none(), "{trigger:?}");
            assert!(decide(&[rule("r", trigger, value)], &nothing).is_none(), "{trigger:?}");
        }
        assert!(decide(&[rule("r", Trigger::ExitIntent, 0)], &leaving).is_some());
        assert!(decide(&[rule("r", Trigger::ExitIntent, 0)], &page).is_none());
        assert!(decide(&[rule("r", Trigger::ReturnVisit, 0)], &nothing).is_none(), "a first visit is no return");
        assert!(decide(&[only_on("/pricing", rule("r", Trigger::Url, 0))], &page).is_some());
        assert!(decide(&[only_on("/contact", rule("r", Trigger::Url, 0))], &page).is_none());
        assert!(decide(&[rule("r", Trigger::Url, 0)], &page).is_none(), "it names no page");
    }

    #[test]
    fn the_owners_order_counts_and_a_rule_speaks_once() {
        let rules = [rule("first", Trigger::Time, 10), rule("second", Trigger::Scroll, 10)];
        let mut known = known(&Seen { scroll_percent: 90, time_ms: 90_000, ..Seen::default() });
        assert_eq!(id(decide(&rules, &known)), Some("first"));
        known.spoken.insert("first".into());
        assert_eq!(id(decide(&rules, &known)), Some("second"));
        known.spoken.insert("second".into());
        assert_eq!(decide(&rules, &known), None);
        let again = ProactiveRule { once: false, ..rules[0].clone() };
        assert!(decide(&[again], &known).is_some(), "it may speak more than once");
    }

    #[test]
    fn a_page_may_ask_for_a_trigger() {
        let rules = [
            rule("very", Trigger::Engagement, 80),
            rule("engaged", Trigger::Engagement, 40),
            only_on("/cart", rule("leaving", Trigger::ExitIntent, 0)),
        ];
        assert_eq!(id(for_trigger(&rules, Trigger::Engagement, None, 70)), Some("engaged"));
        assert_eq!(id(for_trigger(&rules, Trigger::Engagement, None, 90)), Some("very"));
        assert_eq!(id(for_trigger(&rules, Trigger::Engagement, None, 39)), None);
        assert_eq!(id(for_trigger(&rules, Trigger::ExitIntent, Some("https://a.example/cart"), 0)), Some("leaving"));
        assert_eq!(id(for_trigger(&rules, Trigger::ExitIntent, None, 100)), None);
        assert_eq!(id(for_trigger(&rules, Trigger::Idle, None, 100)), None);
    }

    proptest! {
        #[test]
        fn who_does_more_is_not_left_alone(
            scroll in 0..=100_u8, time in 0..200_000_u64, clicks in 0..9_u64, value in 0..120_u32,
        ) {
            let rules = [Trigger::Time, Trigger::Scroll, Trigger::Engagement].map(|trigger| rule("r", trigger, value));
            let less = known(&Seen { scroll_percent: scroll, time_ms: time, clicks, page: None });
            let all = Seen { scroll_percent: 100, time_ms: 200_000, clicks: 9, page: None };
            let more = Known { engagement: less.engagement.with(&all), ..less.clone() };
            for rule in rules {
                let rule = [rule];
                prop_assert!(decide(&rule, &less).is_none() || decide(&rule, &more).is_some());
            }
        }
    }
}
