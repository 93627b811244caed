//! Pages that mean harm, or mean well and cannot.

use std::{
    io::{Cursor, Write as _},
    time::Duration,
};

use flate2::{Compression, write::GzEncoder};
use parlor_tests::upstream::{Act, Reply, Upstream};
use rstest::rstest;
use tokio::net::TcpListener;

use crate::outbound::internet::{Internet, PATIENCE, page};

const HTML: &str = "text/html";
const TITLE: &str = "<title>Seen</title>";
/// Bytes that may be in transit when reading stops: the buffers of two sockets.
const ON_THE_WAY: usize = 8 << 20;

fn packed(parts: &[&[u8]]) -> Vec<u8> {
    let mut packer = GzEncoder::new(Vec::new(), Compression::best());
    for part in parts {
        packer.write_all(part).unwrap();
    }
    packer.finish().unwrap()
}

fn bytes(bytes: Vec<u8>, times: u32, pause: Duration) -> Act {
    Act::Send { bytes, times, pause }
}

async fn title(reply: Reply) -> (Option<String>, Internet) {
    let internet = Internet::new(vec![reply]).await;
    let (found, took) = internet.look("http://public.test/").await;
    assert!(took < PATIENCE.total + Duration::from_millis(200), "{took:?}");
    (found.map(|found| found.page.title), internet)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_body_without_end_is_left() {
    let endless = bytes(vec![b' '; 64 << 10], u32::MAX, Duration::ZERO);
    for (first, expected) in [(TITLE, Some("Seen")), ("<p>", None)] {
        let (title, internet) = title(Reply::pieces(HTML, [first]).then(endless.clone())).await;
        assert_eq!(title.as_deref(), expected);
        assert!(internet.seen().sent() < ON_THE_WAY, "{}", internet.seen().sent());
    }
}

/// 64 MiB in 64 KiB: what is unpacked counts.
#[tokio::test(flavor = "multi_thread")]
async fn a_bomb_does_not_go_off() {
    let nothing = vec![b' '; 64 << 20];
    for (parts, expected) in [([TITLE.as_bytes(), &nothing], Some("Seen")), ([&nothing, TITLE.as_bytes()], None)] {
        let bomb = bytes(packed(&parts), 1, Duration::ZERO);
        let (title, _) = title(Reply::made(200, HTML, [bomb]).header("Content-Encoding", "gzip")).await;
        assert_eq!(title.as_deref(), expected);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_packed_page_is_read() {
    let reply = Reply::made(200, HTML, [bytes(packed(&[TITLE.as_bytes()]), 1, Duration::ZERO)]);
    let (title, internet) = title(reply.header("Content-Encoding", "gzip")).await;
    assert_eq!(title.as_deref(), Some("Seen"));
    assert_eq!(internet.seen().requests()[0].header("accept-encoding"), "gzip");
}

#[rstest]
#[case::nested(page("Seen").header("Content-Encoding", "gzip, gzip, gzip"))]
#[case::not_asked_for(page("Seen").header("Content-Encoding", "br"))]
#[case::not_packed(page("Seen").header("Content-Encoding", "gzip"))]
#[case::huge_headers(page("Seen").header("X-Huge", &"a".repeat(2 << 20)))]
#[case::many_headers((0..5_000).fold(page("Seen"), |reply, n| reply.header(&format!("X-{n}"), "a")))]
#[case::no_page(Reply::whole(200, "application/pdf", TITLE))]
#[case::no_type(Reply::whole(200, "", TITLE))]
#[case::refused(Reply::whole(401, HTML, TITLE).header("WWW-Authenticate", "Negotiate"))]
#[case::gone(Reply::whole(404, HTML, TITLE))]
#[case::empty(Reply::whole(200, HTML, ""))]
#[case::untitled(Reply::whole(200, HTML, "<title> \u{200b}\u{202e} </title>"))]
#[case::silent(Reply::made(200, HTML, [Act::Hang]))]
#[case::cut(Reply::nothing())]
#[tokio::test(flavor = "multi_thread")]
async fn no_preview_of(#[case] reply: Reply) {
    let (title, internet) = title(reply).await;
    assert_eq!(title, None);
    assert_eq!(internet.seen().connections(), 1, "asked once");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_drip_is_left_when_the_time_is_up() {
    let drip = bytes(b"<".to_vec(), u32::MAX, Duration::from_millis(50));
    assert_eq!(title(Reply::made(200, HTML, [drip.clone()])).await.0, None);
    let begun = Reply::pieces(HTML, [TITLE]).then(drip);
    assert_eq!(title(begun).await.0.as_deref(), Some("Seen"), "what was understood counts");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_service_that_never_speaks_tls_is_left() {
    let silent = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let internet = Internet::facing(Upstream::start(vec![page("Seen")]).await, silent.local_addr().unwrap()).await;
    let (found, took) = internet.look("https://public.test/").await;
    assert_eq!(found, None);
    assert!(took < PATIENCE.total + Duration::from_millis(200), "{took:?}");
}

#[rstest]
#[case::markup("<title><img src=x onerror=alert(1)></title>", "<img src=x onerror=alert(1)>")]
#[case::controls("<title>a\u{202e}b\u{0}c\u{7f}\nd</title>", "abc d")]
#[case::nested(&format!("{TITLE}{}", "<div>".repeat(100_000)), "Seen")]
#[case::long(&format!("<title>{}</title>", "é".repeat(1_000)), &format!("{}…", "é".repeat(299)))]
#[tokio::test(flavor = "multi_thread")]
async fn a_title_is_text(#[case] body: &str, #[case] expected: &str) {
    assert_eq!(title(Reply::whole(200, HTML, body)).await.0.as_deref(), Some(expected));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unknown_charset_is_utf_8() {
    for charset in ["utf-7", "x-user-nonsense", "\"", "utf-16le"] {
        let reply = Reply::whole(200, &format!("text/html; charset={charset}"), "<title>+ADw-é</title>");
        assert_eq!(title(reply).await.0.as_deref(), Some("+ADw-é"), "{charset}");
    }
}

fn with_image(media_type: &str, bytes: Vec<u8>) -> Vec<Reply> {
    let head = format!("{TITLE}<meta property=og:image content=/cover></head>");
    let image = Reply::made(200, media_type, [Act::Send { bytes, times: 1, pause: Duration::ZERO }]);
    vec![Reply::whole(200, HTML, &head), image]
}

fn png(width: u32, height: u32) -> Vec<u8> {
    let mut file = Cursor::new(Vec::new());
    image::RgbImage::new(width, height).write_to(&mut file, image::ImageFormat::Png).unwrap();
    file.into_inner()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_picture_is_drawn_anew() {
    let internet = Internet::new(with_image("image/png", png(640, 320))).await;
    let (found, _) = internet.look("http://public.test/page").await;
    let jpeg = found.unwrap().picture.unwrap();
    let drawn = image::load_from_memory_with_format(&jpeg, image::ImageFormat::Jpeg).unwrap();
    assert_eq!((drawn.width(), drawn.height()), (160, 160));
    assert_eq!(internet.seen().requests()[1].line, "GET /cover HTTP/1.1");
    internet.check("a picture");
}

#[rstest]
#[case::drawing("image/svg+xml", b"<svg xmlns='http://www.w3.org/2000/svg'/>".to_vec())]
#[case::drawing_in_disguise("image/png", b"<svg xmlns='http://www.w3.org/2000/svg'/>".to_vec())]
#[case::page("text/html", png(10, 10))]
#[case::too_large("image/png", [png(10, 10), vec![0; 1 << 20]].concat())]
#[case::bomb("image/png", png(4_096, 4_096))]
#[tokio::test(flavor = "multi_thread")]
async fn a_preview_without_its_picture(#[case] media_type: &str, #[case] bytes: Vec<u8>) {
    let internet = Internet::new(with_image(media_type, bytes)).await;
    let (found, _) = internet.look("http://public.test/page").await;
    let found = found.unwrap();
    assert_eq!((found.page.title.as_str(), found.picture), ("Seen", None));
}
