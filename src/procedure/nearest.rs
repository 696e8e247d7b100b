//! Did you mean: the known word that a mistyped one is most like.

use super::finding::{Bilingual, both};

/// Returns the candidate nearest to `word`, where one is near enough that a slip of the hand explains it.
#[must_use]
pub fn nearest<'c>(word: &str, candidates: impl IntoIterator<Item = &'c str>) -> Option<&'c str> {
    if word.len() > 80 {
        return None;
    }
    let word = word.to_lowercase().replace('-', "_");
    let allowed = (word.chars().count() / 3).clamp(1, 4);
    let distance = |candidate: &str| strsim::osa_distance(&word, &candidate.to_lowercase().replace('-', "_"));
    let scored = candidates.into_iter().map(|candidate| (distance(candidate), candidate));
    scored.filter(|(distance, _)| *distance <= allowed).min_by_key(|(distance, _)| *distance).map(|(_, found)| found)
}

/// Returns the help that proposes the candidate nearest to `word`.
#[must_use]
pub fn did_you_mean<'c>(word: &str, candidates: impl IntoIterator<Item = &'c str>) -> Option<Bilingual> {
    nearest(word, candidates).map(|found| both!("did you mean `{found}`?", "是不是 `{found}`？"))
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn slips_are_near_and_other_words_are_not() {
        let keys = ["title", "detail", "critical", "not_applicable"];
        assert_eq!(nearest("tilte", keys), Some("title"));
        assert_eq!(nearest("Critcal", keys), Some("critical"));
        assert_eq!(nearest("not-applicable", keys), Some("not_applicable"));
        assert_eq!(nearest("owner", keys), None);
        assert_eq!(nearest("标题", keys), None);
    }
}
