//! How an event's data writes a time: as the entry's own `at`, to the millisecond and with its offset.

use chrono::{DateTime, SecondsFormat};
use serde::{Deserialize, Deserializer, Serializer};

use super::Moment;

pub(super) fn serialize<S: Serializer>(at: &Moment, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&at.to_rfc3339_opts(SecondsFormat::Millis, false))
}

pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Moment, D::Error> {
    DateTime::deserialize(deserializer)
}

/// A time that may be missing.
pub(super) mod maybe {
    use serde::{Deserialize, Deserializer, Serializer};

    use super::Moment;

    pub(crate) fn serialize<S: Serializer>(at: &Option<Moment>, serializer: S) -> Result<S::Ok, S::Error> {
        match at {
            Some(at) => super::serialize(at, serializer),
            None => serializer.serialize_none(),
        }
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Moment>, D::Error> {
        Option::deserialize(deserializer)
    }
}
