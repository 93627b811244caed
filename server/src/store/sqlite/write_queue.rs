//! The one writer: takes waiting jobs in groups, commits each group once, and answers after the commit.
//!
//! With one connection nothing can be busy; with one commit for a group the disk is asked once for up to
//! [`GROUP`] messages.

use futures_util::future::BoxFuture;
use sqlx::{Connection as _, SqliteConnection};
use tokio::{
    sync::{mpsc, oneshot},
    task::JoinHandle,
};
use tracing::{Instrument as _, Span};

use super::{execute::execute, traces::Traces};
use crate::core::store::{StoreError, Stored};

/// Most jobs in one commit.
const GROUP: usize = 64;
/// Most jobs that wait; more make their callers wait.
const QUEUE: usize = 1024;

/// Hands jobs to the writer.
#[derive(Clone, Debug)]
pub(super) struct WriteQueue {
    jobs: mpsc::Sender<Box<dyn Job>>,
}

impl WriteQueue {
    /// Starts the writer's task on its connection. The task ends when nobody can hand it jobs any more, after those it
    /// has, and closes the connection.
    pub(super) fn start(connection: SqliteConnection) -> (Self, JoinHandle<()>) {
        let (jobs, waiting) = mpsc::channel(QUEUE);
        (Self { jobs }, tokio::spawn(write(connection, waiting)))
    }

    /// Runs `work` in a transaction; returns after its commit. An error undoes `work` alone.
    pub(super) async fn run<T, F>(&self, work: F, kind: JobKind) -> Stored<T>
    where
        T: Send + 'static,
        F: for<'c> FnOnce(&'c mut SqliteConnection) -> BoxFuture<'c, Stored<T>> + Send + 'static,
    {
        let (reply, answer) = oneshot::channel();
        let job = Box::new(Task { kind, work: Some(work), span: Span::current(), outcome: None, reply });
        let ended = || StoreError::Unavailable("the writer has ended".into());
        self.jobs.send(job).await.map_err(|_| ended())?;
        answer.await.map_err(|_| ended())?
    }
}

/// The effect of a job on the data.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum JobKind {
    /// Adds or changes rows.
    Write,
    /// Erases rows that nobody may find in any file afterwards.
    Erase,
}

/// A job, whatever it returns.
trait Job: Send {
    /// Its effect on the data.
    fn kind(&self) -> JobKind;
    /// Does the work.
    fn work<'c>(&'c mut self, connection: &'c mut SqliteConnection) -> BoxFuture<'c, Stored<()>>;
    /// Answers, now that it is known whether the group was committed.
    fn settle(self: Box<Self>, commit: &Stored<()>);
}

struct Task<T, F> {
    kind: JobKind,
    work: Option<F>,
    /// The caller's, so that what is logged of the work names the request it is for.
    span: Span,
    outcome: Option<Stored<T>>,
    reply: oneshot::Sender<Stored<T>>,
}

impl<T, F> Job for Task<T, F>
where
    T: Send + 'static,
    F: for<'c> FnOnce(&'c mut SqliteConnection) -> BoxFuture<'c, Stored<T>> + Send,
{
    fn kind(&self) -> JobKind {
        self.kind
    }

    fn work<'c>(&'c mut self, connection: &'c mut SqliteConnection) -> BoxFuture<'c, Stored<()>> {
        Box::pin(async move {
            let Some(work) = self.work.take() else { return Ok(()) };
            let outcome = work(connection).instrument(self.span.clone()).await;
            self.outcome.insert(outcome).as_ref().map(|_| ()).map_err(Clone::clone)
        })
    }

    fn settle(self: Box<Self>, commit: &Stored<()>) {
        let outcome = match (self.outcome, commit) {
            (Some(Ok(value)), Ok(())) => Ok(value),
            (Some(Ok(_)) | None, Err(error)) => Err(error.clone()),
            (Some(Err(error)), _) => Err(error),
            (None, Ok(())) => Err(StoreError::Unavailable("the job was not run".into())),
        };
        // Nobody may be waiting any more; the write stands.
        let _ = self.reply.send(outcome);
    }
}

async fn write(mut connection: SqliteConnection, mut waiting: mpsc::Receiver<Box<dyn Job>>) {
    let (mut group, mut traces) = (Vec::with_capacity(GROUP), Traces::default());
    loop {
        let received = tokio::select! {
            received = waiting.recv_many(&mut group, GROUP) => received,
            () = traces.due() => {
                traces.remove(&mut connection).await;
                continue;
            }
        };
        if received == 0 {
            break;
        }
        let commit = commit(&mut connection, &mut group).await;
        if commit.is_err() {
            // A transaction that could not be committed must not swallow the next group.
            let _ = sqlx::raw_sql("rollback").execute(&mut connection).await;
        } else if group.iter().any(|job| job.kind() == JobKind::Erase) {
            // Before the callers hear of it: where nobody reads just now, nothing is left when they do.
            traces.remove(&mut connection).await;
        }
        group.drain(..).for_each(|job| job.settle(&commit));
    }
    // Closing the last connection folds the write-ahead log into the file and removes it.
    if let Err(error) = connection.close().await {
        tracing::warn!(%error, "the database was not closed in order");
    }
}

async fn commit(connection: &mut SqliteConnection, group: &mut [Box<dyn Job>]) -> Stored<()> {
    execute(connection, "begin immediate").await?;
    for job in group {
        execute(connection, "savepoint job").await?;
        let end = match job.work(connection).await {
            Ok(()) => "release job",
            // SQLite itself has undone the whole transaction, or may have.
            Err(error @ (StoreError::Full | StoreError::Unavailable(_))) => return Err(error),
            Err(_) => "rollback to job; release job",
        };
        execute(connection, end).await?;
    }
    execute(connection, "commit").await
}
