//! Files to bring.

/// The smallest PNG there is: 8 by 8 pixels, black.
pub(crate) const PNG: &[u8] = &[
    0x89, b'P', b'N', b'G', 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 0x0D, b'I', b'H', b'D', b'R', 0, 0, 0, 8, 0, 0, 0, 8, 1,
    0, 0, 0, 0, 0xEC, 0x74, 0x83, 0x26, 0, 0, 0, 0x0B, b'I', b'D', b'A', b'T', 0x78, 0xDA, 0x63, 0x60, 0x40, 0x05, 0,
    0, 0x10, 0, 0x01, 0xAA, 0x19, 0xF8, 0x82, 0, 0, 0, 0, b'I', b'E', b'N', b'D', 0xAE, 0x42, 0x60, 0x82,
];

/// A PDF of one page that says `Invoice 4711`.
pub(crate) fn pdf() -> Vec<u8> {
    with_content("BT /F1 24 Tf 72 720 Td (Invoice 4711) Tj ET")
}

/// A PDF of one page with this content.
pub(crate) fn with_content(content: &str) -> Vec<u8> {
    with_stream("", content.as_bytes())
}

/// A PDF whose page unpacks to a hundred million bytes.
pub(crate) fn flate_bomb() -> Vec<u8> {
    with_stream("/Filter/FlateDecode", &packed(&vec![b' '; 100_000_000]))
}

/// A PDF of a hundred streams with a million numbers in each: gigabytes, once they are read.
pub(crate) fn numbers() -> Vec<u8> {
    let packed = packed(&[&b"9 0 ["[..], &b"0 ".repeat(1_000_000), b"]"].concat());
    let head = format!("<</Type/ObjStm/N 1/First 4/Filter/FlateDecode/Length {}>>stream\n", packed.len());
    let stream = [head.as_bytes(), &packed, b"\nendstream"].concat();
    document(page(b"<</Length 0>>stream\n\nendstream".to_vec()).into_iter().chain(vec![stream; 100]).collect())
}

fn packed(bytes: &[u8]) -> Vec<u8> {
    use std::io::Write as _;
    let mut packed = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::best());
    packed.write_all(bytes).unwrap();
    packed.finish().unwrap()
}

/// A PDF with an array in an array, and so on.
pub(crate) fn nested() -> Vec<u8> {
    let depth = 200_000;
    let mut file = pdf();
    let deep = format!("9 0 obj\n{}{}\nendobj\n", "[".repeat(depth), "]".repeat(depth));
    let begin = file.windows(4).position(|part| part == b"xref").unwrap();
    file.splice(begin..begin, deep.into_bytes());
    file
}

fn with_stream(filter: &str, stream: &[u8]) -> Vec<u8> {
    let head = format!("<</Length {}{filter}>>stream\n", stream.len());
    document(page([head.as_bytes(), stream, b"\nendstream"].concat()))
}

/// The objects of one page.
fn page(content: Vec<u8>) -> Vec<Vec<u8>> {
    vec![
        b"<</Type/Catalog/Pages 2 0 R>>".to_vec(),
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>".to_vec(),
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>".to_vec(),
        content,
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>".to_vec(),
    ]
}

/// A PDF of these objects; the first is its root.
fn document(objects: Vec<Vec<u8>>) -> Vec<u8> {
    let (mut file, mut offsets, size) = (b"%PDF-1.4\n".to_vec(), Vec::new(), objects.len() + 1);
    for (at, object) in objects.into_iter().enumerate() {
        offsets.push(file.len());
        file.extend([format!("{} 0 obj\n", at + 1).as_bytes(), &object, b"\nendobj\n"].concat());
    }
    let table = offsets.iter().map(|offset| format!("{offset:010} 00000 n \n")).collect::<Vec<_>>().concat();
    let xref = file.len();
    let head = format!("xref\n0 {size}\n0000000000 65535 f \n{table}");
    let tail = format!("trailer\n<</Size {size}/Root 1 0 R>>\nstartxref\n{xref}\n%%EOF\n");
    file.extend([head.as_bytes(), tail.as_bytes()].concat());
    file
}
