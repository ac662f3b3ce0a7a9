//! servers: hosts on loopback that behave in all the ways that hosts do, and count their connections.

use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair, date_time_ymd};
use rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};
use rustls::server::{ClientHello, ResolvesServerCert};
use rustls::sign::CertifiedKey;
use rustls::{ServerConfig, ServerConnection, StreamOwned};
use std::collections::HashMap;
use std::io::{BufRead as _, BufReader, Read, Write};
use std::net::TcpListener;
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

/// A picture, as its first bytes say.
const PNG: &[u8] = b"\x89PNG\r\n\x1a\n a picture";
const OTHER: &[u8] = b"\x89PNG\r\n\x1a\n do not link to it";
/// A connection that its client has closed is still seen as open for so long at the most.
const GRACE: Duration = Duration::from_millis(150);
/// Longer than that: two at once are seen.
const SLOW: Duration = Duration::from_millis(250);
/// Nothing listens there.
const CLOSED: &str = "127.0.0.1:1";

/// What was counted, by host.
#[derive(Debug, Default)]
pub(crate) struct Counts {
    open: HashMap<String, usize>,
    /// The hosts that had two connections at once.
    pub(crate) twice: Vec<String>,
    /// How many requests there were.
    pub(crate) requests: HashMap<String, usize>,
    /// How they named themselves.
    pub(crate) agents: Vec<String>,
}

/// Servers of many hosts.
pub(crate) struct Servers {
    pub(crate) counts: Arc<Mutex<Counts>>,
    https: TcpListener,
    http: TcpListener,
    root: String,
}

/// How a host behaves: its name to the first `-`.
fn kind(host: &str) -> &str {
    host.split(['-', '.']).next().unwrap_or_default()
}

impl Servers {
    /// Serves these hosts until the test ends.
    pub(crate) fn of(hosts: &[String]) -> Self {
        let mut ca = CertificateParams::new(Vec::new()).expect("no names");
        ca.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let ca_key = KeyPair::generate().expect("a key");
        let root = ca.self_signed(&ca_key).expect("a certificate").pem();
        let issuer = Issuer::new(ca, ca_key);
        let key = KeyPair::generate().expect("a key");
        let secret = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key.serialize_der()));
        let signing = rustls::crypto::ring::sign::any_supported_type(&secret).expect("a key");
        let certified = hosts.iter().map(|host| {
            let name = match kind(host) {
                "misnamed" => "elsewhere.example".to_owned(),
                _ => host.clone(),
            };
            let mut params = CertificateParams::new(vec![name]).expect("a name");
            if kind(host) == "expired" {
                params.not_before = date_time_ymd(2020, 1, 1);
                params.not_after = date_time_ymd(2021, 1, 1);
            }
            let certificate = params.signed_by(&key, &issuer).expect("a certificate");
            let chain = vec![CertificateDer::from(certificate.der().to_vec())];
            (
                host.clone(),
                Arc::new(CertifiedKey::new(chain, Arc::clone(&signing))),
            )
        });
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let config = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .expect("versions")
            .with_no_client_auth()
            .with_cert_resolver(Arc::new(ByName(certified.collect())));
        let config = Arc::new(config);
        let listen = || TcpListener::bind("127.0.0.1:0").expect("a port");
        let servers = Self {
            counts: Arc::default(),
            https: listen(),
            http: listen(),
            root,
        };
        let counts = Arc::clone(&servers.counts);
        let https = servers.https.try_clone().expect("a listener");
        thread::spawn(move || {
            for stream in https.incoming().flatten() {
                let (config, counts) = (Arc::clone(&config), Arc::clone(&counts));
                thread::spawn(move || {
                    let server = ServerConnection::new(config).expect("a configuration");
                    let mut stream = StreamOwned::new(server, stream);
                    while stream.conn.is_handshaking() {
                        if stream.conn.complete_io(&mut stream.sock).is_err() {
                            return;
                        }
                    }
                    let name = stream.conn.server_name().unwrap_or_default().to_owned();
                    serve(&mut stream, Some(&name), &counts);
                    stream.conn.send_close_notify();
                    let _ = stream.conn.complete_io(&mut stream.sock);
                });
            }
        });
        let counts = Arc::clone(&servers.counts);
        let http = servers.http.try_clone().expect("a listener");
        thread::spawn(move || {
            for mut stream in http.incoming().flatten() {
                let counts = Arc::clone(&counts);
                thread::spawn(move || serve(&mut stream, None, &counts));
            }
        });
        servers
    }

    /// What `probe-loopback.json` says of the hosts. Nobody knows those that are dead, and one is within.
    pub(crate) fn described(&self, hosts: &[String]) -> String {
        let address =
            |listener: &TcpListener| listener.local_addr().expect("it listens").to_string();
        let known = hosts.iter().filter(|host| kind(host) != "dead");
        let known = known.map(|host| {
            let (https, http) = match kind(host) {
                "plain" => (CLOSED.to_owned(), address(&self.http)),
                "refused" => (CLOSED.to_owned(), CLOSED.to_owned()),
                "within" => ("10.0.0.1:443".to_owned(), "10.0.0.1:80".to_owned()),
                _ => (address(&self.https), address(&self.http)),
            };
            (
                host.clone(),
                serde_json::json!({ "https": https, "http": http }),
            )
        });
        let known: serde_json::Map<String, serde_json::Value> = known.collect();
        serde_json::json!({ "root": self.root, "hosts": known }).to_string()
    }

    /// How often each host was asked.
    pub(crate) fn requests(&self) -> HashMap<String, usize> {
        self.counts.lock().expect("nobody panics").requests.clone()
    }
}

#[derive(Debug)]
struct ByName(HashMap<String, Arc<CertifiedKey>>);

impl ResolvesServerCert for ByName {
    fn resolve(&self, hello: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        self.0.get(hello.server_name()?).cloned()
    }
}

/// A connection to a host that is counted while it is open.
struct Open<'a>(&'a Mutex<Counts>, String);

impl<'a> Open<'a> {
    fn new(counts: &'a Mutex<Counts>, host: &str) -> Self {
        let end = Instant::now() + GRACE;
        loop {
            let mut all = counts.lock().expect("nobody panics");
            let open = all.open.entry(host.to_owned()).or_default();
            if *open == 0 || Instant::now() > end {
                *open += 1;
                if *open > 1 {
                    all.twice.push(host.to_owned());
                }
                return Self(counts, host.to_owned());
            }
            drop(all);
            thread::sleep(Duration::from_millis(2));
        }
    }
}

impl Drop for Open<'_> {
    fn drop(&mut self) {
        let mut all = self.0.lock().expect("nobody panics");
        *all.open.entry(self.1.clone()).or_default() -= 1;
    }
}

/// Answers one request.
fn serve(stream: &mut (impl Read + Write), name: Option<&str>, counts: &Mutex<Counts>) {
    let mut lines = Vec::new();
    let mut reader = BufReader::new(&mut *stream);
    loop {
        let mut line = String::new();
        match reader.read_line(&mut line) {
            Ok(0) | Err(_) => return,
            Ok(_) if line.trim().is_empty() => break,
            Ok(_) => lines.push(line.trim().to_owned()),
        }
    }
    drop(reader);
    let header = |name: &str| {
        lines.iter().skip(1).find_map(|line| {
            let (key, value) = line.split_once(':')?;
            key.eq_ignore_ascii_case(name)
                .then(|| value.trim().to_owned())
        })
    };
    let host = header("host").unwrap_or_default();
    assert!(
        name.is_none_or(|name| name == host),
        "{name:?} is asked as {host}"
    );
    let _open = Open::new(counts, &host);
    let nth = {
        let mut all = counts.lock().expect("nobody panics");
        all.agents.extend(header("user-agent"));
        let nth = all.requests.entry(host.clone()).or_default();
        *nth += 1;
        *nth
    };
    let mut words = lines[0].split(' ');
    let (method, path) = (
        words.next().unwrap_or_default(),
        words.next().unwrap_or("/"),
    );
    let is_head = method == "HEAD";
    let is_foreign = header("referer").is_some();
    let mut answer = |status: &str, kind: &str, more: &str, body: &[u8]| {
        let length = body.len();
        let _ = write!(
            stream,
            "HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {length}\r\n{more}Connection: close\r\n\r\n"
        );
        let body = if is_head { &[] } else { body };
        let _ = stream.write_all(body).and_then(|()| stream.flush());
    };
    match kind(&host) {
        "guarded" if is_foreign => answer("403 Forbidden", "text/plain", "", b"no"),
        "swapped" if is_foreign => answer("200 OK", "image/png", "", OTHER),
        "gone" => answer("404 Not Found", "text/html", "", b"<p>gone"),
        "page" => answer("200 OK", "text/html", "", b"<!doctype html><p>for sale"),
        "headless" if is_head => answer("405 Method Not Allowed", "text/plain", "", b""),
        "moved" => {
            let to = format!("Location: https://new.example{path}\r\n");
            answer("301 Moved Permanently", "text/plain", &to, b"");
        }
        "inward" => {
            let to = format!("Location: https://within.example{path}\r\n");
            answer("302 Found", "text/plain", &to, b"");
        }
        "down" if name.is_some() => {
            let to = format!("Location: http://{host}{path}\r\n");
            answer("302 Found", "text/plain", &to, b"");
        }
        "circle" => {
            let to = format!("Location: {path}\r\n");
            answer("302 Found", "text/plain", &to, b"");
        }
        "named" => {
            let to = format!("Location: https://user:word@fine-0.example{path}\r\n");
            answer("302 Found", "text/plain", &to, b"");
        }
        "busy" if nth == 1 => answer(
            "429 Too Many Requests",
            "text/plain",
            "Retry-After: 1\r\n",
            b"",
        ),
        "closed" => answer(
            "429 Too Many Requests",
            "text/plain",
            "Retry-After: 3600\r\n",
            b"",
        ),
        "slow" | "new" => {
            thread::sleep(SLOW);
            answer("200 OK", "image/png", "", PNG);
        }
        "stalled" => {
            // Until the client has had enough.
            let _ = stream.read(&mut [0]);
        }
        "endless" if !is_head => {
            let _ = write!(stream, "HTTP/1.1 200 OK\r\nContent-Type: image/png\r\n\r\n");
            let _ = stream.write_all(PNG);
            while stream.write_all(&[0; 4096]).is_ok() {}
        }
        _ => answer("200 OK", "image/png", "", PNG),
    }
}
