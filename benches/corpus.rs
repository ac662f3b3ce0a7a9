//! corpus: posts as a feed reader writes them, the same ones for the same seed.

use fastrand::Rng;
use std::fmt::Write as _;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// One post in so many of the clean corpus has faults.
const FAULTY: usize = 8;
/// Of a hundred images of the faulty corpus so many are loaded through a proxy, and so many by http.
const PROXIED: u16 = 40;
const BY_HTTP: u16 = 15;
/// How many paragraphs a post has, of text and of one image each.
const PARAGRAPHS: usize = 12;
/// How many posts stand in one folder.
const IN_FOLDER: usize = 1000;

/// Clauses of one language, and how they make sentences.
struct Language {
    clauses: [&'static str; 12],
    comma: &'static str,
    period: &'static str,
    /// How many clauses a paragraph has, so that it is about as long in each language.
    length: usize,
    title: &'static str,
}

const CHINESE: Language = Language {
    clauses: [
        "区房管局与相关部门开展了结对共建活动",
        "活动中实地参观了三个小区的施工现场",
        "这些小区都存在居民老龄化程度高的特点",
        "加装电梯工作推进得十分顺利",
        "最终实现了居民们多年以来的梦想",
        "供水管线的迁移工作发挥了极大的作用",
        "他们在短时间内完成了管线的勘探和施工",
        "座谈会上各支部的代表分别作了发言",
        "大家共同签署了今年的共建协议",
        "民心工程要在推进过程中不断总结经验",
        "聚焦群众关心的问题继续做好政策宣传",
        "全区各单位都要提高推进的效率",
    ],
    comma: "，",
    period: "。",
    length: 4,
    title: "与相关部门开展结对共建活动",
};

const ENGLISH: Language = Language {
    clauses: [
        "the council opened the new lift in the old quarter",
        "three of the houses had waited for it since the spring",
        "most of the people who live there are past seventy",
        "the pipes had to be moved before the work could begin",
        "nobody had thought that it would take so long",
        "the engineers found a shorter way under the yard",
        "a small crowd came to see the doors close",
        "the mayor thanked everyone who had lent a hand",
        "the minutes of the meeting are kept at the town hall",
        "some of the neighbours would rather have had a garden",
        "the next two streets are to follow in the autumn",
        "what it cost will be told when the last bill is paid",
    ],
    comma: ", and ",
    period: ". ",
    length: 4,
    title: "New lifts for the old quarter",
};

const JAPANESE: Language = Language {
    clauses: [
        "市の担当者が新しい施設の現場を見学しました",
        "この地域では高齢の住民が多く暮らしています",
        "工事は予定より早く進んでいます",
        "住民たちは長い間この日を待っていました",
        "水道管の移設にも多くの人が協力しました",
        "短い期間で調査と設計を終えることができました",
        "会議では代表者がそれぞれ意見を述べました",
        "参加した人々は今後の計画に同意しました",
        "経験を次の仕事に活かすことが大切です",
        "広報誌でも詳しい内容を紹介する予定です",
        "古い建物の修理も少しずつ始まっています",
        "秋には隣の町でも同じ工事が始まります",
    ],
    comma: "。",
    period: "。",
    length: 4,
    title: "新しい施設の見学会が開かれました",
};

/// A fault that a post may have.
#[derive(Clone, Copy, PartialEq)]
enum Fault {
    BlankLine,
    Date,
    Proxy,
    NoAlt,
    NoPeriod,
    InsecureUrl,
    Doubled,
    Unclosed,
    EmptyParagraph,
    Invisible,
    Handler,
    Tail,
}

const FAULTS: [Fault; 12] = [
    Fault::BlankLine,
    Fault::Date,
    Fault::Proxy,
    Fault::NoAlt,
    Fault::NoPeriod,
    Fault::InsecureUrl,
    Fault::Doubled,
    Fault::Unclosed,
    Fault::EmptyParagraph,
    Fault::Invisible,
    Fault::Handler,
    Fault::Tail,
];

/// What posts are like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Corpus {
    /// One in eight has a few faults.
    Clean,
    /// Each has about sixteen findings.
    Faulty,
}

/// The post with the number `number`: about 6 KB, front matter and 47 elements of HTML.
pub(crate) fn post(corpus: Corpus, number: usize) -> String {
    let mut rng = Rng::with_seed(number as u64);
    let language = [&CHINESE, &ENGLISH, &JAPANESE][number % 3];
    let faults: Vec<Fault> = match corpus {
        Corpus::Faulty => vec![Fault::BlankLine, Fault::Tail],
        Corpus::Clean if rng.usize(..FAULTY) == 0 => rng.choose_multiple(FAULTS, 3),
        Corpus::Clean => Vec::new(),
    };
    let mut writer = Writer {
        rng,
        corpus,
        language,
        faults,
        out: String::new(),
    };
    writer.front_matter(number);
    writer.body();
    writer.out
}

/// Writes the first `count` posts below `folder`, and tells where they are.
#[expect(
    clippy::disallowed_methods,
    reason = "a folder of its own, which is gone afterwards"
)]
pub(crate) fn write(folder: &Path, corpus: Corpus, count: usize) -> io::Result<Vec<PathBuf>> {
    let mut paths = Vec::new();
    for number in 0..count {
        let inner = folder.join(format!("{:04}", number / IN_FOLDER));
        if number % IN_FOLDER == 0 {
            fs::create_dir_all(&inner)?;
        }
        let path = inner.join(format!("post-{number:07}.md"));
        fs::write(&path, post(corpus, number))?;
        paths.push(path);
    }
    Ok(paths)
}

struct Writer {
    rng: Rng,
    corpus: Corpus,
    language: &'static Language,
    faults: Vec<Fault>,
    out: String,
}

impl Writer {
    fn has(&self, fault: Fault) -> bool {
        self.faults.contains(&fault)
    }

    /// Whether this place of a faulty post is one of so many in a hundred.
    fn is_one_of(&mut self, percent: u16) -> bool {
        self.corpus == Corpus::Faulty && u16::from(self.rng.u8(..100)) < percent
    }

    fn front_matter(&mut self, number: usize) {
        if self.has(Fault::BlankLine) {
            self.out.push('\n');
        }
        let title = self.language.title;
        let (cover, thumbnail) = (self.image(), self.image());
        let (day, hour) = (self.rng.u32(1..29), self.rng.u32(..24));
        let date = if self.has(Fault::Date) {
            format!("{day}/{hour}/2021 at noon")
        } else {
            format!("Tue, 30 Nov 2021 {hour:02}:11:20 GMT")
        };
        let _ = write!(
            self.out,
            "---\ntitle: '{title} {number}'\ncategories: \n - 新媒体\n - 趣头条\n - 分类\n\
             headimg: '{cover}'\nauthor: 趣头条\ncomments: false\ndate: {date}\n\
             thumbnail: '{thumbnail}'\n---\n\n"
        );
    }

    /// The address of an image.
    fn image(&mut self) -> String {
        let name = self.rng.u128(..);
        let host = if self.has(Fault::Proxy) || self.is_one_of(PROXIED) {
            "https://cors.zfour.workers.dev/?http://static.1sapp.com"
        } else if self.is_one_of(BY_HTTP * 100 / (100 - PROXIED)) {
            "http://static.1sapp.com"
        } else {
            "https://static.1sapp.com"
        };
        format!("{host}/qupost/img/2021/11/30/{name:032x}.jpeg")
    }

    fn body(&mut self) {
        self.out.push_str("<div>   \n");
        for at in 0..PARAGRAPHS {
            if at % 6 == 0 {
                let _ = write!(self.out, "<h2>{}</h2>", self.language.title);
            }
            self.text(at);
            self.figure(at);
        }
        if self.has(Fault::EmptyParagraph) {
            self.out.push_str("<p></p>");
        }
        self.out.push_str("  \n</div>\n");
        if self.has(Fault::Tail) {
            self.out.push_str("   \n\n");
        }
    }

    fn text(&mut self, at: usize) {
        let Language {
            comma,
            period,
            length,
            ..
        } = *self.language;
        let clauses: Vec<&str> = (0..length).map(|_| self.clause()).collect();
        let (first, last) = clauses.split_at(length / 2);
        let scheme = if self.has(Fault::InsecureUrl) {
            "http"
        } else {
            "https"
        };
        let clause = begun(self.clause());
        let inline = match at % 4 {
            0 => format!("<strong>{clause}</strong>"),
            1 => format!("<a href=\"{scheme}://news.1sapp.com/{at}\">{clause}</a>"),
            2 => clause,
            _ => format!("{clause}<br>"),
        };
        let doubled = if at == 3 && self.has(Fault::Doubled) {
            "，，"
        } else {
            comma
        };
        let end = if (at == 4 && self.has(Fault::NoPeriod)) || self.is_one_of(10) {
            ""
        } else {
            period.trim_end()
        };
        let hidden = if at == 5 && self.has(Fault::Invisible) {
            "\u{200b}"
        } else {
            ""
        };
        let open = if at == 6 && self.has(Fault::Unclosed) {
            "<b>"
        } else {
            ""
        };
        let _ = write!(
            self.out,
            "<p>{open}{}{period}{inline}{doubled}{hidden}{}{end}</p>",
            begun(&first.join(comma)),
            last.join(comma)
        );
    }

    fn clause(&mut self) -> &'static str {
        self.language.clauses[self.rng.usize(..self.language.clauses.len())]
    }

    fn figure(&mut self, at: usize) {
        let source = self.image();
        let alt = if self.has(Fault::NoAlt) || self.is_one_of(50) {
            String::new()
        } else {
            format!(" alt=\"{} {at}\"", self.language.title)
        };
        let handler = if at == 0 && self.has(Fault::Handler) {
            " onerror=\"hide(this)\""
        } else {
            ""
        };
        let _ = write!(
            self.out,
            "<p><img src=\"{source}\"{alt}{handler} data-size=\"1080,720\" \
             referrerpolicy=\"no-referrer\"></p>"
        );
    }
}

/// A sentence that begins with `text`: English begins it with a capital.
fn begun(text: &str) -> String {
    let mut chars = text.chars();
    let first = chars.next().into_iter().flat_map(char::to_uppercase);
    first.chain(chars).collect()
}
