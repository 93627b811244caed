//! The process's limit of open files, which bounds its connections.
//!
//! A connection takes one file descriptor, and an answer on it may take another to ask a service. Where the limit is lower,
//! `accept` fails and everybody waits, so the limit is raised as far as the system allows, and fewer connections are taken
//! where that is not enough.

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

/// For the listener, the database, logs, and what the runtime keeps open.
const RESERVE: u64 = 128;
/// Descriptors for each connection.
const EACH: u64 = 2;
/// The minimum number of connections: a server with fewer is of no use.
const FEWEST: u64 = 16;

/// The limit of open files is too low to serve anybody.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error(
    "the process may open only {limit} files, too few to serve: raise it to {needed} (ulimit -n, LimitNOFILE= in a systemd unit)"
)]
pub struct TooFewFiles {
    /// The system's limit.
    limit: u64,
    /// Number of files that the configured connections need.
    needed: u64,
}

/// Raises the limit for so many connections; returns how many there is room for.
pub fn fit(connections: usize) -> Result<usize, TooFewFiles> {
    let limits = getrlimit(Resource::Nofile);
    let plan = plan(limits.current, limits.maximum, connections)?;
    if let Some(raised) = plan.raise_to {
        let raised = Rlimit { current: Some(raised), maximum: limits.maximum };
        if let Err(error) = setrlimit(Resource::Nofile, raised) {
            tracing::warn!(%error, "the limit of open files could not be raised");
            return room(limits.current.unwrap_or(u64::MAX), connections);
        }
    }
    Ok(plan.connections)
}

/// The change to the limit.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Plan {
    /// The new soft limit, if it has to change.
    raise_to: Option<u64>,
    /// Number of connections that then have room.
    connections: usize,
}

/// `None`: no limit.
fn plan(soft: Option<u64>, hard: Option<u64>, connections: usize) -> Result<Plan, TooFewFiles> {
    let (soft, hard) = (soft.unwrap_or(u64::MAX), hard.unwrap_or(u64::MAX));
    let reached = soft.max(needed(connections).min(hard));
    Ok(Plan { raise_to: (reached > soft).then_some(reached), connections: room(reached, connections)? })
}

fn needed(connections: usize) -> u64 {
    u64::try_from(connections).unwrap_or(u64::MAX).saturating_mul(EACH).saturating_add(RESERVE)
}

/// Returns the number of these connections that a limit has room for. Logs a warning if not all of them fit.
fn room(limit: u64, connections: usize) -> Result<usize, TooFewFiles> {
    let needed = needed(connections);
    if limit >= needed {
        return Ok(connections);
    }
    let room = limit.saturating_sub(RESERVE) / EACH;
    if room < FEWEST {
        return Err(TooFewFiles { limit, needed });
    }
    tracing::warn!(
        limit,
        needed,
        connections,
        served = room,
        "the process may open too few files for PARLOR_CONNECTIONS, so fewer connections are taken: raise the limit (ulimit -n, LimitNOFILE=)"
    );
    Ok(usize::try_from(room).unwrap_or(usize::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_limit_that_is_high_enough_is_left_alone() {
        assert_eq!(plan(Some(50_000), Some(50_000), 20_000), Ok(Plan { raise_to: None, connections: 20_000 }));
        assert_eq!(plan(None, None, 20_000), Ok(Plan { raise_to: None, connections: 20_000 }));
    }

    #[test]
    fn a_low_soft_limit_is_raised_as_far_as_needed() {
        let raised = Plan { raise_to: Some(40_128), connections: 20_000 };
        assert_eq!(plan(Some(1_024), Some(524_288), 20_000), Ok(raised));
        assert_eq!(plan(Some(1_024), None, 20_000), Ok(raised));
    }

    #[test]
    fn a_low_hard_limit_means_fewer_connections_or_no_start() {
        assert_eq!(plan(Some(1_024), Some(4_096), 20_000), Ok(Plan { raise_to: Some(4_096), connections: 1_984 }));
        let error = plan(Some(150), Some(150), 20_000).unwrap_err();
        assert_eq!(error, TooFewFiles { limit: 150, needed: 40_128 });
        assert!(error.to_string().contains("40128"), "{error}");
    }
}
