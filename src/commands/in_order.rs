//! Does one piece of work for each of many things on all cores, and hands the results on in the things' own order.

use std::collections::BTreeMap;
use std::num::NonZero;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc;
use std::thread;

/// How many results may wait for each worker: what keeps memory flat.
const WAITING: usize = 4;

/// Calls `work` with every number below `count`, on all cores, and `take` with each result in the order of the numbers.
pub fn in_order<T: Send>(count: usize, work: impl Fn(usize) -> T + Sync, mut take: impl FnMut(usize, T)) {
    let workers = thread::available_parallelism().map_or(1, NonZero::get).min(count);
    if workers <= 1 {
        (0..count).for_each(|at| take(at, work(at)));
        return;
    }
    let next = AtomicUsize::new(0);
    thread::scope(|scope| {
        let (send, receive) = mpsc::sync_channel(workers * WAITING);
        for _ in 0..workers {
            let (send, next, work) = (send.clone(), &next, &work);
            scope.spawn(move || {
                loop {
                    let at = next.fetch_add(1, Ordering::Relaxed);
                    if at >= count || send.send((at, work(at))).is_err() {
                        break;
                    }
                }
            });
        }
        drop(send);
        let (mut waiting, mut due) = (BTreeMap::new(), 0);
        for (at, done) in receive {
            waiting.insert(at, done);
            while let Some(done) = waiting.remove(&due) {
                take(due, done);
                due += 1;
            }
        }
    });
}

#[cfg(test)]
mod tests {
    use super::in_order;

    #[test]
    fn results_come_in_the_order_of_the_numbers_however_long_each_takes() {
        for count in [0, 1, 2, 500] {
            let mut taken = Vec::new();
            let work = |at: usize| (0..(at * 7919) % 5000).fold(at, |sum, _| std::hint::black_box(sum));
            in_order(count, work, |at, done| taken.push((at, done)));
            assert_eq!(taken, (0..count).map(|at| (at, at)).collect::<Vec<_>>());
        }
    }
}
