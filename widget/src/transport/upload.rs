//! Sending a file, and hearing how far it is. `fetch` does not tell that; the older way does.

use parlor_shared::widget::Attachment;
use wasm_bindgen::{JsCast, prelude::Closure};
use web_sys::{File, FormData, ProgressEvent, XmlHttpRequest};

use super::{Api, Json, read};

/// What is heard of an upload.
pub(crate) enum Heard {
    /// So many hundredths are sent.
    Percent(u32),
    /// The server keeps it.
    Kept(Attachment),
    /// It does not: the status, 0 when it could not be reached.
    Refused(u16),
}

/// An upload; it stops when this is dropped, and nothing more is heard of it.
pub(crate) struct Upload {
    request: XmlHttpRequest,
    _progress: Closure<dyn FnMut(ProgressEvent)>,
    _end: Closure<dyn FnMut()>,
}

impl Upload {
    /// Begins one. `None` should the browser refuse, which it does not.
    pub(crate) fn begin(api: &Api, file: &File, heard: impl Fn(Heard) + Clone + 'static) -> Option<Self> {
        let (request, form) = (XmlHttpRequest::new().ok()?, FormData::new().ok()?);
        form.append_with_blob_and_filename("file", file, &file.name()).ok()?;
        request.open("POST", &[&api.host, "/v1/widget/attachments"].concat()).ok()?;
        request.set_request_header("authorization", &["Bearer ", &api.token].concat()).ok()?;
        let (ended, part) = (request.clone(), heard.clone());
        let progress = Closure::<dyn FnMut(ProgressEvent)>::new(move |event: ProgressEvent| part(percent(&event)));
        let end = Closure::<dyn FnMut()>::new(move || heard(outcome(&ended)));
        request.upload().ok()?.set_onprogress(Some(progress.as_ref().unchecked_ref()));
        request.set_onloadend(Some(end.as_ref().unchecked_ref()));
        request.send_with_opt_form_data(Some(&form)).ok()?;
        Some(Self { request, _progress: progress, _end: end })
    }
}

impl Drop for Upload {
    fn drop(&mut self) {
        if let Ok(upload) = self.request.upload() {
            upload.set_onprogress(None);
        }
        self.request.set_onloadend(None);
        // One that has ended stays as it is.
        let _ = self.request.abort();
    }
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "from 0 to 100")]
fn percent(event: &ProgressEvent) -> Heard {
    let (sent, all) = (event.loaded(), event.total());
    Heard::Percent(if all > 0.0 { (sent / all * 100.0) as u32 } else { 0 })
}

fn outcome(request: &XmlHttpRequest) -> Heard {
    let status = request.status().unwrap_or(0);
    let reply = request.response_text().ok().flatten().and_then(|text| Json::parse(&text));
    let kept = reply.filter(|_| status == 201).and_then(|reply| read::attachment(&reply.get("data")));
    kept.map_or(Heard::Refused(status), Heard::Kept)
}
