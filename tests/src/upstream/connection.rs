//! One connection: a request is read, a reply is acted out, and someone who hangs up is noticed.

use std::{fmt::Write, io};

use tokio::{
    io::{AsyncBufRead, AsyncBufReadExt, AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, BufReader},
    net::TcpStream,
};

use super::{Act, Asked, Reply, Seen};

/// Makes a connection end with a reset.
pub(super) struct Linger(Option<std::net::TcpStream>);

impl Linger {
    /// Keeps a second handle on the socket.
    pub(super) fn of(stream: &TcpStream) -> Self {
        use std::os::fd::AsFd;
        let handle = stream.as_fd().try_clone_to_owned().ok();
        Self(handle.map(std::net::TcpStream::from))
    }
}

/// Reason why acting out a reply ended.
enum End {
    Said,
    Cut,
    Reset,
}

/// Reads one request and answers it.
pub(super) async fn serve<S: AsyncRead + AsyncWrite>(stream: S, linger: Linger, reply: Reply, seen: &Seen) {
    let (reader, mut writer) = tokio::io::split(stream);
    let mut reader = BufReader::new(reader);
    let Ok(asked) = request(&mut reader).await else { return };
    seen.was_asked(asked);
    let end = tokio::select! {
        end = act(&mut writer, &reply, seen) => end,
        () = hung_up(&mut reader) => Err(io::ErrorKind::BrokenPipe.into()),
    };
    match end {
        Ok(End::Said | End::Cut) => _ = writer.shutdown().await,
        Ok(End::Reset) => reset(&linger),
        Err(_) => seen.was_left(),
    }
}

async fn request(reader: &mut (impl AsyncBufRead + Unpin)) -> io::Result<Asked> {
    let mut lines = Vec::new();
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line).await? == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        match line.trim_end() {
            "" => break,
            line => lines.push(line.to_owned()),
        }
    }
    let headers = lines.iter().skip(1).filter_map(|line| line.split_once(':'));
    let headers: std::collections::HashMap<_, _> =
        headers.map(|(name, value)| (name.to_ascii_lowercase(), value.trim().to_owned())).collect();
    let length = headers.get("content-length").and_then(|length| length.parse().ok()).unwrap_or(0);
    let mut body = vec![0; length];
    reader.read_exact(&mut body).await?;
    let line = lines.into_iter().next().unwrap_or_default();
    Ok(Asked { line, headers, body: String::from_utf8_lossy(&body).into_owned() })
}

/// Returns when the other side closes the connection.
async fn hung_up(reader: &mut (impl AsyncRead + Unpin)) {
    let mut ignored = [0; 1024];
    while reader.read(&mut ignored).await.is_ok_and(|bytes| bytes > 0) {}
}

async fn act(writer: &mut (impl AsyncWrite + Unpin), reply: &Reply, seen: &Seen) -> io::Result<End> {
    let mut head = Some(head(reply));
    for act in &reply.acts {
        match act {
            Act::Send { bytes, times, pause } => {
                send_head(writer, &mut head).await?;
                let framed = [format!("{:x}\r\n", bytes.len()).as_bytes(), bytes, b"\r\n"].concat();
                for _ in 0..*times {
                    writer.write_all(&framed).await?;
                    seen.was_sent(bytes.len());
                    if !pause.is_zero() {
                        tokio::time::sleep(*pause).await;
                    }
                }
            }
            Act::Sleep(pause) => tokio::time::sleep(*pause).await,
            Act::Hang => std::future::pending().await,
            Act::Reset => return Ok(End::Reset),
            Act::Close => return Ok(End::Cut),
        }
    }
    send_head(writer, &mut head).await?;
    writer.write_all(b"0\r\n\r\n").await?;
    Ok(End::Said)
}

fn head(reply: &Reply) -> String {
    let mut head = format!("HTTP/1.1 {} Scripted\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n", reply.status);
    for (name, value) in &reply.headers {
        _ = write!(head, "{name}: {value}\r\n");
    }
    head + "\r\n"
}

async fn send_head(writer: &mut (impl AsyncWrite + Unpin), head: &mut Option<String>) -> io::Result<()> {
    match head.take() {
        Some(head) => writer.write_all(head.as_bytes()).await,
        None => Ok(()),
    }
}

/// Closing with a linger of zero seconds sends a reset.
fn reset(linger: &Linger) {
    if let Some(socket) = &linger.0 {
        _ = socket2::SockRef::from(socket).set_linger(Some(std::time::Duration::ZERO));
    }
}
