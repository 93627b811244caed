//! `POST /v1/conversation/{conversationId}/attachment/upload`: a file for what is said next.
//!
//! Source: the vendor's published Node SDK (paths, bodies and reply). A file comes as `multipart/form-data` with a part
//! `file`, as a body of any other type, as an address, or is announced and sent to the address in the reply.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::whole;

/// The JSON body.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = chatbotkit::AttachmentRequest))]
pub struct AttachmentRequest {
    /// The file.
    pub file: AttachmentFile,
}

/// Where the file is.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(untagged)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = chatbotkit::AttachmentFile))]
pub enum AttachmentFile {
    /// At this `http:`, `https:` or `data:` address. Only what is on the public internet is fetched.
    Address(String),
    /// With the caller, who sends it next, to the address in the reply.
    Announced(AnnouncedFile),
}

/// A file that is still to come.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = chatbotkit::AnnouncedFile))]
pub struct AnnouncedFile {
    /// Its media type, at most 127 characters.
    #[serde(rename = "type")]
    #[cfg_attr(feature = "openapi", schema(min_length = 1, max_length = 127))]
    pub media_type: String,
    /// Its size in bytes.
    #[serde(deserialize_with = "whole::required")]
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
    /// Its name, as it is kept.
    pub name: String,
    /// How to send an announced file; absent when the file is here.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub upload_request: Option<UploadRequest>,
}

/// How to send an announced file, within 15 minutes. Its body is the file and nothing else.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = chatbotkit::UploadRequest))]
pub struct UploadRequest {
    /// The method.
    pub method: String,
    /// The whole address.
    pub url: String,
    /// Headers to send, one of which is the permission.
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
