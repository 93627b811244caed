//! Waiting for what a browser does in its own time: look, look again, give up.

use std::{
    fmt::Debug,
    future::Future,
    time::{Duration, Instant},
};

use anyhow::{Result, bail};

/// Longer than anything here takes on a busy machine.
const PATIENCE: Duration = Duration::from_secs(20);
const BETWEEN_LOOKS: Duration = Duration::from_millis(25);

/// Looks until there is something to see.
///
/// # Errors
/// When looking fails, or nothing has come within 20 seconds; `what` is then named.
#[expect(clippy::disallowed_methods, reason = "a real browser takes real time")]
pub async fn until<T, Look, Seen>(what: &str, mut look: Look) -> Result<T>
where
    Look: FnMut() -> Seen,
    Seen: Future<Output = Result<Option<T>>>,
{
    let begun = Instant::now();
    loop {
        if let Some(seen) = look().await? {
            return Ok(seen);
        }
        if begun.elapsed() > PATIENCE {
            bail!("in {} s: not {what}", PATIENCE.as_secs());
        }
        tokio::time::sleep(BETWEEN_LOOKS).await;
    }
}

/// Looks until it sees `wanted`; the error names what it saw last.
pub async fn until_equal<T, Look, Seen>(what: &str, wanted: T, mut look: Look) -> Result<()>
where
    T: PartialEq + Debug,
    Look: FnMut() -> Seen,
    Seen: Future<Output = Result<T>>,
{
    let last = std::cell::RefCell::new(None);
    let outcome = until(what, || {
        let seen = look();
        let (last, wanted) = (&last, &wanted);
        async move {
            let seen = seen.await?;
            let fits = seen == *wanted;
            *last.borrow_mut() = Some(seen);
            Ok(fits.then_some(()))
        }
    })
    .await;
    outcome.map_err(|error| error.context(format!("{what}: wanted {wanted:?}, saw {:?}", last.borrow())))
}
