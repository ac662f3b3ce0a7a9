//! Address: an absolute URL as it is written, its parts, and what a browser would make of it. The
//! only file that knows the `url` crate.

use super::wildcard::is_too_deep;
use crate::text::byte_set::ByteSet;
use memchr::{memchr, memchr2};
use std::borrow::Cow;
use std::net::{Ipv4Addr, Ipv6Addr};
use url::{Host, Url};

/// An http(s) URL in the parts it is written in. Nothing is decoded or brought into another form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Address<'a> {
    /// The whole.
    pub text: &'a str,
    /// `http` or `https` in the case it is written in; empty where the URL begins with `//`.
    pub scheme: &'a str,
    /// The name of the host and perhaps a port.
    pub authority: &'a str,
    /// From the slash behind the authority up to the query.
    pub path: &'a str,
    /// What is behind the first `?`, up to the fragment.
    pub query: Option<&'a str>,
    /// What is behind the first `#`.
    pub fragment: Option<&'a str>,
    /// The authority is a name of which nothing has to be made, as nearly all are: no port, no
    /// capital, no other script.
    is_plain: bool,
}

impl<'a> Address<'a> {
    /// Takes `text` apart; `None` where it is no http(s) URL with an authority, or has a user in it.
    pub fn new(text: &'a str) -> Option<Self> {
        let (scheme, rest) = if text.starts_with("//") {
            ("", text)
        } else {
            let is_http = text
                .get(..4)
                .is_some_and(|start| start.eq_ignore_ascii_case("http"));
            let is_secure = matches!(text.as_bytes().get(4), Some(b's' | b'S'));
            let len = is_http.then_some(4 + usize::from(is_secure))?;
            (&text[..len], text[len..].strip_prefix(':')?)
        };
        let rest = rest.strip_prefix("//")?;
        // A name is too short to be searched by words.
        let is_end = |b: u8| matches!(b, b'/' | b'?' | b'#');
        let plain = rest.bytes().take_while(|b| PLAIN.has(*b)).count();
        let is_plain = rest.as_bytes().get(plain).is_none_or(|b| is_end(*b));
        let end = rest[plain..].bytes().position(is_end);
        let (authority, rest) = rest.split_at(end.map_or(rest.len(), |end| plain + end));
        let has_user = !is_plain && authority.contains('@');
        let (path, query, fragment) = match memchr2(b'?', b'#', rest.as_bytes()) {
            None => (rest, None, None),
            Some(at) if rest.as_bytes()[at] == b'#' => (&rest[..at], None, Some(&rest[at + 1..])),
            Some(at) => {
                let (query, fragment) = split_once(&rest[at + 1..], b'#');
                (&rest[..at], Some(query), fragment)
            }
        };
        let address = Self {
            text,
            scheme,
            authority,
            path,
            query,
            fragment,
            is_plain,
        };
        (!authority.is_empty() && !has_user).then_some(address)
    }

    /// The name of the host, in lower case.
    pub fn host(&self) -> Cow<'a, str> {
        if self.is_plain {
            return Cow::Borrowed(self.authority);
        }
        let host = self.split_port().0;
        if host.bytes().any(|b| b.is_ascii_uppercase()) {
            Cow::Owned(host.to_ascii_lowercase())
        } else {
            Cow::Borrowed(host)
        }
    }

    fn split_port(&self) -> (&'a str, Option<&'a str>) {
        match self.authority.rsplit_once(':') {
            Some((host, port)) if port.bytes().all(|b| b.is_ascii_digit()) => (host, Some(port)),
            _ => (self.authority, None),
        }
    }

    /// Everything behind the authority.
    pub fn rest(&self) -> &'a str {
        let before = match self.scheme.len() {
            0 => 2,
            scheme => scheme + 3,
        };
        &self.text[before + self.authority.len()..]
    }

    /// The path and the query, without the slash that the path begins with.
    pub fn tail(&self) -> &'a str {
        let rest = self.rest();
        let end = self
            .fragment
            .map_or(rest.len(), |f| rest.len() - f.len() - 1);
        rest[..end].strip_prefix('/').unwrap_or(&rest[..end])
    }

    /// The query's parameters as written: name, and value where there is one.
    pub fn parameters(&self) -> impl Iterator<Item = (&'a str, Option<&'a str>)> {
        let query = self.query.unwrap_or_default();
        query.split('&').map(|pair| match pair.split_once('=') {
            Some((name, value)) => (name, Some(value)),
            None => (pair, None),
        })
    }

    /// The value of the parameter `name`, as written.
    pub fn parameter(&self, name: &str) -> Option<&'a str> {
        self.parameters()
            .find_map(|(known, value)| if known == name { value } else { None })
    }

    /// Whether it names a port that neither HTTP nor HTTPS uses.
    pub fn has_own_port(&self) -> bool {
        !matches!(self.split_port().1, None | Some("" | "80" | "443"))
    }

    /// The same by HTTPS; `None` where it names a port that HTTPS does not use.
    pub fn by_https(&self) -> Option<String> {
        let is_known = !self.has_own_port();
        is_known.then(|| ["https://", self.split_port().0, self.rest()].concat())
    }

    /// Why no certificate can be made out for its host; `None` where one can.
    ///
    /// A wildcard covers one label: `*.s3.amazonaws.com` no bucket with a dot in its name. Public authorities
    /// sign no names of an intranet (CA/Browser Forum, Baseline Requirements, 4.2.2), and hardly any IP address.
    pub fn certificate_problem(&self) -> Option<&'static str> {
        let host = self.host();
        let host = host.trim_end_matches('.');
        if is_ip_address(host) {
            return Some("an IP address seldom has a certificate, so https may not work");
        }
        if !is_public_name(host) {
            return Some(
                "no certificate is issued for a name of an intranet, so https may not work",
            );
        }
        if is_of_other_network(host) {
            return Some(
                "hardly any name of this network has a certificate, so https may not work",
            );
        }
        if is_s3_website(host) {
            return Some("a site that S3 serves has no certificate, so https does not work");
        }
        is_too_deep(host).then_some(
            "the certificate of this service is for names with one label before its own, and this one has \
             more, so https may not work",
        )
    }

    /// Whether its host is none that could answer by HTTPS: an IP address, a name of an intranet or of
    /// another network, one of the three that RFC 2606 keeps for examples, one that a reader is to put
    /// another in the place of, or a site that S3 serves.
    pub fn has_no_https(&self) -> bool {
        let host = self.host();
        let host = host.trim_end_matches('.');
        let is_example = ["example.com", "example.net", "example.org"].contains(&host);
        is_example
            || is_ip_address(host)
            || !is_public_name(host)
            || is_of_other_network(host)
            || is_placeholder(host)
            || is_s3_website(host)
    }

    /// Whether a browser would load it from where another address is loaded, but for the scheme.
    pub fn is_same_place(&self, other: &Address<'_>) -> bool {
        let is_written_alike = self.path == other.path
            && self.query.unwrap_or_default() == other.query.unwrap_or_default();
        self.host() == other.host() && (is_written_alike || self.is_read_as(other))
    }

    /// Whether the URL Standard makes the same path and query of both.
    fn is_read_as(&self, other: &Address<'_>) -> bool {
        let read = |address: &Address<'_>| {
            let url = Url::parse(address.text).ok()?;
            Some((url.path().to_owned(), url.query().map(str::to_owned)))
        };
        let may_be = |address: &Address<'_>| !address.text.is_ascii();
        (may_be(self) || may_be(other)) && read(self).is_some_and(|url| Some(url) == read(other))
    }

    /// The name of the file that the path ends with.
    pub fn file_name(&self) -> &'a str {
        self.path.rsplit('/').next().unwrap_or_default()
    }

    /// Why a browser cannot load it at all, in the URL Standard's words; `None` where it can.
    pub fn unloadable(&self) -> Option<String> {
        // Only a host or a port can keep an http(s) URL from being one, and nearly all are plain.
        if self.is_plain && !is_in_disguise(self.authority) {
            return None;
        }
        Url::parse(self.text).err().map(|error| error.to_string())
    }
}

/// The host of `address`, in the form of the URL Standard, if it is one that a post may be pointed
/// to: by http or https, at a public name with a dot, without a user and without what cannot stand
/// in a URL.
pub fn public_host(address: &str) -> Option<String> {
    let is_blank = |b: u8| b <= b' ' || b == 0x7f;
    let has_blank = if address.is_ascii() {
        address.bytes().any(is_blank)
    } else {
        address.contains(|c: char| c.is_control() || c.is_whitespace())
    };
    if has_blank {
        return None;
    }
    // The URL Standard makes nothing else of a plain name.
    let known = Address::new(address).filter(|known| !known.scheme.is_empty() && known.is_plain);
    if let Some(known) = known.filter(|known| !is_in_disguise(known.authority)) {
        let is_public = is_public_name(known.authority.trim_end_matches('.'));
        return is_public.then(|| known.authority.to_owned());
    }
    let url = Url::parse(address).ok()?;
    let plain = matches!(url.scheme(), "http" | "https")
        && address[url.scheme().len()..].starts_with("://")
        && url.username().is_empty()
        && url.password().is_none();
    let public = match url.host()? {
        Host::Domain(name) => is_public_name(name.trim_end_matches('.')),
        Host::Ipv4(address) => is_public(address),
        Host::Ipv6(address) => is_public_v6(address),
    };
    (plain && public).then(|| url.host_str().unwrap_or_default().to_owned())
}

/// What is before the first `mark`, and behind it. Over a few dozen bytes a search for a character
/// of any width costs several times as much.
fn split_once(text: &str, mark: u8) -> (&str, Option<&str>) {
    match memchr(mark, text.as_bytes()) {
        Some(at) => (&text[..at], Some(&text[at + 1..])),
        None => (text, None),
    }
}

/// What nearly all hosts consist of.
static PLAIN: ByteSet = ByteSet::of(b"abcdefghijklmnopqrstuvwxyz0123456789-.");

/// Whether a plain name may be something else: a number, or by `xn--` a name of another script.
fn is_in_disguise(name: &str) -> bool {
    let bytes = name.as_bytes();
    // It is too short to be searched by words.
    let top = bytes
        .iter()
        .rposition(|b| *b == b'.')
        .map_or(0, |dot| dot + 1);
    let is_name = bytes.get(top).is_some_and(u8::is_ascii_lowercase);
    !is_name || bytes.windows(2).any(|pair| pair == b"--")
}

/// Whether a host is an IPv4 address, as browsers read one, or an IPv6 address in brackets.
fn is_ip_address(host: &str) -> bool {
    if host.starts_with('[') {
        return true;
    }
    // URL Standard, "ends in a number checker": such a host is an IPv4 address or none at all.
    let last = host.rsplit('.').next().unwrap_or_default();
    let digits = |text: &str, is: fn(&u8) -> bool| text.bytes().all(|b| is(&b));
    let is_hex = |hex: &str| digits(hex, u8::is_ascii_hexdigit);
    !last.is_empty()
        && (digits(last, u8::is_ascii_digit) || last.strip_prefix("0x").is_some_and(is_hex))
}

/// A site that S3 serves, which has no https at all: `a.s3-website-us-east-1.amazonaws.com`,
/// `a.s3-website.eu-central-1.amazonaws.com`. Amazon S3, "Website endpoints".
fn is_s3_website(host: &str) -> bool {
    let name = host
        .strip_suffix(".cn")
        .unwrap_or(host)
        .strip_suffix(".amazonaws.com");
    let mut labels = name.unwrap_or_default().rsplit('.').take(2);
    labels.any(|label| label == "s3-website" || label.starts_with("s3-website-"))
}

/// Top-level names that mean something else in each network. RFC 6761, RFC 6762 (with its appendix G),
/// RFC 8375, and ICANN's reservation of `internal`; `intra` is no name of the root.
const PRIVATE: [&str; 12] = [
    "local",
    "localhost",
    "localdomain",
    "internal",
    "intra",
    "intranet",
    "invalid",
    "test",
    "lan",
    "home",
    "corp",
    "private",
];

/// Whether a name is one of a network that encrypts by itself: Tor (RFC 7686), I2P.
fn is_of_other_network(host: &str) -> bool {
    let top = host.rsplit_once('.').map(|(_, top)| top);
    top.is_some_and(|top| ["onion", "i2p"].contains(&top))
}

/// What a label says, without its dashes, that is to be replaced by a reader's own.
const YOURS: [&str; 14] = [
    "yourdomain",
    "yourdomainname",
    "yoursite",
    "yourwebsite",
    "yourblog",
    "yourhost",
    "yourhostname",
    "yourserver",
    "yourname",
    "yourusername",
    "youraccount",
    "yourcompany",
    "yourapp",
    "yourproject",
];

/// Whether a name is one that a reader is to put another in the place of: `xxx.ddns.net`, `x.x.x.x`,
/// `your-domain.com`, `你的域名.com`, `*.a.example`.
fn is_placeholder(host: &str) -> bool {
    let Some((names, _)) = host.rsplit_once('.') else {
        return false;
    };
    let is_blank = |label: &&str| !label.is_empty() && label.bytes().all(|b| b == b'x');
    let is_yours = |label: &str| {
        let starts = ["你的", "您的", "自己的", "あなたの", "自分の"];
        starts.iter().any(|start| label.starts_with(start))
            || (label.starts_with("your") && YOURS.contains(&&*label.replace('-', "")))
    };
    host.contains('*')
        || names.split('.').any(|label| (is_blank(&label) && label.len() > 2) || is_yours(label))
        // One `x` may be a name: `x.com`.
        || host.split('.').filter(is_blank).count() > 1
}

fn is_public_name(name: &str) -> bool {
    let top = name.rsplit_once('.').map(|(_, top)| top);
    top.is_some_and(|top| !PRIVATE.contains(&top)) && !name.ends_with(".home.arpa")
}

fn is_public(address: Ipv4Addr) -> bool {
    // 100.64.0.0/10 is shared by the customers of a carrier, RFC 6598.
    let [first, second, ..] = address.octets();
    !(address.is_private()
        || address.is_loopback()
        || address.is_link_local()
        || address.is_unspecified()
        || address.is_broadcast()
        || address.is_multicast()
        || address.is_documentation()
        || first == 0
        || (first == 100 && second & 0xc0 == 64))
}

fn is_public_v6(address: Ipv6Addr) -> bool {
    if let Some(mapped) = address.to_ipv4_mapped() {
        return is_public(mapped);
    }
    !(address.is_loopback()
        || address.is_unspecified()
        || address.is_multicast()
        || address.is_unique_local()
        || address.is_unicast_link_local())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn it_is_taken_apart_as_it_is_written() {
        let address = Address::new("HTTP://A.Example:80/b/c?d=1&e&f=?#g").expect("a URL");
        assert_eq!(address.host(), "a.example");
        assert_eq!(address.path, "/b/c");
        assert_eq!(address.tail(), "b/c?d=1&e&f=?");
        assert_eq!(address.parameter("f"), Some("?"));
        assert_eq!(address.parameter("e"), None);
        assert_eq!(address.fragment, Some("g"));
        assert_eq!(address.file_name(), "c");
        let by_https = address.by_https();
        assert_eq!(
            by_https.as_deref(),
            Some("https://A.Example/b/c?d=1&e&f=?#g")
        );
        assert_eq!(Address::new("//a.example?b").map(|a| a.tail()), Some("?b"));
        assert_eq!(
            Address::new("http://a.example:81").and_then(|a| a.by_https()),
            None
        );
    }

    #[test]
    fn what_has_no_authority_or_a_user_is_none() {
        for text in [
            "",
            "//",
            "http:/a",
            "ftp://a.example/",
            "/a//b",
            "http://u@a.example/",
            "data:,//x",
        ] {
            assert_eq!(Address::new(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn a_browser_can_load_what_has_a_plain_name(host in "(a|b1|-|\\.|xn--|--|1|0x|f){1,6}") {
            let url = format!("http://{host}/a b");
            let is_plain = Address::new(&url).is_some_and(|address| address.is_plain);
            if is_plain && !is_in_disguise(&host) {
                let read = Url::parse(&url);
                let read = read.as_ref().map(|url| url.host_str());
                prop_assert_eq!(read, Ok(Some(&*host)), "{}", url);
            }
        }
    }

    #[test]
    fn some_hosts_have_no_https() {
        let has_none = |host: &str| {
            Address::new(&format!("http://{host}/x")).is_some_and(|address| address.has_no_https())
        };
        for host in [
            "wiki.i2p",
            "abc.onion",
            "a.b.s3-website-us-east-1.amazonaws.com",
            "b.s3-website.eu-central-1.amazonaws.com",
            "b.s3-website.cn-north-1.amazonaws.com.cn",
            "xxx.ddns.net:8888",
            "www.xxx.com",
            "x.x.x.x:8080",
            "xx.xx.com",
            "your-domain.com",
            "www.yoursite.com",
            "blog.你的域名.com",
            "*.a.example",
            "a.test",
            "router.home",
        ] {
            assert!(has_none(host), "{host}");
        }
        for host in [
            "x.com",
            "xkcd.com",
            "a.xxx",
            "exxx.a.example",
            "yourstory.com",
            "s3-website.a.example",
            "b.s3.amazonaws.com",
            "onion.com",
            "test.com",
        ] {
            assert!(!has_none(host), "{host}");
        }
    }

    #[test]
    fn a_private_host_is_no_public_one() {
        for host in [
            "localhost",
            "a.localhost",
            "nas.local",
            "a.internal",
            "127.0.0.1",
            "10.0.0.1",
            "192.168.1.1",
            "169.254.1.1",
            "100.64.0.1",
            "0x7f.1",
            "[::1]",
            "[fe80::1]",
            "[::ffff:10.0.0.1]",
            "intranet",
            "u:p@a.example",
            "a b.example",
            "a.example:99999",
        ] {
            assert_eq!(public_host(&format!("http://{host}/x")), None, "{host}");
        }
        assert_eq!(public_host("http:/a.example/x"), None);
        assert_eq!(public_host("ftp://a.example/x"), None);
        assert_eq!(public_host("http://a.example/x y"), None);
        assert_eq!(
            public_host("http://例え.example/x").as_deref(),
            Some("xn--r8jz45g.example")
        );
        assert_eq!(public_host("http://8.8.8.8/x").as_deref(), Some("8.8.8.8"));
    }

    proptest! {
        #[test]
        fn its_parts_are_the_whole(text in "(http|https|HTTPS?)?(://|//)[a-z.:]{0,6}[/a?#&=中]{0,12}") {
            if let Some(address) = Address::new(&text) {
                let mut whole = match address.scheme {
                    "" => "//".to_owned(),
                    scheme => format!("{scheme}://"),
                };
                whole.push_str(address.authority);
                whole.push_str(address.path);
                if let Some(query) = address.query {
                    whole.push('?');
                    whole.push_str(query);
                }
                if let Some(fragment) = address.fragment {
                    whole.push('#');
                    whole.push_str(fragment);
                }
                prop_assert_eq!(&whole, &text);
                prop_assert!(text.ends_with(address.rest()));
            }
        }
    }
}
