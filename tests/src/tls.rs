//! A self-signed certificate.

use std::{path::Path, process::Stdio, sync::Arc};

use tempfile::TempDir;
use tokio::process::Command;
use tokio_rustls::{
    TlsAcceptor,
    rustls::{
        ServerConfig,
        crypto::aws_lc_rs,
        pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject},
    },
};

/// Makes a certificate that signs itself, for `localhost` and `127.0.0.1`: `certificate.pem` and `key.pem` in a folder.
///
/// # Panics
/// When it cannot be made: that needs the `openssl` command.
#[expect(clippy::unwrap_used, reason = "a test without its certificate must not pass")]
pub async fn certificate(folder: &Path) {
    let made = Command::new("openssl")
        .current_dir(folder)
        .args(["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2"])
        .args(["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"])
        .args(["-keyout", "key.pem", "-out", "certificate.pem"])
        .stderr(Stdio::null())
        .status();
    assert!(made.await.unwrap().success(), "openssl makes a certificate");
}

/// Accepts TLS for `127.0.0.1` with a certificate that signs itself.
///
/// # Panics
/// As [`certificate`].
#[expect(clippy::unwrap_used, reason = "a test without its certificate must not pass")]
pub async fn self_signed() -> TlsAcceptor {
    let folder = TempDir::new().unwrap();
    certificate(folder.path()).await;
    let certificate = CertificateDer::from_pem_file(folder.path().join("certificate.pem")).unwrap();
    let key = PrivateKeyDer::from_pem_file(folder.path().join("key.pem")).unwrap();
    let config = ServerConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![certificate], key)
        .unwrap();
    Arc::new(config).into()
}
