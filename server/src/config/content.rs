//! Options for the content of answers.

use clap::Args;
use url::Url;

/// Options for the content of answers.
#[derive(Args, Clone, Debug)]
pub struct ContentConfig {
    /// Hosts whose https: pictures answers may show, exactly as in their addresses. Pictures from other hosts become
    /// links: fetching a picture tells its host about the visitor.
    #[arg(long, env = "PARLOR_IMAGE_HOSTS", value_delimiter = ',', value_name = "HOST,…")]
    pub image_hosts: Vec<String>,

    /// The site that relative links in answers belong to, like https://shop.example.com. Without it the text of such links is
    /// shown, and no link.
    #[arg(long, env = "PARLOR_LINK_BASE", value_name = "URL", value_parser = site)]
    pub link_base: Option<Url>,
}

/// An address of the web.
fn site(text: &str) -> Result<Url, String> {
    let url = Url::parse(text).map_err(|error| error.to_string())?;
    let sound = matches!(url.scheme(), "http" | "https") && url.username().is_empty() && url.password().is_none();
    if sound { Ok(url) } else { Err("must be an http: or https: address without a name or a password".to_owned()) }
}

impl ContentConfig {
    /// The hosts as they stand in checked addresses.
    pub fn image_hosts(&self) -> Vec<String> {
        self.image_hosts.iter().map(|host| host.trim().to_lowercase()).collect()
    }
}
