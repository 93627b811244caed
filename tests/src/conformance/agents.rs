//! Agents that give no answer: what every page calls that.

use super::{Credentials, caty, glozr, kit::Kit, nexon};

/// 502 and 504, on widgets whose agents fail and hang.
pub(super) async fn run(kit: &mut Kit, broken: Option<Credentials>, slow: Option<Credentials>) {
    match broken {
        Some(credentials) => no_answer(kit, credentials, 502, "502: the agent fails").await,
        None => not_reachable(kit, "502: the agent fails", "--broken-agent, a widget whose agent always fails"),
    }
    match slow {
        Some(credentials) => no_answer(kit, credentials, 504, "504: the agent is too slow").await,
        None => not_reachable(kit, "504: the agent is too slow", "--slow-agent, a widget whose agent never answers"),
    }
}

async fn no_answer(kit: &mut Kit, other: Credentials, status: u16, case: &str) {
    let own = std::mem::replace(&mut kit.credentials, other.tidy());
    nexon::no_answer(kit, status, case).await;
    caty::no_answer(kit, status, case).await;
    glozr::no_answer(kit, status, case).await;
    kit.credentials = own;
}

fn not_reachable(kit: &mut Kit, case: &str, needs: &'static str) {
    kit.page("NexonTech");
    kit.not_reachable(nexon::CHAT, case, needs);
    kit.page("Caty");
    kit.not_reachable(caty::MESSAGE, case, needs);
    kit.page(glozr::PAGE);
    kit.not_reachable(glozr::MESSAGES, case, needs);
}
