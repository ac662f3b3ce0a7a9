//! missing-closing-period on posts whose truth is known: what it finds, what it misses, what it
//! takes for a sentence.

use copydesk::config::load;
use copydesk::lint::check::check;
use copydesk::post::parse::parse;
use copydesk::rule::index::Rules;
use copydesk::rule::policy::Policy;
use copydesk::text::source::Source;

/// Numbers that are the same in every run.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) as usize) % sides
    }

    fn pick<'t>(&mut self, texts: &[&'t str]) -> &'t str {
        texts[self.roll(texts.len())]
    }
}

/// The prose of one language.
struct Prose {
    mark: &'static str,
    between: &'static str,
    sentences: &'static [&'static str],
    /// One of these may be a whole paragraph.
    long: &'static [&'static str],
    /// What is no sentence, though it is in a paragraph.
    labels: &'static [&'static str],
}

const ZH: Prose = Prose {
    mark: "。",
    between: "",
    sentences: &[
        "活动现场气氛十分热烈",
        "居民们对加装电梯的工作表示满意",
        "他在会上介绍了今年以来的主要工作",
        "这项技术已经在多个城市得到了应用",
        "会议强调要进一步提高服务水平",
        "新版本修复了一些已知的问题",
        "用户可以在设置里关闭这个功能",
        "我们把服务部署在 Kubernetes 集群上",
        "他说：“我们会继续努力。”随后他回答了记者的提问",
        "工程预计在明年三月之前完成",
        "据介绍，这个项目已经持续了三年",
        "大家一致认为方案切实可行",
    ],
    long: &[
        "会议由区长主持，有关部门的负责人参加了会议",
        "随着城市的快速发展，老旧小区的改造成为居民关注的话题",
        "在各方的共同努力下，工作取得了明显的成效",
        "如果配置文件不存在，程序会在启动的时候自动创建一个",
        "他从小就喜欢画画，后来成为一名设计师",
    ],
    labels: &[
        "活动背景",
        "一、总体要求",
        "可用平台：Linux、Windows",
        "编辑：张三",
        "来源：新华社北京分社",
        "图为活动现场",
        "安装步骤",
        "2021年11月30日",
        "更多内容请访问 https://a.example/b",
        "《冲啊！少年》全集",
        "常见问题",
        "未完待续（完）",
    ],
};

const JA: Prose = Prose {
    mark: "。",
    between: "",
    sentences: &[
        "今日はとても天気がいいです",
        "新しいバージョンが公開されました",
        "この機能は来月から使えるようになります",
        "設定画面から変更することができます",
        "彼は昨日東京に戻ってきた",
        "問題が見つかった場合はすぐに連絡してください",
        "参加者からは多くの質問が出た",
        "サーバーは Docker の上で動いています",
    ],
    long: &[
        "設定を変更した場合は、アプリケーションを再起動する必要があります",
        "このプロジェクトは三年前に始まり、今では多くの人に使われている",
        "エラーが発生したときは、ログを確認してから原因を調べます",
    ],
    labels: &[
        "目次",
        "使い方",
        "写真：山田太郎",
        "参考文献",
        "対応環境：Linux、macOS",
        "まとめ",
        "2021年11月30日",
        "「けいおん！」の新曲発売決定",
    ],
};

const EN: Prose = Prose {
    mark: ".",
    between: " ",
    sentences: &[
        "The lift opened on Monday",
        "The neighbours had waited for it for nine years",
        "It runs on a small board in the cellar",
        "You can turn the option off in the settings",
        "Dr. Smith said that nobody was hurt",
        "We moved the site to a new server last week",
        "Most of the images are loaded from another host",
        "The new version fixes a number of known problems",
        "He asked \"why not?\" and left the room",
    ],
    long: &[
        "If the file does not exist, the program will create it when it starts",
        "The people who live there were glad that the work was finally done",
        "We have changed the way in which images are loaded on every page",
    ],
    labels: &[
        "Background",
        "Getting started",
        "Photo by A. Smith",
        "By Jane Smith in London",
        "October 25-27, Bratislava, Slovakia",
        "How to install it on your own machine",
        "Source: the town archive",
        "Read more at https://a.example/b",
        "Fig. 3 the view from the top",
        "Apple vs. the rest of the world",
    ],
};

/// Some of the words in other elements, none of them at the end.
fn marked_up(text: &str, dice: &mut Dice) -> String {
    let places: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
    let text = text.replace('&', "&amp;");
    if places.len() < 12 || dice.roll(3) > 0 {
        return text;
    }
    let (from, to) = (places[2], places[places.len() / 2]);
    let (open, close) = [
        ("<b>", "</b>"),
        ("<a href=\"/x\">", "</a>"),
        ("<span>", "</span>"),
    ][dice.roll(3)];
    format!(
        "{}{open}{}{close}{}",
        &text[..from],
        &text[from..to],
        &text[to..]
    )
}

/// A post, and the bytes behind which a mark is missing.
#[expect(
    clippy::format_push_string,
    reason = "one way of adding to the post, not two"
)]
fn post(prose: &Prose, dice: &mut Dice) -> (String, Vec<u32>) {
    let mut html = String::from("<div>\n");
    let mut missing = Vec::new();
    for _ in 0..12 {
        match dice.roll(10) {
            0 => html.push_str(&format!("<h2>{}</h2>\n", dice.pick(prose.long))),
            1 => html.push_str(&format!("<p>{}</p>\n", dice.pick(prose.labels))),
            2 => {
                let lead = format!(
                    "{}{}{}",
                    dice.pick(prose.sentences),
                    prose.mark,
                    prose.between
                );
                html.push_str(&format!(
                    "<p>{lead}{}</p>\n<ul><li>{}</li><li>{}</li></ul>\n",
                    dice.pick(prose.long),
                    dice.pick(prose.long),
                    dice.pick(prose.labels)
                ));
            }
            3 => html.push_str(&format!(
                "<blockquote><p>{}</p></blockquote>\n<table><tr><td>{}</td></tr></table>\n",
                dice.pick(prose.long),
                dice.pick(prose.long)
            )),
            4 => html.push_str(&format!(
                "<p><img src=\"x.jpg\" alt=\"\"></p>\n<p>{}</p>\n",
                dice.pick(prose.labels)
            )),
            _ => {
                let count = dice.roll(4);
                let mut sentences: Vec<&str> =
                    (0..count).map(|_| dice.pick(prose.sentences)).collect();
                sentences.push(dice.pick(prose.long));
                let mut text = marked_up(
                    &sentences.join(&format!("{}{}", prose.mark, prose.between)),
                    dice,
                );
                let is_missing = dice.roll(6) == 0;
                if !is_missing {
                    text.push_str(prose.mark);
                }
                html.push_str("<p>");
                html.push_str(&text);
                if is_missing {
                    missing.push(html.len() as u32);
                }
                html.push_str(["", " ", "&nbsp;", "\u{3000}"][dice.roll(4)]);
                html.push_str("</p>\n");
                // Its neighbours have their marks: what lacks them in a row is a list.
                html.push_str(&format!("<p>{}{}</p>\n", dice.pick(prose.long), prose.mark));
            }
        }
    }
    html.push_str("</div>\n");
    (html, missing)
}

#[test]
fn nearly_all_that_lacks_its_mark_is_found_and_nearly_nothing_else() {
    let mut rules = load::builtin().expect("the built-in rules are valid");
    rules.retain(|rule| &*rule.id == "missing-closing-period");
    let rules = Rules::new(rules, Policy::default());
    for (language, prose) in [("zh", ZH), ("ja", JA), ("en", EN)] {
        let mut dice = Dice(7);
        let (mut right, mut wrong, mut missed) = (0, Vec::new(), Vec::new());
        for _ in 0..400 {
            let (html, missing) = post(&prose, &mut dice);
            let source = Source::new("a.html", html.clone().into_bytes());
            let found: Vec<u32> = check(&parse(&source), &rules)
                .iter()
                .map(|finding| finding.span.end)
                .collect();
            let text = |end: u32| {
                html[..end as usize]
                    .rsplit("<p>")
                    .next()
                    .unwrap_or_default()
                    .to_owned()
            };
            right += found.iter().filter(|end| missing.contains(end)).count();
            wrong.extend(
                found
                    .iter()
                    .filter(|end| !missing.contains(end))
                    .map(|end| text(*end)),
            );
            missed.extend(
                missing
                    .iter()
                    .filter(|end| !found.contains(end))
                    .map(|end| text(*end)),
            );
        }
        assert!(right > 400, "{language}: {right}");
        // Precision at least 0.99, recall at least 0.98.
        assert!(
            wrong.len() * 99 <= right,
            "{language}: {right} right, wrong: {:#?}",
            &wrong[..wrong.len().min(20)]
        );
        assert!(
            missed.len() * 49 <= right,
            "{language}: {right} found, missed: {:#?}",
            &missed[..missed.len().min(20)]
        );
    }
}
