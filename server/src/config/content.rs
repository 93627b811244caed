//! What answers may show.

use clap::Args;

/// What answers may show.
#[derive(Args, Clone, Debug)]
pub struct ContentConfig {
    /// Hosts whose https: pictures answers may show, exactly as in their addresses. Pictures from other hosts become
    /// links: fetching a picture tells its host about the visitor.
    #[arg(long, env = "PARLOR_IMAGE_HOSTS", value_delimiter = ',', value_name = "HOST,…")]
    pub image_hosts: Vec<String>,
}

impl ContentConfig {
    /// The hosts as they stand in checked addresses.
    pub fn image_hosts(&self) -> Vec<String> {
        self.image_hosts.iter().map(|host| host.trim().to_lowercase()).collect()
    }
}
