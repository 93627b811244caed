//! Work whose cost depends on what strangers wrote: a few pieces at a time, off the threads that answer requests, each
//! for a limited time.
//!
//! The places belong to the process, as its processors do. There are two kinds: [`SHORT`] for what takes milliseconds
//! (rendering, schemas) and [`LONG`] for what may take seconds (files), so that nobody's text waits for somebody's photo;
//! [`ON_DEMAND`] is the way to a short place for texts that are nobody's message.
//! The cost of each piece is counted by the code that does the work; the time limit here is the last resort.

use std::{
    num::NonZeroUsize,
    sync::{
        Arc, LazyLock,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use metrics::{counter, describe_counter, describe_gauge, gauge};
use tokio::{
    sync::{OwnedSemaphorePermit, Semaphore},
    time::timeout,
};
use tokio_util::sync::CancellationToken;

/// Work that takes milliseconds. One processor always stays free for the rest of the server, when there are two.
pub static SHORT: LazyLock<WorkPool> = LazyLock::new(|| {
    WorkPool::new(Capacity {
        at_once: processors().saturating_sub(1).max(1),
        waiting: 256,
        patience: Duration::from_secs(10),
    })
});

/// Work that may take seconds and many megabytes of memory.
pub static LONG: LazyLock<WorkPool> =
    LazyLock::new(|| WorkPool::new(Capacity { at_once: 2, waiting: 256, patience: Duration::from_mins(2) }));

/// Texts that are rendered on request: one at a time takes a place of [`SHORT`], so that a visitor who asks for many
/// keeps no answer of others waiting for more than one of them.
pub static ON_DEMAND: LazyLock<WorkPool> =
    LazyLock::new(|| WorkPool::new(Capacity { at_once: 1, waiting: 64, patience: Duration::from_secs(10) }));

/// The kind of work, for metrics.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum WorkKind {
    /// Text to nodes, with the colours of its code.
    Render,
    /// Schemas of tools, and arguments against them.
    Schema,
    /// Files of visitors.
    File,
    /// Documents of owners.
    Document,
    /// Pictures of previewed pages.
    Picture,
    /// Passages of owners' documents into an index.
    Index,
    /// Questions of visitors, asked of an index.
    Search,
}

impl WorkKind {
    /// All of them.
    pub const ALL: [Self; 7] =
        [Self::Render, Self::Schema, Self::File, Self::Document, Self::Picture, Self::Index, Self::Search];

    const fn name(self) -> &'static str {
        match self {
            Self::Render => "render",
            Self::Schema => "schema",
            Self::File => "file",
            Self::Document => "document",
            Self::Picture => "picture",
            Self::Index => "index",
            Self::Search => "search",
        }
    }
}

/// Why work was not done.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum WorkRefused {
    /// Too much other work waits, or has not ended in time.
    #[error("server busy")]
    Busy,
    /// It took longer than it may. Its place stays taken until it notices.
    #[error("it takes too long")]
    TooLong,
    /// It panicked.
    #[error("it could not be done")]
    Failed,
}

impl WorkRefused {
    /// All of them.
    const ALL: [Self; 3] = [Self::Busy, Self::TooLong, Self::Failed];

    const fn name(self) -> &'static str {
        match self {
            Self::Busy => "busy",
            Self::TooLong => "time",
            Self::Failed => "panic",
        }
    }
}

/// The limits of a pool.
#[derive(Clone, Copy, Debug)]
pub struct Capacity {
    /// Pieces of work at the same time.
    pub at_once: usize,
    /// Pieces that may wait for a place; more are refused at once.
    pub waiting: usize,
    /// Maximum time that a piece waits for a place.
    pub patience: Duration,
}

/// Places for work on blocking threads.
#[derive(Debug)]
pub struct WorkPool {
    places: Arc<Semaphore>,
    waiting: AtomicUsize,
    capacity: Capacity,
}

impl WorkPool {
    /// A pool of its own.
    pub fn new(capacity: Capacity) -> Self {
        Self { places: Arc::new(Semaphore::new(capacity.at_once)), waiting: AtomicUsize::new(0), capacity }
    }

    /// Does `work` on a blocking thread once there is a place, for `longest`. Work that takes longer is told to stop by
    /// its token and keeps its place until it does. A panic is contained.
    pub async fn run<T: Send + 'static>(
        &self,
        kind: WorkKind,
        longest: Duration,
        work: impl FnOnce(&CancellationToken) -> T + Send + 'static,
    ) -> Result<T, WorkRefused> {
        let place = self.place(kind).await?;
        let stop = CancellationToken::new();
        let told = stop.clone().drop_guard();
        let working = tokio::task::spawn_blocking(move || {
            let _running = Running::begin(kind, place);
            work(&stop)
        });
        let done = timeout(longest, working).await;
        drop(told);
        match done {
            Ok(Ok(done)) => Ok(done),
            Ok(Err(_)) => Err(refused(kind, WorkRefused::Failed)),
            Err(_) => Err(refused(kind, WorkRefused::TooLong)),
        }
    }

    /// Awaits `work` that runs elsewhere, in another pool or a process of its own, once there is a place.
    pub async fn hold<T>(&self, kind: WorkKind, work: impl Future<Output = T>) -> Result<T, WorkRefused> {
        let _place = self.place(kind).await?;
        Ok(work.await)
    }

    async fn place(&self, kind: WorkKind) -> Result<OwnedSemaphorePermit, WorkRefused> {
        if let Ok(place) = Arc::clone(&self.places).try_acquire_owned() {
            return Ok(place);
        }
        counter!("parlor_work_waited_total", "kind" => kind.name()).increment(1);
        let Some(_turn) = Turn::take(&self.waiting, self.capacity.waiting) else {
            return Err(refused(kind, WorkRefused::Busy));
        };
        match timeout(self.capacity.patience, Arc::clone(&self.places).acquire_owned()).await {
            Ok(Ok(place)) => Ok(place),
            Ok(Err(_)) | Err(_) => Err(refused(kind, WorkRefused::Busy)),
        }
    }
}

/// Counts a refusal.
fn refused(kind: WorkKind, why: WorkRefused) -> WorkRefused {
    counter!("parlor_work_refused_total", "kind" => kind.name(), "reason" => why.name()).increment(1);
    why
}

/// Counts work that was cut short because it reached its budget of steps, bytes or processor time.
pub fn exceeded(kind: WorkKind) {
    counter!("parlor_work_exceeded_total", "kind" => kind.name()).increment(1);
}

/// Describes the metrics of this module; once per process.
pub fn describe_metrics() {
    describe_gauge!("parlor_work_running", "Pieces of work of unknown size that run now, by kind.");
    describe_counter!("parlor_work_waited_total", "Pieces of work that had to wait for a place, by kind.");
    describe_counter!(
        "parlor_work_refused_total",
        "Pieces of work that were not done, by kind and reason: busy, time or panic."
    );
    describe_counter!(
        "parlor_work_exceeded_total",
        "Pieces of work that were cut short at their budget of steps, bytes or processor time, by kind."
    );
    for kind in WorkKind::ALL {
        gauge!("parlor_work_running", "kind" => kind.name()).increment(0.0);
        counter!("parlor_work_waited_total", "kind" => kind.name()).increment(0);
        counter!("parlor_work_exceeded_total", "kind" => kind.name()).increment(0);
        for why in WorkRefused::ALL {
            counter!("parlor_work_refused_total", "kind" => kind.name(), "reason" => why.name()).increment(0);
        }
    }
}

/// A place that is taken, in the figures too.
struct Running {
    kind: WorkKind,
    _place: OwnedSemaphorePermit,
}

impl Running {
    fn begin(kind: WorkKind, place: OwnedSemaphorePermit) -> Self {
        gauge!("parlor_work_running", "kind" => kind.name()).increment(1.0);
        Self { kind, _place: place }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        gauge!("parlor_work_running", "kind" => self.kind.name()).decrement(1.0);
    }
}

/// One of the waiting.
struct Turn<'a>(&'a AtomicUsize);

impl<'a> Turn<'a> {
    fn take(waiting: &'a AtomicUsize, most: usize) -> Option<Self> {
        let turn = Self(waiting);
        // Dropped, and so counted back, when it was one too many.
        (waiting.fetch_add(1, Ordering::Relaxed) < most).then_some(turn)
    }
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

fn processors() -> usize {
    std::thread::available_parallelism().map_or(1, NonZeroUsize::get)
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;

    use super::*;

    const SOON: Duration = Duration::from_secs(20);

    fn pool(at_once: usize, waiting: usize, patience: Duration) -> Arc<WorkPool> {
        Arc::new(WorkPool::new(Capacity { at_once, waiting, patience }))
    }

    /// Work that runs until the sender is dropped; resolves once it runs.
    async fn occupy(pool: &Arc<WorkPool>) -> mpsc::Sender<()> {
        let (end, until) = mpsc::channel::<()>();
        let (tell, began) = tokio::sync::oneshot::channel();
        let pool = Arc::clone(pool);
        tokio::spawn(async move {
            pool.run(WorkKind::Render, SOON, move |_| {
                _ = tell.send(());
                _ = until.recv();
            })
            .await
        });
        began.await.unwrap();
        end
    }

    #[tokio::test]
    async fn work_is_done_elsewhere_and_its_result_comes_back() {
        let here = std::thread::current().id();
        let there = pool(1, 1, SOON).run(WorkKind::Render, SOON, |_| std::thread::current().id()).await;
        assert_ne!(there.unwrap(), here);
    }

    #[tokio::test]
    async fn what_finds_no_place_waits_and_what_waits_in_vain_is_refused() {
        let pool = pool(1, 1, Duration::from_millis(5));
        let end = occupy(&pool).await;
        assert_eq!(pool.run(WorkKind::Render, SOON, |_| ()).await, Err(WorkRefused::Busy), "after the patience");
        drop(end);
        let patient = Arc::new(WorkPool::new(Capacity { at_once: 1, waiting: 1, patience: SOON }));
        let end = occupy(&patient).await;
        let waiter = Arc::clone(&patient);
        let waiting = tokio::spawn(async move { waiter.run(WorkKind::Render, SOON, |_| 7).await });
        while patient.waiting.load(Ordering::Relaxed) == 0 {
            tokio::task::yield_now().await;
        }
        assert_eq!(patient.run(WorkKind::Render, SOON, |_| 8).await, Err(WorkRefused::Busy), "one waits already");
        drop(end);
        assert_eq!(waiting.await.unwrap(), Ok(7));
        assert_eq!(patient.waiting.load(Ordering::Relaxed), 0);
    }

    #[tokio::test]
    async fn what_takes_too_long_is_told_and_keeps_its_place_until_it_ends() {
        let pool = pool(1, 1, SOON);
        let (tell, told) = mpsc::channel();
        let (go_on, wait) = mpsc::channel::<()>();
        let outcome = pool
            .run(WorkKind::Schema, Duration::from_millis(5), move |stop| {
                while !stop.is_cancelled() {
                    std::thread::yield_now();
                }
                _ = tell.send(());
                _ = wait.recv();
            })
            .await;
        assert_eq!(outcome, Err(WorkRefused::TooLong));
        told.recv().unwrap();
        assert_eq!(pool.places.available_permits(), 0);
        drop(go_on);
        assert_eq!(pool.run(WorkKind::Schema, SOON, |_| 1).await, Ok(1));
    }

    #[tokio::test]
    async fn a_panic_is_contained() {
        let pool = pool(1, 1, SOON);
        let outcome = pool.run(WorkKind::Render, SOON, |_| assert!(std::hint::black_box(false), "on purpose")).await;
        assert_eq!(outcome, Err(WorkRefused::Failed));
        assert_eq!(pool.run(WorkKind::Render, SOON, |_| 1).await, Ok(1));
    }
}
