//! Metrics of this process, in Prometheus' text format. `docs/operating.md` lists them all.

use std::time::Duration;

use axum::{
    extract::State,
    http::{Method, StatusCode, header},
    response::IntoResponse,
};
use metrics::{Unit, counter, describe_counter, describe_gauge, describe_histogram, gauge, histogram};
use metrics_exporter_prometheus::{BuildError, Matcher, PrometheusBuilder, PrometheusHandle};

use crate::core::{
    conversation::turn::{self, Turns},
    security::work,
};

/// Upper bounds of buckets, in seconds: most replies take milliseconds.
const REQUEST_BUCKETS: [f64; 11] = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0];
const REQUESTS: &str = "parlor_http_requests_total";
const REQUEST_DURATION: &str = "parlor_http_request_duration_seconds";
/// The label of requests that no route takes: their paths are the client's choice.
const NO_ROUTE: &str = "(none)";

/// Starts recording; once per process. A second call records into the first one's registry.
pub fn recorder() -> PrometheusHandle {
    static HANDLE: std::sync::OnceLock<PrometheusHandle> = std::sync::OnceLock::new();
    HANDLE
        .get_or_init(|| {
            let builder = buckets(PrometheusBuilder::new()).unwrap_or_else(|error| {
                tracing::error!(%error, "the buckets of histograms could not be set");
                PrometheusBuilder::new()
            });
            let recorder = builder.build_recorder();
            let handle = recorder.handle();
            if metrics::set_global_recorder(recorder).is_err() {
                tracing::warn!("another recorder of metrics is in place; /metrics stays empty");
            }
            describe();
            handle
        })
        .clone()
}

fn buckets(builder: PrometheusBuilder) -> Result<PrometheusBuilder, BuildError> {
    let builder = builder.set_buckets_for_metric(Matcher::Full(REQUEST_DURATION.into()), &REQUEST_BUCKETS)?;
    turn::DURATIONS.iter().try_fold(builder, |builder, (name, bounds)| {
        builder.set_buckets_for_metric(Matcher::Full((*name).into()), bounds)
    })
}

/// Help texts, and zeros for what has no labels: a counter that is absent cannot be told from one that is zero.
fn describe() {
    describe_counter!(REQUESTS, "HTTP requests answered, by method, route and status.");
    describe_histogram!(
        REQUEST_DURATION,
        Unit::Seconds,
        "Time from the head of a request to the head of its response, by method and route."
    );
    describe_gauge!("parlor_open_streams", "Open streams of events.");
    describe_gauge!("parlor_answers_running", "Answers being written now.");
    describe_counter!("parlor_slow_reader_cuts_total", "Connections cut because their reader made no progress.");
    describe_counter!("parlor_panics_total", "Requests whose handler panicked.");
    describe_counter!(
        "parlor_budget_refused_total",
        "Calls, messages and bytes refused because a budget was used up, by scope and kind."
    );
    describe_counter!(
        "parlor_connections_refused_total",
        "Connections closed because their address held as many as it may."
    );
    describe_counter!(
        "parlor_mcp_failures_total",
        "Exchanges with MCP servers that failed, by what was asked: list or call."
    );
    describe_gauge!("parlor_build_info", "The version of this server, as a label; always 1.");
    counter!("parlor_panics_total").absolute(0);
    counter!("parlor_slow_reader_cuts_total").absolute(0);
    counter!("parlor_connections_refused_total").absolute(0);
    gauge!("parlor_open_streams").set(0.0);
    gauge!("parlor_build_info", "version" => env!("CARGO_PKG_VERSION")).set(1.0);
    turn::describe_metrics();
    work::describe_metrics();
}

/// Notes an answered request. Its route is the pattern that took it: paths hold ids, and clients choose others at will.
pub(super) fn request(method: &Method, route: Option<&str>, status: StatusCode, took: Duration) {
    let labels = [("method", label(method).to_owned()), ("route", route.unwrap_or(NO_ROUTE).to_owned())];
    histogram!(REQUEST_DURATION, &labels).record(took.as_secs_f64());
    let [method, route] = labels;
    counter!(REQUESTS, &[method, route, ("status", status.as_u16().to_string())]).increment(1);
}

/// A method is any word a client likes.
fn label(method: &Method) -> &str {
    const KNOWN: [Method; 7] =
        [Method::GET, Method::HEAD, Method::POST, Method::PUT, Method::PATCH, Method::DELETE, Method::OPTIONS];
    if KNOWN.contains(method) { method.as_str() } else { "(other)" }
}

/// `GET /metrics`.
pub async fn metrics(State(handle): State<PrometheusHandle>, State(turns): State<Turns>) -> impl IntoResponse {
    #[expect(clippy::cast_precision_loss, reason = "a gauge is a float; answers are far fewer than 2^52")]
    gauge!("parlor_answers_running").set(turns.running() as f64);
    handle.run_upkeep();
    ([(header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], handle.render())
}
