//! The body of a transcription: a form with a file.

use crate::core::conversation::voice::Recording;

/// Between the parts: 128 bits nobody's recording holds by chance.
const BOUNDARY: &str = "parlor-6d1f0a4be2c94f57a83c51e97b20d8f6";

/// The form's content type and its bytes.
pub(super) fn transcription(recording: &Recording, model: &str) -> (String, Vec<u8>) {
    let audio = recording.audio;
    let mut body = Vec::with_capacity(recording.bytes.len() + 512);
    for (name, value) in [("model", model), ("response_format", "json")] {
        body.extend_from_slice(
            format!("--{BOUNDARY}\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n").as_bytes(),
        );
    }
    let (name, kind) = (audio.file_name(), audio.media_type());
    let head = format!(
        "--{BOUNDARY}\r\ncontent-disposition: form-data; name=\"file\"; filename=\"{name}\"\r\ncontent-type: {kind}\r\n\r\n"
    );
    body.extend_from_slice(head.as_bytes());
    body.extend_from_slice(&recording.bytes);
    body.extend_from_slice(format!("\r\n--{BOUNDARY}--\r\n").as_bytes());
    (format!("multipart/form-data; boundary={BOUNDARY}"), body)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::conversation::voice::Audio;

    #[test]
    fn a_form_has_its_fields_and_the_file() {
        let recording = Recording { audio: Audio::Wav, bytes: bytes::Bytes::from_static(b"RIFF") };
        let (kind, body) = transcription(&recording, "whisper-1");
        let text = String::from_utf8(body).unwrap();
        assert!(kind.ends_with(BOUNDARY));
        assert!(text.contains("name=\"model\"\r\n\r\nwhisper-1\r\n"), "{text}");
        assert!(text.contains("filename=\"speech.wav\"\r\ncontent-type: audio/wav\r\n\r\nRIFF\r\n"), "{text}");
        assert!(text.ends_with(&format!("--{BOUNDARY}--\r\n")));
    }
}
