//! The keys of the site file: which there are, what their values are, and which must stand. Data only.

use crate::procedure::finding::Noun;
use crate::procedure::shape::{Key, Place, Shape};

/// The top of the site file.
pub static SITE: Place = Place::new(
    "site_file",
    Noun { en: "the site file", zh: "站点文件" },
    &[
        Key::may("site", Shape::Map(&NAME)),
        Key::may("language", Shape::Language),
        Key::may("timezone", Shape::Line),
        Key::may("day_starts", Shape::Time).or("00:00"),
        Key::may("procedures", Shape::Lines),
        Key::may("store", Shape::Line),
        Key::may("anchor", Shape::Line),
        Key::may("reasons", Shape::Lines),
        Key::may("parameters", Shape::Parameters),
        Key::may("operators", Shape::Maps(&OPERATOR)),
    ],
);

/// `site`.
pub static NAME: Place = Place::new(
    "site",
    Noun { en: "`site`", zh: "`site`" },
    &[Key::must("id", Shape::Line), Key::may("title", Shape::Line)],
);

/// One person of the roster.
pub static OPERATOR: Place = Place::new(
    "operator",
    Noun { en: "an operator", zh: "人员" },
    &[
        Key::must("id", Shape::Line),
        Key::may("name", Shape::Line),
        Key::may("roles", Shape::Lines),
        Key::may("pin", Shape::Line),
    ],
);
