//! wildcard: services whose certificate is for one label in front of their own name, and the hosts there that
//! have more.

/// Services that give everyone a name of their own, by a certificate for `*.` and these; and parts of them with
/// another `*.` of their own (`1.bp.blogspot.com`, `a.files.wordpress.com`, `64.media.tumblr.com`).
const SERVICES: [&str; 21] = [
    "azureedge.net",
    "bp.blogspot.com",
    "cloudfront.net",
    "files.wordpress.com",
    "firebaseapp.com",
    "github.io",
    "gitlab.io",
    "herokuapp.com",
    "media.tumblr.com",
    "netlify.app",
    "netlify.com",
    "onrender.com",
    "r2.dev",
    "readthedocs.io",
    "storage.googleapis.com",
    "substack.com",
    "surge.sh",
    "tumblr.com",
    "vercel.app",
    "web.app",
    "wordpress.com",
];

/// Whether the certificate of the service that `host` is at has no place for it: a wildcard covers one label, and
/// `www.a.github.io` has two. RFC 6125, 6.4.3.
pub(super) fn is_too_deep(host: &str) -> bool {
    own_labels(host).is_some_and(|own| own.contains('.')) || is_dotted_bucket(host)
}

/// What is in front of the name of the service that `host` is at, by the longest that is known.
fn own_labels(host: &str) -> Option<&str> {
    let own = |name: &&str| host.strip_suffix(*name)?.strip_suffix('.');
    let own = SERVICES.iter().filter_map(own).min_by_key(|own| own.len());
    own.or_else(|| {
        // In each country it has another name: `a.blogspot.de`, `a.blogspot.co.uk`.
        let (own, top) = host.rsplit_once(".blogspot.")?;
        let is_top = top.len() <= "com.br".len() && top.split('.').all(|label| label.len() <= 3);
        is_top.then_some(own)
    })
}

/// A bucket of Amazon S3 by its own host, with a dot in its name: `a.b.s3.eu-west-1.amazonaws.com`.
/// Amazon S3, "Rules for naming buckets".
fn is_dotted_bucket(host: &str) -> bool {
    let Some(name) = host.strip_suffix(".amazonaws.com") else {
        return false;
    };
    let is_service = |label: &str| label == "s3" || label.starts_with("s3-");
    let labels: Vec<&str> = name.split('.').collect();
    // The bucket comes first; its own labels may be called anything.
    let service = labels.iter().rposition(|label| is_service(label));
    service.is_some_and(|service| service > 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wildcard_covers_one_label() {
        for deep in [
            "www.a.blogspot.com",
            "www.a.blogspot.co.uk",
            "www.a.github.io",
            "www.a.tumblr.com",
            "www.a.wordpress.com",
            "a.b.storage.googleapis.com",
            "a.b.bp.blogspot.com",
            "a.b.s3.amazonaws.com",
            "a.b.s3-eu-west-1.amazonaws.com",
        ] {
            assert!(is_too_deep(deep), "{deep}");
        }
        for fits in [
            "a.blogspot.com",
            "a.blogspot.de",
            "1.bp.blogspot.com",
            "a.files.wordpress.com",
            "64.media.tumblr.com",
            "wordpress.com",
            "storage.googleapis.com",
            "a.storage.googleapis.com",
            "www.agithub.io",
            "a.b.blogspot.example.com",
            "b.s3.amazonaws.com",
            "b.s3.eu-west-1.amazonaws.com",
        ] {
            assert!(!is_too_deep(fits), "{fits}");
        }
    }
}
