//! The limit on connections per address, so that one address cannot take them all.

use std::{
    collections::HashMap,
    net::IpAddr,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use ipnet::IpNet;

use super::client_ip::is_trusted;
use crate::core::security::address_key::AddressKey;

/// The response to a connection over its address's limit, sent before any request is read.
pub(super) const REFUSAL: &[u8] = b"HTTP/1.1 429 Too Many Requests\r\nRetry-After: 5\r\nContent-Type: text/plain\r\n\
    Content-Length: 33\r\nConnection: close\r\n\r\ntoo many connections from address";

/// Open connections by address.
#[derive(Debug)]
pub struct Connections {
    most: usize,
    /// A proxy brings everybody's connections: it has no cap.
    proxies: Arc<[IpNet]>,
    open: Mutex<HashMap<AddressKey, usize>>,
}

/// A connection that is counted until this is dropped.
#[derive(Debug)]
pub struct Held(Option<(Arc<Connections>, AddressKey)>);

impl Connections {
    /// At most so many from each address, but for trusted proxies.
    pub fn new(most: usize, proxies: Arc<[IpNet]>) -> Arc<Self> {
        Arc::new(Self { most, proxies, open: Mutex::default() })
    }

    /// Counts a connection; `None` when its address holds as many as it may.
    pub fn take(self: &Arc<Self>, peer: IpAddr) -> Option<Held> {
        if is_trusted(peer, &self.proxies) {
            return Some(Held(None));
        }
        let key = AddressKey::from(peer);
        let mut open = self.lock();
        let count = open.entry(key).or_default();
        if *count >= self.most {
            return None;
        }
        *count += 1;
        Some(Held(Some((Arc::clone(self), key))))
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<AddressKey, usize>> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        let Some((connections, key)) = &self.0 else { return };
        let mut open = connections.lock();
        if let Some(count) = open.get_mut(key) {
            *count -= 1;
            if *count == 0 {
                open.remove(key);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_has_its_cap_and_a_proxy_has_none() {
        let proxies: [IpNet; 1] = ["10.0.0.0/8".parse().unwrap()];
        let connections = Connections::new(2, proxies.into());
        let take = |ip: &str| connections.take(ip.parse().unwrap());
        let held = [take("192.0.2.1"), take("192.0.2.1")];
        assert!(held.iter().all(Option::is_some));
        assert!(take("192.0.2.1").is_none() && take("::ffff:192.0.2.1").is_none());
        assert!(take("192.0.2.2").is_some(), "another address");
        assert!((0..9).map(|_| take("10.1.1.1")).collect::<Vec<_>>().iter().all(Option::is_some), "a proxy");
        drop(held);
        assert!(take("192.0.2.1").is_some(), "given back");
        assert!(connections.lock().is_empty());
    }

    #[test]
    fn the_refusal_is_as_long_as_it_says() {
        let text = std::str::from_utf8(REFUSAL).unwrap();
        let (head, body) = text.split_once("\r\n\r\n").unwrap();
        assert!(head.contains(&format!("Content-Length: {}\r\n", body.len())), "{}", body.len());
    }
}
