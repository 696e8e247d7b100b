//! The figures of the trades' handbooks stand in the shipped procedures as they are in the catalogue's appendix A: procedure,
//! step or parameter, key, value. A figure that is changed by a slip of the hand is found here.

use std::fs;
use std::path::{Path, PathBuf};

use serde_yaml::Value;

/// Procedure, id of the step, field, loop variable or parameter, key below it, value as the file has it.
const FIGURES: &[(&str, &str, &str, &str)] = &[
    // The meeting begins 15 to 30 minutes before opening.
    ("telecom-hall-morning-meeting", "started_at", "window.from", "-30m"),
    ("telecom-hall-morning-meeting", "started_at", "window.until", "-15m"),
    ("telecom-hall-morning-meeting", "started_at", "window.of", "opening_time"),
    // At least 80 % of the working time on the floor.
    ("telecom-hall-floor-duty", "floor_share", "min", "80"),
    ("telecom-hall-pre-opening-check", "desk_items", "equals", "5"),
    // Room air 18 to 22 °C, the scent lamp 10 to 20 minutes.
    ("ktv-pre-opening", "temperature", "min", "18"),
    ("ktv-pre-opening", "temperature", "max", "22"),
    ("ktv-pre-opening", "temperature", "unit", "°C"),
    ("ktv-pre-opening", "lamp_out", "deadline.after", "10m"),
    ("ktv-pre-opening", "lamp_out", "deadline.within", "20m"),
    ("ktv-pre-opening", "lamp_out", "deadline.of", "lamp_lit"),
    // Greeting at 1.5 to 2 m, three knocks.
    ("ktv-room-service", "distance", "min", "1.5"),
    ("ktv-room-service", "distance", "max", "2"),
    ("ktv-room-service", "distance", "unit", "m"),
    ("ktv-room-service", "knocks", "equals", "3"),
    ("ktv-room-service", "knocks", "detail", "One heavy, two light."),
    // Smile and greet at 3 m, lead 1.5 m in front.
    ("restaurant-greet-and-escort", "greeting_distance", "equals", "3"),
    ("restaurant-greet-and-escort", "lead_distance", "equals", "1.5"),
    // The chair is drawn back about 20 cm.
    ("restaurant-seat-guest", "pull", "measure", "Lift slightly, draw back about 20 cm"),
    ("restaurant-seat-guest", "pull_least", "default", "15"),
    ("restaurant-seat-guest", "pull_most", "default", "25"),
    // Room status at 08:00, 14:00 and 18:00.
    ("hotel-room-status-check", "begin_morning", "window.from", "08:00"),
    ("hotel-room-status-check", "begin_afternoon", "window.from", "14:00"),
    ("hotel-room-status-check", "begin_evening", "window.from", "18:00"),
    // Hangers 4 + 4 + 4, and 2 of plastic in rooms with wooden ones.
    ("hotel-room-hygiene-inspection", "suit_hangers", "equals", "4"),
    ("hotel-room-hygiene-inspection", "skirt_hangers", "equals", "4"),
    ("hotel-room-hygiene-inspection", "trouser_hangers", "equals", "4"),
    ("hotel-room-hygiene-inspection", "plastic_hangers", "equals", "2"),
    ("hotel-room-hygiene-inspection", "plastic_hangers", "when", "row.hangers == \"wooden\""),
    // Five copies, none with the rate.
    ("hotel-group-room-allocation", "copies", "equals", "5"),
    ("hotel-group-room-allocation", "with_rate", "equals", "0"),
    // The stock-take report at the month's start.
    ("hotel-linen-uniform-room", "report_day", "default", "1"),
    // Repair calls: 30 minutes, one day.
    ("property-repair-request", "arrived_at", "deadline.within", "30m"),
    ("property-repair-request", "small_repair_within", "default", "24h"),
    ("property-complaint", "reply", "deadline.within", "24h"),
    // The residential standard.
    ("property-service-standard-audit", "reception_hours", "min", "12"),
    ("property-service-standard-audit", "reception_days", "equals", "7"),
    ("property-service-standard-audit", "experience", "value", "[years_trade / 5, years_manager / 2] | max"),
    ("property-service-standard-audit", "experience", "min", "1"),
    ("property-service-standard-audit", "report_gap", "max", "3"),
    ("property-service-standard-audit", "accounts_gap", "max", "6"),
    ("property-service-standard-audit", "utilities_gap", "max", "2"),
    ("property-service-standard-audit", "repair_hours", "equals", "24"),
    ("property-service-standard-audit", "slowest_arrival", "max", "30"),
    ("property-service-standard-audit", "slowest_repair", "max", "24"),
    ("property-service-standard-audit", "slowest_answer", "max", "24"),
    ("property-service-standard-audit", "surveys", "min", "2"),
    ("property-service-standard-audit", "contact_share", "min", "90"),
    ("property-service-standard-audit", "paid_services", "min", "4"),
    ("property-service-standard-audit", "free_services", "min", "4"),
    ("property-service-standard-audit", "events", "min", "2"),
    // Owners fit out for about half a year after hand-over.
    ("property-community-audit", "fit_out_days", "default", "183"),
    // Two copies, two signatures, a seal.
    ("entertainment-staff-registration", "copies", "equals", "2"),
    ("entertainment-staff-registration", "sealed", "equals", "2"),
    // Earrings.
    ("apparel-appearance-inspection", "earrings", "max", "2"),
    ("apparel-appearance-inspection", "studs", "max", "2"),
    // Exchange within three days; the first resize is free.
    ("jewellery-after-sales", "exchanged", "when", "days_sold <= 3 and not worn and not damaged and papers"),
    ("jewellery-after-sales", "resized_free", "when", "claim.resizes == 0"),
    ("jewellery-after-sales", "courier_fee", "when", "claim.resizes >= 1"),
    // Slots of a quarter of an hour, one adviser for 15 cars.
    ("car-appointment-board", "bookings", "fields.0.pattern", "([01][0-9]|2[0-3]):(00|15|30|45)"),
    ("car-appointment-board", "first_morning_slot", "default", "07:45"),
    ("car-appointment-board", "first_afternoon_slot", "default", "13:00"),
    ("car-appointment-board", "morning_slots", "default.5", "09:00"),
    ("car-appointment-board", "afternoon_slots", "default.15", "16:45"),
    ("car-12-step-service", "adviser_car", "max", "15"),
    ("car-flow-rollout", "advisers", "min", "cars_a_day / 15"),
    // The committee meets every quarter.
    ("service-process-control-audit", "quarter_days", "default", "92"),
];

#[test]
fn every_figure_stands_in_its_procedure() {
    let wrong: Vec<String> = FIGURES
        .iter()
        .filter_map(|(procedure, id, key, expected)| {
            let found = values(procedure, id, key);
            let right = found.iter().any(|found| found == expected);
            (!right).then(|| format!("{procedure} {id} {key}: found {found:?}, expected {expected}"))
        })
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_hygiene_inspection_has_37_items() {
    let text = fs::read_to_string(file("hotel-room-hygiene-inspection")).expect("is there");
    let document: Value = serde_yaml::from_str(&text).expect("is YAML");
    let mut points = 0.0;
    score(&document["steps"], &mut points);
    // Rooms with wooden hangers have a quarter more.
    assert!((points - 37.25).abs() < 1e-9, "{points}");
}

/// Adds the points of every check and measure; one where nothing else is said.
fn score(steps: &Value, points: &mut f64) {
    for step in steps.as_sequence().into_iter().flatten() {
        if step.is_string() || step.get("check").is_some() || step.get("measure").is_some() {
            *points += step.get("score").map_or(1.0, |score| score.as_f64().expect("a number"));
        }
        score(&step["steps"], points);
    }
}

fn file(procedure: &str) -> PathBuf {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("procedures");
    let trades = fs::read_dir(root).expect("readable").filter_map(|entry| entry.ok());
    trades
        .map(|trade| trade.path().join(format!("{procedure}.yaml")))
        .find(|path| path.exists())
        .unwrap_or_else(|| panic!("there is no {procedure}"))
}

/// Returns what stands at `key` of everything in `procedure` that is called `id`.
fn values(procedure: &str, id: &str, key: &str) -> Vec<String> {
    let text = fs::read_to_string(file(procedure)).expect("readable");
    let document: Value = serde_yaml::from_str(&text).expect("is YAML");
    let mut called = Vec::new();
    find(&document, id, &mut called);
    called.extend(document["parameters"].get(id));
    called.into_iter().filter_map(|found| plain(at(found, key)?)).collect()
}

fn find<'v>(value: &'v Value, id: &str, found: &mut Vec<&'v Value>) {
    match value {
        Value::Mapping(entries) => {
            if value.get("id").and_then(Value::as_str) == Some(id) {
                found.push(value);
            }
            entries.iter().for_each(|(_, inner)| find(inner, id, found));
        }
        Value::Sequence(items) => items.iter().for_each(|item| find(item, id, found)),
        _ => {}
    }
}

fn at<'v>(value: &'v Value, key: &str) -> Option<&'v Value> {
    key.split('.').try_fold(value, |value, part| match part.parse::<usize>() {
        Ok(index) => value.get(index),
        Err(_) => value.get(part),
    })
}

/// Returns a scalar as it is written; a text in two languages stands in both alike for a unit.
fn plain(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Mapping(_) => plain(value.get("en")?),
        _ => None,
    }
}
