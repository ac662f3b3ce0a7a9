//! Alternative text as the ACT rules judge it: each way to name, to decorate and to hide an element,
//! with each kind of element that needs a name.

use copydesk::config::load;
use copydesk::lint::check::check;
use copydesk::post::parse::parse;
use copydesk::rule::index::Rules;
use copydesk::rule::policy::Policy;
use copydesk::text::source::Source;

/// The elements, with `@` where an attribute is put.
const ELEMENTS: [&str; 6] = [
    "<img src=x.jpg@>",
    "<input type=image src=x.jpg@>",
    "<area href=/x@>",
    "<svg role=img@></svg>",
    "<div role=img@></div>",
    "<object data=x.svg@></object>",
];

/// What is put there, what is put around the element as well, and what comes of it for each element
/// in turn: `.` has a name or needs none, `A` missing-alt, `B` blank-alt.
/// ACT 23a2a8, 59796f, 7d6734, and Accessible Name Computation 1.2.
const CASES: [(&str, &str, &str); 40] = [
    ("", "", "AAAAAA"),
    (" alt='A cat'", "", "...AAA"),
    (" alt=''", "", ".AAAAA"),
    (" alt", "", ".AAAAA"),
    (" alt=' '", "", "BAAAAA"),
    (" alt='&nbsp;'", "", "BAAAAA"),
    (" alt='&#x41;'", "", "...AAA"),
    (" ALT=x", "", "...AAA"),
    (" aria-label='A cat'", "", "......"),
    (" aria-label=''", "", "AAAAAA"),
    (" aria-label=' '", "", "AAAAAA"),
    (" ARIA-LABEL=x", "", "......"),
    (" aria-labelledby=l", "<p id=l>A cat</p>@", "......"),
    (" aria-labelledby=l", "@<p id=l>A cat</p>", "......"),
    (" aria-labelledby='n l'", "@<p id=l>A cat</p>", "......"),
    (" aria-labelledby=l", "@<p id=l> </p>", "AAAAAA"),
    (" aria-labelledby=l", "@<p id=other>A cat</p>", "AAAAAA"),
    (
        " aria-labelledby=l",
        "@<p id=l><img src=y alt='A cat'></p>",
        "......",
    ),
    (" aria-labelledby=''", "", "AAAAAA"),
    (" title='A cat'", "", "......"),
    (" title=''", "", "AAAAAA"),
    (" title=' '", "", "AAAAAA"),
    (" data-alt='A cat'", "", "AAAAAA"),
    (" aria-describedby=l", "@<p id=l>A cat</p>", "AAAAAA"),
    (" hidden", "", "......"),
    (" hidden=until-found", "", "AAAAAA"),
    (" aria-hidden=true", "", "......"),
    (" aria-hidden=false", "", "AAAAAA"),
    (" style='display:none'", "", "......"),
    (" style='DISPLAY : NONE'", "", "......"),
    (" style='visibility: hidden'", "", "......"),
    (" style='display:block'", "", "AAAAAA"),
    ("", "<div hidden><p>@</p></div>", "......"),
    ("", "<div aria-hidden=true><p>@</p></div>", "......"),
    (
        "",
        "<div style='color:red;display:none'><p>@</p></div>",
        "......",
    ),
    ("", "<template>@</template>", "......"),
    ("", "<!-- @ -->", "......"),
    ("", "<textarea>@</textarea>", "......"),
    (
        "",
        "<figure>@<figcaption>A cat</figcaption></figure>",
        "AAAAAA",
    ),
    ("", "<p>A cat @ on a wall</p>", "AAAAAA"),
];

/// What is said of one post, and nothing else.
const OTHERS: [(&str, &str); 45] = [
    // Roles of an image: the first that is known counts, and none does where the keyboard leads.
    ("<img src=x role=none>", ""),
    ("<img src=x role=presentation>", ""),
    ("<img src=x role='PRESENTATION'>", ""),
    ("<img src=x role='none presentation'>", ""),
    ("<img src=x role='unknown none'>", ""),
    ("<img src=x role=img>", "missing-alt"),
    ("<img src=x role='img none'>", "missing-alt"),
    ("<img src=x role=none tabindex=0>", "missing-alt"),
    ("<img src=x role=none tabindex=-1>", "missing-alt"),
    ("<svg><path d=''/></svg>", ""),
    ("<svg role=img><title>A cat</title></svg>", ""),
    ("<svg role=img><title> </title></svg>", "missing-alt"),
    (
        "<svg role=img><g><title>A part</title></g></svg>",
        "missing-alt",
    ),
    ("<svg role=none></svg>", ""),
    ("<input type=IMAGE src=x>", "missing-alt"),
    ("<input type=image src=x value=Go>", "missing-alt"),
    ("<input type=text>", ""),
    ("<area shape=rect>", ""),
    ("<object></object>", ""),
    // Links with an image and nothing else, ACT c487ae.
    ("<a href=/><img src=x alt=''></a>", "unnamed-link-image"),
    (
        "<a href=/><img src=x alt=''><img src=y alt=' '></a>",
        "blank-alt unnamed-link-image",
    ),
    (
        "<a href=/><span><img src=x alt=''></span> &nbsp;</a>",
        "unnamed-link-image",
    ),
    ("<a href=/><img src=x alt=''><img src=y alt='Home'></a>", ""),
    ("<a href=/><img src=x alt=''>Home</a>", ""),
    ("<a href=/ aria-label=Home><img src=x alt=''></a>", ""),
    ("<a href=/ title=Home><img src=x alt=''></a>", ""),
    (
        "<a href=/ aria-labelledby=l><img src=x alt=''></a><p id=l>Home</p>",
        "",
    ),
    (
        "<a href=/><img src=x alt=''><span aria-hidden=true>Home</span></a>",
        "unnamed-link-image",
    ),
    (
        "<a href=/><img src=x alt=''><span style='display:none'>Home</span></a>",
        "unnamed-link-image",
    ),
    ("<a href=/><img src=x alt='' title=Home></a>", ""),
    (
        "<a href=/><svg role=img aria-label=Home></svg><img src=x alt=''></a>",
        "",
    ),
    ("<a><img src=x alt=''></a>", ""),
    ("<div hidden><a href=/><img src=x alt=''></a></div>", ""),
    // Frames, ACT cae760.
    ("<iframe src=x></iframe>", "unnamed-iframe"),
    ("<iframe src=x title=''></iframe>", "unnamed-iframe"),
    ("<iframe src=x title='A film'></iframe>", ""),
    ("<iframe src=x aria-label='A film'></iframe>", ""),
    (
        "<iframe src=x aria-labelledby=l></iframe><p id=l>A film</p>",
        "",
    ),
    ("<iframe src=x aria-hidden=true></iframe>", ""),
    // Names of files, ACT qt1vmo.
    ("<img src=a/IMG_1.jpg alt=IMG_1.jpg>", "file-name-alt"),
    ("<img src=x alt=' photo.PNG '>", "file-name-alt"),
    ("<img src=x alt='photo.png of a cat'>", ""),
    ("<img src=x alt='Node.js'>", ""),
    ("<img src=x alt=DSC_0042>", "file-name-alt"),
    ("<a href=x.jpg download><img src=x.jpg alt=x.jpg></a>", ""),
];

fn rules() -> Rules {
    let ids = [
        "missing-alt",
        "blank-alt",
        "file-name-alt",
        "unnamed-link-image",
        "unnamed-iframe",
    ];
    let mut rules = load::builtin().expect("the built-in rules are valid");
    rules.retain(|rule| ids.contains(&&*rule.id));
    assert_eq!(rules.len(), ids.len());
    Rules::new(rules, Policy::default())
}

fn told(html: &str, rules: &Rules) -> String {
    let findings = check(&parse(&Source::new("a.html", html.into())), rules);
    let mut ids: Vec<&str> = findings.iter().map(|finding| &*finding.rule).collect();
    ids.sort_unstable();
    ids.join(" ")
}

#[test]
fn each_way_to_name_an_element_is_judged_as_act_does() {
    let rules = rules();
    let mut wrong = Vec::new();
    for (attribute, around, verdicts) in CASES {
        for (element, verdict) in ELEMENTS.iter().zip(verdicts.chars()) {
            let element = element.replace('@', attribute);
            let html = match around {
                "" => element,
                around => around.replace('@', &element),
            };
            let wanted = match verdict {
                'A' => "missing-alt",
                'B' => "blank-alt",
                _ => "",
            };
            let told = told(&html, &rules);
            if told != wanted {
                wrong.push(format!("{html}: {told:?} and not {wanted:?}"));
            }
        }
    }
    for (html, wanted) in OTHERS {
        let told = told(html, &rules);
        if told != wanted {
            wrong.push(format!("{html}: {told:?} and not {wanted:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
