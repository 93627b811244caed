//! Proactive messages: the widget speaks before the visitor does.
//!
//! The owner's rules decide: [`decide`] and [`for_trigger`] are pure functions of the rules and the visitor's signals.

use std::collections::BTreeSet;

use parlor_shared::config::{ProactiveRule as RuleBody, Trigger};

use super::figures::Engagement;
use crate::core::{both_ways::both_ways, page_url::PageUrl};

/// A rule of the owner: when its trigger is reached on a matching page, the widget offers its message.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ProactiveRule {
    /// The owner's name for it, unique in the widget: 1 to 64 characters from `A–Z a–z 0–9 _ -`.
    pub id: String,
    /// The condition.
    pub trigger: Trigger,
    /// The condition's threshold: seconds for `time` and `idle`, percent for `scroll`, the score (0 to 100) for
    /// `engagement`, visits for `return_visit`; without meaning for `exit_intent` and `url`.
    pub value: u32,
    /// Text that the page's address must contain; `None`: any page.
    pub url_contains: Option<String>,
    /// The message, in Markdown, 1 to 500 characters.
    pub message: String,
    /// The message is offered at most once per conversation.
    pub once: bool,
}

// Every API that shows rules shows them in this one shape.
both_ways! { struct RuleBody = ProactiveRule { id, trigger, value, url_contains, message, once } }

/// Signals from a visitor, on which the decision to speak is based.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct VisitorSignals {
    /// Their activity, and the page they are on.
    pub engagement: Engagement,
    /// Number of earlier visits.
    pub earlier_visits: u64,
    /// Seconds without activity, if reported.
    pub idle_seconds: Option<u64>,
    /// True if the pointer has left the page at its top.
    pub leaving: bool,
    /// The rules that have spoken in this conversation.
    pub spoken: BTreeSet<String>,
}

/// Returns the first rule, in the owner's order, whose trigger is reached and which may speak.
pub fn decide<'r>(rules: &'r [ProactiveRule], known: &VisitorSignals) -> Option<&'r ProactiveRule> {
    rules.iter().find(|rule| {
        is_for_page(rule, known.engagement.last_page.as_ref().map(PageUrl::as_str))
            && is_reached(rule, known)
            && !(rule.once && known.spoken.contains(&rule.id))
    })
}

/// Returns the first rule on this page for a trigger that the page reports as reached; only the engagement score is
/// checked again.
pub fn for_trigger<'r>(
    rules: &'r [ProactiveRule],
    trigger: Trigger,
    page: Option<&str>,
    score: u8,
) -> Option<&'r ProactiveRule> {
    let engaged = |rule: &ProactiveRule| trigger != Trigger::Engagement || rule.value <= u32::from(score);
    rules.iter().find(|rule| rule.trigger == trigger && is_for_page(rule, page) && engaged(rule))
}

/// Returns true if the rule applies to this page. A rule with the trigger [`Trigger::Url`] must name a page.
fn is_for_page(rule: &ProactiveRule, page: Option<&str>) -> bool {
    match &rule.url_contains {
        Some(part) => page.is_some_and(|page| page.contains(part.as_str())),
        None => rule.trigger != Trigger::Url,
    }
}

fn is_reached(rule: &ProactiveRule, known: &VisitorSignals) -> bool {
    let VisitorSignals { engagement, earlier_visits, idle_seconds, leaving, .. } = known;
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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::core::engagement::Seen;

    fn rule(id: &str, trigger: Trigger, value: u32) -> ProactiveRule {
        ProactiveRule { id: id.into(), trigger, value, url_contains: None, message: format!("I am {id}"), once: true }
    }

    fn only_on(part: &str, rule: ProactiveRule) -> ProactiveRule {
        ProactiveRule { url_contains: Some(part.into()), ..rule }
    }

    fn known(seen: &Seen) -> VisitorSignals {
        VisitorSignals { engagement: Engagement::default().with(seen), ..VisitorSignals::default() }
    }

    fn id(rule: Option<&ProactiveRule>) -> Option<&str> {
        rule.map(|rule| rule.id.as_str())
    }

    #[test]
    fn each_trigger_waits_for_its_own() {
        let nothing = VisitorSignals::default();
        let page = known(&Seen {
            scroll_percent: 50,
            time_ms: 30_000,
            ..Seen::on(PageUrl::parse("https://a.example/pricing"))
        });
        let idle = VisitorSignals { idle_seconds: Some(20), ..VisitorSignals::default() };
        let leaving = VisitorSignals { leaving: true, ..VisitorSignals::default() };
        let back = VisitorSignals { earlier_visits: 2, ..VisitorSignals::default() };
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
            let more = VisitorSignals { engagement: less.engagement.with(&all), ..less.clone() };
            for rule in rules {
                let rule = [rule];
                prop_assert!(decide(&rule, &less).is_none() || decide(&rule, &more).is_some());
            }
        }
    }
}
