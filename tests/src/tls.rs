//! A certificate nobody signed.

use std::{process::Stdio, sync::Arc};

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

/// Accepts TLS for `127.0.0.1` with a certificate that signs itself.
///
/// # Panics
/// When the certificate cannot be made: that needs the `openssl` command.
#[expect(clippy::unwrap_used, reason = "a test without its certificate must not pass")]
pub async fn self_signed() -> TlsAcceptor {
    let folder = TempDir::new().unwrap();
    let made = Command::new("openssl")
        .current_dir(folder.path())
        .args(["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2"])
        .args([
            "-subj",
            "/CN=127.0.0.1",
            "-addext",
            "subjectAltName=IP:127.0.0.1",
            "-keyout",
            "key.pem",
            "-out",
            "certificate.pem",
        ])
        .stderr(Stdio::null())
        .status();
    assert!(made.await.unwrap().success(), "openssl makes a certificate");
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
