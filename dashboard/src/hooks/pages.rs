//! Lists that are read page by page.

use leptos::{prelude::*, task::spawn_local};

use super::latest::Latest;
use crate::api::Failure;

/// The pages read so far.
pub(crate) struct Pages<T: Send + Sync + 'static> {
    /// The rows; `None` until the first page is there.
    pub(crate) rows: RwSignal<Option<Vec<T>>>,
    /// Why the latest page could not be read.
    pub(crate) failure: RwSignal<Option<Failure>>,
    /// A page is being read.
    pub(crate) is_reading: RwSignal<bool>,
    next: RwSignal<Option<String>>,
    wanted: RwSignal<Wanted>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Wanted {
    First(u32),
    More(u32),
}

impl<T: Send + Sync + 'static> Clone for Pages<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T: Send + Sync + 'static> Copy for Pages<T> {}

impl<T: Clone + Send + Sync + 'static> Pages<T> {
    /// Reads the next page.
    pub(crate) fn more(self) {
        self.wanted.update(|wanted| *wanted = Wanted::More(wanted.times() + 1));
    }

    /// Reads again what could not be read; the pages before it stay.
    pub(crate) fn again(self) {
        self.wanted.update(|wanted| {
            *wanted = match *wanted {
                Wanted::First(times) => Wanted::First(times + 1),
                Wanted::More(times) => Wanted::More(times + 1),
            };
        });
    }

    /// There is another page.
    pub(crate) fn has_more(self) -> bool {
        self.next.get().is_some()
    }
}

impl Wanted {
    fn times(self) -> u32 {
        match self {
            Self::First(times) | Self::More(times) => times,
        }
    }
}

/// Reads the first page now, and again when a signal changes that `source` reads. `source` gets the cursor of the page, and
/// returns its rows and the next cursor.
pub(crate) fn pages<T, S, F>(source: S) -> Pages<T>
where
    T: Clone + Send + Sync + 'static,
    S: Fn(Option<String>) -> F + 'static,
    F: Future<Output = Result<(Vec<T>, Option<String>), Failure>> + 'static,
{
    let list = Pages {
        rows: RwSignal::new(None),
        failure: RwSignal::new(None),
        is_reading: RwSignal::new(true),
        next: RwSignal::new(None),
        wanted: RwSignal::new(Wanted::First(0)),
    };
    let latest = Latest::new();
    Effect::new(move |before: Option<Wanted>| {
        let wanted = list.wanted.get();
        // A change of the filters begins anew, whatever was wanted before.
        let is_more = matches!(wanted, Wanted::More(_)) && before.is_some_and(|before| before != wanted);
        let cursor = list.next.get_untracked().filter(|_| is_more);
        let is_more = cursor.is_some();
        let reading = source(cursor);
        let turn = latest.ask();
        list.is_reading.set(true);
        spawn_local(async move {
            let page = reading.await;
            if latest.is(turn) {
                list.take(page, is_more);
            }
        });
        wanted
    });
    list
}

impl<T: Clone + Send + Sync + 'static> Pages<T> {
    fn take(self, page: Result<(Vec<T>, Option<String>), Failure>, is_more: bool) {
        self.is_reading.try_set(false);
        match page {
            Ok((rows, next)) => {
                self.failure.try_set(None);
                self.next.try_set(next);
                self.rows.try_update(|all| match all {
                    Some(all) if is_more => all.extend(rows),
                    _ => *all = Some(rows),
                });
            }
            Err(failure) => {
                self.failure.try_set(Some(failure));
                if !is_more {
                    // Of a list that is no longer wanted.
                    self.next.try_set(None);
                }
            }
        }
    }
}
