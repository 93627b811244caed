//! The signed-in account.

use gloo_net::http::Method;
use parlor_shared::owner::{LoginRequest, Me, MyTeam};

use super::{
    failure::Failure,
    http::{self, base},
};

/// The account that is signed in.
pub(crate) async fn me() -> Result<Me, Failure> {
    http::get(&format!("{}/api/auth/me", base())).await
}

/// Signs in.
pub(crate) async fn sign_in(request: LoginRequest) -> Result<Me, Failure> {
    http::send(Method::POST, &format!("{}/api/auth/login", base()), &request).await
}

/// Signs out.
pub(crate) async fn sign_out() -> Result<(), Failure> {
    http::call(Method::POST, &format!("{}/api/auth/logout", base())).await
}

/// Acts for this team from now on.
pub(crate) fn act_for(team: &MyTeam) {
    http::choose_team(&team.id);
}
