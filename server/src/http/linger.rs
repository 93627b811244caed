//! Closing a connection whose client is still sending.
//!
//! A socket that is closed while there is something to read resets the connection, and the reset may reach the client
//! before it has read the answer. So the end of our side is said first, and what still comes is read and forgotten until
//! the client has ended too, for a while at most.

use std::{
    io,
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    task::{Context, Poll, ready},
    time::Duration,
};

use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    time::{Sleep, sleep},
};

/// The longest a client may go on sending.
const LONGEST: Duration = Duration::from_secs(3);
/// The most that is read and forgotten, in bytes: more than the largest file that is taken by default.
const MOST: usize = 32 * 1024 * 1024;
/// The most that is read at a time, in bytes.
const CHUNK: usize = 8 * 1024;

/// Tells a connection that it will end with something unread.
#[derive(Clone, Debug, Default)]
pub struct Linger(Arc<AtomicBool>);

impl Linger {
    /// From now on.
    pub fn request(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    fn is_requested(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

/// A connection that closes this way when it was told to.
pub struct Lingering<S> {
    stream: S,
    linger: Linger,
    until: Option<Pin<Box<Sleep>>>,
    /// Bytes that may still be read and forgotten.
    left: usize,
}

impl<S> Lingering<S> {
    /// This connection.
    pub const fn new(stream: S, linger: Linger) -> Self {
        Self { stream, linger, until: None, left: MOST }
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Lingering<S> {
    fn poll_read(mut self: Pin<&mut Self>, context: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(context, buf)
    }
}

impl<S: AsyncRead + AsyncWrite + Unpin> AsyncWrite for Lingering<S> {
    fn poll_write(mut self: Pin<&mut Self>, context: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(context, buf)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bufs: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write_vectored(context, bufs)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        if self.until.is_none() {
            ready!(Pin::new(&mut self.stream).poll_shutdown(context))?;
            if !self.linger.is_requested() {
                return Poll::Ready(Ok(()));
            }
        }
        let mut until = self.until.take().unwrap_or_else(|| Box::pin(sleep(LONGEST)));
        let waited = until.as_mut().poll(context).is_ready();
        self.until = Some(until);
        if waited { Poll::Ready(Ok(())) } else { self.poll_end(context) }
    }
}

impl<S: AsyncRead + Unpin> Lingering<S> {
    /// Reads until the client has ended, or has sent too much. What breaks has ended too.
    fn poll_end(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let mut chunk = [0; CHUNK];
        loop {
            let mut buf = ReadBuf::new(&mut chunk);
            let read = ready!(Pin::new(&mut self.stream).poll_read(context, &mut buf));
            let length = buf.filled().len();
            if read.is_err() || length == 0 || length > self.left {
                return Poll::Ready(Ok(()));
            }
            self.left -= length;
        }
    }
}

#[cfg(test)]
mod tests {
    use tokio::{
        io::{AsyncReadExt as _, AsyncWriteExt as _, duplex},
        time::Instant,
    };

    use super::*;

    #[tokio::test(start_paused = true)]
    async fn what_the_client_still_sends_is_read_until_it_ends() {
        let (mut client, server) = duplex(16);
        let linger = Linger::default();
        linger.request();
        let closing = tokio::spawn(async move { Lingering::new(server, linger).shutdown().await });
        client.write_all(&[0; 10_000]).await.unwrap();
        assert_eq!(client.read(&mut [0; 1]).await.unwrap(), 0, "our side has ended");
        client.shutdown().await.unwrap();
        closing.await.unwrap().unwrap();
    }

    #[tokio::test(start_paused = true)]
    async fn a_client_that_never_ends_is_left() {
        let (_client, server) = duplex(16);
        let linger = Linger::default();
        linger.request();
        let begin = Instant::now();
        Lingering::new(server, linger).shutdown().await.unwrap();
        assert_eq!(begin.elapsed(), LONGEST);
    }

    #[tokio::test(start_paused = true)]
    async fn a_connection_with_nothing_unread_closes_at_once() {
        let (_client, server) = duplex(16);
        let begin = Instant::now();
        Lingering::new(server, Linger::default()).shutdown().await.unwrap();
        assert_eq!(begin.elapsed(), Duration::ZERO);
    }
}
