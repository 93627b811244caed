//! `POST /v1/conversation/{conversationId}/attachment/upload`: uploads a file for the next message.
//!
//! Source: the vendor's published Node SDK (paths, bodies and reply). A file is sent as `multipart/form-data` with a
//! part `file`, as a body of any other type, or as an address; or it is announced and then sent to the address in the
//! reply.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::whole;

/// The JSON body.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = chatbotkit::AttachmentRequest))]
pub struct AttachmentRequest {
    /// The file.
    pub file: AttachmentFile,
}

/// Source of the file.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(untagged)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = chatbotkit::AttachmentFile))]
pub enum AttachmentFile {
    /// An `http:`, `https:` or `data:` address. Only addresses on the public internet are fetched.
    Address(String),
    /// An announced file: the caller sends it next, to the address in the reply.
    Announced(AnnouncedFile),
}

/// A file that the caller will send.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = chatbotkit::AnnouncedFile))]
pub struct AnnouncedFile {
    /// Its media type, at most 127 characters.
    #[serde(rename = "type")]
    #[cfg_attr(feature = "openapi", schema(min_length = 1, max_length = 127, pattern = "^[!-~]+$"))]
    pub media_type: String,
    /// Its size in bytes.
    #[serde(deserialize_with = "whole::required")]
    #[cfg_attr(feature = "openapi", schema(minimum = 1))]
    pub size: u64,
    /// Its name, at most 255 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(max_length = 255))]
    pub name: Option<String>,
}

/// The reply.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = chatbotkit::AttachmentReply))]
pub struct AttachmentReply {
    /// The file's id.
    pub id: String,
    /// Name of the file, as stored.
    pub name: String,
    /// Request that uploads an announced file; absent if the file is already stored.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub upload_request: Option<UploadRequest>,
}

/// Request that uploads an announced file, valid for 15 minutes. Its body is the file and nothing else.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = chatbotkit::UploadRequest))]
pub struct UploadRequest {
    /// The HTTP method.
    pub method: String,
    /// The complete address.
    pub url: String,
    /// Headers to send; one of them authorizes the upload.
    pub headers: BTreeMap<String, String>,
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_file_is_an_address_or_announced() {
        let read = |json| serde_json::from_value::<AttachmentRequest>(json).map(|it| it.file);
        let address = read(json!({"file": "https://shop.example/a.png"})).unwrap();
        assert_eq!(address, AttachmentFile::Address("https://shop.example/a.png".into()));
        let announced = read(json!({"file": {"type": "image/png", "size": 68, "name": "a.png"}})).unwrap();
        let file = AnnouncedFile { media_type: "image/png".into(), size: 68, name: Some("a.png".into()) };
        assert_eq!(announced, AttachmentFile::Announced(file));
        for odd in [
            json!({}),
            json!({"file": null}),
            json!({"file": 7}),
            json!({"file": {"type": "image/png"}}),
            json!({"file": {"type": "image/png", "size": -1}}),
            json!({"file": "https://shop.example/a.png", "name": "b"}),
        ] {
            assert!(read(odd.clone()).is_err(), "{odd}");
        }
    }

    #[test]
    fn only_an_announced_file_has_an_upload_request() {
        let here = AttachmentReply { id: "a".into(), name: "a.png".into(), upload_request: None };
        assert_eq!(serde_json::to_value(here).unwrap(), json!({"id": "a", "name": "a.png"}));
    }
}
