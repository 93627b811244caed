//! Counts of budgets.

use async_trait::async_trait;
use jiff::Timestamp;
use sqlx::{FromRow, QueryBuilder};

use super::{Connection, Database, Db, execute, job, millis, signed, time, unsigned};
use crate::core::{
    security::budget::{Amount, BudgetKey, BudgetRefusal, Charge, Count, Scope, Settlement},
    store::{BudgetStore, Stored},
};

/// All columns.
macro_rules! columns {
    () => {
        "scope, subject, since, ends_at, answers, tokens, bytes"
    };
}

statements! {
    PRUNE = "delete from budgets where ends_at <= $1";
}

#[derive(FromRow)]
struct CountRow {
    scope: String,
    subject: String,
    since: i64,
    ends_at: i64,
    answers: i64,
    tokens: i64,
    bytes: i64,
}

impl CountRow {
    fn is_of(&self, account: &BudgetKey) -> bool {
        self.scope == account.scope.as_str() && self.subject == account.subject
    }

    fn entity(&self) -> Stored<Count> {
        let used =
            Amount { answers: unsigned(self.answers), tokens: unsigned(self.tokens), bytes: unsigned(self.bytes) };
        // A period longer than there are dates never ends.
        let ends_at = time(self.ends_at).unwrap_or(Timestamp::MAX);
        Ok(Count { since: time(self.since)?, ends_at, used })
    }
}

#[async_trait]
impl BudgetStore for Database {
    #[tracing::instrument(level = "debug", skip_all)]
    async fn charge(&self, charge: &Charge) -> Stored<Result<(), BudgetRefusal>> {
        let charge = charge.clone();
        self.write(|c| job(async move { count(c, &charge).await })).await
    }

    #[tracing::instrument(level = "debug", skip_all)]
    async fn settle(&self, settlement: &Settlement) -> Stored<()> {
        let settlement = settlement.clone();
        self.write(|c| job(async move { correct(c, &settlement).await })).await
    }

    #[tracing::instrument(level = "debug", skip_all)]
    async fn prune_budgets(&self, now: Timestamp) -> Stored<u64> {
        self.write(move |c| job(async move { execute(sqlx::query(PRUNE).bind(millis(now)), c).await })).await
    }
}

/// Counts a charge in all its accounts or in none.
pub(super) async fn count(c: &mut Connection, charge: &Charge) -> Stored<Result<(), BudgetRefusal>> {
    if charge.claims().is_empty() {
        return Ok(Ok(()));
    }
    begin_periods(c, charge).await?;
    let accounts: Vec<_> = charge.claims().iter().map(|claim| claim.account.clone()).collect();
    let known = lock(c, &accounts).await?;
    let find = |account: &BudgetKey| known.iter().find(|(known, _)| known == account).map(|(_, count)| count);
    match charge.admit(find) {
        Ok(counts) => save(c, accounts.into_iter().zip(counts)).await.map(Ok),
        Err(refusal) => Ok(Err(refusal)),
    }
}

/// Corrects what was counted.
pub(super) async fn correct(c: &mut Connection, settlement: &Settlement) -> Stored<()> {
    if settlement.is_nothing() {
        return Ok(());
    }
    let known = lock(c, &settlement.accounts).await?;
    let counts = known.into_iter().map(|(account, count)| (account, count.corrected(settlement)));
    save(c, counts).await
}

/// Rows for accounts that have none: only rows can be locked.
async fn begin_periods(c: &mut Connection, charge: &Charge) -> Stored<()> {
    let periods = charge.claims().iter().map(|claim| (&claim.account, charge.at(), claim.ends_at));
    execute(beginning(periods).build(), c).await.map(|_| ())
}

/// As many rows as there are accounts.
fn beginning<'a>(periods: impl Iterator<Item = (&'a BudgetKey, Timestamp, Timestamp)>) -> QueryBuilder<Db> {
    let mut query = QueryBuilder::<Db>::new(concat!("insert into budgets (", columns!(), ") "));
    query.push_values(periods, |mut row, (account, since, ends_at)| {
        row.push_bind(account.scope.as_str())
            .push_bind(&account.subject)
            .push_bind(millis(since))
            .push_bind(millis(ends_at))
            .push("0, 0, 0");
    });
    query.push(" on conflict do nothing");
    query
}

/// The counts of these accounts, which wait for nobody else from now on. All who lock them do so in the same order.
async fn lock(c: &mut Connection, accounts: &[BudgetKey]) -> Stored<Vec<(BudgetKey, Count)>> {
    if accounts.is_empty() {
        return Ok(Vec::new());
    }
    let rows: Vec<CountRow> = locking(accounts).build_query_as().fetch_all(c).await?;
    let find = |account: &BudgetKey| rows.iter().find(|row| row.is_of(account));
    let found = accounts.iter().filter_map(|account| Some((account, find(account)?)));
    found.map(|(account, row)| Ok((account.clone(), row.entity()?))).collect()
}

fn locking(accounts: &[BudgetKey]) -> QueryBuilder<Db> {
    let mut query =
        QueryBuilder::<Db>::new(concat!("select ", columns!(), " from budgets where (scope, subject) in ("));
    query.push_values(accounts, |mut row, account| {
        row.push_bind(account.scope.as_str()).push_bind(&account.subject);
    });
    query.push(") order by scope, subject").push(for_update!());
    query
}

async fn save(c: &mut Connection, counts: impl Iterator<Item = (BudgetKey, Count)>) -> Stored<()> {
    let counts: Vec<_> = counts.collect();
    if counts.is_empty() {
        return Ok(());
    }
    execute(saving(counts).build(), c).await.map(|_| ())
}

fn saving(counts: Vec<(BudgetKey, Count)>) -> QueryBuilder<Db> {
    let mut query = QueryBuilder::<Db>::new(concat!("insert into budgets (", columns!(), ") "));
    query.push_values(counts, |mut row, (BudgetKey { scope, subject }, Count { since, ends_at, used })| {
        row.push_bind(Scope::as_str(scope))
            .push_bind(subject)
            .push_bind(millis(since))
            .push_bind(millis(ends_at))
            .push_bind(signed(used.answers))
            .push_bind(signed(used.tokens))
            .push_bind(signed(used.bytes));
    });
    query.push(
        " on conflict (scope, subject) do update set since = excluded.since, ends_at = excluded.ends_at, \
         answers = excluded.answers, tokens = excluded.tokens, bytes = excluded.bytes",
    );
    query
}

/// The statements that are as long as there are accounts, for two.
pub(super) fn built() -> [(&'static str, String); 3] {
    let account = BudgetKey { scope: Scope::Widget, subject: String::new() };
    let (accounts, at) = ([account.clone(), account], Timestamp::UNIX_EPOCH);
    let counts = accounts.clone().map(|account| (account, Count { since: at, ends_at: at, used: Amount::default() }));
    [
        ("BEGIN", beginning(accounts.iter().map(|account| (account, at, at))).into_string()),
        ("LOCK", locking(&accounts).into_string()),
        ("SAVE", saving(counts.into()).into_string()),
    ]
}
