//! Limits on open streams: in all, per address, per conversation or team.

use std::{
    collections::HashMap,
    hash::Hash,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use parlor_shared::ids::{ConversationId, TeamId};

use crate::{
    config::LimitsConfig,
    core::{
        error::{Error, Limit},
        security::address_key::AddressKey,
    },
};

/// Time after which a refused client may try again.
const RETRY_AFTER: Duration = Duration::from_secs(5);
/// Open streams of one team's members and programs.
const PER_TEAM: usize = 200;

/// The slots streams take.
pub struct StreamSlots {
    most: usize,
    most_per_address: usize,
    most_per_conversation: usize,
    open: AtomicUsize,
    by_address: Mutex<HashMap<AddressKey, usize>>,
    by_conversation: Mutex<HashMap<ConversationId, usize>>,
    by_team: Mutex<HashMap<TeamId, usize>>,
}

/// A taken slot; dropping it gives it back.
pub struct StreamSlot {
    slots: Arc<StreamSlots>,
    address: AddressKey,
    followed: Followed,
}

/// The subject of a stream.
enum Followed {
    Conversation(ConversationId),
    Team(TeamId),
}

impl StreamSlots {
    /// As configured.
    pub fn new(config: &LimitsConfig) -> Arc<Self> {
        Arc::new(Self {
            most: config.streams,
            most_per_address: config.streams_per_address,
            most_per_conversation: config.streams_per_conversation,
            open: AtomicUsize::new(0),
            by_address: Mutex::default(),
            by_conversation: Mutex::default(),
            by_team: Mutex::default(),
        })
    }

    /// Takes a slot. All taken: [`Error::Draining`], since another node may have room.
    pub fn take(self: &Arc<Self>, address: AddressKey, conversation: &ConversationId) -> Result<StreamSlot, Error> {
        self.enter(address, Followed::Conversation(conversation.clone()))
    }

    /// The same for a stream of what happens in a team.
    pub fn take_for_team(self: &Arc<Self>, address: AddressKey, team: &TeamId) -> Result<StreamSlot, Error> {
        self.enter(address, Followed::Team(team.clone()))
    }

    fn enter(self: &Arc<Self>, address: AddressKey, followed: Followed) -> Result<StreamSlot, Error> {
        let full = || Err(Error::Limited { limit: Limit::Streams, retry_after: RETRY_AFTER });
        let has_room = match &followed {
            Followed::Conversation(id) => enter(&self.by_conversation, id.clone(), self.most_per_conversation),
            Followed::Team(id) => enter(&self.by_team, id.clone(), PER_TEAM),
        };
        if !has_room {
            return full();
        }
        if !enter(&self.by_address, address, self.most_per_address) {
            self.leave(&followed);
            return full();
        }
        let slot = StreamSlot { slots: Arc::clone(self), address, followed };
        // From here on dropping the slot gives everything back.
        let before = self.open.fetch_add(1, Ordering::Relaxed);
        metrics::gauge!("parlor_open_streams").increment(1.0);
        if before >= self.most { Err(Error::Draining) } else { Ok(slot) }
    }

    fn leave(&self, followed: &Followed) {
        match followed {
            Followed::Conversation(id) => leave(&self.by_conversation, id),
            Followed::Team(id) => leave(&self.by_team, id),
        }
    }

    /// Returns the number of taken slots.
    pub fn open(&self) -> usize {
        self.open.load(Ordering::Relaxed)
    }
}

impl Drop for StreamSlot {
    fn drop(&mut self) {
        self.slots.open.fetch_sub(1, Ordering::Relaxed);
        metrics::gauge!("parlor_open_streams").decrement(1.0);
        leave(&self.slots.by_address, &self.address);
        self.slots.leave(&self.followed);
    }
}

fn enter<K: Hash + Eq>(counts: &Mutex<HashMap<K, usize>>, key: K, most: usize) -> bool {
    let mut counts = lock(counts);
    let count = counts.entry(key).or_default();
    let room = *count < most;
    *count += usize::from(room);
    room
}

fn leave<K: Hash + Eq>(counts: &Mutex<HashMap<K, usize>>, key: &K) {
    let mut counts = lock(counts);
    if let Some(count) = counts.get_mut(key) {
        *count -= 1;
        if *count == 0 {
            counts.remove(key);
        }
    }
}

fn lock<K>(counts: &Mutex<HashMap<K, usize>>) -> MutexGuard<'_, HashMap<K, usize>> {
    counts.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn slots(all: usize, address: usize, conversation: usize) -> Arc<StreamSlots> {
        Arc::new(StreamSlots {
            most: all,
            most_per_address: address,
            most_per_conversation: conversation,
            open: AtomicUsize::new(0),
            by_address: Mutex::default(),
            by_conversation: Mutex::default(),
            by_team: Mutex::default(),
        })
    }

    #[test]
    fn slots_are_counted_and_given_back() {
        let slots = slots(3, 2, 1);
        let take = |ip: [u8; 4], c: &str| slots.take(std::net::IpAddr::from(ip).into(), &c.parse().unwrap());
        let (a, b) = ([192, 0, 2, 1], [192, 0, 2, 2]);
        let first = take(a, "c1").ok().unwrap();
        assert!(matches!(take(b, "c1"), Err(Error::Limited { limit: Limit::Streams, .. })), "one per conversation");
        let second = take(a, "c2").ok().unwrap();
        assert!(matches!(take(a, "c3"), Err(Error::Limited { .. })), "two per address");
        let third = take(b, "c3").ok().unwrap();
        assert!(matches!(take(b, "c4"), Err(Error::Draining)), "three in all");
        assert_eq!(slots.open(), 3);
        drop((first, second, third));
        assert_eq!(slots.open(), 0);
        assert!(lock(&slots.by_address).is_empty() && lock(&slots.by_conversation).is_empty());
    }
}
