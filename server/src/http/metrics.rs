//! What this process tells about itself, in Prometheus' text format.

use std::time::Duration;

use axum::{
    extract::State,
    http::{Method, StatusCode, header},
    response::IntoResponse,
};
use metrics::{counter, gauge, histogram};
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};

use crate::core::turn::Turns;

/// Starts recording; once per process. A second call records into the first one's registry.
pub fn recorder() -> PrometheusHandle {
    static HANDLE: std::sync::OnceLock<PrometheusHandle> = std::sync::OnceLock::new();
    HANDLE
        .get_or_init(|| {
            let recorder = PrometheusBuilder::new().build_recorder();
            let handle = recorder.handle();
            if metrics::set_global_recorder(recorder).is_err() {
                tracing::warn!("another recorder of metrics is in place; /metrics stays empty");
            }
            counter!("panics_total").absolute(0);
            counter!("slow_reader_cuts_total").absolute(0);
            gauge!("open_streams").set(0.0);
            handle
        })
        .clone()
}

/// Notes an answered request. Paths are left out: they hold ids.
pub(super) fn request(method: &Method, status: StatusCode, took: Duration) {
    let labels = [("method", method.as_str().to_owned()), ("status", status.as_u16().to_string())];
    counter!("http_requests_total", &labels).increment(1);
    histogram!("http_request_seconds").record(took.as_secs_f64());
}

/// `GET /metrics`: `open_streams`, `answers_running`, `http_requests_total`, `http_request_seconds`,
/// `slow_reader_cuts_total`, `panics_total`.
pub async fn metrics(State(handle): State<PrometheusHandle>, State(turns): State<Turns>) -> impl IntoResponse {
    #[expect(clippy::cast_precision_loss, reason = "a gauge is a float; answers are far fewer than 2^52")]
    gauge!("answers_running").set(turns.running() as f64);
    handle.run_upkeep();
    ([(header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], handle.render())
}
