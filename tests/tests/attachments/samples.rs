//! Files to bring.

/// The smallest PNG there is: 8 by 8 pixels, black.
pub(crate) const PNG: &[u8] = &[
    0x89, b'P', b'N', b'G', 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 0x0D, b'I', b'H', b'D', b'R', 0, 0, 0, 8, 0, 0, 0, 8, 1,
    0, 0, 0, 0, 0xEC, 0x74, 0x83, 0x26, 0, 0, 0, 0x0B, b'I', b'D', b'A', b'T', 0x78, 0xDA, 0x63, 0x60, 0x40, 0x05, 0,
    0, 0x10, 0, 0x01, 0xAA, 0x19, 0xF8, 0x82, 0, 0, 0, 0, b'I', b'E', b'N', b'D', 0xAE, 0x42, 0x60, 0x82,
];

/// A PDF of one page that says `Invoice 4711`.
pub(crate) fn pdf() -> Vec<u8> {
    let stream = "BT /F1 24 Tf 72 720 Td (Invoice 4711) Tj ET";
    let objects = [
        "<</Type/Catalog/Pages 2 0 R>>".to_owned(),
        "<</Type/Pages/Kids[3 0 R]/Count 1>>".to_owned(),
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>".to_owned(),
        format!("<</Length {}>>stream\n{stream}\nendstream", stream.len()),
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>".to_owned(),
    ];
    let (mut file, mut offsets) = ("%PDF-1.4\n".to_owned(), Vec::new());
    for (at, object) in objects.iter().enumerate() {
        offsets.push(file.len());
        file += &format!("{} 0 obj\n{object}\nendobj\n", at + 1);
    }
    let table: String = offsets.iter().map(|offset| format!("{offset:010} 00000 n \n")).collect();
    let xref = file.len();
    file +=
        &format!("xref\n0 6\n0000000000 65535 f \n{table}trailer\n<</Size 6/Root 1 0 R>>\nstartxref\n{xref}\n%%EOF\n");
    file.into_bytes()
}
