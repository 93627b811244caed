//! Trying things out on a server, and remembering what came of it and what must be taken away again.

use std::time::Duration;

use reqwest::{Client, Method, RequestBuilder};

use super::{
    check::{Answer, Expect},
    credentials::Credentials,
    report::{Case, Outcome, Report},
};

/// The longest answer waited for.
const PATIENCE: Duration = Duration::from_mins(3);
/// The longest `Retry-After` that is waited out where no 429 was expected: an earlier run has used the limit up.
const LONGEST_WAIT: u64 = 61;
/// Number of attempts for checks that may take some seconds, with a pause after each: six seconds in all.
const TRIES: usize = 12;
const PAUSE: Duration = Duration::from_millis(500);

/// A page that no widget's list has, unless the kit put it there.
pub(super) const FOREIGN: &str = "https://foreign.conformance.example";

/// A server under examination.
pub(super) struct Kit {
    pub(super) client: Client,
    pub(super) credentials: Credentials,
    pub(super) report: Report,
    /// A signed-in owner's cookie, once there is one.
    pub(super) cookie: String,
    /// The agent of the credentials' widget, once it is known.
    pub(super) agent: String,
    /// Widgets to delete at the end.
    pub(super) made: Vec<String>,
    /// Agents to delete at the end.
    pub(super) agents_made: Vec<String>,
    page: &'static str,
}

impl Kit {
    /// Nothing tried yet.
    pub(super) fn new(credentials: Credentials) -> reqwest::Result<Self> {
        let credentials = credentials.tidy();
        let report = Report { url: credentials.url.clone(), ..Report::default() };
        let client = Client::builder().timeout(PATIENCE).build()?;
        let (cookie, agent) = (String::new(), String::new());
        Ok(Self { client, credentials, report, cookie, agent, made: Vec::new(), agents_made: Vec::new(), page: "" })
    }

    /// Sets the page that the following cases belong to.
    pub(super) fn page(&mut self, page: &'static str) {
        self.page = page;
    }

    pub(super) fn get(&self, path: &str) -> RequestBuilder {
        self.request(Method::GET, path)
    }

    pub(super) fn post(&self, path: &str) -> RequestBuilder {
        self.request(Method::POST, path)
    }

    pub(super) fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.client.request(method, format!("{}{path}", self.credentials.url))
    }

    /// Builds the preflight request a browser sends before a page of this origin may post JSON.
    pub(super) fn preflight(&self, path: &str, origin: &str) -> RequestBuilder {
        self.request(Method::OPTIONS, path)
            .header("Origin", origin)
            .header("Access-Control-Request-Method", "POST")
            .header("Access-Control-Request-Headers", "content-type")
    }

    /// Sends a request that is not a case; if no answer comes, the result is empty.
    pub(super) async fn ask(&self, request: RequestBuilder) -> Answer {
        send(request).await.unwrap_or_default()
    }

    /// Sends a request and compares the answer.
    pub(super) async fn check(
        &mut self,
        endpoint: &'static str,
        case: &str,
        request: RequestBuilder,
        expected: Expect,
    ) -> Answer {
        match patiently(request, &expected).await {
            Ok(answer) => {
                self.judge(endpoint, case, expected.differences(&answer));
                answer
            }
            Err(error) => {
                self.judge(endpoint, case, vec![format!("no answer: {error}")]);
                Answer::default()
            }
        }
    }

    /// The same for what may take some seconds until it is so: tried again for six seconds.
    pub(super) async fn check_soon(
        &mut self,
        endpoint: &'static str,
        case: &str,
        request: RequestBuilder,
        expected: Expect,
    ) {
        for _ in 0..TRIES {
            let Some(again) = request.try_clone() else { break };
            if send(again).await.is_ok_and(|answer| expected.differences(&answer).is_empty()) {
                break;
            }
            tokio::time::sleep(PAUSE).await;
        }
        self.check(endpoint, case, request, expected).await;
    }

    /// Remembers what is not so; nothing is good.
    pub(super) fn judge(&mut self, endpoint: &'static str, case: &str, differences: Vec<String>) {
        let outcome = if differences.is_empty() { Outcome::Ok } else { Outcome::Differs { differences } };
        self.report.cases.push(Case { page: self.page, endpoint, case: case.to_owned(), outcome });
    }

    /// Remembers that something is so, or what is not.
    pub(super) fn judge_that(&mut self, endpoint: &'static str, case: &str, so: bool, answered: &str) {
        self.judge(endpoint, case, if so { Vec::new() } else { vec![answered.to_owned()] });
    }

    /// Remembers that something cannot be brought about.
    pub(super) fn not_reachable(&mut self, endpoint: &'static str, case: &str, needs: &str) {
        let outcome = Outcome::NotReachable { needs: needs.to_owned() };
        self.report.cases.push(Case { page: self.page, endpoint, case: case.to_owned(), outcome });
    }

    /// Sends the same request until it is limited, up to this many times, and compares that answer.
    pub(super) async fn burst(
        &mut self,
        endpoint: &'static str,
        case: &str,
        most: usize,
        expected: Expect,
        request: impl Fn(&Self) -> RequestBuilder,
    ) -> Answer {
        let (mut answer, mut differences) = (Answer::default(), vec![format!("status: no 429 within {most} requests")]);
        for _ in 0..most {
            match send(request(self)).await {
                Ok(limited) if limited.status == 429 => {
                    (differences, answer) = (expected.differences(&limited), limited);
                    break;
                }
                Ok(_) => {}
                Err(error) => {
                    differences = vec![format!("no answer: {error}")];
                    break;
                }
            }
        }
        self.judge(endpoint, case, differences);
        answer
    }
}

/// Sends a request; a limit that an earlier run has used up is waited out once.
async fn patiently(request: RequestBuilder, expected: &Expect) -> reqwest::Result<Answer> {
    let again = request.try_clone();
    let answer = send(request).await?;
    let wait = answer.header("retry-after").and_then(|seconds| seconds.parse().ok()).filter(|s| *s <= LONGEST_WAIT);
    match (again, wait) {
        (Some(again), Some(seconds)) if answer.status == 429 && !expected.takes(429) => {
            tokio::time::sleep(Duration::from_secs(seconds)).await;
            send(again).await
        }
        _ => Ok(answer),
    }
}

async fn send(request: RequestBuilder) -> reqwest::Result<Answer> {
    Answer::read(request.send().await?).await
}
