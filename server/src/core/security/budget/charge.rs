//! Counting of usage against budgets: pure functions, the same for every store.

use std::time::Duration;

use jiff::Timestamp;

/// The kind of subject that a budget belongs to.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Scope {
    /// One conversation.
    Conversation,
    /// One address; an IPv6 /64 counts as one.
    Address,
    /// One widget.
    Widget,
    /// One team.
    Team,
}

impl Scope {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Conversation, Self::Address, Self::Widget, Self::Team];

    /// Its stable name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Conversation => "conversation",
            Self::Address => "address",
            Self::Widget => "widget",
            Self::Team => "team",
        }
    }
}

/// The kinds of usage that are counted.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum BudgetKind {
    /// Calls of agents and voice services.
    Answers,
    /// Tokens of language models, read and written.
    Tokens,
    /// Bytes that are stored.
    Bytes,
}

impl BudgetKind {
    /// Its stable name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Answers => "answers",
            Self::Tokens => "tokens",
            Self::Bytes => "bytes",
        }
    }
}

/// An amount of each kind.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Amount {
    /// Calls of agents and voice services.
    pub answers: u64,
    /// Tokens of language models.
    pub tokens: u64,
    /// Bytes stored.
    pub bytes: u64,
}

impl Amount {
    /// One call that may cost so many tokens.
    pub const fn call(tokens: u64) -> Self {
        Self { answers: 1, tokens, bytes: 0 }
    }

    /// So many bytes.
    pub const fn bytes(bytes: u64) -> Self {
        Self { answers: 0, tokens: 0, bytes }
    }

    const fn plus(self, more: Self) -> Self {
        Self {
            answers: self.answers.saturating_add(more.answers),
            tokens: self.tokens.saturating_add(more.tokens),
            bytes: self.bytes.saturating_add(more.bytes),
        }
    }
}

/// Whose count: a row of its own.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct BudgetKey {
    /// The kind of its subject.
    pub scope: Scope,
    /// The subject's id; for an address, a pseudonym.
    pub subject: String,
}

/// The usage in the current period.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Count {
    /// Start of the period.
    pub since: Timestamp,
    /// The end of the period, when the count returns to zero.
    pub ends_at: Timestamp,
    /// The amount used.
    pub used: Amount,
}

impl Count {
    /// The count after a correction. One that began after the reservation never held it.
    #[must_use]
    pub fn corrected(self, settlement: &Settlement) -> Self {
        if self.since > settlement.reserved_at {
            return self;
        }
        let Delta { answers, tokens, bytes } = settlement.delta;
        let used = Amount {
            answers: self.used.answers.saturating_add_signed(answers),
            tokens: self.used.tokens.saturating_add_signed(tokens),
            bytes: self.used.bytes.saturating_add_signed(bytes),
        };
        Self { used, ..self }
    }
}

/// An account and what it may use.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Claim {
    /// The account.
    pub account: BudgetKey,
    /// The most of each kind.
    pub most: Amount,
    /// End of a period that begins now.
    pub ends_at: Timestamp,
}

impl Claim {
    /// The count with this cost, or why it is refused. Calls are refused once their answers or tokens are used up, so that
    /// one that costs more than was reserved may be the last; bytes must fit.
    fn admit(&self, count: Option<&Count>, cost: Amount, at: Timestamp) -> Result<Count, BudgetRefusal> {
        let fresh = Count { since: at, ends_at: self.ends_at, used: Amount::default() };
        let count = count.filter(|count| at < count.ends_at).copied().unwrap_or(fresh);
        let (used, most) = (count.used, self.most);
        let kind = if cost.answers > 0 && used.answers >= most.answers {
            BudgetKind::Answers
        } else if cost.answers > 0 && used.tokens >= most.tokens {
            BudgetKind::Tokens
        } else if cost.bytes > 0 && used.bytes.saturating_add(cost.bytes) > most.bytes {
            BudgetKind::Bytes
        } else {
            return Ok(Count { used: used.plus(cost), ..count });
        };
        let retry_after = Duration::try_from(count.ends_at.duration_since(at)).unwrap_or_default();
        Err(BudgetRefusal { scope: self.account.scope, kind, resets_at: count.ends_at, retry_after })
    }
}

/// A cost to be counted in several accounts: in all of them or in none.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Charge {
    claims: Vec<Claim>,
    cost: Amount,
    at: Timestamp,
}

impl Charge {
    /// Counts `cost` at `at` in these accounts.
    pub fn new(mut claims: Vec<Claim>, cost: Amount, at: Timestamp) -> Self {
        // Stores lock rows in this order: two charges never wait for each other.
        claims.sort_by(|one, other| one.account.cmp(&other.account));
        Self { claims, cost, at }
    }

    /// The accounts, in the order in which stores lock them.
    pub fn claims(&self) -> &[Claim] {
        &self.claims
    }

    /// Time at which it is counted.
    pub const fn at(&self) -> Timestamp {
        self.at
    }

    /// The new counts, in the order of the claims, from what `find` knows; or the refusal of the first that has no room.
    pub fn admit<'c>(&self, find: impl Fn(&BudgetKey) -> Option<&'c Count>) -> Result<Vec<Count>, BudgetRefusal> {
        self.claims.iter().map(|claim| claim.admit(find(&claim.account), self.cost, self.at)).collect()
    }

    /// Returns the correction to apply once the number of tokens a call cost is known.
    pub fn settled(&self, tokens: u64) -> Settlement {
        let signed = |number: u64| i64::try_from(number).unwrap_or(i64::MAX);
        let delta = Delta { tokens: signed(tokens).saturating_sub(signed(self.cost.tokens)), ..Delta::default() };
        self.correction(delta)
    }

    /// Gives everything back.
    pub fn released(&self) -> Settlement {
        let less = |number: u64| 0_i64.saturating_sub_unsigned(number);
        let Amount { answers, tokens, bytes } = self.cost;
        self.correction(Delta { answers: less(answers), tokens: less(tokens), bytes: less(bytes) })
    }

    /// Returns the number of reserved tokens.
    pub const fn reserved_tokens(&self) -> u64 {
        self.cost.tokens
    }

    fn correction(&self, delta: Delta) -> Settlement {
        let accounts = self.claims.iter().map(|claim| claim.account.clone()).collect();
        Settlement { accounts, delta, reserved_at: self.at }
    }
}

/// More or less of each kind.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Delta {
    /// Answers.
    pub answers: i64,
    /// Tokens.
    pub tokens: i64,
    /// Bytes.
    pub bytes: i64,
}

/// A correction of what was reserved.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Settlement {
    /// The accounts of the reservation, in the order in which stores lock them.
    pub accounts: Vec<BudgetKey>,
    /// The change to apply.
    pub delta: Delta,
    /// Time it was reserved: periods that began later are left alone.
    pub reserved_at: Timestamp,
}

impl Settlement {
    /// Returns true if it changes nothing.
    pub fn is_nothing(&self) -> bool {
        self.accounts.is_empty() || self.delta == Delta::default()
    }
}

/// More tokens than any answer has: what a service claims beyond them must not overflow a sum.
pub fn credible_tokens(claimed: u64) -> u64 {
    claimed.min(1 << 39)
}

/// A budget that is used up.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error("the {} of this {} are used up until {resets_at}", .kind.as_str(), .scope.as_str())]
pub struct BudgetRefusal {
    /// Whose.
    pub scope: Scope,
    /// Of what.
    pub kind: BudgetKind,
    /// Time at which there is room again.
    pub resets_at: Timestamp,
    /// Time from now until there is room again.
    pub retry_after: Duration,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    fn claim(most: Amount) -> Claim {
        let account = BudgetKey { scope: Scope::Address, subject: "a".into() };
        Claim { account, most, ends_at: at(100) }
    }

    const TWO: Amount = Amount { answers: 2, tokens: 100, bytes: 10 };

    #[test]
    fn calls_are_admitted_until_one_kind_is_used_up() {
        let claim = claim(TWO);
        let first = claim.admit(None, Amount::call(60), at(0)).unwrap();
        assert_eq!(first, Count { since: at(0), ends_at: at(100), used: Amount::call(60) });
        let second = claim.admit(Some(&first), Amount::call(60), at(1)).unwrap();
        assert_eq!(second.used, Amount { answers: 2, tokens: 120, bytes: 0 });
        let refused = claim.admit(Some(&second), Amount::call(0), at(40)).unwrap_err();
        let wait = Duration::from_mins(1);
        assert_eq!(
            refused,
            BudgetRefusal { scope: Scope::Address, kind: BudgetKind::Answers, resets_at: at(100), retry_after: wait }
        );
        let tokens = Count { used: Amount { answers: 1, tokens: 100, bytes: 0 }, ..second };
        assert_eq!(claim.admit(Some(&tokens), Amount::call(0), at(1)).unwrap_err().kind, BudgetKind::Tokens);
        let fresh = claim.admit(Some(&second), Amount::call(0), at(100)).unwrap();
        assert_eq!((fresh.since, fresh.used), (at(100), Amount::call(0)), "a new period");
    }

    #[test]
    fn bytes_must_fit_and_do_not_care_for_answers() {
        let claim = claim(TWO);
        let full = Count { since: at(0), ends_at: at(100), used: Amount { answers: 2, tokens: 100, bytes: 4 } };
        assert_eq!(claim.admit(Some(&full), Amount::bytes(6), at(1)).unwrap().used.bytes, 10);
        assert_eq!(claim.admit(Some(&full), Amount::bytes(7), at(1)).unwrap_err().kind, BudgetKind::Bytes);
    }

    #[test]
    fn all_accounts_have_room_or_none_is_charged() {
        let narrow = Claim { most: Amount::default(), ..claim(TWO) };
        let wide = Claim { account: BudgetKey { scope: Scope::Conversation, subject: "c".into() }, ..claim(TWO) };
        let charge = Charge::new(vec![narrow, wide.clone()], Amount::call(0), at(0));
        assert_eq!(charge.claims()[0].account, wide.account, "in order of the accounts");
        assert_eq!(charge.admit(|_| None).unwrap_err().scope, Scope::Address);
    }

    #[test]
    fn what_was_reserved_becomes_what_it_cost() {
        let charge = Charge::new(vec![claim(TWO)], Amount::call(60), at(5));
        let count = charge.admit(|_| None).unwrap()[0];
        assert_eq!(count.corrected(&charge.settled(20)).used, Amount::call(20));
        assert_eq!(count.corrected(&charge.settled(90)).used, Amount::call(90));
        assert_eq!(count.corrected(&charge.released()).used, Amount::default());
        let later = Count { since: at(6), ..count };
        assert_eq!(later.corrected(&charge.released()), later, "a period that began later never held it");
        assert!(charge.settled(60).is_nothing());
    }
}
