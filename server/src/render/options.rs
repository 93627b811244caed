//! Options of the renderer.

use url::Url;

use crate::core::security::links;

/// Limits on what messages may show: hosts of pictures, and the base of relative links.
#[derive(Clone, Debug, Default)]
pub struct RenderOptions {
    /// Hosts whose `https:` pictures are shown, exactly as in the address (`img.example.com`, lower case). Pictures
    /// from other hosts become links, because fetching a picture tells its host about the visitor. Default: none.
    pub image_hosts: Vec<String>,
    /// The site that relative links belong to. Default: none; relative links are then shown as plain text.
    pub link_base: Option<Url>,
}

impl RenderOptions {
    /// Returns true if the picture at this checked address is shown.
    pub(super) fn shows_picture(&self, address: &str) -> bool {
        address.starts_with("https:") && self.image_hosts.contains(&links::host(address))
    }

    /// The checked address that a link leads to.
    pub(super) fn link(&self, address: &str) -> Option<String> {
        // `[a](<https://a.example/b c>)` may hold spaces, an address may not.
        let address = address.replace(' ', "%20");
        links::checked(&address).or_else(|| {
            let base = self.link_base.as_ref()?;
            let path = address.split(['/', '?', '#']).next().unwrap_or_default();
            let relative = !address.is_empty() && !address.starts_with("//") && !path.contains(':');
            let joined =
                base.join(&address).ok().filter(|_| relative && !address.contains(['\\', '\n', '\r', '\t']))?;
            links::checked(joined.as_str()).filter(|_| joined.host() == base.host())
        })
    }
}
